"""What money comes to, per currency and kind: in all, and by those whom it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.errors import UnknownField
from kg.network.ledger.counting import Entry, Ledger
from kg.network.ledger.statements import GROUPINGS, Key, Unit
from kg.network.ledger.sums import Interval, added


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs to one, or to several together without a split, or (an empty key) to nobody that is told."""

    key: Key
    unit: Unit
    amount: Interval
    entries: tuple[Entry, ...]


def totals(ledger: Ledger) -> dict[Unit, Interval]:
    """Add up all entries, per unit."""
    units: dict[Unit, list[Interval]] = {}
    for entry in ledger.entries:
        units.setdefault(entry.statement.unit, []).append(entry.amount)
    return {unit: added(units[unit]) for unit in sorted(units)}


def grouped(ledger: Ledger, by: str) -> list[Group]:
    """Divide the entries into groups, by one of GROUPINGS: the groups of a unit come exactly to its total.

    Per unit the largest figure comes first, and what belongs to nobody last. Raises UnknownField.
    """
    if by not in GROUPINGS:
        raise UnknownField("grouping of money", by, GROUPINGS)
    belongs = GROUPINGS[by]
    groups: dict[tuple[Unit, Key], list[Entry]] = {}
    for entry in ledger.entries:
        groups.setdefault((entry.statement.unit, belongs(entry.statement)), []).append(entry)
    made = (
        Group(key, unit, added(each.amount for each in entries), tuple(entries))
        for (unit, key), entries in groups.items()
    )
    return sorted(made, key=lambda each: (each.unit, not each.key, -each.amount.figure, each.key))


def amounts_by(ledger: Ledger, by: str) -> Mapping[Unit, Mapping[Key, Interval]]:
    """Give, per unit, what belongs to whom; what belongs to nobody that is told stands under the empty key."""
    amounts: dict[Unit, dict[Key, Interval]] = {}
    for group in grouped(ledger, by):
        amounts.setdefault(group.unit, {})[group.key] = group.amount
    return amounts


def together(groups: Iterable[Group]) -> dict[Unit, Interval]:
    """Add groups up, per unit."""
    units: dict[Unit, list[Interval]] = {}
    for group in groups:
        units.setdefault(group.unit, []).append(group.amount)
    return {unit: added(units[unit]) for unit in sorted(units)}
