"""Money on its way as a JSON object, and as tables: amounts are decimals in text, so that no digit is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.network.ledger.bodies import Labels, Looking, Row, excluded_body, interval_body, table_of, total_body
from kg.network.ledger.counting import Entry, Excluded, Ledger
from kg.network.ledger.statements import Statement, Unit
from kg.network.ledger.streams import COLUMNS, NAMED, Course, Pool, Stop, Stream, steps, units_of
from kg.network.ledger.sums import added
from kg.network.remarks import Remark

_RECORDS = 20
"""Records that are named with a stream; the others are among the entries."""

STREAMS, ENTRIES, EXCLUDED = SHOWN = ("streams", "entries", "excluded")
"""What can be listed as a table."""


@dataclass(frozen=True, slots=True)
class StreamPage:
    """Which entries are listed, those that run by a stop or from one to another, and how many after how many."""

    source: Stop | None = None
    target: Stop | None = None
    limit: int | None = None
    offset: int = 0

    def of(self, lines: Sequence[Any]) -> Sequence[Any]:
        """Give one page."""
        return lines[self.offset : None if self.limit is None else self.offset + self.limit]


@dataclass(frozen=True, slots=True)
class Streams:
    """The money of one unit on its way, of the `chosen` entries of a ledger, with what else there is."""

    ledger: Ledger
    unit: Unit
    chosen: Sequence[Entry]
    course: Course
    looking: Looking
    elsewhere: Sequence[Excluded] = field(default_factory=tuple)
    """What does not count, and would be of the unit or does not tell its own."""
    in_vain: Sequence[Remark] = field(default_factory=tuple)
    """Who was asked for in vain, in sentences."""
    plans: Sequence[Statement] = field(default_factory=tuple)
    """What would count where plans do."""

    def body(self, page: StreamPage) -> dict[str, Any]:
        """Give stops and streams, the units that there are, and what is listed beside them."""
        entries = self.course.within(page.source, page.target)
        listed, left_out = page.of(entries), page.of(self.elsewhere)
        labels = Labels.of(self._names(listed, left_out), self.looking)
        return {
            "currency": self.unit[0],
            "kind": self.unit[1],
            "units": [
                total_body(unit, added(each.amount for each in those), those)
                for unit, those in units_of(self.chosen).items()
            ],
            "plans": [
                {"currency": currency, "kind": kind, "entries": count}
                for (currency, kind), count in sorted(Counter(each.unit for each in self.plans).items())
            ],
            "coverage": self._coverage(),
            "total": {
                **interval_body(self.course.total),
                "entries": sum(len(each.entries) for each in self._of_column(COLUMNS[0])),
            },
            "stops": [self._stop(each, labels) for each in self.course.pools],
            "streams": [self._stream(each) for each in self.course.streams],
            "chosen": {"source": _id(page.source), "target": _id(page.target)},
            "entries": _listing(entries, page, (self._entry(each, labels) for each in listed)),
            "excluded": _listing(self.elsewhere, page, (excluded_body(each, labels) for each in left_out)),
        }

    def table(self, shown: str, page: StreamPage) -> tuple[list[str], Iterator[list[str]]]:
        """Give the header and the rows of one of SHOWN."""
        if shown == STREAMS:
            labels = Labels.of(self._names((), ()), self.looking)
            blank = self._row(Stream(Stop(COLUMNS[0], ""), Stop(COLUMNS[1], ""), added([]), ()), labels)
            return table_of(blank, (self._row(each, labels) for each in self.course.streams))
        if shown == ENTRIES:
            entries = page.of(self.course.within(page.source, page.target))
            labels = Labels.of(self._names(entries, ()), self.looking)
            return table_of(self._entry(_NO_ENTRY, labels), (self._entry(each, labels) for each in entries))
        left_out = page.of(self.elsewhere)
        labels = Labels.of(self._names((), left_out), self.looking)
        return table_of(excluded_body(_NOT_EXCLUDED, labels), (excluded_body(each, labels) for each in left_out))

    def _coverage(self) -> Mapping[str, Any]:
        of_unit = sum(each.statement.unit == self.unit for each in self.chosen)
        return {
            "read": self.ledger.read,
            "counted": len(self.ledger.entries),
            "shown": of_unit,
            "other_units": len(self.chosen) - of_unit,
            "other_parties": len(self.ledger.entries) - len(self.chosen),
            "excluded": self.ledger.reasons,
        }

    def _of_column(self, column: str) -> Iterator[Pool]:
        return (each for each in self.course.pools if each.stop.column == column)

    def _names(self, entries: Iterable[Entry], excluded: Iterable[Excluded]) -> Iterator[str]:
        for pool in self.course.pools:
            yield from pool.stop.key
        for entry in entries:
            yield entry.statement.record
            for step in steps(entry.statement):
                yield from step
        yield from (each.statement.record for each in excluded)

    def _stop(self, pool: Pool, labels: Labels) -> Row:
        return {
            "id": pool.stop.id,
            "column": pool.stop.column,
            "role": pool.stop.role,
            "who": labels.body(pool.stop.key),
            "parties": pool.parties,
            **interval_body(pool.amount),
            "entries": len(pool.entries),
        }

    def _stream(self, stream: Stream) -> Row:
        return {
            "source": stream.source.id,
            "target": stream.target.id,
            **interval_body(stream.amount),
            "entries": len(stream.entries),
            "records": [each.statement.record for each in stream.entries[:_RECORDS]],
        }

    def _row(self, stream: Stream, labels: Labels) -> Row:
        """Give a stream as the row of a table."""
        ends = {"source": stream.source, "target": stream.target}
        told = {
            column: value
            for name, stop in ends.items()
            for column, value in (
                (f"{name}_column", stop.column),
                (name, _named(stop, labels)),
                (f"{name}_ids", " ".join(stop.key)),
            )
        }
        rest = self._stream(stream)
        unit = {"currency": self.unit[0], "kind": self.unit[1]}
        return {**told, **unit, **{name: value for name, value in rest.items() if name not in ends}}

    def _entry(self, entry: Entry, labels: Labels) -> Row:
        statement = entry.statement
        return {
            "record": statement.record,
            "label": labels.label(statement.record),
            **dict(zip(("funders", "programmes", "recipients"), map(labels.body, steps(statement)), strict=True)),
            "years": list(statement.years),
            **interval_body(entry.amount),
            "bound": statement.bound,
            "disputed": entry.disputed,
            "also_in": list(entry.also_in),
            "records": list(entry.records),
        }


_NO_ENTRY = Entry(Statement(""), (), added([]))
_NOT_EXCLUDED = Excluded(Statement(""), "")


def _named(stop: Stop, labels: Labels) -> str:
    return " and ".join(map(labels.label, stop.key)) if stop.role == NAMED else f"({stop.role})"


def _id(stop: Stop | None) -> str | None:
    return stop.id if stop else None


def _listing(lines: Sequence[Any], page: StreamPage, items: Iterable[Row]) -> Row:
    return {"total": len(lines), "offset": page.offset, "items": [*items]}
