"""The SPARQL endpoint for queries and updates (SPARQL 1.1 Protocol, W3C 2013)."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import asdict
from time import perf_counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.http.auth import identify_writer, origin_of
from api.http.client import WhileWanted, client_of
from api.http.endings import closed_after
from api.http.incoming import content_type_of
from api.http.negotiation import HTML, accept_of, choose, wants_page
from api.http.observation import observed
from api.http.responses import acknowledge, demand_change, respond, tag_for, tag_of
from api.http.routing import DirectRoute, Routes
from api.representations.answers import answer_with
from api.representations.endpoint import endpoint_quads
from api.representations.pages.sparql.queries import SHOWN, QueryView, example, query_page, read_part
from api.representations.query_examples import BODY, BY_GET, BY_POST, PARAMETERS
from api.representations.query_formats import GRAPHS, RESULTS, accepted
from api.representations.query_requests import (
    FORM,
    QUERY,
    UPDATE,
    Parameters,
    first_row,
    query_in,
    read_parameters,
    update_in,
    version_in,
    wants_explanation,
    with_body,
)
from api.representations.statements import ENDPOINT
from api.service import Service, served
from kg.edition import Edition
from kg.query import AcceptedFormats, is_repeatable
from kg.store import QueryDataset

router = Routes(tags=["sparql"], route_class=DirectRoute)

_OF_PAGE = frozenset({"example", "view"})
"""What the page takes without a query."""

_LARGE = 1 << 16
"""Bytes of a form that others would have to wait for."""


@router.get("/sparql", summary="Query with GET", responses=BY_GET, openapi_extra=PARAMETERS)
async def query_by_get(request: Request) -> Response:
    """Answer the SPARQL query in the parameter `query`. The usual prefixes need no declaration.

    Without any parameter, describe the endpoint (SPARQL 1.1 Service Description, W3C 2013).
    """
    service, parameters = served(request), read_parameters(request.scope["query_string"])
    if wants_page(request, (*RESULTS, *GRAPHS)):
        return await _page(service, request, parameters)
    if not parameters:
        async with service.editions.lease() as edition:
            return _description(service, edition, request)
    return await _answer(service, request, parameters)


@router.post(
    "/sparql",
    summary="Query or update with POST",
    responses=BY_POST,
    openapi_extra=BODY,
)
async def query_by_post(request: Request) -> Response:
    """Answer the SPARQL query in a form field `query`, or in the body as `application/sparql-query`.

    A SPARQL update comes in a form field `update`, or in the body as `application/sparql-update`, with a bearer
    token. It is done as a whole or not at all: all its operations are one version of the graph, and the records
    must conform after it. The parameters `using-graph-uri` and `using-named-graph-uri` take the place
    of USING; LOAD and SERVICE reach the hosts that the operator allows. Without GRAPH or WITH, an update is about the
    unnamed graph, whereas a query sees the union of all.
    """
    service = served(request)
    content_type = content_type_of(request.headers)
    if content_type.charset.lower() != "utf-8":
        raise HTTPException(415, "Send it in UTF-8, the one charset of SPARQL.")
    in_address, body = read_parameters(request.scope["query_string"]), await request.body()
    if content_type.media_type == QUERY:
        return await _answer(service, request, with_body(in_address, "query", body))
    if content_type.media_type == UPDATE:
        return await _update(service, request, with_body(in_address, "update", body))
    if content_type.media_type == FORM:
        parameters = read_parameters(body) if len(body) < _LARGE else await to_thread(read_parameters, body)
        return await (_update if "update" in parameters else _answer)(service, request, parameters)
    ways = f"a query as {QUERY}, an update as {UPDATE}, or either as {FORM}"
    raise HTTPException(415, f"Send {ways}.")


async def _answer(service: Service, request: Request, parameters: Parameters) -> Response:
    query, dataset = query_in(parameters)
    observation = observed(request.scope)
    observation.kind, observation.text = "query", query
    accept = accepted(accept_of(request))
    formats = accept.formats
    if wants_explanation(parameters):
        return await _explanation(service, request, (query, formats, dataset))
    identity = f"{query} {dataset} {formats.result} {formats.graph}"
    version = version_in(parameters, service, request)
    if "if-none-match" in request.headers:
        for origin in service.pool.origins:
            newest = service.version if version is None else version
            demand_change(request, tag_for(request, newest, f"{identity} {origin}"))
    async with WhileWanted(request):
        past = service.snapshot_of(version)
        result = closed_after(request, await service.pool.run(query, formats, dataset, client_of(request), past))
    observation.version = result.version
    accept.demand(result.kind)
    tag = ""
    if is_repeatable(query, result.kind) and service.pool.is_lasting(query, dataset):
        tag = tag_for(request, result.version, f"{identity} {result.origin}")
    return answer_with(result, tag, request)


async def _page(service: Service, request: Request, parameters: Parameters) -> Response:
    """Show the editor, with one page of the answer where there is a query, or with an account of it."""
    if parameters.keys() <= _OF_PAGE:
        names = parameters.get("example", ())
        text = example(names[0], service.settings) if names else ""
        return respond(query_page(request, QueryView(text)), HTML, "")
    query, dataset = query_in(parameters)
    start = first_row(parameters)
    observation = observed(request.scope)
    observation.kind, observation.text = "query", query
    client, began = client_of(request), perf_counter()
    async with WhileWanted(request):
        if wants_explanation(parameters):
            explanation = await service.pool.explain(query, SHOWN, dataset, client)
            view = QueryView(query, explanation=explanation)
        else:
            past = service.snapshot_of(version_in(parameters, service, request))
            result = closed_after(request, await service.pool.run(query, SHOWN, dataset, client, past))
            observation.version = result.version
            view = QueryView(query, answer=await read_part(result, start, began))
        async with service.editions.lease() as edition:
            return respond(await to_thread(query_page, request, view, edition), HTML, "")


async def _explanation(
    service: Service, request: Request, question: tuple[str, AcceptedFormats, QueryDataset | None]
) -> Response:
    async with WhileWanted(request):
        version, explained = await service.pool.explain(*question, client_of(request))
    return JSONResponse({"version": version, **asdict(explained)}, headers={"Cache-Control": "no-store"})


async def _update(service: Service, request: Request, parameters: Parameters) -> Response:
    """Do an update; it goes on when the client hangs up, for what is being committed cannot be taken back."""
    writer = identify_writer(request)
    update, dataset = update_in(parameters)
    observation = observed(request.scope)
    observation.kind, observation.text = "update", update
    version = observation.version = await service.desk.update(
        update, dataset, origin_of(writer, "SPARQL update", "update"), client_of(request)
    )
    return acknowledge(version)


def _description(service: Service, edition: Edition, request: Request) -> Response:
    representation = choose(request, ENDPOINT)
    tag = tag_of(request, edition.version, representation.media_type)
    writable = request.app.state.identities.has_writers
    quads = endpoint_quads(
        str(request.url),
        union=service.workspace.engine.union,
        writable=writable,
        graphs=edition.store.graphs(),
    )
    return respond(ENDPOINT[representation](quads), representation, tag)
