"""One graph written out by the query workers, so that however large it is the service does not grow with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from api.http.client import WhileWanted, client_of
from api.http.endings import closed_after
from api.http.negotiation import Representation
from api.http.responses import coding_of, demand_change, hold, opening, strong_tag
from api.representations.answers import answer_with
from api.representations.statements import GRAPH
from api.service import Service
from kg.query import AcceptedFormats
from kg.store import UNNAMED
from kg.store.rdf import GraphName, NamedNode


def tag_of_graph(
    request: Request, service: Service, graph: GraphName, representation: Representation, version: int, origin: int
) -> str:
    """Make the entity tag of a graph as a request gets it; it is the same at each address of the graph.

    It changes with every version, also with one that leaves this graph as it is. The bytes differ with their coding,
    and so does the tag (RFC 9110, section 8.8.3.3).
    """
    return strong_tag(version, f"{service.run} {graph}", f"{representation.media_type} {coding_of(request)} {origin}")


def tags_begin(service: Service, version: int, graph: GraphName) -> str:
    """Give what the tags of a graph in all formats and codings begin with, and no other tags."""
    return opening(version, f"{service.run} {graph}")


async def answer_graph(
    request: Request, service: Service, graph: GraphName, representation: Representation, version: int | None = None
) -> Response:
    """Write a graph, as it is or as it was at a version; in a format with named graphs, under its name.

    Raises UnknownIri for a named graph without triples, which is none; LimitExceeded and Unavailable.
    """
    _spare(request, service, graph, representation, service.version if version is None else version)
    name = GRAPH[representation]
    wrapped = _WRAPPED.get(name) if isinstance(graph, NamedNode) else None
    iri = graph.value if isinstance(graph, NamedNode) else UNNAMED
    past = service.snapshot_of(version)
    formats = AcceptedFormats(graph="ntriples" if wrapped else name)
    async with WhileWanted(request):
        result = closed_after(request, await service.pool.graph(iri, formats, client_of(request), past))
    tag = ""
    if graph != service.mapping.scores_graph:  # which changes by itself
        tag = tag_of_graph(request, service, graph, representation, result.version, result.origin)
        hold(request, tag, reads=True)
    wrap = partial(wrapped, graph=str(graph).encode()) if wrapped else None
    return answer_with(result, tag, request, representation.media_type, wrap)


def _spare(request: Request, service: Service, graph: GraphName, representation: Representation, version: int) -> None:
    """Raise Fresh where the client has the version, before anybody is asked for it."""
    if "if-match" not in request.headers:
        for origin in service.pool.origins:
            demand_change(request, tag_of_graph(request, service, graph, representation, version, origin))


async def _as_trig(chunks: AsyncIterator[bytes], graph: bytes) -> AsyncIterator[bytes]:
    """Put N-Triples, which are Turtle, between the braces of a graph."""
    yield graph + b" {\n"
    async for chunk in chunks:
        yield chunk
    yield b"}\n"


async def _as_nquads(chunks: AsyncIterator[bytes], graph: bytes) -> AsyncIterator[bytes]:
    """Put the graph at the end of each line of N-Triples."""
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield b"".join(line.removesuffix(b".") + graph + b" .\n" for line in lines)


_WRAPPED = {"trig": _as_trig, "nquads": _as_nquads}
"""How a named graph is written in the formats that have named graphs."""
