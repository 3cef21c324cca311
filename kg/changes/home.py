"""The home folder: what it is, who holds it, and what the journal in it had reached when it was last written."""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path
from uuid import uuid4

from kg.changes.journal import Journal
from kg.changes.position import Position, overwrite_sealed, read_sealed, write_sealed
from kg.errors import JournalDamaged, KgError, StoreInUse

_log = logging.getLogger(__name__)

FORMAT = 1
RESTORING = "restoring"
"""The folder in a home in which a restored journal is made; it goes when the home is whole."""

_IDENTITY, _HEAD, _LOCK = "home.json", "head.json", "lock"


class HomeLock:
    """Held by the one process that may write; the system lets go of it when that ends. Raises StoreInUse."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise StoreInUse(str(home)) from None

    def release(self) -> None:
        """Let others write."""
        os.close(self._descriptor)


def identify(home: Path) -> str:
    """Give the id of a home; a new one gets one. Raises KgError where this version cannot read it."""
    demand_known(home)
    facts = read_sealed(home / _IDENTITY)
    if facts is not None:
        return str(facts["id"])
    if (home / _IDENTITY).exists():
        _log.warning("%s is damaged: it is written again", home / _IDENTITY)
    return give_identity(home)


def give_identity(home: Path) -> str:
    """Make a home one of its own, and give its id."""
    identity = str(uuid4())
    write_sealed(home / _IDENTITY, {"format": FORMAT, "id": identity})
    return identity


def demand_known(home: Path) -> None:
    """Raise KgError where this version cannot read a home, or where it is only half there."""
    if (home / RESTORING).exists():
        raise KgError(f"The home {home} was being restored, and that was broken off", "Run `kg restore` again.")
    facts = read_sealed(home / _IDENTITY)
    if facts is not None and facts["format"] != FORMAT:
        message = f"The home {home} has format {facts['format']}, and this version reads format {FORMAT}"
        raise KgError(message, "Use the version that wrote it, or load the records into a new home.")


def note_head(home: Path, position: Position) -> None:
    """Note how far the journal has come, outside of it: so that one which lost its end is told."""
    overwrite_sealed(home / _HEAD, position.facts())  # one that is behind does no harm


def demand_head(home: Path, journal: Journal, newest: Position) -> None:
    """Raise JournalDamaged where a journal that is whole in itself once was longer, or was another one."""
    noted = Position.from_facts(read_sealed(home / _HEAD))
    if noted is None:
        if (home / _HEAD).exists():
            _log.warning("%s is damaged: it is written again", home / _HEAD)
        return
    demand_reached(journal, newest, noted)
    if not journal.has(noted):
        raise JournalDamaged(str(journal.path(noted.version)), "it is of another history than the one that was here")


def demand_reached(journal: Journal, newest: Position, reached: Position) -> None:
    """Raise JournalDamaged where a journal that ends at `newest` had come further."""
    if newest.version < reached.version:
        ends = f"it ends at version {newest.version}" if newest.version else "it is empty"
        raise JournalDamaged(str(journal.folder), f"{ends}, and had reached version {reached.version}")
