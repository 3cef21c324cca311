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
from kg.changes.position import START, Position
from kg.changes.replica import apply
from kg.changes.store_follower import note_position, noted_position
from kg.errors import StoreFailed
from kg.store import EmbeddedStore, Store

_KEEP = 2


class Snapshots:
    """The folder of snapshots, one folder each, named by its version. Each notes the position that it holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, version: int) -> Path:
        """Say where the snapshot of a version is, or would be."""
        return self._folder / str(version)

    def versions(self) -> list[int]:
        """List the versions of which there is a snapshot, oldest first."""
        return sorted(int(path.name) for path in self._folder.glob("[0-9]*"))

    def has(self, position: Position) -> bool:
        """Tell whether there is a snapshot of a position that is as it was made."""
        return noted_position(self.path(position.version)) == position

    def make(self, position: Position, store: Store) -> Path:
        """Make the snapshot of a position, unless it is there, and remove old ones that nobody reads."""
        if not self.has(position):
            draft = self._draft()
            try:
                store.snapshot(draft)
            except StoreFailed:
                shutil.rmtree(draft, ignore_errors=True)
                raise
            self._publish(draft, position)
        return self.path(position.version)

    def complete(self, position: Position, journal: Journal) -> Path:
        """Make the snapshot of a position without the store: from the newest snapshot and the journal."""
        draft, newest = self._draft(), START
        for version in self.versions():
            noted = noted_position(self.path(version))
            if noted is not None and noted.version <= position.version and journal.has(noted):
                newest = noted
        if newest != START:
            shutil.copytree(self.path(newest.version), draft, copy_function=_link)
        store = EmbeddedStore.open(draft)
        for change in journal.since(newest, position.version):
            apply(change, store)
        store.flush()
        store.close()
        self._publish(draft, position)
        return self.path(position.version)

    def drop(self) -> None:
        """Remove all of them, also under those who read them."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _draft(self) -> Path:
        self._folder.mkdir(exist_ok=True)
        draft = self._folder / f"draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        return draft

    def _publish(self, draft: Path, position: Position) -> None:
        note_position(draft, position)
        path = self.path(position.version)
        try:
            draft.rename(path)
        except OSError:
            if not path.is_dir():
                raise
            if self.has(position):
                shutil.rmtree(draft)  # another process was faster
            else:
                shutil.rmtree(path)  # it is damaged, or of another history
                draft.rename(path)
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
