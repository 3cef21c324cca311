"""Snapshots: frozen copies of committed versions, for everybody who reads beside the writer.

A snapshot is made of hard links, so it costs some milliseconds and hardly any disk. Readers pin theirs with a shared
lock on its file `pin`; those that nobody pins are removed when newer ones are made.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from kg.store import Store

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
        path = self.path(version)
        if not path.is_dir():
            draft = path.with_name(f"draft-{os.getpid()}")
            shutil.rmtree(draft, ignore_errors=True)
            self._folder.mkdir(exist_ok=True)
            store.snapshot(draft)
            draft.rename(path)
            self._sweep()
        return path

    def _sweep(self) -> None:
        for version in self.versions()[:-_KEEP]:
            with (self.path(version) / "pin").open("a") as pin:
                try:
                    fcntl.flock(pin, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                shutil.rmtree(self.path(version), ignore_errors=True)
