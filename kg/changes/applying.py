"""Bringing what a change set says into a store."""

from __future__ import annotations

from kg.changes.change_set import ChangeSet
from kg.store import WritableStore

_BULK = 10_000
"""Additions from which on a transaction would take too much memory."""


def apply(change: ChangeSet, store: WritableStore) -> None:
    """Apply a change set of the journal; doing it again changes nothing, which is what makes recovery safe."""
    if is_bulk(change):
        store.apply(change.removals(), ())
        store.bulk_add(change.additions())
    else:
        store.apply(change.removals(), change.additions())


def is_bulk(change: ChangeSet) -> bool:
    """Tell whether it adds so much that a transaction would take too much memory."""
    return change.added > _BULK
