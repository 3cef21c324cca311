"""What the routes share: the graph, its reading sides, and what was computed for its newest version."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.types import Scope

from api.cache import Answers
from api.observation import Metrics
from api.void import void_quads
from kg.catalogue import Catalogue
from kg.changes import ChangeSet, Repository
from kg.errors import Forbidden, Unavailable, UnknownIri
from kg.network import Filters, Network, View, find_view, project
from kg.query import AcceptedFormats, Question, loaded_by, patch_rows
from kg.remote import NotAllowed, Unreachable
from kg.settings import Settings
from kg.spelling import nfc, spellings
from kg.store import Dataset, EmbeddedStore, Store
from kg.store.rdf import MEDIA_TYPES, DefaultGraph, NamedNode, Quad
from kg.vocabulary import ONTOLOGY_IRI
from kg.workspace import Workspace

_TROUBLE = 1.0
"""Seconds after which a store in trouble is looked after again."""


class Service:
    """One running service over one home folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.run = token_hex(4)  # tells apart the versions 1 of two graphs, and an upgrade from what was before it
        self.workspace = Workspace(settings)
        self.mapping = self.workspace.mapping
        self.repository: Repository = self.workspace.repository()
        shutil.rmtree(self.repository.home / "scratch", ignore_errors=True)  # of a service that was killed
        self._writing = asyncio.Lock()
        self.pool = self.workspace.pool(self.snapshot, repository=self.repository)
        self.checks = self.workspace.checks(self.snapshot)
        self._reader = lru_cache(maxsize=2)(self._open_reader)
        self._catalogue = lru_cache(maxsize=2)(self._make_catalogue)
        self._void = lru_cache(maxsize=4)(self._describe)
        self._network = lru_cache(maxsize=16)(self._make_network)

    def iri(self, reference: str) -> str:
        """Give the IRI of a record id, or the IRI itself, in the spelling that the graph knows or else in NFC.

        Raises UnknownIri for what can be neither.
        """
        iri = self.mapping.iri(reference)
        try:
            nodes = [NamedNode(each) for each in spellings(iri)]
        except ValueError:
            raise UnknownIri(iri) from None
        known = (each.value for each in nodes if next(iter(self.store.quads(each)), None))
        return iri if len(nodes) == 1 else next(known, nfc(iri))

    async def update(self, text: str, dataset: Dataset | None, author: str, client: str = "") -> int:
        """Compute what a SPARQL update would change, then commit it; give the version.

        Raises MalformedQuery, QueryFailed, LimitExceeded, Unavailable and Refused; nothing is changed then.
        """
        async with self._turn_to_write():
            folder = self.repository.home / "scratch" / token_hex(8)
            try:
                documents = await asyncio.to_thread(self._make_scratch, folder, text)
                question = Question(text, AcceptedFormats(), dataset, is_update=True, documents=documents)
                with self.repository.prepare(author, "SPARQL update") as writer:
                    async for rows in await self.pool.propose(question, folder / "store", client):
                        writer.write_rows(rows)
                    change = writer.finish()
                return await asyncio.to_thread(self._commit, change)
            finally:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def replace(
        self,
        graph: NamedNode | DefaultGraph,
        quads: Iterable[Quad],
        author: str,
        *,
        keep: bool,
        check: Callable[[], None] = lambda: None,
    ) -> int:
        """Put `quads` in the place of what a graph holds, or beside it with `keep`; give the version.

        `check` is called once nobody else can write any more; what it raises is raised, and nothing is changed.
        """
        async with self._turn_to_write():
            check()
            return await asyncio.to_thread(self._replace, graph, quads, author, keep)

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """Wait for the writer before, as long as a query may wait. Raises Unavailable."""
        try:
            await asyncio.wait_for(self._writing.acquire(), self.settings.query_timeout)
        except TimeoutError:
            raise Unavailable(f"others were writing for {self.settings.query_timeout:g} s") from None
        try:
            yield
        finally:
            self._writing.release()

    def _replace(self, graph: NamedNode | DefaultGraph, quads: Iterable[Quad], author: str, keep: bool) -> int:
        wanted, present = set(quads), set(self.repository.store.quads(graph=graph))
        removed = set() if keep else present - wanted
        with self.repository.prepare(author, "Graph store") as writer:
            writer.write_rows(b"".join(patch_rows(removed, wanted - present)))
            change = writer.finish()
        return self._commit(change)

    def _commit(self, change: ChangeSet) -> int:
        touched = {quad.graph_name for _, quad in change.rows()}
        if touched & {NamedNode(ONTOLOGY_IRI), self.mapping.datasets_graph}:
            change.discard()
            raise Forbidden("The graphs of the ontology and of the datasets are written by `kg load` alone")
        return self.repository.commit(change)

    def _make_scratch(self, folder: Path, text: str) -> dict[str, tuple[str, str]]:
        """Put a copy of the store into a folder, and the documents beside it that an update loads."""
        folder.mkdir(parents=True)
        self.repository.store.snapshot(folder / "store")
        documents = {}
        for number, (iri, may_fail) in enumerate(loaded_by(text, self.mapping.base_iri)):
            try:
                data, media_type = self.workspace.remote.fetch("LOAD", iri, ", ".join(MEDIA_TYPES))
            except NotAllowed:
                continue  # a worker says so, unless something else is wrong as well
            except Unreachable:
                if may_fail:
                    continue
                raise
            path = folder / str(number)
            path.write_bytes(data)
            documents[iri] = str(path), MEDIA_TYPES.get(media_type, "turtle")
        return documents

    async def snapshot(self) -> tuple[int, Path]:
        """Give the newest version and the folder of its frozen copy."""
        ready = self.repository.ready_snapshot
        return await asyncio.to_thread(self.repository.snapshot) if ready is None else ready

    @asynccontextmanager
    async def kept_whole(self) -> AsyncIterator[None]:
        """Mend the store whenever it is in trouble."""
        keeping = asyncio.create_task(self._keep_whole())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _keep_whole(self) -> None:
        while True:
            await asyncio.sleep(_TROUBLE)
            if not self.repository.trouble:
                continue
            if await asyncio.to_thread(self.repository.mend):
                self.pool.workers.renew(lambda _: True)  # they may still hold what is damaged

    def show(self, metrics: Metrics, answers: Answers) -> None:
        """Let the operator see the state of the graph, the workers and the cache."""
        metrics.read("kg_graph_version", "Newest version of the graph.", lambda: self.version)
        metrics.read("kg_trouble", "1 while the store cannot be used.", lambda: bool(self.repository.trouble))
        metrics.read(
            "kg_replica_version", "Version that new workers have in memory, -1 none.", lambda: self.pool.replica
        )
        metrics.read("kg_workers_idle", "Query workers that are free.", lambda: self.pool.idle)
        metrics.read("kg_workers_replaced", "Query workers that ended and were replaced.", lambda: self.pool.replaced)
        metrics.read("kg_queries_waiting", "Queries that wait for a worker.", lambda: self.pool.waiting)
        metrics.read("kg_cache_bytes", "Memory taken by answers that are kept.", lambda: answers.size)
        metrics.read("kg_cache_hits", "Answers given again.", lambda: answers.hits)
        metrics.read("kg_cache_misses", "Answers that were not kept.", lambda: answers.misses)

    def void(self, root: str) -> list[Quad]:
        """Describe what the graph holds; `root` is where the service answers."""
        return list(self._void(self.version, root))

    @property
    def version(self) -> int:
        """The newest version of the graph."""
        return self.repository.version

    @property
    def store(self) -> Store:
        """The newest version for reading; it stays as it is while the next one is written."""
        return self._reader(self.version)

    def _open_reader(self, version: int) -> Store:  # noqa: ARG002
        _, folder = self.repository.snapshot()
        return EmbeddedStore.open_snapshot(folder, union=self.workspace.union)

    @property
    def catalogue(self) -> Catalogue:
        """The lists of the newest version."""
        return self._catalogue(self.version)

    def network(self, view: View, filters: Filters) -> Network:
        """Project a view of the newest version."""
        return self._network(self.version, view.name, filters)

    def _describe(self, version: int, root: str) -> tuple[Quad, ...]:  # noqa: ARG002
        return tuple(void_quads(self.store, self.mapping, root))

    def _make_catalogue(self, version: int) -> Catalogue:
        return Catalogue(self.store, self.mapping, version)

    def _make_network(self, version: int, view: str, filters: Filters) -> Network:  # noqa: ARG002
        return project(self.store, find_view(view), filters)


def served(request: Request) -> Service:
    """Give the service that answers a request."""
    service: Service = request.app.state.service
    return service


async def _served(request: Request) -> Service:
    return served(request)  # a coroutine, for the framework sends plain functions to a thread


def version_of(scope: Scope) -> int:
    """Give the newest version of the graph that a request is about."""
    service: Service = scope["app"].state.service
    return service.version


Served = Annotated[Service, Depends(_served)]
"""The service, as a parameter of a route."""
