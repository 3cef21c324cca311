"""What an editor asks while somebody writes a query: what is wrong with it, and which words there are."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import asdict
from functools import cache, partial
from itertools import chain

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.http.client import WhileWanted, client_of
from api.http.incoming import ONLY_KNOWN, content_type_of, read_pairs
from api.http.negotiation import JSON
from api.http.routing import Routes
from api.representations.examples import QUERIED, SENT, TEXT, answers
from api.service import Newest, Served
from kg.edition import Edition
from kg.errors import MalformedQuery, QueryFailed
from kg.query.lint import QueryFault, fault_of, warnings_about
from kg.query.terms import query_terms
from kg.store.rdf import PREFIXES, NamedNode, is_iri

router = Routes(tags=["sparql"], dependencies=[ONLY_KNOWN])

_QUERY, _FORM = "application/sparql-query", "application/x-www-form-urlencoded"
_EXAMPLE = "SELECT ?sum { ?contribution ikg:amuont ?sum }"
_FAULT = {"line": 1, "column": 29, "length": 10, "severity": "warning", "message": "…", "instead": "ikg:amount"}
_LARGEST = 1 << 17
_BODY = {
    "security": [{}, {"HTTPBearer": []}],
    "requestBody": {
        "required": True,
        "content": {
            _QUERY: {"schema": TEXT, "example": _EXAMPLE},
            _FORM: {
                "schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}},
                "example": {"query": _EXAMPLE},
            },
        },
    },
}
_WORDS = {
    "prefixes": {"ikg": PREFIXES["ikg"]},
    "terms": [{"name": "ikg:amount", "kind": "property", "label": "amount", "definition": "…", "scheme": ""}],
}


@router.post(
    "/sparql/lint",
    summary="Say what is wrong with a query",
    responses=answers([JSON], {"faults": [_FAULT]}, *QUERIED, *SENT, model="QueryRemarks"),
    openapi_extra=_BODY,
)
async def lint(service: Served, edition: Newest, request: Request) -> Response:
    """Read the query in the body, or in its form field `query`, and ask nothing: tell what is wrong.

    That is what does not parse, and terms that neither the ontology nor the graph has. A fault has its line and column,
    from 1, in characters; a warning may name what was probably meant.
    """
    query = _query_in(content_type_of(request.headers, _QUERY).media_type, await request.body())
    faults: list[QueryFault] = []
    async with WhileWanted(request):
        try:
            await service.pool.parse_query(query, client_of(request))
            faults.extend(await to_thread(warnings_about, query, partial(_stands, edition)))
        except MalformedQuery as error:
            faults.append(fault_of(error, query))
        except QueryFailed as error:
            faults.append(QueryFault(0, 0, 0, "error", error.message))
    return JSONResponse({"faults": [asdict(each) for each in faults]}, headers={"Cache-Control": "no-store"})


def _stands(edition: Edition, iri: str) -> bool:
    """Tell whether the graph has a term as a property, or says something by it."""
    if not is_iri(iri):
        return False
    term = NamedNode(iri)
    matches = chain(edition.store.quads(predicate=term), edition.store.quads(object_=term))
    return next(matches, None) is not None


def _query_in(media_type: str, body: bytes) -> str:
    if media_type not in (_QUERY, _FORM):
        raise HTTPException(415, f"Send the query as {_QUERY}, or as {_FORM}.")
    if len(body) > _LARGEST:
        raise HTTPException(413, f"A query that is to be looked at has {_LARGEST >> 10} KiB at most.")
    if media_type == _FORM:
        queries = [value for name, value in read_pairs(body) if name == "query"]
        if len(queries) != 1:
            raise HTTPException(400, "Give one query in the field `query`.")
        return queries[0]
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The body is not UTF-8 at byte {error.start}.") from None


@router.get(
    "/sparql/terms",
    summary="The words of queries",
    responses=answers([JSON], _WORDS, 400, model="QueryWords"),
)
def terms() -> Response:
    """List the usual prefixes, and the classes, properties and terms of schemes, with what they mean."""
    return JSONResponse(_words(), headers={"Cache-Control": "max-age=3600"})


@cache
def _words() -> dict[str, object]:
    return {"prefixes": dict(PREFIXES), "terms": [asdict(each) for each in query_terms()]}
