"""The pool: warm worker processes, handed out first come, first served, and replaced when they die."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kg.errors import Unavailable
from kg.query.answer import Chunks, Exchange, QueryResult
from kg.query.explanation import Explanation
from kg.query.limits import Limits
from kg.query.process import WorkerProcess, describe_exit
from kg.query.question import AcceptedFormats, Question
from kg.query.reach import asks_others
from kg.query.turns import Turns
from kg.remote import Remote
from kg.settings import BASE_IRI
from kg.store import Dataset
from kg.store.protocol import AnswerKind

_log = logging.getLogger(__name__)

_PAUSE = 1.0
"""Seconds between attempts to start a worker where the machine lets none start."""


class QueryPool:
    """Workers that answer SPARQL within limits. An async context manager; use it on one event loop.

    `snapshot` is awaited for each query and gives the newest version and the directory of its snapshot, never
    that of a live store. IRIs in queries are relative to `base`. Queries that ask other services run in processes of
    their own, and may ask those of `remote` only.
    """

    def __init__(
        self,
        snapshot: Callable[[], Awaitable[tuple[int, Path]]],
        limits: Limits | None = None,
        *,
        union: bool = True,
        base: str = BASE_IRI,
        remote: Remote | None = None,
    ) -> None:
        self._snapshot, self._limits, self._union, self._base = snapshot, limits or Limits(), union, base
        self._remote = remote or Remote("")
        self._turns = Turns[WorkerProcess](self._limits.workers, self._limits.per_client)
        self._alive: set[WorkerProcess] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._envoys: set[WorkerProcess] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self.replaced = 0

    @property
    def idle(self) -> int:
        """Count the workers that could take a query now."""
        return self._turns.idle

    @property
    def waiting(self) -> int:
        """Count the queries that wait for a worker."""
        return self._turns.waiting

    @property
    def versions_in_use(self) -> set[int]:
        """The versions whose snapshots workers have open; all others but the newest can be deleted."""
        return {worker.version for worker in self._alive if worker.version >= 0}

    async def __aenter__(self) -> Self:
        try:
            for _ in range(self._limits.workers):
                self._keepers.append(asyncio.create_task(self._keep(await self._start())))
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def run(
        self, query: str, formats: AcceptedFormats, dataset: Dataset | None = None, client: str = ""
    ) -> QueryResult:
        """Answer a query from the newest version; returns with the first chunk of the result.

        `dataset` takes the place of FROM in the query, as the SPARQL protocol wants it. `client` is who asks: the
        workers go to the clients in turn.
        Raises MalformedQuery, QueryFailed, LimitExceeded, TooManyRequests, or Unavailable where the query is not to
        blame. The chunks raise the same, and never end normally unless the result is complete.
        """
        question = Question(query, formats, dataset)
        kind, version, chunks = await self._ask(question, client)
        return QueryResult(kind, formats.for_kind(kind), formats.media_type(kind), version, chunks)

    async def explain(
        self, query: str, formats: AcceptedFormats, dataset: Dataset | None = None, client: str = ""
    ) -> tuple[int, Explanation]:
        """Answer a query, and give the version and an account of the answering instead. Raises as :meth:`run` does."""
        _, version, chunks = await self._ask(Question(query, formats, dataset, explain=True), client)
        return version, Explanation.from_json(b"".join([chunk async for chunk in chunks]))

    async def propose(self, update: Question, scratch: Path, client: str = "") -> Chunks:
        """Give the rows of RDF Patch that an update would be, computed on `scratch`, which it spoils.

        Raises as :meth:`run` does.
        """
        _, _, chunks = await self._ask(update, client, scratch)
        return chunks

    async def _ask(
        self, question: Question, client: str, scratch: Path | None = None
    ) -> tuple[AnswerKind, int, Chunks]:
        """Find a worker, ask it, and wait for the first chunk of what it says."""
        deadline = asyncio.get_running_loop().time() + self._limits.timeout
        worker, (version, directory) = await self._place(deadline, client)
        give_back: Callable[[], None] = partial(self._give_back, worker, client)
        if self._remote and not question.is_update and asks_others(question.query):
            worker, give_back = await self._envoy(deadline, give_back)
        exchange = Exchange(worker, self._limits, deadline, give_back)
        kind = await exchange.begin(question, (version, scratch or directory))
        chunks = Chunks(exchange, self._limits.result)
        await chunks.prepare()
        return kind, version, chunks

    async def _place(self, deadline: float, client: str) -> tuple[WorkerProcess, tuple[int, Path]]:
        """Find a worker, and then the snapshot it is to read. Raises Unavailable."""
        try:
            async with asyncio.timeout_at(deadline):
                worker = await self._turns.take(client)
                try:
                    return worker, await self._snapshot()
                except BaseException:
                    self._give_back(worker, client)
                    raise
        except TimeoutError:
            raise Unavailable(f"its turn did not come within {self._limits.timeout:g} s") from None

    async def _envoy(self, deadline: float, give_back: Callable[[], None]) -> tuple[WorkerProcess, Callable[[], None]]:
        """Start a worker that may reach out, for one query, while the one whose turn it is stays idle."""
        try:
            async with asyncio.timeout_at(deadline):
                envoy = await WorkerProcess.start(
                    self._limits.memory, self._base, union=self._union, hosts=self._remote.hosts
                )
        except TimeoutError:
            give_back()
            raise Unavailable("no worker could be started in time") from None
        except BaseException:
            give_back()
            raise
        self._envoys.add(envoy)

        def end() -> None:
            self._envoys.discard(envoy)
            give_back()
            closing = asyncio.create_task(envoy.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

        return envoy, end

    def _give_back(self, worker: WorkerProcess, client: str) -> None:
        self._turns.leave(client)
        if worker in self._alive and not worker.killed:
            self._turns.offer(worker)

    async def _keep(self, worker: WorkerProcess) -> None:
        """Keep one place of the pool filled."""
        while True:
            self._turns.offer(worker)
            code = await worker.gone()
            self._alive.discard(worker)
            self._turns.discard(worker)
            self.replaced += 1
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
        worker = await WorkerProcess.start(self._limits.memory, self._base, union=self._union)
        self._alive.add(worker)
        return worker

    async def _close(self) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(worker.close() for worker in self._alive | self._envoys), *self._closing)
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


def explain_locally(pool: QueryPool, query: str, formats: AcceptedFormats) -> tuple[int, Explanation]:
    """Explain one query without a server, with a pool not yet opened. Raises what `QueryPool.run` does."""

    async def answer() -> tuple[int, Explanation]:
        async with pool:
            return await pool.explain(query, formats)

    return asyncio.run(answer())
