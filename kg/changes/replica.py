"""A replica: the graph in memory, brought from version to version by what the journal says."""

from __future__ import annotations

from kg.changes.change_set import apply
from kg.changes.journal import Journal
from kg.changes.position import START
from kg.memory import FreedMemory
from kg.store import EMBEDDED, Engine, Store

_MANY, _SHARE = 20_000, 0.25
"""Removed quads that there may be, and their share of what is there: the engine keeps 300 to 500 bytes of each."""


class Replica:
    """The graph of one version in memory; some 320 bytes a quad. Its order depends on the journal alone.

    `removed` counts the quads that were removed since the store was made: the engine keeps them in memory.
    """

    def __init__(self, journal: Journal, engine: Engine = EMBEDDED) -> None:
        self.position = START
        self.held = self.removed = 0
        self._journal, self._engine = journal, engine
        self.store = engine.in_memory()

    def advance(self, version: int) -> Store:
        """Bring it to a version that is no older than its own, and give the store. Raises JournalDamaged."""
        for change in self._journal.since(self.position, version):
            apply(change, self.store)
            self.position = change.position
            self.held += change.added - change.removed
            self.removed += change.removed
        return self.store

    @property
    def is_worn(self) -> bool:
        """Tell whether so much was removed that it is to be made anew."""
        return self.removed > max(_MANY, _SHARE * self.held)

    def make_anew(self) -> None:
        """Copy what is there into another store, and drop the old one; the order is another after that."""
        store = self._engine.in_memory()
        store.bulk_add(self.store.quads())
        self.store.close()
        self.store, self.held, self.removed = store, len(store), 0
        FreedMemory(pause=0).give_back()
