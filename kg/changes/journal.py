"""The journal: every change set that ever happened, one file each, named by its version.

It is the history, the audit trail and the feed from which everything else is completed or made again. A finished file
that gets the name of its version is the moment at which a change has happened; no name is ever given twice. Each file
names the digest of the one before, so that the journal proves itself: what was changed, cut, lost or put in is told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kg.changes.change_set import ChangeSet, ChangeWriter, Origin, glance_at, read_change
from kg.changes.patch_file import read_head, seal
from kg.changes.position import START, Position
from kg.errors import JournalDamaged, UnknownName
from kg.files import sync

_NAME = re.compile(r"(\d{10})\.rdfp")


class Journal:
    """The folder of change sets. Versions count from 1; version 0 is the empty graph."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def version(self) -> int:
        """Give the newest version."""
        return max(
            (int(match[1]) for path in self.folder.iterdir() if (match := _NAME.fullmatch(path.name))), default=0
        )

    def position(self, version: int) -> Position:
        """Say where a version stands, as its file has it. Raises UnknownName, JournalDamaged."""
        return read_head(self._demand(version)).position if version else START

    def has(self, position: Position) -> bool:
        """Tell whether a position is one of this history, as far as the file of its version says."""
        if position.version == 0 or not self.path(position.version).is_file():
            return position == START
        return self.position(position.version) == position

    def prepare(self, origin: Origin) -> ChangeWriter:
        """Begin a change set that can be appended later."""
        return ChangeWriter(self.folder, origin)

    def append(self, change: ChangeSet, after: Position) -> ChangeSet:
        """Make `change` happen as the version after `after`, and give it as it stands there.

        No crash can undo it from then on. Raises OSError where it did not happen; nothing is left of it then.
        """
        try:
            position = seal(change.path, after)
            path = self.path(position.version)
            os.link(change.path, path)  # unlike a renaming, this takes no name that is taken
            try:
                change.path.unlink()
                sync(self.folder)
            except OSError:
                path.unlink()
                raise
        except OSError:
            change.discard()
            raise
        return replace(change, path=path, position=position, previous=after.digest)

    def read(self, version: int) -> ChangeSet:
        """Open the change set of a version, which is whole. Raises UnknownName, JournalDamaged."""
        path = self._demand(version)
        change = read_change(path)
        if change.position.version != version:
            raise JournalDamaged(str(path), f"it is the change set of version {change.position.version}")
        return change

    def glance(self, version: int) -> ChangeSet:
        """Open the change set of a version without reading its rows, which are not counted. Raises as `read` does."""
        return glance_at(self._demand(version))

    def since(self, position: Position, until: int | None = None) -> Iterator[ChangeSet]:
        """Yield the change sets after a position, oldest first, until a version or the newest.

        Raises JournalDamaged where one is not whole, or does not follow the one before.
        """
        for version in range(position.version + 1, (self.version if until is None else until) + 1):
            if not self.path(version).is_file():
                raise JournalDamaged(str(self.path(version)), "it is missing")
            change = self.read(version)
            if change.previous != position.digest:
                reason = (
                    f"it does not follow version {position.version} as that is: one of the two is of another history"
                )
                raise JournalDamaged(str(change.path), reason)
            position = change.position
            yield change

    def verify(self, advance: Callable[[int], object] = lambda _: None, until: int | None = None) -> Position:
        """Read all of it, or until a version, and give the last position; `advance` is told of each version.

        Raises JournalDamaged.
        """
        position = START
        for change in self.since(START, until):
            position = change.position
            advance(1)
        return position

    def size(self, after: int, until: int) -> int:
        """Add up the bytes of the change sets after one version until another."""
        return sum(self.path(each).stat().st_size for each in range(after + 1, until + 1))

    def sweep(self) -> None:
        """Remove what was begun and never happened."""
        for path in self.folder.glob("pending-*.rdfp"):
            path.unlink(missing_ok=True)

    def strangers(self) -> list[str]:
        """List the names in the folder that are of no change set; they are no part of the journal."""
        names = (path.name for path in self.folder.iterdir())
        return sorted(name for name in names if not (_NAME.fullmatch(name) or name.startswith("pending-")))

    def path(self, version: int) -> Path:
        """Say where the change set of a version is, or would be."""
        return self.folder / f"{version:010}.rdfp"

    def _demand(self, version: int) -> Path:
        path = self.path(version)
        if version < 1 or not path.is_file():
            raise UnknownName("version", str(version), [f"1 to {self.version}"])
        return path
