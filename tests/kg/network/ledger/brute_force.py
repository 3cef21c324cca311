"""Sums of money the slow way: every rule of the ledger as a loop over all pairs, in fractions, for small ledgers.

It shares nothing with `kg.network.ledger` but the form of a statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kg.network.ledger import Statement

Key = tuple[str, ...]
Unit = tuple[str, str]
Ends = tuple[Fraction, Fraction | None]
"""The least and the most that a sum may be, None where nothing bounds it."""

PLACE = {"funder": "funders", "recipient": "recipients", "programme": "programmes", "year": "years"}
"""Where a statement says to whom it belongs, of the groupings that are called otherwise."""


SENSES = ("funders", "through", "recipients", "programmes", "registered", "delivered", "benefits", "years")


@dataclass(frozen=True)
class Counted:
    """A fact that counts, where it belongs, and what it may be."""

    unit: Unit
    belongs: dict[str, Key]
    ends: Ends
    records: frozenset[str]


def reached(start: str, links: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Give all that can be reached from one along links, without itself unless a circle leads back."""
    links, inside, size = list(links), set[str](), -1
    while len(inside) != size:
        size = len(inside)
        inside |= {to for at, to in links if at == start or at in inside}
    return frozenset(inside)


def counted(
    statements: Sequence[Statement],
    same: Sequence[tuple[str, str]],
    parts: Sequence[tuple[str, str]],
    delivered_in: frozenset[str] | None = None,
) -> list[Counted]:
    """Tell what counts, by trying every pair of statements; all of it, or what is delivered in some places alone."""
    both_ways = [*same, *((other, one) for one, other in same)]
    names = {each.record for each in statements} | {name for pair in (*same, *parts) for name in pair}
    alike = {name: reached(name, both_ways) | {name} for name in names}
    within = [(one, other) for part, whole in parts for one in alike[part] for other in alike[whole]]
    wholes = {name: reached(name, within) for name in names}
    usable = [
        each
        for each in statements
        if each.figure is not None and each.currency and each.kind and not each.doubtful and not each.refusal
    ]
    if delivered_in is not None:
        usable = [each for each in usable if set(of_fact(each, usable, alike)["delivered"] or "?") <= delivered_in]
    chosen: list[Counted] = []
    seen: set[str] = set()
    for statement in usable:
        unit = statement.currency, statement.kind
        peers = [each for each in usable if (each.currency, each.kind) == unit]
        group = [each for each in peers if each.record in alike[statement.record]]
        records = frozenset(each.record for each in group)
        above = [each for each in peers if each.record in wholes[statement.record] and each.record not in records]
        circle = [each for each in above if statement.record in wholes[each.record]]
        if statement.record in seen or [each for each in above if each not in circle]:
            continue
        if any(min(alike[each.record]) < min(alike[statement.record]) for each in circle):
            continue
        seen |= records
        chosen.append(
            Counted(unit, of_fact(statement, usable, alike), agreed([ends_of(each) for each in group]), records)
        )
    return chosen


def of_fact(statement: Statement, usable: Sequence[Statement], alike: Mapping[str, frozenset[str]]) -> dict[str, Key]:
    """Give where a fact belongs: of each sense what the first statement says that says any."""
    unit = statement.currency, statement.kind
    stating = [each for each in usable if (each.currency, each.kind) == unit and each.record in alike[statement.record]]
    stating.sort(key=lambda each: (each.bound != "exact", each.record))
    return {name: next((key for each in stating if (key := getattr(each, name))), ()) for name in SENSES}


def ends_of(statement: Statement) -> Ends:
    """Give what a figure with its bound allows."""
    figure = Fraction(statement.figure or 0)
    return {
        "exact": (figure, figure),
        "over": (figure, None),
        "at-least": (figure, None),
        "nearly": (figure * Fraction(9, 10), figure),
        "up-to": (Fraction(0), figure),
        "about": (figure * Fraction(9, 10), figure * Fraction(11, 10)),
    }[statement.bound]


def agreed(claims: Sequence[Ends]) -> Ends:
    """Give what all claims allow, or, if that is nothing, all between the least and the most that one allows."""
    low, highs = max(low for low, _ in claims), [high for _, high in claims if high is not None]
    if not highs or low <= min(highs):
        return low, min(highs, default=None)
    return min(low for low, _ in claims), max(highs) if len(highs) == len(claims) else None


def added(each: Iterable[Ends]) -> Ends:
    """Add up."""
    all_ends = list(each)
    highs = [high for _, high in all_ends if high is not None]
    return sum((low for low, _ in all_ends), Fraction(0)), sum(highs, Fraction(0)) if len(highs) == len(
        all_ends
    ) else None


def totals_by(facts: Iterable[Counted], by: str) -> dict[tuple[Unit, Key], Ends]:
    """Give what each group comes to, all of one unit where `by` is empty."""
    groups: dict[tuple[Unit, Key], list[Ends]] = {}
    for each in facts:
        key = each.belongs[PLACE.get(by, by)] if by else ()
        groups.setdefault((each.unit, key), []).append(each.ends)
    return {group: added(ends) for group, ends in groups.items()}


def hands(fact: Counted) -> list[Key]:
    """Give through whose hands money runs."""
    told = [fact.belongs[name] for name in ("funders", "through", "recipients")]
    stages = [each for each in told if each]
    return stages if len(stages) > 1 else [told[0], told[1] or told[2]]


def moved(facts: Iterable[Counted]) -> dict[tuple[str, Unit, Key], Ends]:
    """Give what each received, gave and passed on."""
    moves: dict[tuple[str, Unit, Key], list[Ends]] = {}
    for fact in facts:
        giver, *between, receiver = hands(fact)
        for role, who in (("given", giver), ("received", receiver), *(("passed", each) for each in between)):
            moves.setdefault((role, fact.unit, who), []).append(fact.ends)
    return {move: added(ends) for move, ends in moves.items()}
