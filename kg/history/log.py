"""The log: every change with who answers for it, why and when, and how much it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.changes import ChangeSet, Journal, Origin
from kg.changes.position import read_sealed, write_sealed
from kg.history.changed import REPLACED, GraphChange, changed_graphs
from kg.mapping import Mapping as RecordMapping
from kg.recent import Recent

_KEPT = 5_000
"""Entries that are remembered; of each a kilobyte at most, and none ever changes."""

_LARGE = 1 << 20
"""Bytes of a change from which on it is noted what was read of it: a million quads take seconds."""

_FORMAT = 1
"""Goes up when a note says anything else, or in another way."""

_LOOKED_AT = 5_000
"""Versions that are looked at for one page; each takes a tenth of a millisecond."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change: where it comes from, the quads it added and removed, and the records and datasets it touched.

    `collections` tells how many records of each it touched, the most first, and `graphs` what became of those that are
    no datasets. `has_renames` tells whether it may give records other ids.
    """

    version: int
    origin: Origin
    added: int
    removed: int
    records: int
    datasets: tuple[str, ...]
    collections: Mapping[str, int]
    graphs: tuple[GraphChange, ...] = ()
    has_renames: bool = False


@dataclass(frozen=True, slots=True)
class LogWish:
    """What of the log is asked for: the versions after `since` and before `before`, by author, source and dataset.

    `before` 0 begins with the newest; `source` may name several, by commas; a dataset is named as its folder is;
    `after` and `until` are times in ISO 8601. `versions` are those that may be meant, newest first, None for all.
    """

    limit: int = 50
    before: int = 0
    since: int = 0
    author: str = ""
    source: str = ""
    dataset: str = ""
    after: str = ""
    until: str = ""
    versions: Sequence[int] | None = None

    def may_fit(self, origin: Origin) -> bool:
        """Tell whether a change may be meant by where it comes from."""
        return (
            (not self.author or origin.author == self.author)
            and (not self.source or origin.source in self.source.split(","))
            and (not self.until or origin.time[: len(self.until)] <= self.until)
        )

    def among(self, first: int, last: int) -> Iterable[int]:
        """Give the versions from one down to another that may be meant."""
        if self.versions is None:
            return range(first, last - 1, -1)
        return (each for each in self.versions if last <= each <= first)


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, newest first, and the version before which the next page begins, 0 where this is the last."""

    entries: tuple[LogEntry, ...]
    next: int


class Log:
    """The log of one journal; `newest` tells its newest version.

    What was read of large changes is noted in the folder `notes`, if there is one. A note is of a digest: of another
    change of that version, or where it is damaged, it is not believed.
    """

    def __init__(
        self, journal: Journal, mapping: RecordMapping, newest: Callable[[], int], notes: Path | None = None
    ) -> None:
        self._journal, self._newest, self._notes = journal, newest, notes
        self._mapping = mapping
        self._entries = Recent[int, LogEntry](_KEPT)
        self._origins = Recent[int, Origin](_LOOKED_AT)

    def entry(self, version: int) -> LogEntry:
        """Give one change. Raises UnknownName where there is no such version, and JournalDamaged."""
        return self._entries.get(version, lambda: self._read(version))

    def page(self, wish: LogWish) -> LogPage:
        """Give one page, newest first. It may be short, or empty, and still have a next one."""
        first = min(wish.before - 1, self._newest()) if wish.before else self._newest()
        last = max(wish.since + 1, first - _LOOKED_AT + 1 if wish.versions is None else 1, 1)
        entries: list[LogEntry] = []
        for version in wish.among(first, last):
            origin = self.origin(version)
            if wish.after and origin.time < wish.after:
                return LogPage(tuple(entries), 0)
            if wish.may_fit(origin) and (not wish.dataset or wish.dataset in self.entry(version).datasets):
                if len(entries) == wish.limit:
                    return LogPage(tuple(entries), entries[-1].version)
                entries.append(self.entry(version))
        return LogPage(tuple(entries), last if last > max(wish.since + 1, 1) else 0)

    def note_large(self, most: int = 50) -> None:
        """Read the large ones among the newest changes, unless they are noted. Raises as :meth:`entry` does."""
        newest = self._newest()
        for version in range(newest, max(newest - most, 0), -1):
            if self._journal.size(version - 1, version) >= _LARGE:
                self.entry(version)

    def since(self, version: int, until: int) -> Iterator[LogEntry]:
        """Yield the changes after a version until another, oldest first."""
        return map(self.entry, range(version + 1, until + 1))

    def origin(self, version: int) -> Origin:
        """Say where a change comes from, without reading its rows. Raises as :meth:`entry` does."""
        return self._origins.get(version, lambda: self._journal.glance(version).origin)

    def _read(self, version: int) -> LogEntry:
        if self._notes is None or self._journal.size(version - 1, version) < _LARGE:
            return self._entry_of(self._journal.read(version))
        change, note = self._journal.glance(version), self._notes / f"{version:010}.json"
        facts = read_sealed(note)
        if facts is not None and (facts.pop("format"), facts.pop("digest")) == (_FORMAT, change.position.digest):
            graphs = tuple(GraphChange(**each) for each in facts.pop("graphs"))
            return LogEntry(version, change.origin, datasets=tuple(facts.pop("datasets")), graphs=graphs, **facts)
        entry = self._entry_of(self._journal.read(version))
        facts = {name: value for name, value in asdict(entry).items() if name not in ("version", "origin")}
        with suppress(OSError):  # a disk that takes nothing costs the time to read it again
            self._notes.mkdir(exist_ok=True)
            write_sealed(note, {**facts, "format": _FORMAT, "digest": change.position.digest})
        return entry

    def _entry_of(self, change: ChangeSet) -> LogEntry:
        places = [*places_of(change, self._mapping)]
        collections = Counter(self._mapping.reference(record).partition("/")[0] for record, _ in places)
        beside = change.rows_beside(self._mapping.base_iri, self._mapping.graph("").value)
        return LogEntry(
            change.position.version,
            change.origin,
            change.added,
            change.removed,
            len(places),
            tuple(sorted({dataset for _, dataset in places})),
            dict(collections.most_common()),
            tuple(changed_graphs(beside, self._mapping)),
            change.mentions([REPLACED]),
        )


def places_of(change: ChangeSet, mapping: RecordMapping) -> Iterator[tuple[str, str]]:
    """Yield the records that a change touched, by IRI, each with the name of the dataset; once where rows adjoin."""
    datasets, before = mapping.graph("").value, ("", "")
    for subject, graph in change.subjects():
        place = subject, graph
        if place != before and graph.startswith(datasets) and subject.startswith(mapping.base_iri):
            before = place
            yield subject, graph.removeprefix(datasets)
