"""Processes of one kind that are started when the first question comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from kg.query.limits import Limits
from kg.query.processes.forks import ForkServer
from kg.query.processes.process import WorkerProcess
from kg.query.processes.workers import Reply, Workers
from kg.query.question import AnyQuestion, Graph
from kg.store import Snapshot

NewestSnapshot = Callable[[], Awaitable[Snapshot]]
"""Pins the snapshot of the newest version; whoever gets it releases it."""


class OnDemand:
    """Workers that read snapshots. An async context manager; use it on one event loop.

    `module` is that of `kg.query.worker` which they run, with the memory they may have and `arguments`.
    """

    def __init__(self, module: str, snapshot: NewestSnapshot, limits: Limits, *arguments: str, behind: int = 0) -> None:
        self._snapshot = snapshot
        self._forks = ForkServer(f"kg.query.worker.{module}", patience=limits.patience)
        self.workers = Workers(lambda: WorkerProcess.start(self._forks, str(limits.memory), *arguments), limits, behind)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.workers.close()
        await self._forks.close()

    async def ask(self, question: AnyQuestion, client: str, snapshot: NewestSnapshot | None = None) -> Reply:
        """Ask what `Workers.ask` does, of the newest version or of that which `snapshot` pins."""
        self.workers.open_soon()
        return await self.workers.ask(question, client, reading(snapshot or self._snapshot))


def reading(snapshot: NewestSnapshot) -> Callable[[WorkerProcess], Awaitable[Graph]]:
    """Give what lets a worker read what `snapshot` pins."""

    async def read(worker: WorkerProcess) -> Graph:
        return worker.read(await snapshot())

    return read


async def pinned(make: Callable[[], Snapshot]) -> Snapshot:
    """Pin a snapshot in a thread; it is released where nobody waits for it any more."""
    making = asyncio.create_task(asyncio.to_thread(make))
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        making.add_done_callback(_release)
        raise


def _release(making: asyncio.Task[Snapshot]) -> None:
    """Let go of a snapshot that nobody waits for any more."""
    if not making.cancelled() and making.exception() is None:
        making.result().release()
