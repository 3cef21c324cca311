"""Snapshots: frozen copies of committed versions, for everybody who reads beside the writer.

A snapshot is made of hard links, so it costs some milliseconds and hardly any disk. Readers pin theirs with a shared
lock on its file `pin`; those that nobody pins are removed when newer ones are made.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from kg.changes.journal import Journal
from kg.changes.replica import apply
from kg.store import EmbeddedStore, Store

_KEEP = 2


class Snapshots:
    """The folder of snapshots, one folder each, named by its version."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, version: int) -> Path:
        """Say where the snapshot of a version is, or would be."""
        return self._folder / str(version)

    def versions(self) -> list[int]:
        """List the versions of which there is a snapshot, oldest first."""
        return sorted(int(path.name) for path in self._folder.glob("[0-9]*"))

    def make(self, version: int, store: Store) -> Path:
        """Make the snapshot of a version, unless it is there, and remove old ones that nobody reads."""
        if not self.path(version).is_dir():
            draft = self._draft()
            store.snapshot(draft)
            self._publish(draft, version)
        return self.path(version)

    def complete(self, version: int, journal: Journal) -> Path:
        """Make the snapshot of a version without the store: from the newest snapshot and the journal."""
        draft, newest = self._draft(), max(self.versions(), default=0)
        if newest:
            shutil.copytree(self.path(newest), draft, copy_function=_link)
        store = EmbeddedStore.open(draft)
        for _, change in journal.since(newest, version):
            apply(change, store)
        store.flush()
        store.close()
        self._publish(draft, version)
        return self.path(version)

    def _draft(self) -> Path:
        self._folder.mkdir(exist_ok=True)
        draft = self._folder / f"draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        return draft

    def _publish(self, draft: Path, version: int) -> None:
        try:
            draft.rename(self.path(version))
        except OSError:
            if not self.path(version).is_dir():
                raise
            shutil.rmtree(draft)  # another process was faster
        self._sweep()

    def _sweep(self) -> None:
        for version in self.versions()[:-_KEEP]:
            with (self.path(version) / "pin").open("a") as pin:
                try:
                    fcntl.flock(pin, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                shutil.rmtree(self.path(version), ignore_errors=True)


def _link(source: str, target: str) -> str:
    """Link what the engine never changes, copy the rest."""
    if source.endswith(".sst"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
    return target
