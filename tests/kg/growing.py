"""A graph that grows while its editions are read."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress

from kg.changes import Repository
from kg.edition import Edition, Editions
from kg.errors import Unavailable
from kg.mapping import Mapping
from tests.kg.changes.homes import texts, write
from tests.processes import open_files
from tests.waiting import PATIENCE

MOST = 4


SHORT = 0.5
"""Seconds of patience where it is to end."""


class GrowingGraph:
    """A repository that is written to, and the editions of it; version n holds the text n and no other."""

    def __init__(self, repository: Repository, mapping: Mapping) -> None:
        self.repository, self._mapping = repository, mapping
        self.made = 0
        self.write()

    def write(self) -> int:
        version = self.repository.version
        return write(self.repository, [str(version + 1)], [str(version)] if version else [])

    def make(self) -> Edition:
        self.made += 1
        return Edition.open(self.repository.snapshot(), self._mapping)

    def editions(self, patience: float = PATIENCE) -> Editions:
        return Editions(lambda: self.repository.version, self.make, patience)

    @property
    def snapshots(self) -> list[int]:
        return self.repository.snapshots.versions()

    @property
    def files(self) -> int:
        """The files of snapshots that are open."""
        return len(open_files(os.getpid(), self.repository.home / "snapshots"))


async def leased(editions: Editions, reader: AsyncExitStack) -> Edition | None:
    """Become a reader; None where the patience was too short for a busy machine."""
    with suppress(Unavailable):
        return await reader.enter_async_context(editions.lease())
    return None


def is_of_its_version(edition: Edition) -> bool:
    return texts(edition.store) == {str(edition.version)}


def is_closed(edition: Edition) -> bool:
    with suppress(ValueError):
        return not list(edition.store.quads()) and False
    return True


@contextmanager
def interrupted(fault: str) -> Iterator[None]:
    """Fail where what is inside keeps the loop to itself, so that no clock of the loop can end it."""

    def fail(*_: object) -> None:
        raise AssertionError(fault)

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, 0.1)  # and again, for others may come to the same place
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
