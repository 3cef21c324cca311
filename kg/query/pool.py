"""The pool: warm worker processes, handed out first come, first served, and replaced when they die."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kg.errors import Unavailable
from kg.query.answer import Chunks, Exchange, Limits, QueryResult
from kg.query.process import WorkerProcess, describe_exit
from kg.query.question import AcceptedFormats, Question
from kg.store import Dataset
from kg.store.protocol import AnswerKind

_log = logging.getLogger(__name__)

WAITING_PER_WORKER = 64
"""Queries that may wait for each worker; more are turned away at once, for they would wait in vain."""

_PAUSE = 1.0
"""Seconds between attempts to start a worker where the machine lets none start."""


class QueryPool:
    """Workers that answer SPARQL within limits. An async context manager; use it on one event loop.

    `snapshot` is awaited for each query and gives the newest version and the directory of its snapshot, never
    that of a live store. `timeout`, in seconds, covers waiting, evaluation and the taking of the result.
    `memory`, in MiB, is what a worker may have, 80 of which the engine takes for itself.
    """

    def __init__(
        self,
        snapshot: Callable[[], Awaitable[tuple[int, Path]]],
        *,
        workers: int = 2,
        timeout: float = 30.0,
        memory: int = 1024,
        union: bool = True,
    ) -> None:
        self._snapshot, self._size, self._union = snapshot, workers, union
        self._limits = Limits(timeout, memory)
        self._alive: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._free = asyncio.Semaphore(0)
        self._keepers: list[asyncio.Task[None]] = []
        self.waiting = 0

    @property
    def idle(self) -> int:
        """Count the workers that could take a query now."""
        return len(self._idle)

    @property
    def versions_in_use(self) -> set[int]:
        """The versions whose snapshots workers have open; all others but the newest can be deleted."""
        return {worker.version for worker in self._alive if worker.version >= 0}

    async def __aenter__(self) -> Self:
        try:
            for _ in range(self._size):
                self._keepers.append(asyncio.create_task(self._keep(await self._start())))
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def run(self, query: str, formats: AcceptedFormats, dataset: Dataset | None = None) -> QueryResult:
        """Answer a query from the newest version; returns with the first chunk of the result.

        `dataset` takes the place of FROM in the query, as the SPARQL protocol wants it.
        Raises MalformedQuery, QueryFailed, LimitExceeded, or Unavailable where the query is not to blame. The
        chunks raise the same, and never end normally unless the result is complete.
        """
        deadline = asyncio.get_running_loop().time() + self._limits.timeout
        worker, snapshot = await self._place(deadline)
        exchange = Exchange(worker, self._limits, deadline, self._offer)
        kind = await exchange.begin(Question(query, formats, dataset), snapshot)
        chunks = Chunks(exchange)
        await chunks.prepare()
        return QueryResult(kind, formats.for_kind(kind), formats.media_type(kind), snapshot[0], chunks)

    async def propose(self, update: str, scratch: Path, dataset: Dataset | None = None) -> Chunks:
        """Give the rows of RDF Patch that an update would be, computed on `scratch`, which it spoils.

        Raises as :meth:`run` does.
        """
        deadline = asyncio.get_running_loop().time() + self._limits.timeout
        worker, (version, _) = await self._place(deadline)
        exchange = Exchange(worker, self._limits, deadline, self._offer)
        await exchange.begin(Question(update, AcceptedFormats(), dataset, is_update=True), (version, scratch))
        chunks = Chunks(exchange)
        await chunks.prepare()
        return chunks

    async def _place(self, deadline: float) -> tuple[WorkerProcess, tuple[int, Path]]:
        """Find a worker, and then the snapshot it is to read. Raises Unavailable."""
        try:
            async with asyncio.timeout_at(deadline):
                worker = await self._take()
                try:
                    return worker, await self._snapshot()
                except BaseException:
                    self._offer(worker)
                    raise
        except TimeoutError:
            raise Unavailable(f"its turn did not come within {self._limits.timeout:g} s") from None

    async def _take(self) -> WorkerProcess:
        if self.waiting >= WAITING_PER_WORKER * self._size:
            raise Unavailable(f"{self.waiting} queries are waiting already")
        self.waiting += 1
        try:
            while True:
                await self._free.acquire()
                if self._idle:  # else the worker has died since it was offered
                    return self._idle.pop()
        finally:
            self.waiting -= 1

    def _offer(self, worker: WorkerProcess) -> None:
        if worker in self._alive and not worker.killed:
            self._idle.append(worker)
            self._free.release()

    async def _keep(self, worker: WorkerProcess) -> None:
        """Keep one place of the pool filled."""
        while True:
            self._offer(worker)
            code = await worker.gone()
            self._alive.discard(worker)
            if worker in self._idle:
                self._idle.remove(worker)
            _log.info("query worker %d ended (%s) and is replaced", worker.pid, describe_exit(code))
            await worker.close()
            worker = await self._replacement()

    async def _replacement(self) -> WorkerProcess:
        while True:
            try:
                return await self._start()
            except (OSError, Unavailable) as error:
                _log.error("no query worker can be started: %s", error)
                await asyncio.sleep(_PAUSE)

    async def _start(self) -> WorkerProcess:
        worker = await WorkerProcess.start(self._limits.memory, union=self._union)
        self._alive.add(worker)
        return worker

    async def _close(self) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._idle.clear()
        await asyncio.gather(*(worker.close() for worker in self._alive))
        self._alive.clear()


def run_locally(pool: QueryPool, query: str, formats: AcceptedFormats, output: IO[bytes]) -> AnswerKind:
    """Answer one query without a server, with a pool not yet opened. Raises what `QueryPool.run` does."""

    async def answer() -> AnswerKind:
        async with pool:
            result = await pool.run(query, formats)
            async for chunk in result.chunks:
                output.write(chunk)
            return result.kind

    return asyncio.run(answer())
