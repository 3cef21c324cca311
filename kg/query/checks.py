"""Checks without a change, in a process that can be stopped: `Checks.run` is the one verb."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from kg.query.documents import Check
from kg.query.limits import Limits
from kg.query.processes.forks import ForkServer
from kg.query.processes.process import WorkerProcess
from kg.query.processes.workers import Snapshot, Workers
from kg.query.question import Graph
from kg.settings import BASE_IRI


class Checks:
    """Processes that check what somebody sent. An async context manager; use it on one event loop.

    They are started when the first check comes, and then kept. `snapshot` is that of :class:`kg.query.QueryPool`.
    """

    def __init__(
        self, snapshot: Callable[[], Awaitable[Snapshot]], limits: Limits | None = None, *, base: str = BASE_IRI
    ) -> None:
        self._snapshot, self._limits, self._base = snapshot, limits or Limits(workers=1), base
        self._forks = ForkServer("kg.query.worker.checker")
        self.workers = Workers(self._start, self._limits)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.workers.close()
        await self._forks.close()

    async def run(self, check: Check, client: str = "") -> bytes:
        """Give the report on what the newest version would be, in the format that is wished.

        Raises UnreadableInput, KgError for records that are no JSON, and LimitExceeded, TooManyRequests and
        Unavailable as `QueryPool.run` does.
        """
        self.workers.open_soon()
        _, _, chunks = await self.workers.ask(check, client, self._newest)
        return await chunks.read()

    async def _newest(self, _: WorkerProcess) -> Graph:
        return Graph(*await self._snapshot())

    async def _start(self) -> WorkerProcess:
        return await WorkerProcess.start(self._forks, str(self._limits.memory), self._base)
