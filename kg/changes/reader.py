"""Reading the graph beside whoever writes it: from a snapshot of the newest version, so that no lock is needed."""

from __future__ import annotations

from pathlib import Path

from kg.changes.journal import Journal
from kg.changes.repository import Repository
from kg.errors import KgError, StoreInUse
from kg.store import EmbeddedStore, Store
from kg.validation import Gate


def open_reader(home: Path, gate: Gate, *, union: bool = True) -> tuple[int, Store]:
    """Open the newest version for reading and give its number with it.

    A snapshot that is there is opened as it is; otherwise one is made, which needs the store for a moment. Where
    another process holds the store, its newest snapshot is given. Raises StoreInUse where there is none, and KgError
    where nothing was ever loaded.
    """
    if not (home / "journal").is_dir():
        raise KgError(f"There is no graph in {home}", "Run `kg load` first.")
    version = Journal(home / "journal").version
    if not (home / "snapshots" / str(version)).is_dir():
        try:
            with Repository(home, gate, union=union) as repository:
                version, _ = repository.snapshot()
        except StoreInUse:
            version = newest_snapshot(home)
            if not version:
                raise
    return version, EmbeddedStore.open_snapshot(home / "snapshots" / str(version), union=union)


def newest_snapshot(home: Path) -> int:
    """Give the newest version of which there is a snapshot, or 0."""
    return max((int(path.name) for path in (home / "snapshots").glob("[0-9]*")), default=0)
