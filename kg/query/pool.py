"""The pool: warm worker processes that answer queries, compute updates and parse documents within limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from kg.query.documents import Document
from kg.query.explanation import Explanation
from kg.query.limits import Limits
from kg.query.naming import names_graph
from kg.query.processes.answer import Chunks, Lease, QueryResult
from kg.query.processes.engine import EngineWorkers
from kg.query.processes.envoys import Envoys
from kg.query.processes.followed import Followed, FollowingEngine
from kg.query.processes.forks import ForkServer
from kg.query.processes.on_demand import NewestSnapshot, pinned, reading
from kg.query.processes.process import NO_REPLICA, WorkerProcess
from kg.query.processes.replicas import Replicas, Replicated
from kg.query.processes.workers import Reply, Workers
from kg.query.question import ENGINE, AcceptedFormats, Graph, Needs, Question
from kg.query.reach import asks_others
from kg.remote import Remote
from kg.store import EMBEDDED, UNNAMED, Engine, QueryDataset, Snapshot
from kg.store.protocol import AnswerKind
from kg.store.rdf import Quad, read_quads

_MODULE = "kg.query.worker.queries"
_EVERYTHING = "CONSTRUCT WHERE { ?s ?p ?o }"
_LITTLE = 64 * 1024
"""Bytes of N-Quads that are read sooner than a thread is there to read them."""


class Annex(Protocol):
    """A graph that is in no version, and is there for queries that name it."""

    graph: str
    follows_the_graph: bool
    """Whether it is always the same for one version."""

    def beside(self, snapshot: Snapshot) -> Snapshot:
        """Pin a copy of a snapshot in which it is as well, in the place of the snapshot."""
        ...


class QueryPool:
    """Workers that answer SPARQL within limits. An async context manager; use it on one event loop.

    `snapshot` is awaited and gives the snapshot of the newest version, which is released when no worker reads it.
    With a replica `beside`, most queries are answered from memory instead; with a SPARQL engine, by that. Queries that
    ask other services run in processes of their own, and may ask those of `remote` only.
    Those that name graphs of `annexes` are answered from a copy that has them.
    Updates are computed by `proposing`, one worker from the first of them on: whoever has the turn to write waits for
    no query, and the worker that was asked last has the newest version but one.
    """

    def __init__(
        self,
        snapshot: Callable[[], Awaitable[Snapshot]],
        limits: Limits | None = None,
        *,
        engine: Engine = EMBEDDED,
        remote: Remote | None = None,
        beside: Replicated | FollowingEngine | None = None,
        annexes: Sequence[Annex] = (),
    ) -> None:
        self._snapshot, self._limits = snapshot, limits or Limits()
        self._engine, self._base, self._annexes = engine.to_text(), engine.base, tuple(annexes)
        self._hosts = "" if remote is None else ",".join(sorted(remote.hosts))
        self.workers = Workers(self._start, self._limits)
        self.proposing = Workers(self._start, replace(self._limits, workers=1, aside=0))
        self._forks = ForkServer(_MODULE, patience=self._limits.patience)
        self._replicas = self._replicas_of(beside) if isinstance(beside, Replicated) else None
        following = beside if isinstance(beside, FollowingEngine) else None
        self._engine_workers = None if following is None else EngineWorkers(following, self._limits, self._engine)
        self._envoys = Envoys()

    @property
    def idle(self) -> int:
        """Count the workers that could take a query now."""
        return self._answering.idle

    @property
    def waiting(self) -> int:
        """Count the queries that wait for a worker."""
        return self._answering.waiting

    @property
    def replaced(self) -> int:
        """Count the workers that ended and were replaced."""
        return self._answering.replaced

    @property
    def replica(self) -> int:
        """The version of the replica that workers are forked with now, NO_REPLICA where there is none."""
        return NO_REPLICA if self._replicas is None else self._replicas.version

    @property
    def followed(self) -> Followed | None:
        """What keeps the SPARQL engine up, where there is one."""
        return None if self._engine_workers is None else self._engine_workers.followed

    @property
    def origins(self) -> tuple[int, ...]:
        """The origins that answers have now: that of replicas, and that of snapshots."""
        if self._engine_workers is not None:
            return ENGINE, 0
        return (0,) if self._replicas is None else (self._replicas.lineage, 0)

    @property
    def _answering(self) -> Workers:
        """Those that answer queries."""
        return self.workers if self._engine_workers is None else self._engine_workers.workers

    async def __aenter__(self) -> Self:
        try:
            await self.workers.open()
            if self._replicas is not None:
                self._replicas.open()
            if self._engine_workers is not None:
                await self._engine_workers.open()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def run(
        self,
        query: str,
        formats: AcceptedFormats,
        dataset: QueryDataset | None = None,
        client: str = "",
        snapshot: NewestSnapshot | None = None,
    ) -> QueryResult:
        """Answer a query from the newest version, or that which `snapshot` pins; returns with the first chunk.

        `dataset` takes the place of FROM in the query, as the SPARQL protocol wants it. `client` is who asks: the
        workers go to the clients in turn.
        Raises MalformedQuery, QueryFailed, LimitExceeded, TooManyRequests, or Unavailable where the query is not to
        blame. The chunks raise the same, and never end normally unless the result is complete.
        """
        question = Question(query, formats, dataset)
        return _result(question, await self._ask(question, client, snapshot))

    async def graph(
        self, name: str, formats: AcceptedFormats, client: str = "", snapshot: NewestSnapshot | None = None
    ) -> QueryResult:
        """Give the triples of one graph, named by its IRI or UNNAMED, as the embedded engine has them.

        Raises UnknownIri for a named graph without triples, which is none, and what :meth:`run` does.
        """
        question = Question(_EVERYTHING, formats, QueryDataset(default=(name,)), demands_graph=name != UNNAMED)
        return _result(question, await self._ask_here(question, client, snapshot))

    async def explain(
        self, query: str, formats: AcceptedFormats, dataset: QueryDataset | None = None, client: str = ""
    ) -> tuple[int, Explanation]:
        """Answer a query, and give the version and an account of the answering instead. Raises as :meth:`run` does."""
        _, graph, chunks = await self._ask(Question(query, formats, dataset, explain=True), client)
        return graph.version, Explanation.from_json(await chunks.read())

    async def parse_query(self, query: str, client: str = "") -> None:
        """Read a query that nobody asks yet. Raises MalformedQuery and QueryFailed, and else as :meth:`run` does."""
        question = Question(query, AcceptedFormats(), outline=True)
        _, _, chunks = await self.workers.ask(question, client, lambda _: Graph(0))
        await chunks.read()

    async def needs(self, update: Question, client: str = "") -> Needs:
        """Tell what an update needs, for which nothing of the graph is needed.

        Raises MalformedQuery and QueryFailed, and else as :meth:`run` does.
        """
        _, _, chunks = await self.workers.ask(replace(update, outline=True), client, lambda _: Graph(0))
        return Needs.from_json(await chunks.read())

    async def propose(
        self,
        update: Question,
        needs: Needs,
        copy: Callable[[], Awaitable[Path]],
        client: str = "",
        *,
        after: int | None = None,
    ) -> Chunks:
        """Give the rows of RDF Patch that an update would be, while nothing else is written.

        It is computed on a replica, one of its own if it goes in steps; without one on what `copy` makes, which it
        spoils. It comes `after` a version that may be sealed only, by default the newest. Raises as :meth:`run` does.
        """
        has_own = needs.steps and self.replica != NO_REPLICA

        async def copied() -> Graph:
            return Graph(0, await copy())

        def graph(worker: WorkerProcess) -> Graph | Awaitable[Graph]:
            of_replica = self._replicated(worker, after) if has_own or not needs.steps else None
            return of_replica or copied()

        stand_in = self._spoilt if has_own else None
        self.proposing.open_soon()
        _, _, chunks = await self.proposing.ask(replace(update, spoils=needs.steps), client, graph, stand_in)
        return chunks

    def doubt(self) -> None:
        """Compute updates on what the journal has alone: versions that were sealed did not happen."""
        self.proposing.renew(lambda _: True)

    async def parse(self, document: Document, client: str = "") -> list[Quad]:
        """Read RDF that somebody sent; its blank nodes are new ones.

        Raises UnreadableInput, and LimitExceeded, TooManyRequests and Unavailable as :meth:`run` does.
        """
        _, _, chunks = await self.workers.ask(document, client, lambda _: Graph(0))
        rows = await chunks.read()
        if len(rows) < _LITTLE:
            return list(read_quads(rows, "nquads"))
        return await asyncio.to_thread(lambda: list(read_quads(rows, "nquads")))

    def annexes_of(self, question: Question) -> list[Annex]:
        """List those of which a question names the graph."""
        return [each for each in self._annexes if names_graph(question, each.graph, self._base)]

    def is_lasting(self, query: str, dataset: QueryDataset | None = None) -> bool:
        """Tell whether the answer to a query stays the same as long as the graph does."""
        question = Question(query, AcceptedFormats(), dataset)
        return all(each.follows_the_graph for each in self.annexes_of(question))

    async def _ask(self, question: Question, client: str, snapshot: NewestSnapshot | None = None) -> Reply:
        is_here = snapshot is not None or self._reaches_out(question) or bool(self.annexes_of(question))
        if is_here or self._engine_workers is None:
            return await self._ask_here(question, client, snapshot)
        return await self._engine_workers.ask(question, client)

    async def _ask_here(self, question: Question, client: str, snapshot: NewestSnapshot | None = None) -> Reply:
        envoy = self._envoy if self._reaches_out(question) else None
        if annexes := self.annexes_of(question):
            for each in annexes:
                snapshot = _beside(each, snapshot or self._snapshot)
            question = replace(question, apart=tuple(each.graph for each in annexes))
        return await self.workers.ask(question, client, reading(snapshot) if snapshot else self._graph, envoy)

    def _reaches_out(self, question: Question) -> bool:
        return bool(self._hosts) and asks_others(question.query)

    def _graph(self, worker: WorkerProcess) -> Graph | Awaitable[Graph]:
        """Say what a worker is to read to see all that is committed: its replica if it can, else a snapshot."""
        return self._replicated(worker) or reading(self._snapshot)(worker)

    def _replicated(self, worker: WorkerProcess, newest: int | None = None) -> Graph | None:
        """Say which version a worker is to read from its replica; None where that is not near the newest."""
        version = None if self._replicas is None else self._replicas.version_for(worker, newest)
        if version is None:
            return None
        worker.replica = version
        worker.release()
        return Graph(version, origin=worker.lineage)

    async def _start(self) -> WorkerProcess:
        version, replicas = self.replica, self._replicas
        if replicas is None or version == NO_REPLICA:
            return await self._fork(self._forks)
        lineage = replicas.lineage
        worker = await self._fork(replicas.forks)
        worker.replica, worker.lineage = version, lineage
        return worker

    async def _fork(self, forks: ForkServer, hosts: str = "") -> WorkerProcess:
        return await WorkerProcess.start(forks, str(self._limits.memory), self._engine, hosts)

    def _replicas_of(self, replicated: Replicated) -> Replicas:
        arguments = str(replicated.journal.folder), self._engine, str(replicated.memory)
        forks = ForkServer(_MODULE, *arguments, patience=self._limits.patience)
        return Replicas(forks, replicated, self._renew)

    def _renew(self) -> None:
        """Replace the workers that were forked before the replica was brought to where it is now."""
        for each in (self.workers, self.proposing):
            each.renew(lambda worker: self._replicas is not None and worker.lineage < self._replicas.lineage)

    async def _envoy(self, lease: Lease) -> Lease:
        """Start a worker that may reach out, for one query."""
        return self._envoys.stand_in(lease, await self._fork(self._forks, self._hosts))

    async def _spoilt(self, lease: Lease) -> Lease:
        """Start a worker with a replica that may be changed, for one update."""
        return self._envoys.stand_in(lease, await self._start())

    async def _close(self) -> None:
        if self._engine_workers is not None:
            await self._engine_workers.close()
        if self._replicas is not None:
            await self._replicas.stop()
        await asyncio.gather(self.workers.close(), self.proposing.close())
        await self._envoys.close()
        await self._forks.close()
        if self._replicas is not None:
            await self._replicas.forks.close()


def _result(question: Question, reply: Reply) -> QueryResult:
    kind, graph, chunks = reply
    media_type = question.formats.media_type(kind)
    return QueryResult(kind, question.formats.for_kind(kind), media_type, graph.version, graph.origin, chunks)


def _beside(annex: Annex, snapshot: NewestSnapshot) -> NewestSnapshot:
    """Give what pins a copy of a snapshot in which the graph of an annex is as well."""

    async def beside() -> Snapshot:
        plain = await snapshot()
        return await pinned(lambda: annex.beside(plain))

    return beside


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
