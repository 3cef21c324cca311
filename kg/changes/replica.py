"""A replica: the graph in memory, brought from version to version by what the journal says."""

from __future__ import annotations

from kg.changes.change_set import ChangeSet
from kg.changes.journal import Journal
from kg.changes.position import START
from kg.store import EmbeddedStore, Store

_BULK = 10_000


class Replica:
    """The graph of one version in memory; some 320 bytes a quad. Its order depends on the journal alone."""

    def __init__(self, journal: Journal, *, union: bool = True, base: str | None = None) -> None:
        self.position = START
        self.store = EmbeddedStore.in_memory(union=union, base=base)
        self._journal = journal

    def advance(self, version: int) -> EmbeddedStore:
        """Bring it to a version that is no older than its own, and give the store. Raises JournalDamaged."""
        for change in self._journal.since(self.position, version):
            apply(change, self.store)
            self.position = change.position
        return self.store


def apply(change: ChangeSet, store: Store) -> None:
    """Apply a change set of the journal; doing it again changes nothing, which is what makes recovery safe."""
    if is_bulk(change):
        store.apply(change.removals(), ())
        store.bulk_add(change.additions())
    else:
        store.apply(change.removals(), change.additions())


def is_bulk(change: ChangeSet) -> bool:
    """Tell whether it adds so much that a transaction would take too much memory."""
    return change.added > _BULK
