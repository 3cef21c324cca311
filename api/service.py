"""What the routes share: the graph, its reading sides, and what was computed for its newest version."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.void import void_quads
from kg.catalogue import Catalogue
from kg.changes import ChangeSet, Repository
from kg.errors import Forbidden, UnknownIri
from kg.network import Filters, Network, View, find_view, project
from kg.query import patch_rows
from kg.settings import Settings
from kg.store import Dataset
from kg.store.rdf import DefaultGraph, NamedNode, Quad
from kg.vocabulary import ONTOLOGY_IRI
from kg.workspace import Workspace


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
        self.pool = self.workspace.pool(self.snapshot, settings.workers)
        self._catalogue = lru_cache(maxsize=2)(self._make_catalogue)
        self._void = lru_cache(maxsize=4)(self._describe)
        self._network = lru_cache(maxsize=16)(self._make_network)

    def iri(self, reference: str) -> str:
        """Give the IRI of a record id, or the IRI itself. Raises UnknownIri for what can be neither."""
        iri = self.mapping.iri(reference)
        try:
            return NamedNode(iri).value
        except ValueError:
            raise UnknownIri(iri) from None

    async def update(self, text: str, dataset: Dataset | None, author: str) -> int:
        """Compute what a SPARQL update would change, then commit it; give the version.

        Raises MalformedQuery, QueryFailed, LimitExceeded and Refused; nothing is changed then.
        """
        async with self._writing:
            scratch = self.repository.home / "scratch" / token_hex(8)
            await asyncio.to_thread(self._copy_to, scratch)
            try:
                with self.repository.prepare(author, "SPARQL update") as writer:
                    async for rows in await self.pool.propose(text, scratch, dataset):
                        writer.write_rows(rows)
                    change = writer.finish()
                return await asyncio.to_thread(self._commit, change)
            finally:
                await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)

    async def replace(self, graph: NamedNode | DefaultGraph, quads: Iterable[Quad], author: str, *, keep: bool) -> int:
        """Put `quads` in the place of what a graph holds, or beside it with `keep`; give the version."""
        async with self._writing:
            return await asyncio.to_thread(self._replace, graph, quads, author, keep)

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

    def _copy_to(self, scratch: Path) -> None:
        scratch.parent.mkdir(exist_ok=True)
        self.repository.store.snapshot(scratch)

    async def snapshot(self) -> tuple[int, Path]:
        """Give the newest version and the folder of its frozen copy."""
        ready = self.repository.ready_snapshot
        return await asyncio.to_thread(self.repository.snapshot) if ready is None else ready

    def void(self, root: str) -> list[Quad]:
        """Describe what the graph holds; `root` is where the service answers."""
        return list(self._void(self.version, root))

    @property
    def version(self) -> int:
        """The newest version of the graph."""
        return self.repository.version

    @property
    def catalogue(self) -> Catalogue:
        """The lists of the newest version."""
        return self._catalogue(self.version)

    def network(self, view: View, filters: Filters) -> Network:
        """Project a view of the newest version."""
        return self._network(self.version, view.name, filters)

    def _describe(self, version: int, root: str) -> tuple[Quad, ...]:  # noqa: ARG002
        return tuple(void_quads(self.repository.store, self.mapping, root))

    def _make_catalogue(self, version: int) -> Catalogue:
        return Catalogue(self.repository.store, self.mapping, version)

    def _make_network(self, version: int, view: str, filters: Filters) -> Network:  # noqa: ARG002
        return project(self.repository.store, find_view(view), filters)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Served = Annotated[Service, Depends(_service)]
"""The service, as a parameter of a route."""
