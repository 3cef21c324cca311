"""The journal: every change set that ever happened, one file each, named by its version.

It is the history, the audit trail and the feed from which a store is completed after a crash. Renaming a finished file
to its version number is the moment at which a change has happened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.changes.change_set import ChangeSet, ChangeWriter, read_change
from kg.errors import UnknownName


class Journal:
    """The folder of change sets. Versions count from 1; version 0 is the empty graph."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def version(self) -> int:
        """Give the newest version."""
        return max((int(path.stem) for path in self.folder.glob("[0-9]*.rdfp")), default=0)

    def prepare(self, author: str, reason: str) -> ChangeWriter:
        """Begin a change set that can be appended later."""
        return ChangeWriter(self.folder, author, reason)

    def append(self, change: ChangeSet, version: int) -> ChangeSet:
        """Make `change` happen as `version`, and give it as it stands there. No crash can undo it from then on."""
        _sync(change.path)
        path = change.path.rename(self._path(version))
        _sync(self.folder)
        return replace(change, path=path)

    def read(self, version: int) -> ChangeSet:
        """Open the change set of a version. Raises UnknownName."""
        path = self._path(version)
        if not path.is_file():
            raise UnknownName("version", str(version), [f"1 to {self.version}"])
        return read_change(path)

    def size(self, after: int, until: int) -> int:
        """Add up the bytes of the change sets after one version until another."""
        return sum(self._path(each).stat().st_size for each in range(after + 1, until + 1))

    def since(self, version: int, until: int | None = None) -> Iterator[tuple[int, ChangeSet]]:
        """Yield the change sets after `version`, oldest first, until another or the newest."""
        for each in range(version + 1, (self.version if until is None else until) + 1):
            yield each, self.read(each)

    def sweep(self) -> None:
        """Remove what was begun and never finished."""
        for path in self.folder.glob("pending-*.rdfp"):
            path.unlink(missing_ok=True)

    def _path(self, version: int) -> Path:
        return self.folder / f"{version:010}.rdfp"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
