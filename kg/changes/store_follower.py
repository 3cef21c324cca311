"""The store as what follows the journal: completed from where it stands, made again where that is not certain.

Its folder holds a note of the position that the store has for certain, together with the engine's fingerprint. The
note is written after the store was flushed; so the store holds what it says or more, and applying what comes after
gives the same graph however much of it was applied before.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from time import monotonic, sleep

from kg.changes.change_set import ChangeSet, apply, is_bulk
from kg.changes.journal import Journal
from kg.changes.position import START, Position, read_sealed, write_sealed
from kg.errors import StoreFailed, StoreInUse
from kg.store import EMBEDDED, Engine, WritableStore
from kg.store.fingerprint import Fingerprint

_log = logging.getLogger(__name__)

_NOTE = "position"
_CHECKPOINT = 500
"""Versions after which the store is flushed, so that no start has more to apply; flushing takes some 35 ms."""
_LONG_MANIFEST = 1 << 20
"""Bytes of the engine's manifest beyond which it is to begin another: it notes there whatever it writes, and each
snapshot has a copy."""
_PATIENCE, _PAUSE = 2.0, 0.01
"""Seconds for which somebody may still read the store that is to be opened anew, and between attempts to do so."""


def note_position(directory: Path, position: Position) -> Fingerprint | None:
    """Note in a folder of the engine that it holds a position, and give what it is known by. Flush it before."""
    fingerprint = Fingerprint.of(directory)
    facts = {**position.facts(), "engine": fingerprint.facts() if fingerprint else {}}
    write_sealed(directory / _NOTE, facts)
    return fingerprint


def noted_position(directory: Path) -> Position | None:
    """Give the position that a folder of the engine holds, or more; None where that is not certain."""
    facts = read_sealed(directory / _NOTE)
    position = Position.from_facts(facts)
    fingerprint = Fingerprint.from_facts((facts or {}).get("engine"))
    return position if fingerprint is not None and fingerprint.fits(directory) else None


def _manifest(directory: Path) -> tuple[int, int] | None:
    """Tell the manifest that a folder has now from every other."""
    fingerprint = Fingerprint.of(directory)
    return fingerprint.file(directory) if fingerprint else None


class StoreFollower:
    """The store on disk, which stands at `position`. Use it under the writer's lock."""

    def __init__(self, directory: Path, journal: Journal, engine: Engine = EMBEDDED) -> None:
        """Open the store and complete it. Raises as :meth:`recover` does."""
        self._directory, self._journal, self._engine = directory, journal, engine
        self.position, self._store = START, engine.in_memory()
        self.recover()

    @property
    def store(self) -> WritableStore:
        """The store, for reading."""
        return self._store

    def recover(self, *, anew: bool = False) -> None:
        """Open the store as far as it is certain and complete it from the journal; or make it `anew`.

        Raises JournalDamaged, StoreInUse, and StoreFailed or OSError where the disk takes nothing.
        """
        noted = None if anew else noted_position(self._directory)
        try:
            self._bring_up(noted if noted is not None and self._journal.has(noted) else START)
        except StoreFailed as failure:
            if failure.lacks_room:
                raise
            _log.warning("%s is damaged, and made again: %s", self._directory, failure)
            self._bring_up(START)

    def follow(self, change: ChangeSet) -> None:
        """Apply the change set that comes next. Raises StoreFailed, OSError; part of it may have been applied then."""
        self._apply(change)
        if self._manifest_length > _LONG_MANIFEST:
            self._begin_manifest()

    def checkpoint(self) -> None:
        """Put the store on disk, and note which version it holds for certain. Raises StoreFailed, OSError."""
        self._store.flush()
        if _manifest(self._directory) != self._manifest:
            raise StoreFailed("its files were replaced while it was open")
        fingerprint = note_position(self._directory, self.position)
        self._manifest_length = fingerprint.length if fingerprint else 0
        self._noted = self.position.version

    def _begin_manifest(self) -> None:
        """Open the store anew, with which the engine begins another manifest. Raises as :meth:`checkpoint` does."""
        until = monotonic() + _PATIENCE
        while True:
            try:
                self._bring_up(self.position)
            except StoreInUse as error:
                if monotonic() > until:
                    raise StoreFailed(error.message, lacks_room=True) from None
                sleep(_PAUSE)
            else:
                return

    def close(self) -> None:
        """Put everything on disk, as far as it takes it, and let go of it."""
        try:
            self.checkpoint()
        except (StoreFailed, OSError) as error:
            _log.warning("%s could not be put on disk, and is completed at the next start: %s", self._directory, error)
        self._store.close()

    def _bring_up(self, position: Position) -> None:
        """Open the store, which holds a position for certain, and complete it; at the start it is to hold nothing."""
        self._store.close()
        if position == START:
            used = self._directory.is_dir() and any(self._directory.iterdir())
            if used and noted_position(self._directory) != START:  # a dry run, say, leaves a store that holds nothing
                _log.warning("%s is not certain to hold a version of the journal: it is made again", self._directory)
            shutil.rmtree(self._directory, ignore_errors=True)
        self._store = self._engine.open(self._directory)
        self._manifest = _manifest(self._directory)
        self.position = position
        self.checkpoint()  # opening it began another manifest
        for change in self._journal.since(self.position):
            self._apply(change)
        self.checkpoint()

    def _apply(self, change: ChangeSet) -> None:
        apply(change, self._store)
        self.position = change.position
        if is_bulk(change) or change.position.version - self._noted >= _CHECKPOINT:
            self.checkpoint()
