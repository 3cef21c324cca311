"""The graph as it was: copies of older versions, each made of the nearest copy there is and what lies between.

A copy is made when somebody asks for its version, of hard links as far as that goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Lock

from kg.changes.change_set import ChangeSet, apply
from kg.changes.copies import Copies
from kg.changes.journal import Journal
from kg.errors import LimitExceeded, UnknownName, UnreadableInput
from kg.sentences import Sentence
from kg.store import EMBEDDED, Snapshot, WritableStore
from kg.store.rdf import Quad

_MOST = 1 << 10
"""MiB of journal that are undone or done again for one copy; a hundred take some ten seconds."""

_DATE = len("2026-11-26")

_BATCH = 10_000
"""Quads that are taken away or added at once."""


class Archive:
    """Copies of older versions in a folder of its own. Threads may share it."""

    def __init__(self, folder: Path, journal: Journal, newest: Callable[[], Snapshot]) -> None:
        """`newest` pins the snapshot of the newest version."""
        self._copies, self._journal, self._newest = Copies(folder), journal, newest
        self._making = Lock()

    def snapshot(self, version: int) -> Snapshot:
        """Pin a copy of a version. Raises UnknownName where there is none, LimitExceeded, and JournalDamaged."""
        with self._making, self._newest() as newest:
            demand_version(version, newest.version)
            if version == newest.version:
                return Snapshot(version, newest.folder)
            return self._copies.pin(version, lambda draft: self._make(version, newest, draft))

    def clear(self) -> None:
        """Remove all copies."""
        self._copies.clear()

    def _make(self, version: int, newest: Snapshot, draft: Path) -> None:
        copies = {newest.version: newest.folder, **self._copies.folders}
        begin = min((0, *copies), key=lambda each: self._journal.size(*sorted((each, version))))
        if self._journal.size(*sorted((begin, version))) > _MOST << 20:
            raise LimitExceeded("result", f"{_MOST} MiB of changes since", "difference")
        if begin in copies:
            EMBEDDED.copy_snapshot(copies[begin], draft)
        store = EMBEDDED.open(draft)
        try:
            for each in range(begin + 1, version + 1):
                apply(self._journal.read(each), store)
            for each in range(begin, version, -1):
                undo(self._journal.read(each), store)
            store.flush()
        finally:
            store.close()


def undo(change: ChangeSet, store: WritableStore) -> None:
    """Bring a store from where a change set led to where it began."""
    for quads in _batches(change.additions()):
        store.apply(quads, ())
    for quads in _batches(change.removals()):
        store.apply((), quads)


def _batches(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    rest = iter(quads)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def asked_version(journal: Journal, newest: int, version: int | None, at: str, history: str = "") -> int | None:
    """Say which older version is asked for, by number or by time; None for the newest, whichever that is.

    The number may go with the history that it is of, by the first digits of the digest of the version. Raises
    UnknownName where there is no such version, and UnreadableInput for what is no time.
    """
    if history and version is None:
        raise UnreadableInput(
            Sentence("A history is told by the digest of a version in it"), Sentence("Give version as well.")
        )
    if version is None and not at:
        return None
    if version is not None and at:
        raise UnreadableInput(
            Sentence("A version is named by its number or by a time"), Sentence("Give version or at, not both.")
        )
    if version is None:
        return version_at(journal, _moment(at), newest)
    demand_version(version, newest)
    if not (position := journal.position(version)).digest.startswith(history):
        raise UnknownName("version", f"{version} of the history {history}", [position.name])
    return version


def demand_version(version: int, newest: int) -> None:
    """Raise UnknownName for a version that a graph at `newest` does not have; 0 is the empty graph."""
    if not 0 <= version <= newest:
        raise UnknownName("version", str(version), [f"0 to {newest}"])


def _moment(text: str) -> str:
    """Give a time as the journal writes it; of a date alone the end.

    >>> _moment("2026-11-26"), _moment("2026-11-26T10:00:00+09:00")
    ('2026-11-26T23:59:59+00:00', '2026-11-26T01:00:00+00:00')
    """
    try:
        moment = datetime.fromisoformat(f"{text}T23:59:59" if len(text) == _DATE else text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        raise UnreadableInput(
            Sentence("at: %(text)r is no time", text=text[:40]),
            Sentence("Give it as 2026-11-26 or 2026-11-26T09:30:00Z."),
        ) from None


def version_at(journal: Journal, time: str, newest: int) -> int:
    """Give the newest version that was there at a time, in UTC as the journal writes it; 0 where there was none yet.

    Raises JournalDamaged.
    """
    low, high = 0, newest
    while low < high:
        middle = (low + high + 1) // 2
        if journal.glance(middle).origin.time <= time:
            low = middle
        else:
            high = middle - 1
    return low
