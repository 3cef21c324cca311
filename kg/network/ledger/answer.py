"""An answer about money, as a JSON object or as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from kg.network.ledger.bodies import (
    Labels,
    Looking,
    Row,
    entry_body,
    excluded_body,
    flow_body,
    group_body,
    table_of,
    total_body,
    turnover_body,
)
from kg.network.ledger.counting import Entry, Excluded, Ledger, Rules
from kg.network.ledger.flows import Flow, Turnover, flows, turnovers
from kg.network.ledger.grouping import Group, grouped, together, totals
from kg.network.ledger.remarks import remarks
from kg.network.ledger.statements import GROUPINGS, Statement, Unit
from kg.network.ledger.sums import Interval, added
from kg.network.remarks import remarked

PARTIES = "organisation"
"""The grouping in which somebody may stand twice, as one who gives and as one who receives."""

GROUPS, ENTRIES, EXCLUDED = "groups", "entries", "excluded"


T = TypeVar("T")

Line = Group | Flow | Entry | Excluded

_NOBODY, _NOWHERE = Statement(""), added([])
_BLANK: Mapping[str, Line] = {
    GROUPS: Group((), ("", ""), _NOWHERE, ()),
    PARTIES: Flow((), ("", ""), _NOWHERE, _NOWHERE, _NOWHERE),
    ENTRIES: Entry(_NOBODY, (), _NOWHERE),
    EXCLUDED: Excluded(_NOBODY, ""),
}
"""By which the columns of an empty table are told."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How much is shown: the `top` groups of each unit, and of entries and of what is excluded `limit` after `offset`.

    None is all. The `shown` list is the one that a table has.
    """

    top: int | None = None
    shown: str = GROUPS
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class Answer:
    """A ledger by some rules, told apart by one of GROUPINGS or by PARTIES, with the names of who and what is shown."""

    ledger: Ledger
    rules: Rules
    grouping: str
    looking: Looking

    def body(self, wishes: Wishes) -> dict[str, Any]:
        """Give totals, groups and what is excluded; what the groups that are not shown come to is the `rest`."""
        shown = self._best(wishes.top)
        lists: dict[str, Sequence[Line]] = {EXCLUDED: self.ledger.excluded}
        if wishes.shown == ENTRIES:
            lists[ENTRIES] = self.ledger.entries
        pages: dict[str, Sequence[Line]] = {name: _page(lines, wishes) for name, lines in lists.items()}
        listed = (line for page in pages.values() for line in page)
        labels = Labels.of(self._names([*shown, *listed]), self.looking)
        return {
            "coverage": {
                "read": self.ledger.read,
                "counted": len(self.ledger.entries),
                "excluded": self.ledger.reasons,
            },
            **remarked(remarks(self.ledger, self.rules, self._turnovers)),
            "totals": self._totals,
            "total_groups": len(self._divided),
            **self._shown(shown, labels),
            **{
                name: {
                    "total": len(lists[name]),
                    "offset": wishes.offset,
                    "items": [self._row(line, labels) for line in page],
                }
                for name, page in pages.items()
            },
        }

    def table(self, wishes: Wishes) -> tuple[list[str], Iterator[list[str]]]:
        """Give the header and the rows of one of the lists."""
        lines: Sequence[Line]
        if wishes.shown == GROUPS:
            lines = self._best(wishes.top)
        else:
            lines = _page(self.ledger.entries if wishes.shown == ENTRIES else self.ledger.excluded, wishes)
        labels = Labels.of(self._names(lines), self.looking)
        blank = _BLANK[PARTIES if (wishes.shown, self.grouping) == (GROUPS, PARTIES) else wishes.shown]
        return table_of(self._row(blank, labels), (self._row(each, labels) for each in lines))

    @cached_property
    def _divided(self) -> Sequence[Group | Flow]:
        return flows(self.ledger) if self.grouping == PARTIES else grouped(self.ledger, self.grouping)

    def _best(self, top: int | None) -> list[Group | Flow]:
        """Give the first of each unit, and whatever belongs to nobody that is told."""
        if top is None:
            return [*self._divided]
        units = (list(groups) for _, groups in groupby(self._divided, key=lambda each: each.unit))
        return [each for unit in units for place, each in enumerate(unit) if place < top or not each.key]

    @cached_property
    def _turnovers(self) -> list[Turnover]:
        return turnovers(flows(self.ledger))

    @cached_property
    def _totals(self) -> list[Row]:
        return [*_by_unit(self.ledger.entries, totals(self.ledger))]

    def _shown(self, shown: Sequence[Group | Flow], labels: Labels) -> dict[str, list[Row]]:
        rows = [self._row(each, labels) for each in shown]
        if self.grouping == PARTIES:
            return {"flows": rows, "turnovers": [*map(turnover_body, self._turnovers)]}
        chosen = {id(each) for each in shown}
        rest = [each for each in self._divided if isinstance(each, Group) and id(each) not in chosen]
        entries = [entry for group in rest for entry in group.entries]
        return {GROUPS: rows, "rest": [*_by_unit(entries, together(rest))]}

    def _names(self, lines: Iterable[Line]) -> Iterator[str]:
        for line in lines:
            if isinstance(line, Group | Flow):
                yield from line.key
            else:
                yield line.statement.record
                if isinstance(line, Entry) and self.grouping in GROUPINGS:
                    yield from GROUPINGS[self.grouping](line.statement)

    def _row(self, line: Line, labels: Labels) -> Row:
        match line:
            case Group():
                return group_body(line, labels)
            case Flow():
                return flow_body(line, labels)
            case Entry():
                return entry_body(line, labels, self.grouping)
            case Excluded():
                return excluded_body(line, labels)


def _by_unit(entries: Iterable[Entry], amounts: Mapping[Unit, Interval]) -> Iterator[Row]:
    """Yield what the entries of each unit come to."""
    units: dict[Unit, list[Entry]] = {}
    for entry in entries:
        units.setdefault(entry.statement.unit, []).append(entry)
    for unit, amount in amounts.items():
        yield total_body(unit, amount, units[unit])


def _page(lines: Sequence[T], wishes: Wishes) -> Sequence[T]:
    end = None if wishes.limit is None else wishes.offset + wishes.limit
    return lines[wishes.offset : end]
