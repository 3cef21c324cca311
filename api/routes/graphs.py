"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol, W3C 2013): whole graphs read, put, added to and deleted."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Writer
from api.examples import PROBLEMS, answers
from api.negotiation import JSONLD, NTRIPLES, RDF_NAMES, RDFXML, TURTLE, choose
from api.responses import respond, tag_of
from api.service import Served, Service
from kg.errors import UnknownIri
from kg.store.rdf import GRAPH_FORMATS, DefaultGraph, NamedNode, parse_graph, write_triples
from kg.vocabulary import ONTOLOGY_IRI

router = APIRouter(tags=["graph store"])

_OFFERED = (TURTLE, JSONLD, NTRIPLES, RDFXML)
_TURTLE = "<https://example.org/a> <https://example.org/b> <https://example.org/c> ."
_READ = answers(_TURTLE, media_type="text/turtle", others=tuple(each.media_type for each in _OFFERED[1:]))
_FORMATS = {each.media_type: name for name, each in GRAPH_FORMATS.items()}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {media_type: {"schema": {"type": "string"}} for media_type in _FORMATS}
        | {"text/turtle": {"schema": {"type": "string"}, "example": _TURTLE}},
    }
}
_WRITTEN = {
    201: {"description": "The graph is new."},
    204: {"description": "It is done; `KG-Version` tells the version."},
    **PROBLEMS,
}

_NAMED = "The IRI of the graph."
Readable = Annotated[str | None, Query(alias="graph", description=_NAMED, examples=[ONTOLOGY_IRI])]
Named = Annotated[str | None, Query(alias="graph", description=_NAMED, examples=["urn:example:mine"])]
Default = Annotated[
    str | None, Query(alias="default", description="Give this, without a value, for the unnamed graph.")
]


@router.get("/graphs", summary="Read a graph", responses=_READ)
def read_graph(service: Served, request: Request, graph: Readable = None, default: Default = None) -> Response:
    """Give the triples of one graph, named by `graph`, or of the unnamed one with `default`."""
    chosen = _graph(service, graph, default)
    representation = choose(request, _OFFERED)
    tag = tag_of(request, service, representation.media_type)
    quads = list(service.repository.store.quads(graph=chosen))
    if not quads and isinstance(chosen, NamedNode):
        raise UnknownIri(chosen.value)
    return respond(write_triples(quads, RDF_NAMES[representation.name]), representation, tag)


@router.put("/graphs", summary="Replace a graph", responses=_WRITTEN, openapi_extra=_BODY, status_code=204)
async def put_graph(
    service: Served, request: Request, writer: Writer, graph: Named = None, default: Default = None
) -> Response:
    """Put the RDF in the body in the place of what the graph holds. What types nodes in our ontology must conform."""
    return await _write(service, request, _graph(service, graph, default), writer.name, keep=False)


@router.post("/graphs", summary="Add to a graph", responses=_WRITTEN, openapi_extra=_BODY, status_code=204)
async def post_to_graph(
    service: Served, request: Request, writer: Writer, graph: Named = None, default: Default = None
) -> Response:
    """Add the RDF in the body to the graph."""
    return await _write(service, request, _graph(service, graph, default), writer.name, keep=True)


@router.delete("/graphs", summary="Delete a graph", responses=_WRITTEN, status_code=204)
async def delete_graph(service: Served, writer: Writer, graph: Named = None, default: Default = None) -> Response:
    """Remove all triples of the graph."""
    chosen = _graph(service, graph, default)
    if not _is_there(service, chosen) and isinstance(chosen, NamedNode):
        raise UnknownIri(chosen.value)
    version = await service.replace(chosen, (), writer.name, keep=False)
    return Response(status_code=204, headers={"KG-Version": str(version)})


async def _write(
    service: Service, request: Request, graph: NamedNode | DefaultGraph, author: str, *, keep: bool
) -> Response:
    media_type = request.headers.get("content-type", "text/turtle").partition(";")[0].strip().lower()
    if media_type not in _FORMATS:
        raise HTTPException(415, f"Send RDF as one of: {', '.join(_FORMATS)}.")
    base = graph.value if isinstance(graph, NamedNode) else str(request.url)
    quads = await asyncio.to_thread(parse_graph, await request.body(), _FORMATS[media_type], base, graph)
    is_new = not _is_there(service, graph)
    version = await service.replace(graph, quads, author, keep=keep)
    return Response(status_code=201 if is_new else 204, headers={"KG-Version": str(version)})


def _is_there(service: Service, graph: NamedNode | DefaultGraph) -> bool:
    return next(service.repository.store.quads(graph=graph), None) is not None


def _graph(service: Service, graph: str | None, default: str | None) -> NamedNode | DefaultGraph:
    if (graph is None) == (default is None):
        raise HTTPException(400, "Name one graph with `graph`, or give `default` for the unnamed one.")
    return DefaultGraph() if graph is None else NamedNode(service.iri(graph))
