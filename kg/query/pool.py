"""The pool: warm worker processes that answer queries, compute updates and parse documents within limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kg.errors import Unavailable
from kg.query.answer import Chunks, QueryResult
from kg.query.documents import Document
from kg.query.explanation import Explanation
from kg.query.limits import Limits
from kg.query.process import WorkerProcess
from kg.query.question import AcceptedFormats, Question
from kg.query.reach import asks_others
from kg.query.workers import GiveBack, Snapshot, Workers
from kg.remote import Remote
from kg.settings import BASE_IRI
from kg.store import Dataset
from kg.store.protocol import AnswerKind
from kg.store.rdf import Quad, read_quads

_MODULE = "kg.query.worker"
_LITTLE = 64 * 1024
"""Bytes of N-Quads that are read sooner than a thread is there to read them."""


class QueryPool:
    """Workers that answer SPARQL within limits. An async context manager; use it on one event loop.

    `snapshot` is awaited for each query and gives the newest version and the directory of its snapshot, never
    that of a live store. IRIs in queries are relative to `base`. Queries that ask other services run in processes of
    their own, and may ask those of `remote` only.
    """

    def __init__(
        self,
        snapshot: Callable[[], Awaitable[Snapshot]],
        limits: Limits | None = None,
        *,
        union: bool = True,
        base: str = BASE_IRI,
        remote: Remote | None = None,
    ) -> None:
        self._snapshot, self._limits = snapshot, limits or Limits()
        self._default_graph, self._base = "union" if union else "unnamed", base
        self._remote = remote or Remote("")
        self.workers = Workers(self._start, self._limits)
        self._envoys: set[WorkerProcess] = set()
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> int:
        """Count the workers that could take a query now."""
        return self.workers.idle

    @property
    def waiting(self) -> int:
        """Count the queries that wait for a worker."""
        return self.workers.waiting

    @property
    def replaced(self) -> int:
        """Count the workers that ended and were replaced."""
        return self.workers.replaced

    @property
    def versions_in_use(self) -> set[int]:
        """The versions whose snapshots workers have open; all others but the newest can be deleted."""
        return {worker.version for worker in self.workers.alive if worker.version >= 0}

    async def __aenter__(self) -> Self:
        try:
            await self.workers.open()
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
        kind, version, chunks = await self._ask(Question(query, formats, dataset), client)
        return QueryResult(kind, formats.for_kind(kind), formats.media_type(kind), version, chunks)

    async def explain(
        self, query: str, formats: AcceptedFormats, dataset: Dataset | None = None, client: str = ""
    ) -> tuple[int, Explanation]:
        """Answer a query, and give the version and an account of the answering instead. Raises as :meth:`run` does."""
        _, version, chunks = await self._ask(Question(query, formats, dataset, explain=True), client)
        return version, Explanation.from_json(await chunks.read())

    async def propose(self, update: Question, scratch: Path, client: str = "") -> Chunks:
        """Give the rows of RDF Patch that an update would be, computed on `scratch`, which it spoils.

        Raises as :meth:`run` does.
        """

        async def own_copy() -> Snapshot:
            version, _ = await self._snapshot()
            return version, scratch

        _, _, chunks = await self.workers.ask(update, client, own_copy)
        return chunks

    async def parse(self, document: Document, client: str = "") -> list[Quad]:
        """Read RDF that somebody sent; its blank nodes are new ones.

        Raises UnreadableInput, and LimitExceeded, TooManyRequests and Unavailable as :meth:`run` does.
        """
        _, _, chunks = await self.workers.ask(document, client, None)
        rows = await chunks.read()
        return _quads_of(rows) if len(rows) < _LITTLE else await asyncio.to_thread(_quads_of, rows)

    async def _ask(self, question: Question, client: str) -> tuple[AnswerKind, int, Chunks]:
        reaches_out = self._remote and asks_others(question.query)
        return await self.workers.ask(question, client, self._snapshot, self._envoy if reaches_out else None)

    async def _start(self, hosts: str = "") -> WorkerProcess:
        return await WorkerProcess.start(_MODULE, self._limits.memory, self._default_graph, self._base, hosts)

    async def _envoy(self, deadline: float, give_back: GiveBack) -> tuple[WorkerProcess, GiveBack]:
        """Start a worker that may reach out, for one query, while the one whose turn it is stays idle."""
        try:
            async with asyncio.timeout_at(deadline):
                envoy = await self._start(",".join(self._remote.hosts))
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

    async def _close(self) -> None:
        await self.workers.close()
        await asyncio.gather(*(envoy.close() for envoy in self._envoys), *self._closing)


def _quads_of(rows: bytes) -> list[Quad]:
    return list(read_quads(rows, "nquads"))


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
