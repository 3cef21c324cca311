"""Snapshots: frozen copies of committed versions, for everybody who reads beside the writer.

A snapshot is made of hard links, so it costs some milliseconds and hardly any disk. The newest one stays; an older one
goes when its last reader lets go of it, or when a newer one is made.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep

from kg.changes.change_set import apply
from kg.changes.journal import Journal
from kg.changes.position import START, Position
from kg.changes.store_follower import note_position, noted_position
from kg.errors import Unavailable
from kg.store import EMBEDDED, Snapshot, WritableStore
from kg.store.snapshot import GONE, discard, discard_unpinned

_DRAFT = "draft-"
_VERSION = re.compile("0|[1-9][0-9]*")
"""The name of a snapshot; what has another is none of ours, such as a copy that somebody made."""

_SWEEPING, _PAUSE = 10.0, 0.01
"""Seconds in which another process has removed what nobody reads any more, and between two looks whether it has."""


class Snapshots:
    """The folder of snapshots, one folder each, named by its version. Each notes the position that it holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, version: int) -> Path:
        """Say where the snapshot of a version is, or would be."""
        return self._folder / str(version)

    def versions(self) -> list[int]:
        """List the versions of which there is a snapshot, oldest first."""
        folders = (path for path in self._folder.glob("[0-9]*") if _VERSION.fullmatch(path.name) and path.is_dir())
        return sorted(int(path.name) for path in folders)

    def pin(self, version: int) -> Snapshot:
        """Pin the snapshot of a version. Raises FileNotFoundError where there is none."""
        return Snapshot(version, self.path(version), self.sweep)

    def find(self, position: Position) -> Snapshot:
        """Pin the snapshot of a position. Raises FileNotFoundError where there is none that is as it was made."""
        snapshot = self.pin(position.version)
        if noted_position(snapshot.folder) != position:
            snapshot.release()
            raise FileNotFoundError(f"{snapshot.folder} is damaged, or of another history")
        return snapshot

    def make(self, position: Position, store: WritableStore) -> Snapshot:
        """Pin the snapshot of a position, made of the store unless it is there. Raises StoreFailed."""
        with suppress(FileNotFoundError):
            return self.find(position)
        with self._draft() as draft:
            store.snapshot(draft)
            return self._publish(draft, position)

    def complete(self, position: Position, journal: Journal) -> Snapshot:
        """Make the snapshot of a position without the store: from the newest older one and the journal."""
        with self._draft() as draft:
            copied = self._copy(position, journal, draft)
            store = EMBEDDED.open(draft)
            try:
                for change in journal.since(copied, position.version):
                    apply(change, store)
                store.flush()
            finally:
                store.close()
            return self._publish(draft, position)

    def sweep(self, keep: int | None = None) -> None:
        """Remove what nobody reads, but one version or the newest, and what was left by a process that died."""
        versions = self.versions()
        for version in versions:
            if version != (versions[-1] if keep is None else keep):
                discard_unpinned(self.path(version))
        leftovers = [*self._folder.glob(f"{_DRAFT}*"), *self._folder.glob(f"{GONE}*")]
        if leftovers:
            with suppress(Unavailable), _locked(self._folder, fcntl.LOCK_EX):
                for path in leftovers:
                    shutil.rmtree(path, ignore_errors=True)

    def drop(self) -> None:
        """Remove all of them, also under those who read them."""
        for version in self.versions():
            discard(self.path(version))

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        """Give a folder to be made, which nobody sweeps as long as it is being filled."""
        self._folder.mkdir(exist_ok=True)
        draft = self._folder / f"{_DRAFT}{token_hex(4)}"
        with _locked(self._folder, fcntl.LOCK_SH, patience=_SWEEPING):
            try:
                yield draft
            finally:
                shutil.rmtree(draft, ignore_errors=True)

    def _copy(self, until: Position, journal: Journal, draft: Path) -> Position:
        """Copy the newest snapshot of this history that is no newer than a position, and give its position."""
        for version in reversed(self.versions()):
            with suppress(FileNotFoundError), self.pin(version) as snapshot:
                noted = noted_position(snapshot.folder)
                if noted is not None and noted.version <= until.version and journal.has(noted):
                    EMBEDDED.copy_snapshot(snapshot.folder, draft)
                    return noted
        return START

    def _publish(self, draft: Path, position: Position) -> Snapshot:
        note_position(draft, position)
        path = self.path(position.version)
        with Snapshot(position.version, draft):  # pinned before it has its name, so that nobody sweeps it meanwhile
            try:
                draft.rename(path)
            except OSError:
                if not path.is_dir():
                    raise
                with suppress(FileNotFoundError):
                    return self.find(position)  # another process was faster
                discard(path)  # it is damaged, or of another history
                draft.rename(path)
            snapshot = self.pin(position.version)
        self.sweep(keep=position.version)
        return snapshot


@contextmanager
def _locked(folder: Path, kind: int, patience: float = 0.0) -> Iterator[None]:
    """Hold a lock on a folder (flock(2)). Raises Unavailable where it is not to be had within so many seconds."""
    end = monotonic() + patience
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        while True:
            try:
                fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > end:
                    raise Unavailable(f"another process holds {folder}") from None
            sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)
