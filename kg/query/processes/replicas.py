"""Which workers have the graph in memory, and how it is kept near the newest version."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from kg.changes.journal import Journal
from kg.errors import Unavailable
from kg.query.processes.forks import ForkServer
from kg.query.processes.process import NO_REPLICA, WorkerProcess
from kg.waiting import Upkeep

_log = logging.getLogger(__name__)

_NEAR, _LITTLE = 100, 1 << 20
"""Versions, and bytes of journal, that a worker catches up with sooner than a snapshot is made and opened.

One that has caught up with as many bytes, little by little, is replaced: it keeps what was removed meanwhile."""

_SLOWEST = 1 << 20
"""Bytes of journal that are read in a second on however busy a machine; on a quiet one it is thirty times as many."""

_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
"""Seconds until it is made anew, twice as many each time in vain: the machine may have too little memory for it."""


@dataclass(frozen=True, slots=True)
class Replicated:
    """What replicas are made of: the journal, what tells its newest version, and the MiB that one may take."""

    journal: Journal
    newest: Callable[[], int]
    memory: int


class Replicas:
    """A replica in a process of its own, for workers to be forked with. Use it on one event loop, and close it.

    A worker catches up by itself with what little was written since. When it was much, the worker is to read
    snapshots until the replica has caught up; `renew` is called then, to replace the workers. `lineage` counts how
    often it moved on: workers of one lineage answer in one order.
    """

    def __init__(self, forks: ForkServer, replicated: Replicated, renew: Callable[[], None]) -> None:
        self.forks, self._from, self._renew = forks, replicated, renew
        self._outdated = asyncio.Event()
        self._version = NO_REPLICA
        self.lineage = 0
        self._upkeep = Upkeep(self._keep)

    @property
    def version(self) -> int:
        """The version that a worker forked now begins with, NO_REPLICA where there is none to fork from."""
        return self._version if self.forks.is_running else NO_REPLICA

    def open(self) -> None:
        """Begin to make the replica."""
        self._upkeep.begin()

    async def stop(self) -> None:
        """Make it no more."""
        await self._upkeep.end()

    def version_for(self, worker: WorkerProcess, newest: int | None = None) -> int | None:
        """Give the newest version where the replica of a worker is near it; None where a snapshot is to be read."""
        newest = self._from.newest() if newest is None else newest
        if worker.replica >= 0 and newest - worker.replica <= _NEAR:
            size = self._from.journal.size(worker.replica, newest)
            worker.followed += size
            if worker.followed > _LITTLE:
                self._outdated.set()
            if size <= _LITTLE:
                return newest
        self._outdated.set()
        return None

    async def _keep(self) -> None:
        """Bring the replica to the newest version, again and again; make it anew where its process was killed."""
        pause = _PAUSE
        while await self._may_follow():
            await asyncio.sleep(pause)
            pause = _PAUSE if self._version != NO_REPLICA else min(2 * pause, _LONGEST_PAUSE)

    async def _may_follow(self) -> bool:
        """Follow the newest version until the replica's process ends; tells whether to make it anew."""
        self._version = NO_REPLICA
        try:
            await self._follow()
        except Unavailable as error:
            if self.forks.exit_code == -signal.SIGABRT:
                _log.warning("the graph takes more than %d MiB in memory: it is read from disk", self._from.memory)
                return False
            _log.warning("the replica of the graph in memory is gone: %s", error)
            return True

    async def _follow(self) -> NoReturn:
        """Make the replica, and bring it near again whenever it is not.

        Whether the graph is too large for it, its limit of memory tells: the journal also has what was removed.
        """
        size = version = 0
        self.lineage += 1
        while True:
            newest = self._from.newest()
            size += await asyncio.to_thread(self._from.journal.size, version, newest)
            self._version = NO_REPLICA  # it can fork nothing meanwhile
            await self.forks.advance(newest, size / _SLOWEST)  # it may have to copy all that there is
            self.lineage += newest > version  # or those who have that already would be replaced in vain
            self._version = version = newest
            self._renew()
            self._outdated.clear()
            await self._outdated.wait()
