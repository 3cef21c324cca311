"""Money on its way: from who pays it, by the programme that it runs through, to who benefits, in one unit.

Every entry takes three steps, one in each column, so each column comes to the total. Where a step is not told, that is
a stop of its own; what is beyond the largest stops of a column is one as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from kg.network.ledger.counting import Entry
from kg.network.ledger.statements import Key, Statement, Unit
from kg.network.ledger.sums import Interval, added

COLUMNS = ("funder", "programme", "recipient")
"""From left to right."""

NAMED, OTHER, UNTOLD = ROLES = ("named", "other", "untold")
"""What a stop is: one that is told, or several together; all that are beyond the largest; what is not told."""


class Stop(NamedTuple):
    """A place in a column: the column, what it is, and of a named one whom or what it stands for, together."""

    column: str
    role: str
    key: Key = ()

    @property
    def id(self) -> str:
        """Write it as text; :func:`stop_of` reads that."""
        return f"{self.column}:{' '.join(self.key) if self.role == NAMED else self.role}"


@dataclass(frozen=True, slots=True)
class Pool:
    """What stops at one place; `parties` is how many keys there are in it."""

    stop: Stop
    amount: Interval
    entries: tuple[Entry, ...]
    parties: int = 1


@dataclass(frozen=True, slots=True)
class Stream:
    """What runs from a stop to one in the next column."""

    source: Stop
    target: Stop
    amount: Interval
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """All that runs in one unit: the pools by column, the largest first, what is not told last, and the streams."""

    total: Interval
    pools: tuple[Pool, ...]
    streams: tuple[Stream, ...]

    def within(self, source: Stop | None, target: Stop | None) -> tuple[Entry, ...]:
        """Give the entries that run by a stop, from one to another, or all."""
        entries = [{each.statement.record: each for each in self._at(stop)} for stop in (source, target) if stop]
        if not entries:
            return tuple(each for pool in self.pools if pool.stop.column == COLUMNS[0] for each in pool.entries)
        first, *others = entries
        return tuple(each for record, each in first.items() if all(record in other for other in others))

    def _at(self, stop: Stop) -> tuple[Entry, ...]:
        return next((pool.entries for pool in self.pools if pool.stop == stop), ())


def steps(statement: Statement) -> Sequence[Key]:
    """Give who pays, by what it runs, and who benefits, each empty where it is not told.

    A programme or project that receives money is what it runs by: who has it from there is not told then.
    """
    return (
        statement.funders,
        statement.programmes,
        tuple(each for each in statement.recipients if each not in statement.programmes),
    )


def stop_of(text: str) -> Stop | None:
    """Read the id of a stop; None for what is none.

    >>> stop_of("funder:urn:a urn:b"), stop_of("recipient:other").role, stop_of("payer:urn:a")
    (Stop(column='funder', role='named', key=('urn:a', 'urn:b')), 'other', None)
    """
    column, _, name = text.partition(":")
    if column not in COLUMNS or not name:
        return None
    return Stop(column, name) if name in ROLES[1:] else Stop(column, NAMED, tuple(sorted(name.split())))


def units_of(entries: Iterable[Entry]) -> Mapping[Unit, Sequence[Entry]]:
    """Divide entries by unit: first that of which most tell two steps of their way, and of these who pays and benefits.

    Then comes that of which there are most, then the largest.
    """
    units: dict[Unit, list[Entry]] = {}
    for entry in entries:
        units.setdefault(entry.statement.unit, []).append(entry)

    def rank(unit: Unit) -> tuple[int, int, int, Decimal, Unit]:
        those = units[unit]
        ways = [steps(each.statement) for each in those]
        telling = sum(sum(map(bool, way)) > 1 for way in ways)
        both_ends = sum(bool(way[0] and way[-1]) for way in ways)
        return -telling, -both_ends, -len(those), -added(each.amount for each in those).figure, unit

    return {unit: units[unit] for unit in sorted(units, key=rank)}


def course(entries: Sequence[Entry], top: int) -> Course:
    """Follow the money of entries of one unit; of each column the `top` largest stops are told apart, by figure."""
    places = [
        _placed([(entry, steps(entry.statement)[at]) for entry in entries], column, top)
        for at, column in enumerate(COLUMNS)
    ]
    pools = (pool for column in places for pool in _pools(entries, column))
    streams = (stream for left, right in pairwise(places) for stream in _streams(entries, left, right))
    return Course(added(each.amount for each in entries), tuple(pools), tuple(streams))


@dataclass(frozen=True, slots=True)
class _Column:
    """The stop of each entry, in their order, the stops in the order in which they are shown, and their parties."""

    stops: Sequence[Stop]
    order: Sequence[Stop]
    parties: Mapping[Stop, int]


def _placed(keyed: Sequence[tuple[Entry, Key]], column: str, top: int) -> _Column:
    amounts: dict[Key, list[Interval]] = {}
    for entry, key in keyed:
        amounts.setdefault(key, []).append(entry.amount)
    sizes = {key: added(intervals).figure for key, intervals in amounts.items() if key}
    largest = sorted(sizes, key=lambda key: (-sizes[key], key))
    if len(largest) > top + 1:  # one alone is told as well as "other" would be
        largest = largest[:top]
    named = {key: Stop(column, NAMED, key) for key in largest}
    other, untold = Stop(column, OTHER), Stop(column, UNTOLD)
    beyond = len(sizes) - len(named)
    order = [*named.values(), *([other] if beyond else []), *([untold] if () in amounts else [])]
    parties = {**dict.fromkeys(order, 1), **({other: beyond} if beyond else {})}
    return _Column([named.get(key, other) if key else untold for _, key in keyed], order, parties)


def _pools(entries: Sequence[Entry], column: _Column) -> Iterator[Pool]:
    stopping: dict[Stop, list[Entry]] = {}
    for entry, stop in zip(entries, column.stops, strict=True):
        stopping.setdefault(stop, []).append(entry)
    for stop in column.order:
        amount = added(each.amount for each in stopping[stop])
        yield Pool(stop, amount, tuple(stopping[stop]), column.parties[stop])


def _streams(entries: Sequence[Entry], left: _Column, right: _Column) -> Iterator[Stream]:
    """Yield the streams between two columns, in the order of their stops."""
    running: dict[tuple[Stop, Stop], list[Entry]] = {}
    for entry, source, target in zip(entries, left.stops, right.stops, strict=True):
        running.setdefault((source, target), []).append(entry)
    for source in left.order:
        for target in right.order:
            if of_both := running.get((source, target)):
                yield Stream(source, target, added(each.amount for each in of_both), tuple(of_both))
