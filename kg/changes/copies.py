"""Copies of versions on disk, in a folder of their own: the last few that were asked for stay.

Nothing is lost with them: the folder is emptied whenever it is opened.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from secrets import token_hex

from kg.store import Snapshot
from kg.store.snapshot import discard_unpinned

_KEPT = 3
"""Copies that stay, beside those that are being read."""


class Copies:
    """The copies in one folder. One thread at a time may use them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: list[int] = []
        self.clear()

    @property
    def folders(self) -> Mapping[int, Path]:
        """Give the folders of the copies that there are, by version."""
        return {each: self._path(each) for each in self._kept}

    def pin(self, version: int, make: Callable[[Path], object]) -> Snapshot:
        """Pin the copy of a version, which `make` makes in a folder that is not there yet, if there is none."""
        if version in self._kept:
            self._kept.remove(version)
        else:
            self._make(version, make)
        self._kept.append(version)
        pinned = Snapshot(version, self._path(version))
        for each in self._kept[:-_KEPT]:
            discard_unpinned(self._path(each))
        self._kept = [each for each in self._kept if self._path(each).is_dir()]
        return pinned

    def clear(self) -> None:
        """Remove all copies."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._kept.clear()

    def _path(self, version: int) -> Path:
        return self._folder / str(version)

    def _make(self, version: int, make: Callable[[Path], object]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f"draft-{token_hex(4)}"
        try:
            make(draft)
            draft.rename(self._path(version))
        finally:
            shutil.rmtree(draft, ignore_errors=True)
