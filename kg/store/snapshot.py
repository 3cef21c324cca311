"""Snapshots on disk: a folder stays as long as somebody pins it, with a shared lock on its file `pin`.

The lock is the kernel's: it counts the readers of all processes, and a process that is killed lets go of it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Self

_PIN = "pin"
GONE = "gone-"
"""What the name of a folder begins with that is being removed."""


class Snapshot:
    """A frozen copy of a version, pinned: it stays on disk until it is released, by name.

    `released` is called after that, by whoever is the one to look for snapshots that nobody reads.
    """

    def __init__(self, version: int, folder: Path, released: Callable[[], object] = lambda: None) -> None:
        """Pin the copy in `folder`. Raises FileNotFoundError where there is none, or none any more."""
        self.version, self.folder, self._released = version, folder, released
        self._pin: int | None = os.open(folder / _PIN, os.O_RDONLY | os.O_CREAT)
        try:
            fcntl.flock(self._pin, fcntl.LOCK_SH | fcntl.LOCK_NB)
            is_there = os.path.samestat(os.fstat(self._pin), (folder / _PIN).stat())  # or it was removed meanwhile
        except BlockingIOError:
            is_there = False
        except BaseException:
            os.close(self._pin)
            raise
        if not is_there:
            os.close(self._pin)
            raise FileNotFoundError(f"{folder} is being removed")

    def release(self) -> None:
        """Let go of it; to do so again does nothing."""
        if self._pin is not None:
            pin, self._pin = self._pin, None
            os.close(pin)
            self._released()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def discard_unpinned(folder: Path) -> None:
    """Remove a snapshot unless somebody pins it."""
    with suppress(BlockingIOError, FileNotFoundError), (folder / _PIN).open("a") as pin:  # pinned; or gone already
        fcntl.flock(pin, fcntl.LOCK_EX | fcntl.LOCK_NB)
        discard(folder)


def discard(folder: Path) -> None:
    """Remove a snapshot, whoever reads it: from one moment to the next it has no name any more."""
    grave = folder.rename(folder.with_name(f"{GONE}{token_hex(4)}"))
    shutil.rmtree(grave, ignore_errors=True)
