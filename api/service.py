"""What the routes share: the graph, its reading sides, and what was computed for its newest version."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.types import Scope

from api.cache import Answers
from api.desk import Desk
from api.observation import Metrics
from api.void import void_quads
from kg.catalogue import Catalogue
from kg.changes import Repository
from kg.errors import UnknownIri
from kg.settings import Settings
from kg.spelling import nfc, spellings
from kg.store import EmbeddedStore, Store
from kg.store.rdf import NamedNode, Quad
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
        self.pool = self.workspace.pool(self.snapshot, repository=self.repository)
        self.checks = self.workspace.checks(self.snapshot)
        self.networks = self.workspace.networks(self.snapshot)
        self.desk = Desk(self.workspace, self.repository, self.pool)
        self._reader = lru_cache(maxsize=2)(self._open_reader)
        self._catalogue = lru_cache(maxsize=2)(self._make_catalogue)
        self._void = lru_cache(maxsize=4)(self._describe)

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
        metrics.read("kg_networks_waiting", "Networks that wait for a process.", lambda: self.networks.workers.waiting)
        metrics.read("kg_changes_written", "Changes that are being written, 0 or 1.", lambda: self.desk.is_writing)
        metrics.read("kg_changes_waiting", "Changes that wait for their turn.", lambda: self.desk.waiting)
        metrics.read("kg_change_seconds_sum", "Seconds of all turns of changes.", lambda: self.desk.seconds)
        metrics.read("kg_change_seconds_longest", "Seconds of the longest turn of a change.", lambda: self.desk.longest)
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

    def _describe(self, version: int, root: str) -> tuple[Quad, ...]:  # noqa: ARG002
        return tuple(void_quads(self.store, self.mapping, root))

    def _make_catalogue(self, version: int) -> Catalogue:
        return Catalogue(self.store, self.mapping, version)


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
