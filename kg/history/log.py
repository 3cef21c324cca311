"""The log: every change with who answers for it, why and when, and how much it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.changes import ChangeSet, Journal, Origin
from kg.mapping import Mapping
from kg.recent import Recent

_KEPT = 5_000
"""Entries that are remembered; of each a kilobyte at most, and none ever changes."""

_LOOKED_AT = 5_000
"""Versions that are looked at for one page; each takes a tenth of a millisecond."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change: where it comes from, the quads it added and removed, and the records and datasets it touched."""

    version: int
    origin: Origin
    added: int
    removed: int
    records: int
    datasets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogWish:
    """What of the log is asked for: the versions after `since` and before `before`, by author, source and dataset.

    `before` 0 begins with the newest; a dataset is named as its folder is; `after` is a time in ISO 8601.
    """

    limit: int = 50
    before: int = 0
    since: int = 0
    author: str = ""
    source: str = ""
    dataset: str = ""
    after: str = ""

    def may_fit(self, origin: Origin) -> bool:
        """Tell whether a change may be meant by where it comes from."""
        return (not self.author or origin.author == self.author) and (not self.source or origin.source == self.source)


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, newest first, and the version before which the next page begins, 0 where this is the last."""

    entries: tuple[LogEntry, ...]
    next: int


class Log:
    """The log of one journal; `newest` tells its newest version."""

    def __init__(self, journal: Journal, mapping: Mapping, newest: Callable[[], int]) -> None:
        self._journal, self._newest = journal, newest
        self._mapping = mapping
        self._entries = Recent[int, LogEntry](_KEPT)
        self._origins = Recent[int, Origin](_LOOKED_AT)

    def entry(self, version: int) -> LogEntry:
        """Give one change. Raises UnknownName where there is no such version, and JournalDamaged."""
        return self._entries.get(version, lambda: self._read(version))

    def page(self, wish: LogWish) -> LogPage:
        """Give one page, newest first. It may be short, or empty, and still have a next one."""
        first = min(wish.before - 1, self._newest()) if wish.before else self._newest()
        last = max(wish.since + 1, first - _LOOKED_AT + 1, 1)
        entries: list[LogEntry] = []
        for version in range(first, last - 1, -1):
            origin = self.origin(version)
            if wish.after and origin.time < wish.after:
                return LogPage(tuple(entries), 0)
            if wish.may_fit(origin) and (not wish.dataset or wish.dataset in self.entry(version).datasets):
                if len(entries) == wish.limit:
                    return LogPage(tuple(entries), entries[-1].version)
                entries.append(self.entry(version))
        return LogPage(tuple(entries), last if last > max(wish.since + 1, 1) else 0)

    def since(self, version: int, until: int) -> Iterator[LogEntry]:
        """Yield the changes after a version until another, oldest first."""
        return map(self.entry, range(version + 1, until + 1))

    def origin(self, version: int) -> Origin:
        """Say where a change comes from, without reading its rows. Raises as :meth:`entry` does."""
        return self._origins.get(version, lambda: self._journal.glance(version).origin)

    def _read(self, version: int) -> LogEntry:
        change = self._journal.read(version)
        places = [*places_of(change, self._mapping)]
        datasets = sorted({dataset for _, dataset in places})
        return LogEntry(version, change.origin, change.added, change.removed, len(places), tuple(datasets))


def places_of(change: ChangeSet, mapping: Mapping) -> Iterator[tuple[str, str]]:
    """Yield the records that a change touched, by IRI, each with the name of the dataset; once where rows adjoin."""
    datasets, before = mapping.graph("").value, ("", "")
    for subject, graph in change.subjects():
        place = subject, graph
        if place != before and graph.startswith(datasets) and subject.startswith(mapping.base_iri):
            before = place
            yield subject, graph.removeprefix(datasets)
