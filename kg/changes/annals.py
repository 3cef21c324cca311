"""The graph with an account of its changes beside it, in copies that are made for whoever asks for that.

The account is in no version of the graph: it would grow with each change, be copied by each replica, and change what
undoing has to bring back. So it is made of the journal, in a copy of the version that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from threading import Lock

from kg.changes.change_set import ChangeSet, apply
from kg.changes.copies import Copies
from kg.changes.journal import Journal
from kg.store import EMBEDDED, Snapshot
from kg.store.rdf import Quad

_LITTLE = 16
"""MiB of journal that are applied to an older copy sooner than all changes are told anew."""

Teller = Callable[[ChangeSet], Iterable[Quad]]
"""Tells of a change in quads of a graph of its own."""


class Annals:
    """Copies of versions in a folder of its own, in which `graph` tells of the changes until then.

    Threads may share it.
    """

    def __init__(self, folder: Path, journal: Journal, graph: str, tell: Teller) -> None:
        self.graph, self.follows_the_graph = graph, True
        self._copies, self._journal, self._tell = Copies(folder), journal, tell
        self._making = Lock()

    def beside(self, snapshot: Snapshot) -> Snapshot:
        """Pin a copy of a snapshot with the account in it, in the place of the snapshot. Raises JournalDamaged."""
        with self._making, snapshot:
            return self._copies.pin(snapshot.version, partial(self._make, snapshot))

    def clear(self) -> None:
        """Remove all copies."""
        self._copies.clear()

    def _make(self, snapshot: Snapshot, draft: Path) -> None:
        copies = self._copies.folders
        begin = max((each for each in copies if each < snapshot.version), default=0)
        is_near = begin > 0 and self._journal.size(begin, snapshot.version) < _LITTLE << 20
        EMBEDDED.copy_snapshot(copies[begin] if is_near else snapshot.folder, draft)
        store = EMBEDDED.open(draft)
        try:
            if is_near:
                for version in range(begin + 1, snapshot.version + 1):
                    change = self._journal.read(version)
                    apply(change, store)
                    store.apply((), self._tell(change))
            else:
                changes = map(self._journal.read, range(1, snapshot.version + 1))
                store.bulk_add(quad for change in changes for quad in self._tell(change))
            store.flush()
        finally:
            store.close()
