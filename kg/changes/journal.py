"""The journal: every change set that ever happened, one file each, named by its version.

It is the history, the audit trail and the feed from which everything else is completed or made again. A finished file
that gets the name of its version is the moment at which a change has happened; no name is ever given twice. Each file
names the digest of the one before, so that the journal proves itself: what was changed, cut, lost or put in is told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from kg.changes.change_set import ChangeSet, ChangeWriter, Origin, glance_at, read_change
from kg.changes.patch_file import read_head, seal
from kg.changes.position import START, Position
from kg.errors import JournalDamaged, UnknownName
from kg.files import sync

_NAME = re.compile(r"(\d{10})\.rdfp")
_AT_ONCE = 16
"""Files that are forced to disk at once."""


class Journal:
    """The folder of change sets. Versions count from 1; version 0 is the empty graph.

    With `ahead`, what is sealed and has not happened yet can be read by its version as well: by whoever computes what
    comes after it, and asks for no version that they were not told of.
    """

    def __init__(self, folder: Path, *, ahead: bool = False) -> None:
        self.folder, self._ahead = folder, ahead
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

    def prepare(self, origin: Origin, not_before: str = "") -> ChangeWriter:
        """Begin a change set that can be appended later; its time is now, but `not_before` a time."""
        return ChangeWriter(self.folder, origin, not_before)

    def seal(self, change: ChangeSet, after: Position) -> ChangeSet:
        """Make `change` the one that follows `after`, which may itself not have happened yet. Raises OSError."""
        position = seal(change.path, after)
        sealed = replace(change, path=self._sealed(position.version), position=position, previous=after.digest)
        change.path.replace(sealed.path)
        return sealed

    def append(self, sealed: Sequence[ChangeSet]) -> list[ChangeSet]:
        """Make change sets happen that follow each other, and give them as they stand then.

        No crash can undo them from then on; one that comes before leaves some of the first of them, each whole.
        Their sealed files stay until they are forgotten: somebody may still read them. Raises OSError where none of
        them happened; nothing is left of them then.
        """
        happened = [replace(each, path=self.path(each.position.version)) for each in sealed]
        linked: list[Path] = []
        try:
            _sync_all([each.path for each in sealed])
            for before, after in zip(sealed, happened, strict=True):
                os.link(before.path, after.path)  # unlike a renaming, this takes no name that is taken
                linked.append(after.path)
            sync(self.folder)
        except OSError:
            for path in reversed(linked):
                path.unlink()
            self.forget(sealed)
            raise
        return happened

    def forget(self, sealed: Sequence[ChangeSet]) -> None:
        """Remove the sealed files of change sets, which happened or are not to happen."""
        for each in sealed:
            each.discard()

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
            if self._file(version) is None:
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
        return sum(self._demand(each).stat().st_size for each in range(after + 1, until + 1))

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

    def _sealed(self, version: int) -> Path:
        return self.folder / f"pending-{version:010}.rdfp"

    def _file(self, version: int) -> Path | None:
        paths = (self.path(version), self._sealed(version)) if self._ahead else (self.path(version),)
        return next((path for path in paths if path.is_file()), None)

    def _demand(self, version: int) -> Path:
        path = self._file(version) if version > 0 else None
        if path is None:
            raise UnknownName("version", str(version), [f"1 to {self.version}"])
        return path


def _sync_all(paths: Sequence[Path]) -> None:
    """Force files to disk, several at once: the disk does that in hardly more time than one."""
    if len(paths) == 1:
        sync(paths[0])
        return
    with ThreadPoolExecutor(min(len(paths), _AT_ONCE)) as threads:
        for _ in threads.map(sync, paths):
            pass
