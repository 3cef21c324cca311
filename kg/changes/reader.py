"""Reading the graph beside whoever writes it: from a snapshot of the newest version, so that no lock is needed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kg.changes.journal import Journal
from kg.changes.repository import Repository
from kg.changes.snapshots import Snapshots
from kg.errors import KgError, StoreInUse
from kg.store import Snapshot
from kg.validation import Gate


def has_graph(home: Path) -> bool:
    """Tell whether anything was ever loaded."""
    return (home / "journal").is_dir()


def newest_snapshot(home: Path, gate: Gate) -> Snapshot:
    """Pin the snapshot of the newest version, made if there is none yet.

    It is made of the store, and where another process holds that, of an older snapshot and the journal. Raises KgError
    where nothing was ever loaded, and JournalDamaged.
    """
    if not has_graph(home):
        raise KgError(f"There is no graph in {home}", "Run `kg load` first.")
    journal, snapshots = Journal(home / "journal"), Snapshots(home / "snapshots")
    position = journal.position(journal.version)
    with suppress(FileNotFoundError):
        return snapshots.find(position)
    try:
        with Repository(home, gate) as repository:
            return repository.snapshot()
    except StoreInUse:
        return snapshots.complete(position, journal)
