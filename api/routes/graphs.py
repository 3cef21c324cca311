"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol, W3C 2013): whole graphs read, put, added to and deleted.

A graph is named by `/graphs?graph=IRI`, or is the unnamed one of `/graphs?default`; and `/graphs/a/b` is the graph
whose IRI is that path under the base IRI, whatever host the service answers at.
"""

from __future__ import annotations

import re
from asyncio import to_thread
from collections.abc import Set
from secrets import token_hex
from typing import Annotated
from urllib.parse import unquote

from fastapi import Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.http.auth import Writer, origin_of
from api.http.negotiation import choose
from api.http.responses import acknowledge, hold, respond, tag_of
from api.http.routing import Routes
from api.representations.datasets import GRAPHS, Graphs
from api.representations.examples import QUERIED, SCHEMAS, SENT, TEXT, Responses, answers, endings
from api.representations.graph_answers import answer_graph, tags_begin
from api.representations.graph_bodies import FORM, read_body, target
from api.representations.statements import GRAPH
from api.service import AskedVersion, Served, Service
from kg.changes import Origin
from kg.errors import UnknownIri
from kg.ontology import ONTOLOGY_IRI
from kg.store.rdf import MEDIA_TYPES, DefaultGraph, GraphName, NamedNode
from kg.tokens import Identity

router = Routes(tags=["graph store"])

_TURTLE = "<https://example.org/a> <https://example.org/b> <https://example.org/c> ."
_ENDINGS = (*QUERIED, 304, 404, 406, 412)
_READ = answers(GRAPH, _TURTLE, *_ENDINGS)
_READ_OR_LISTED = answers((*GRAPH, *GRAPHS), _TURTLE, *_ENDINGS, model="Graphs")
_FILES = {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {media_type: {"schema": SCHEMAS.get(media_type, TEXT)} for media_type in MEDIA_TYPES}
        | {"text/turtle": {"schema": {"type": "string"}, "example": _TURTLE}, FORM: {"schema": _FILES}},
    }
}
_DONE: Responses = {204: {"description": "It is done; `KG-Version` tells the version."}}
_WRITTEN = {
    201: {"description": "The graph is new; `Location` tells where one is whose name the service chose."},
    **_DONE,
    **endings(*QUERIED, *SENT, 401, 403, 412, 422),
}
_DELETED = {**_DONE, **endings(400, 401, 403, 404, 412, 413, 422, 503, 504)}

_NAMED = "The IRI of the graph, absolute."
Readable = Annotated[str | None, Query(alias="graph", description=_NAMED, examples=[ONTOLOGY_IRI])]
Named = Annotated[str | None, Query(alias="graph", description=_NAMED, examples=["urn:example:mine"])]
Default = Annotated[
    str | None, Query(alias="default", description="Give this, without a value, for the unnamed graph.")
]
Local = Annotated[
    str, Path(description="The IRI of the graph, without the base IRI and `graphs/`.", examples=["examples/mine"])
]

_PAST = frozenset({"version", "at", "history"})
"""What a reading may say besides."""

_HIGH = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


@router.get("/graphs", summary="Read a graph, or list them", responses=_READ_OR_LISTED)
async def read_graph(
    service: Served, request: Request, version: AskedVersion, graph: Readable = None, default: Default = None
) -> Response:
    """Give the triples of one graph, named by `graph`, or of the unnamed one with `default`.

    Without any parameter, list the graphs that there are.
    """
    if not request.query_params.keys() - _PAST:
        return await _list(service, request, version)
    return await _read(service, request, version, _indirect(request, graph, default, _PAST))


@router.put("/graphs", summary="Replace a graph", responses=_WRITTEN, openapi_extra=_BODY, status_code=204)
async def put_graph(
    service: Served, request: Request, writer: Writer, graph: Named = None, default: Default = None
) -> Response:
    """Put the RDF in the body in the place of what the graph holds.

    In the graph of a dataset, the records must conform; a graph of your own takes what you like.
    A form brings several documents, one a file, which are put together. With `If-Match` and the entity tag of what
    was read, or with `If-None-Match: *`, nobody's change is overwritten.
    """
    return await _write(service, request, _indirect(request, graph, default), writer, keep=False)


@router.post("/graphs", summary="Add to a graph", responses=_WRITTEN, openapi_extra=_BODY, status_code=204)
async def post_to_graph(
    service: Served, request: Request, writer: Writer, graph: Named = None, default: Default = None
) -> Response:
    """Add the RDF in the body to the graph.

    Without `graph` and `default`, make a new graph of it: `Location` tells where it is, `Link` with
    `rel="canonical"` its IRI.
    """
    if not request.query_params:
        return await _create(service, request, writer)
    return await _write(service, request, _indirect(request, graph, default), writer, keep=True)


@router.delete("/graphs", summary="Delete a graph", responses=_DELETED, status_code=204)
async def delete_graph(
    service: Served, request: Request, writer: Writer, graph: Named = None, default: Default = None
) -> Response:
    """Remove all triples of the graph."""
    return await _delete(service, request, _indirect(request, graph, default), writer)


# the write before the read, so that whoever follows the description finds what it reads
@router.put(
    "/graphs/{path:path}", summary="Replace a graph of ours", responses=_WRITTEN, openapi_extra=_BODY, status_code=204
)
async def put_local_graph(service: Served, request: Request, writer: Writer, path: Local) -> Response:
    """Put the RDF in the body in the place of what the graph holds that has this address as its IRI."""
    return await _write(service, request, _direct(service, request, path), writer, keep=False)


@router.post(
    "/graphs/{path:path}", summary="Add to a graph of ours", responses=_WRITTEN, openapi_extra=_BODY, status_code=204
)
async def post_to_local_graph(service: Served, request: Request, writer: Writer, path: Local) -> Response:
    """Add the RDF in the body to the graph that has this address as its IRI."""
    return await _write(service, request, _direct(service, request, path), writer, keep=True)


@router.get("/graphs/{path:path}", summary="Read a graph of ours", responses=_READ)
async def read_local_graph(service: Served, request: Request, version: AskedVersion, path: Local) -> Response:
    """Give the triples of the graph that has this address as its IRI."""
    return await _read(service, request, version, _direct(service, request, path, _PAST))


@router.delete("/graphs/{path:path}", summary="Delete a graph of ours", responses=_DELETED, status_code=204)
async def delete_local_graph(service: Served, request: Request, writer: Writer, path: Local) -> Response:
    """Remove all triples of the graph that has this address as its IRI."""
    return await _delete(service, request, _direct(service, request, path), writer)


async def _read(service: Service, request: Request, version: int | None, graph: GraphName) -> Response:
    return await answer_graph(request, service, graph, choose(request, GRAPH), version)


async def _list(service: Service, request: Request, version: int | None) -> Response:
    representation = choose(request, GRAPHS)
    async with service.edition(version) as edition:
        tag = tag_of(request, edition.version, representation.media_type)
        body = await to_thread(GRAPHS[representation], Graphs(request, edition))
    return respond(body, representation, tag)


def _origin(writer: Identity) -> Origin:
    return origin_of(writer, "Graph store", "graph store")


async def _write(service: Service, request: Request, graph: GraphName, writer: Identity, *, keep: bool) -> Response:
    quads = await read_body(request, target(request, graph, service.mapping.base_iri), may_be_empty=keep)
    was_empty = False

    def check() -> None:
        nonlocal was_empty
        was_empty = _is_empty(service, graph)
        hold(request, *_present(service, graph))

    version = await service.desk.replace(graph, quads, _origin(writer), keep=keep, check=check)
    return acknowledge(version, 201 if was_empty and quads else 204)


async def _create(service: Service, request: Request, writer: Identity) -> Response:
    name = token_hex(8)
    graph = _local(service, name)
    answer = await _write(service, request, graph, writer, keep=True)
    if answer.status_code == 201:
        answer.headers["Location"] = f"{request.base_url}graphs/{name}"
        answer.headers["Link"] = f'{graph}; rel="canonical"'
    return answer


async def _delete(service: Service, request: Request, graph: GraphName, writer: Identity) -> Response:
    def check() -> None:
        if isinstance(graph, NamedNode) and _is_empty(service, graph):
            raise UnknownIri(graph.value)  # a named graph without triples is none; the unnamed one is always there
        hold(request, *_present(service, graph))

    return acknowledge(await service.desk.replace(graph, (), _origin(writer), keep=False, check=check))


def _present(service: Service, graph: GraphName) -> tuple[str, ...]:
    there = isinstance(graph, DefaultGraph) or not _is_empty(service, graph)
    return (tags_begin(service, service.repository.ground.position.version, graph),) if there else ()


def _is_empty(service: Service, graph: GraphName) -> bool:
    return next(service.repository.ground.quads(graph=graph), None) is None


def _indirect(request: Request, graph: str | None, default: str | None, besides: Set[str] = frozenset()) -> GraphName:
    names = [name for name, _ in request.query_params.multi_items() if name not in besides]
    if names not in (["graph"], ["default"]):
        raise HTTPException(400, "Name one graph with `graph`, or give `default` for the unnamed one, and no more.")
    return _named(graph) if default is None and graph is not None else DefaultGraph()


def _direct(service: Service, request: Request, path: str, besides: Set[str] = frozenset()) -> NamedNode:
    if request.query_params.keys() - besides or not path:
        raise HTTPException(400, "An address under /graphs/ names one graph by itself, and takes no parameters.")
    raw: str = request.scope["raw_path"].decode("latin-1")
    return _local(service, _HIGH.sub(lambda match: _unquoted(match[0]), raw.partition("/graphs/")[2]))


def _unquoted(octets: str) -> str:
    """Give the characters of an IRI that a URI has as octets (RFC 3987, section 3.2), if they are any.

    >>> _unquoted("%EA%B4%91"), _unquoted("%FF")
    ('광', '%FF')
    """
    try:
        return unquote(octets, errors="strict")
    except UnicodeDecodeError:
        return octets


def _local(service: Service, name: str) -> NamedNode:
    return _named(f"{service.mapping.base_iri}graphs/{name}")


def _named(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise HTTPException(400, f"{iri!r} is no absolute IRI, and a graph has one: {error}.") from None
