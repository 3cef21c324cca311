"""The SPARQL query endpoint (SPARQL 1.1 Protocol, W3C 2013)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.examples import answers
from api.negotiation import NotAcceptable, choose_index
from api.service import Served, Service
from kg.query import AcceptedFormats
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS

router = APIRouter(tags=["sparql"])

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
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {"query": {"type": "string"}},
                },
                "example": {"query": _EXAMPLE},
            },
            _DIRECT: {"schema": {"type": "string"}, "example": _EXAMPLE},
        },
    }
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the client takes: the best format of each family, None where it takes none of it."""

    result: str | None
    graph: str | None

    @classmethod
    def by(cls, request: Request) -> Accepted:
        """Read the Accept header. Raises NotAcceptable where it takes neither family."""
        accept = request.headers.get("accept", "")
        chosen = cls(_best(accept, _RESULTS), _best(accept, _GRAPHS))
        if chosen.result is None and chosen.graph is None:
            raise NotAcceptable(_RESULTS | _GRAPHS)
        return chosen


@router.get("/sparql", summary="Query with GET", responses=_RESPONSES)
async def query_by_get(
    service: Served, request: Request, query: Annotated[str, Query(examples=[_EXAMPLE])] = ""
) -> Response:
    """Answer the SPARQL query in the parameter `query`. The usual prefixes need no declaration."""
    _refuse_others(request.query_params)
    return await _answer(service, request, query)


@router.post("/sparql", summary="Query with POST", responses=_RESPONSES, openapi_extra=_BODY)
async def query_by_post(service: Served, request: Request) -> Response:
    """Answer the SPARQL query in a form field `query`, or in the body as `application/sparql-query`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _text(request)
    if media_type == _DIRECT:
        _refuse_others(request.query_params)
        return await _answer(service, request, body)
    if media_type == _FORM:
        form = {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}
        _refuse_others(form)
        return await _answer(service, request, form.get("query", ""))
    if media_type == "application/sparql-update":
        _refuse_others({"update": ""})
    raise HTTPException(415, f"Send the query as {_DIRECT} or as {_FORM}.")


async def _answer(service: Service, request: Request, query: str) -> Response:
    if not query.strip():
        raise HTTPException(400, "There is no query. Give one in the parameter `query`.")
    accepted = Accepted.by(request)
    formats = AcceptedFormats(accepted.result or "json", accepted.graph or "turtle")
    result = await service.pool.run(query, formats)
    if (accepted.graph if result.kind == "graph" else accepted.result) is None:
        await result.chunks.aclose()
        raise NotAcceptable(_GRAPHS if result.kind == "graph" else _RESULTS)
    headers = {"Vary": "Accept", "KG-Version": str(result.version)}
    return StreamingResponse(result.chunks, media_type=result.media_type, headers=headers)


def _best(accept: str, known: Mapping[str, str]) -> str | None:
    media_types = list(known)
    try:
        return known[media_types[choose_index(accept, media_types)]]
    except NotAcceptable:
        return None


def _refuse_others(parameters: Mapping[str, str]) -> None:
    if "update" in parameters:
        raise HTTPException(403, "The endpoint is closed to writing. Change the records and run `kg load`.")
    for name in ("default-graph-uri", "named-graph-uri"):
        if name in parameters:
            raise HTTPException(400, f"{name} is not supported. Write FROM or GRAPH in the query.")


async def _text(request: Request) -> str:
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The body is not UTF-8 at byte {error.start}.") from None
