"""The SPARQL endpoint for queries and updates (SPARQL 1.1 Protocol, W3C 2013)."""

from __future__ import annotations

import re
from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from time import perf_counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.http.auth import identify_writer, origin_of
from api.http.cache import Posted
from api.http.client import WhileWanted, client_of
from api.http.endings import closed_after
from api.http.incoming import content_type_of, read_pairs
from api.http.lasting import ABOUT_HISTORY, HISTORY
from api.http.negotiation import HTML, NotAcceptable, Representation, accept_of, choose, choose_index, wants_page
from api.http.observation import observed
from api.http.responses import acknowledge, demand_change, respond, tag_for, tag_of
from api.http.routing import DirectRoute, Routes
from api.representations.answers import answer_with
from api.representations.endpoint import endpoint_quads
from api.representations.examples import QUERIED, SENT, Responses, answers
from api.representations.pages.sparql.queries import DEEPEST, SHOWN, QueryView, example, query_page, read_part
from api.representations.statements import ENDPOINT
from api.service import Service, served
from kg.edition import Edition
from kg.query import AcceptedFormats, is_repeatable
from kg.store import QueryDataset
from kg.store.protocol import AnswerKind
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS, is_iri

router = Routes(tags=["sparql"], route_class=DirectRoute)

Parameters = Mapping[str, Sequence[str]]

_ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "text/plain": "ntriples"}
_RESULTS = {each.media_type: name for name, each in RESULT_FORMATS.items()} | {
    k: v for k, v in _ALSO.items() if v in RESULT_FORMATS
}
_GRAPHS = {each.media_type: name for name, each in GRAPH_FORMATS.items()} | {
    k: v for k, v in _ALSO.items() if v in GRAPH_FORMATS
}
SUFFIXES = {
    **{each.suffix: each.media_type for each in (GRAPH_FORMATS | RESULT_FORMATS).values()},
    **{name: RESULT_FORMATS[name].media_type for name in ("json", "xml")},
}
"""Media types by what may stand at the end of the address: `/sparql.csv?query=…`."""

_EXAMPLE = "SELECT ?name WHERE { ?organisation a org:Organization ; skos:prefLabel ?name } ORDER BY ?name"
_ANSWER = {
    "head": {"vars": ["name"]},
    "results": {"bindings": [{"name": {"type": "literal", "value": "Innovate UK"}}]},
}
_answers = partial(
    answers,
    [Representation(name, media_type) for media_type, name in (_RESULTS | _GRAPHS).items()],
    *(_ANSWER, *QUERIED, 304, 404, 406, 502),
    model="QueryAnswer",
)
_ASKED = _answers()
_SENT: Responses = {
    **_answers(*SENT, 401, 403, 422),
    204: {"description": "The update is done; `KG-Version` tells the version."},
}
_CHANGE = "INSERT DATA { GRAPH <urn:example:mine> { <urn:example:a> skos:related <urn:example:b> } }"
_QUERY_GRAPHS = ("default-graph-uri", "named-graph-uri")
_UPDATE_GRAPHS = ("using-graph-uri", "using-named-graph-uri")
_IRIS = {"type": "array", "items": {"type": "string"}}
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
POSTED = Posted("/sparql", "query", form=_FORM.encode(), direct=_DIRECT.encode())
"""The queries that POST brings, which GET could bring as well."""
_DIGITS = 18
"""Digits of a version that are looked at; there is none with so many."""
_OF_PAGE = frozenset({"example", "view"})
"""What the page takes without a query."""
_LARGE = 1 << 16
"""Bytes of a form that others would have to wait for."""
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
        *(
            {"name": name, "in": "query", "description": f"The graph as it was at this {what}.", "schema": schema}
            for name, what, schema in (
                ("version", "version", {"type": "integer"}),
                ("at", "time (ISO 8601)", {"type": "string"}),
            )
        ),
        {
            "name": "history",
            "in": "query",
            "description": ABOUT_HISTORY,
            "schema": {"type": "string", "pattern": HISTORY},
        },
        {
            "name": "explain",
            "in": "query",
            "description": "Give times, rows and size, and the plan where the engine gives one, not the answer.",
            "schema": {"type": "boolean"},
        },
    ]
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the client takes: the best format of each family, None where it takes none of it."""

    result: str | None
    graph: str | None

    @property
    def formats(self) -> AcceptedFormats:
        """Choose for each family, also for that of which the client takes none."""
        return AcceptedFormats(self.result or "json", self.graph or "turtle")

    def demand(self, kind: AnswerKind) -> None:
        """Raise NotAcceptable where the client takes no answer of this kind."""
        if (self.graph if kind == "graph" else self.result) is None:
            raise NotAcceptable(_GRAPHS if kind == "graph" else _RESULTS)


@lru_cache(maxsize=256)
def _accepted(accept: str) -> Accepted:
    """Read an Accept header. Raises NotAcceptable where it takes neither family."""
    formats = Accepted(_best(accept, _RESULTS), _best(accept, _GRAPHS))
    if formats.result is None and formats.graph is None:
        raise NotAcceptable(_RESULTS | _GRAPHS)
    return formats


@router.get("/sparql", summary="Query with GET", responses=_ASKED, openapi_extra=_PARAMETERS)
async def query_by_get(request: Request) -> Response:
    """Answer the SPARQL query in the parameter `query`. The usual prefixes need no declaration.

    Without any parameter, describe the endpoint (SPARQL 1.1 Service Description, W3C 2013).
    """
    service, parameters = served(request), _parameters(request.scope["query_string"])
    if wants_page(request, (*_RESULTS, *_GRAPHS)):
        return await _page(service, request, parameters)
    if not parameters:
        async with service.editions.lease() as edition:
            return _description(service, edition, request)
    return await _answer(service, request, parameters)


@router.post(
    "/sparql",
    summary="Query or update with POST",
    responses=_SENT,
    openapi_extra=_BODY,
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
    in_address, body = _parameters(request.scope["query_string"]), await request.body()
    if content_type.media_type == _DIRECT:
        return await _answer(service, request, _with_body(in_address, "query", body))
    if content_type.media_type == _UPDATE:
        return await _update(service, request, _with_body(in_address, "update", body))
    if content_type.media_type == _FORM:
        parameters = _parameters(body) if len(body) < _LARGE else await to_thread(_parameters, body)
        return await (_update if "update" in parameters else _answer)(service, request, parameters)
    ways = f"a query as {_DIRECT}, an update as {_UPDATE}, or either as {_FORM}"
    raise HTTPException(415, f"Send {ways}.")


async def _answer(service: Service, request: Request, parameters: Parameters) -> Response:
    query, dataset = _read(parameters, "query", _QUERY_GRAPHS)
    observation = observed(request.scope)
    observation.kind, observation.text = "query", query
    accepted = _accepted(accept_of(request))
    formats = accepted.formats
    if _wants_explanation(parameters):
        return await _explanation(service, request, (query, formats, dataset))
    identity = f"{query} {dataset} {formats.result} {formats.graph}"
    version = _version(service, request, parameters)
    if "if-none-match" in request.headers:
        for origin in service.pool.origins:
            newest = service.version if version is None else version
            demand_change(request, tag_for(request, newest, f"{identity} {origin}"))
    async with WhileWanted(request):
        past = service.snapshot_of(version)
        result = closed_after(request, await service.pool.run(query, formats, dataset, client_of(request), past))
    observation.version = result.version
    accepted.demand(result.kind)
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
    query, dataset = _read(parameters, "query", _QUERY_GRAPHS)
    start = _start(parameters)
    observation = observed(request.scope)
    observation.kind, observation.text = "query", query
    client, began = client_of(request), perf_counter()
    async with WhileWanted(request):
        if _wants_explanation(parameters):
            explanation = await service.pool.explain(query, SHOWN, dataset, client)
            view = QueryView(query, explanation=explanation)
        else:
            past = service.snapshot_of(_version(service, request, parameters))
            result = closed_after(request, await service.pool.run(query, SHOWN, dataset, client, past))
            observation.version = result.version
            view = QueryView(query, answer=await read_part(result, start, began))
        async with service.editions.lease() as edition:
            return respond(await to_thread(query_page, request, view, edition), HTML, "")


def _start(parameters: Parameters) -> int:
    """Say at which row a page of an answer begins."""
    starts = list(parameters.get("start", ("0",)))
    if len(starts) != 1 or not starts[0].isdecimal() or int(starts[0][:_DIGITS]) > DEEPEST:
        raise HTTPException(400, f"`start` is one whole number, {DEEPEST:,} at most; all rows are in every format.")
    return int(starts[0])


async def _explanation(
    service: Service, request: Request, question: tuple[str, AcceptedFormats, QueryDataset | None]
) -> Response:
    async with WhileWanted(request):
        version, explained = await service.pool.explain(*question, client_of(request))
    return JSONResponse({"version": version, **asdict(explained)}, headers={"Cache-Control": "no-store"})


async def _update(service: Service, request: Request, parameters: Parameters) -> Response:
    """Do an update; it goes on when the client hangs up, for what is being committed cannot be taken back."""
    writer = identify_writer(request)
    update, dataset = _read(parameters, "update", _UPDATE_GRAPHS)
    if parameters.keys() & {"version", "at", "history"}:
        raise HTTPException(400, "An update is of the newest version: leave out `version`, `at` and `history`.")
    observation = observed(request.scope)
    observation.kind, observation.text = "update", update
    version = observation.version = await service.desk.update(
        update, dataset, origin_of(writer, "SPARQL update", "update"), client_of(request)
    )
    return acknowledge(version)


def _best(accept: str, formats: Mapping[str, str]) -> str | None:
    media_types = list(formats)
    try:
        return formats[media_types[choose_index(accept, media_types)]]
    except NotAcceptable:
        return None


def _read(parameters: Parameters, name: str, graphs: tuple[str, str]) -> tuple[str, QueryDataset | None]:
    """Take the query or the update, and the graphs it is about, out of the parameters of the protocol."""
    values = parameters.get(name, ())
    if "update" in parameters and (name == "query" or "query" in parameters):
        raise HTTPException(400, "An update goes alone, with POST.")
    if len(values) != 1 or (name == "query" and not values[0].strip()):
        raise HTTPException(400, f"Give one {name} in the parameter `{name}`.")
    dataset = QueryDataset(*(tuple(parameters.get(each, ())) for each in graphs))
    for iri in (*dataset.default, *dataset.named):
        if not is_iri(iri):
            raise HTTPException(400, f"{iri!r} names no graph: it is no absolute IRI.")
    return values[0], None if dataset == QueryDataset() else dataset


def _version(service: Service, request: Request, parameters: Parameters) -> int | None:
    """Say which older version is asked for, None for the newest."""
    versions, times, histories = (parameters.get(name, ()) for name in ("version", "at", "history"))
    if max(len(versions), len(times), len(histories)) > 1 or not all(map(str.isdecimal, versions)):
        raise HTTPException(400, "`version` is one whole number, and `at` one time.")
    if not all(re.match(HISTORY, each) for each in histories):
        raise HTTPException(400, "`history` is 12 to 64 hexadecimal digits in small letters.")
    version = int(versions[0][:_DIGITS]) if versions else None
    return service.version_asked(request, version, "".join(times), "".join(histories))


def _wants_explanation(parameters: Parameters) -> bool:
    wishes = parameters.get("explain", ("false",))
    if list(wishes) not in (["true"], ["false"]):
        raise HTTPException(400, "`explain` is true or false.")
    return list(wishes) == ["true"]


def _parameters(text: bytes) -> Parameters:
    parameters: dict[str, list[str]] = {}
    for name, value in read_pairs(text):
        parameters.setdefault(name, []).append(value)
    return parameters


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


def _with_body(in_address: Parameters, name: str, body: bytes) -> Parameters:
    """Put the body beside the parameters in the address, which must not say the same thing again."""
    return {**in_address, name: [*in_address.get(name, ()), _text(body)]}


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The body is not UTF-8 at byte {error.start}.") from None
