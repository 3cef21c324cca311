"""What answers about money show, in JSON and in tables: amounts are decimals in text, so that no digit is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kg.network.ledger.counting import Entry, Excluded
from kg.network.ledger.flows import Flow, Turnover
from kg.network.ledger.grouping import Group
from kg.network.ledger.statements import GROUPINGS, Key, Unit
from kg.network.ledger.sums import Interval, added, written
from kg.network.model import Node

_RECORDS = 20
"""Records of a group that are named with it; the others are among the entries."""

_PARTIES = {"who": "ids", "funders": "funder_ids", "programmes": "programme_ids", "recipients": "recipient_ids"}
"""Those who have something together, and the column of a table in which their IRIs stand."""

Row = Mapping[str, Any]


class Looking(Protocol):
    """Looks nodes up."""

    def nodes(self, iris: Sequence[str]) -> list[Node]:
        """Describe nodes, in this order."""
        ...


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of who and what an answer shows."""

    nodes: Mapping[str, Node]

    @classmethod
    def of(cls, names: Iterable[str], look_up: Looking) -> Labels:
        """Look names up; what is no IRI, such as a year, goes by itself."""
        iris = sorted({each for each in names if ":" in each})
        return cls(dict(zip(iris, look_up.nodes(iris), strict=True)))

    def label(self, name: str) -> str:
        """Give the label of one."""
        return self.nodes[name].label if name in self.nodes else name

    def body(self, key: Key) -> list[Row]:
        """Give those who have something together."""
        return [self._one(each) for each in key]

    def _one(self, name: str) -> Row:
        node = self.nodes.get(name)
        return {"id": name, "label": node.label if node else name, "type": node.type if node else ""}


UNASSIGNED = "(unassigned)"
"""What stands in tables for who is not told."""


def together_named(who: Sequence[Row]) -> str:
    """Name those who have something together, as :meth:`Labels.body` gives them.

    >>> together_named([{"label": "A"}, {"label": "B"}]), together_named([])
    ('A and B', '(unassigned)')
    """
    return " and ".join(each["label"] for each in who) or UNASSIGNED


def interval_body(interval: Interval) -> dict[str, str | None]:
    """Give an interval; an end that nothing bounds is null."""
    return {"low": written(interval.low), "high": written(interval.high), "figure": written(interval.figure)}


def total_body(unit: Unit, interval: Interval, entries: Sequence[Entry]) -> Row:
    """Give what some entries of one unit come to, and how much of that other units have as well."""
    overlap = added(each.amount for each in entries if each.also_in)
    return {**_unit(unit), **interval_body(interval), "entries": len(entries), "overlap": written(overlap.figure)}


def group_body(group: Group, labels: Labels) -> Row:
    """Give a group with what it comes to and the first of the records that count, one for each entry."""
    records = sorted(entry.statement.record for entry in group.entries)
    return {
        "who": labels.body(group.key),
        **total_body(group.unit, group.amount, group.entries),
        "records": records[:_RECORDS],
    }


def flow_body(flow: Flow, labels: Labels) -> Row:
    """Give what one received, gave and passed on."""
    amounts = {name: interval_body(getattr(flow, name)) for name in ("received", "given", "passed", "net")}
    return {"who": labels.body(flow.key), **_unit(flow.unit), **amounts}


def turnover_body(turnover: Turnover) -> Row:
    """Give what changed hands, and how much of it is new at least and at most."""
    new = interval_body(turnover.new)
    del new["figure"]
    return {**_unit(turnover.unit), "gross": interval_body(turnover.gross), "new": new}


def entry_body(entry: Entry, labels: Labels, by: str) -> Row:
    """Give one entry with all records that state it."""
    statement = entry.statement
    return {
        "record": statement.record,
        "label": labels.label(statement.record),
        "who": labels.body(GROUPINGS[by](statement)) if by in GROUPINGS else [],
        **_unit(statement.unit),
        **interval_body(entry.amount),
        "bound": statement.bound,
        "disputed": entry.disputed,
        "also_in": list(entry.also_in),
        "records": list(entry.records),
    }


def excluded_body(excluded: Excluded, labels: Labels) -> Row:
    """Give a contribution that does not count, and why."""
    statement = excluded.statement
    return {
        "record": statement.record,
        "label": labels.label(statement.record),
        "reason": excluded.reason,
        "beside": excluded.beside or None,
        **_unit(statement.unit),
        "figure": written(statement.figure),
        "bound": statement.bound,
    }


def table_of(blank: Row, rows: Iterable[Row]) -> tuple[list[str], Iterator[list[str]]]:
    """Give header and cells of rows with the columns of a blank one; who has something together is in one cell."""
    header = [name for key, value in blank.items() for name in _columns(key, value)]
    return header, ([*_cells(row)] for row in rows)


def _columns(key: str, value: Any) -> Iterator[str]:
    if key in _PARTIES:
        yield from (key, _PARTIES[key])
    elif isinstance(value, Mapping):
        yield from (f"{key}_{name}" for name in value)
    else:
        yield key


def _cells(row: Row) -> Iterator[str]:
    for key, value in row.items():
        if key in _PARTIES:
            yield "; ".join(each["label"] for each in value) or UNASSIGNED
            yield " ".join(each["id"] for each in value)
        elif isinstance(value, Mapping):
            yield from ("" if each is None else str(each) for each in value.values())
        elif isinstance(value, list):
            yield " ".join(value)
        elif isinstance(value, bool):
            yield str(value).lower()
        else:
            yield "" if value is None else str(value)


def _unit(unit: Unit) -> dict[str, str]:
    return dict(zip(("currency", "kind"), unit, strict=True))
