"""The SPARQL endpoint for queries and updates (SPARQL 1.1 Protocol, W3C 2013)."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.auth import WRITERS, identify_writer
from api.endpoint import endpoint_quads
from api.examples import Responses, answers
from api.negotiation import JSONLD, NTRIPLES, RDF_NAMES, RDFXML, TURTLE, NotAcceptable, accept_of, choose, choose_index
from api.responses import respond, tag_of
from api.service import Served, Service
from kg.query import AcceptedFormats, QueryResult
from kg.store import Dataset
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS, write_triples

router = APIRouter(tags=["sparql"])

Parameters = Mapping[str, Sequence[str]]

_ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "text/plain": "ntriples"}
_RESULTS = {each.media_type: name for name, each in RESULT_FORMATS.items()} | {
    k: v for k, v in _ALSO.items() if v in RESULT_FORMATS
}
_GRAPHS = {each.media_type: name for name, each in GRAPH_FORMATS.items()} | {
    k: v for k, v in _ALSO.items() if v in GRAPH_FORMATS
}
_EXAMPLE = "SELECT ?name WHERE { ?organisation a org:Organization ; skos:prefLabel ?name } ORDER BY ?name"
_ANSWER = {
    "head": {"vars": ["name"]},
    "results": {"bindings": [{"name": {"type": "literal", "value": "Innovate UK"}}]},
}
_RESPONSES = answers(_ANSWER, media_type="application/sparql-results+json", others=tuple(_RESULTS | _GRAPHS))
_DONE: Responses = {204: {"description": "The update is done; `KG-Version` tells the version."}}
_CHANGE = "INSERT DATA { GRAPH <urn:example:mine> { <urn:example:a> skos:related <urn:example:b> } }"
_QUERY_GRAPHS = ("default-graph-uri", "named-graph-uri")
_UPDATE_GRAPHS = ("using-graph-uri", "using-named-graph-uri")
_IRIS = {"type": "array", "items": {"type": "string"}}
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_BODY = {
    "security": [{}, {"HTTPBearer": []}],
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "oneOf": [{"required": ["query"]}, {"required": ["update"]}],
                    "properties": {
                        name: {"type": "string"} if name in ("query", "update") else _IRIS
                        for name in ("query", *_QUERY_GRAPHS, "update", *_UPDATE_GRAPHS)
                    },
                },
                "example": {"query": _EXAMPLE},
            },
            _DIRECT: {"schema": {"type": "string"}, "example": _EXAMPLE},
            _UPDATE: {"schema": {"type": "string"}, "examples": {"update": {"value": _CHANGE}}},
        },
    },
}
_PARAMETERS = {
    "parameters": [
        {
            "name": "query",
            "in": "query",
            "description": "The query.",
            "schema": {"type": "string"},
            "example": _EXAMPLE,
        },
        *(
            {
                "name": name,
                "in": "query",
                "description": f"A {name.partition('-')[0]} graph to ask instead of those after FROM; may be repeated.",
                "schema": _IRIS,
            }
            for name in _QUERY_GRAPHS
        ),
    ]
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the client takes: the best format of each family, None where it takes none of it."""

    result: str | None
    graph: str | None

    @classmethod
    def by(cls, request: Request) -> Accepted:
        """Read the Accept header. Raises NotAcceptable where it takes neither family."""
        accept = accept_of(request)
        chosen = cls(_best(accept, _RESULTS), _best(accept, _GRAPHS))
        if chosen.result is None and chosen.graph is None:
            raise NotAcceptable(_RESULTS | _GRAPHS)
        return chosen


@router.get("/sparql", summary="Query with GET", responses=_RESPONSES, openapi_extra=_PARAMETERS)
async def query_by_get(service: Served, request: Request) -> Response:
    """Answer the SPARQL query in the parameter `query`. The usual prefixes need no declaration.

    Without any parameter, describe the endpoint (SPARQL 1.1 Service Description, W3C 2013).
    """
    if not request.url.query:
        return _description(service, request)
    return await _answer(service, request, _parameters(request.url.query))


@router.post("/sparql", summary="Query or update with POST", responses={**_RESPONSES, **_DONE}, openapi_extra=_BODY)
async def query_by_post(service: Served, request: Request) -> Response:
    """Answer the SPARQL query in a form field `query`, or in the body as `application/sparql-query`.

    A SPARQL update comes in a form field `update`, or in the body as `application/sparql-update`, with a bearer
    token. It is done as a whole or not at all: all its operations are one version of the graph, and the nodes of
    our ontology must conform after it. The parameters `using-graph-uri` and `using-named-graph-uri` take the place
    of USING; LOAD and SERVICE are refused.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _text(request)
    if media_type == _DIRECT:
        return await _answer(service, request, {**_parameters(request.url.query), "query": [body]})
    if media_type == _UPDATE:
        return await _update(service, request, {**_parameters(request.url.query), "update": [body]})
    if media_type == _FORM:
        parameters = _parameters(body)
        return await (_update if "update" in parameters else _answer)(service, request, parameters)
    raise HTTPException(415, f"Send a query as {_DIRECT}, an update as {_UPDATE}, or either as {_FORM}.")


async def _answer(service: Service, request: Request, parameters: Parameters) -> Response:
    query, dataset = _read(parameters, "query", _QUERY_GRAPHS)
    accepted = Accepted.by(request)
    formats = AcceptedFormats(accepted.result or "json", accepted.graph or "turtle")
    result = await _while_wanted(request, service.pool.run(query, formats, dataset))
    if (accepted.graph if result.kind == "graph" else accepted.result) is None:
        await result.chunks.aclose()
        raise NotAcceptable(_GRAPHS if result.kind == "graph" else _RESULTS)
    headers = {"Vary": "Accept", "KG-Version": str(result.version)}
    return StreamingResponse(result.chunks, media_type=result.media_type, headers=headers)


async def _update(service: Service, request: Request, parameters: Parameters) -> Response:
    """Do an update; it goes on when the client hangs up, for what is being committed cannot be taken back."""
    writer = identify_writer(request)
    update, dataset = _read(parameters, "update", _UPDATE_GRAPHS)
    version = await service.update(update, dataset, writer.name)
    return Response(status_code=204, headers={"KG-Version": str(version)})


async def _while_wanted(request: Request, asking: Coroutine[Any, Any, QueryResult]) -> QueryResult:
    """Wait for an answer as long as the client does: a query that nobody waits for any more is ended."""
    asked, gone = asyncio.create_task(asking), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((asked, gone), return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            raise HTTPException(408, "The client hung up.")
        return await asked
    finally:
        asked.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _best(accept: str, known: Mapping[str, str]) -> str | None:
    media_types = list(known)
    try:
        return known[media_types[choose_index(accept, media_types)]]
    except NotAcceptable:
        return None


def _read(parameters: Parameters, name: str, graphs: tuple[str, str]) -> tuple[str, Dataset | None]:
    """Take the query or the update, and the graphs it is about, out of the parameters of the protocol."""
    given = parameters.get(name, ())
    if "update" in parameters and (name == "query" or "query" in parameters):
        raise HTTPException(400, "An update goes alone, with POST.")
    if len(given) != 1 or not given[0].strip():
        raise HTTPException(400, f"Give one {name} in the parameter `{name}`.")
    dataset = Dataset(*(tuple(parameters.get(each, ())) for each in graphs))
    return given[0], None if dataset == Dataset() else dataset


def _parameters(text: str) -> Parameters:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise HTTPException(400, "The parameters are not UTF-8.") from None


def _description(service: Service, request: Request) -> Response:
    representation = choose(request, (TURTLE, JSONLD, NTRIPLES, RDFXML))
    tag = tag_of(request, service, representation.media_type)
    writable = any(each.role in WRITERS for each in request.app.state.tokens.values())
    quads = endpoint_quads(str(request.url), union=service.settings.default_graph == "union", writable=writable)
    return respond(write_triples(quads, RDF_NAMES[representation.name]), representation, tag)


async def _text(request: Request) -> str:
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The body is not UTF-8 at byte {error.start}.") from None
