"""The network views: nodes, edges with their evidence, measures, communities and paths."""

from __future__ import annotations

import json
from asyncio import to_thread
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.client import WhileWanted, client_of
from api.http.endings import closed_after
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, Excel, Representation, choose, demand_table, in_format, suffixes
from api.http.responses import respond, tag_at, tag_of
from api.http.routing import Routes
from api.representations.answers import answer_with
from api.representations.examples import QUERIED, answers
from api.representations.networks import COMMUNITIES, COMPONENTS, NEIGHBOURHOOD, NETWORK, PATHS, RANKING, VIEWS
from api.representations.pages.networks import network_page
from api.service import Served, Service
from kg.network import (
    MEASURES,
    Divided,
    Filters,
    Linked,
    Near,
    Pieces,
    Ranked,
    Whole,
    find_view,
    load_views,
)
from kg.query.analysis import Analysis
from kg.records.values import is_reference

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN])

_ENDINGS = (304, *QUERIED, 404, 406)
_A, _B = (
    "https://w3id.org/innovation-kg/organisations/connected-places-catapult",
    "https://w3id.org/innovation-kg/organisations/west-midlands-combined-authority",
)
_NODE = {"id": _A, "label": "Connected Places Catapult", "type": "Organisation", "kind": "innovation-centre"}
_EDGE = {
    "source": _A,
    "target": _B,
    "role": "co-participation",
    "weight": 2,
    "confidence": "stated",
    "when": ["2025-03"],
    "amounts": [],
    "records": [],
    "evidence": [],
    "facts": [],
}
_HEAD = {"view": "partnership", "recipe": "partnership/1", "version": 7}
_COVERAGE = {
    "nodes": 41,
    "edges": 77,
    "components": 4,
    "stated_share": 0.8,
    "undated_share": 0.3,
    "left_out": {"other_role": 12},
}
_NETWORK = {
    **_HEAD,
    "directed": False,
    "truncated": False,
    "total_nodes": 41,
    "coverage": _COVERAGE,
    "nodes": [_NODE],
    "edges": [_EDGE],
}
_SCORES = {
    **_HEAD,
    "measure": "betweenness",
    "parameters": {"weighted": False},
    "meaning": "…",
    "remarks": [],
    "coverage": _COVERAGE,
    "scores": [{"id": _A, "label": "Connected Places Catapult", "score": 0.21, "rank": 1}],
}
_PATHS = {**_HEAD, "paths": [{"length": 1, "nodes": [_NODE], "edges": [_EDGE]}]}
_GROUPS = {**_HEAD, "seed": 0, "modularity": 0.61, "communities": [[_A, _B]], "nodes": [_NODE]}
_PIECES = {**_HEAD, "components": [[_A, _B]], "nodes": [_NODE]}

_LISTED = {
    "views": [{"name": "funding", "label": "Funding", "description": "Who gives money to whom.", "directed": True}],
    "measures": [{"name": "degree", "meaning": "How many others it is directly linked to.", "weightable": False}],
}
_VIEWS = f"One of: {', '.join(load_views())}"
View = Annotated[
    str,
    Path(
        description=f"{_VIEWS}; {in_format(NETWORK)}.",
        examples=["partnership"],
    ),
]
Plain = Annotated[str, Path(description=f"{_VIEWS}.", examples=["partnership"])]


def _wanted(
    as_of: Annotated[
        str,
        Query(
            description="Leave out what begins after this date: 2025, 2025-03 or 2025-03-14.",
            examples=["2025"],
        ),
    ] = "",
    min_confidence: Annotated[
        Literal["", "stated", "implied", "ambiguous"],
        Query(description="Leave out what is less sure.", examples=["implied"]),
    ] = "",
    include_planned: Annotated[bool, Query(description="Whether plans count.")] = True,
    undated: Annotated[Literal["keep", "drop"], Query(description="What to do with what has no date.")] = "keep",
    known_by: Annotated[
        str,
        Query(
            description="Leave out what became known after this date, by the dates of the documents behind it.",
            examples=["2019"],
        ),
    ] = "",
    type: Annotated[
        tuple[str, ...],
        Query(description="Only nodes of this class; give it several times for several.", examples=[["Organisation"]]),
    ] = (),
    role: Annotated[
        tuple[str, ...],
        Query(
            description="Only edges in this role; give it several times for several.",
            examples=[["coordinator", "founding-partner"]],
        ),
    ] = (),
) -> Filters:
    return Filters(as_of, min_confidence, include_planned, undated, type, role, known_by=known_by)


Wants = Annotated[Filters, Depends(_wanted)]
Directed = Annotated[bool, Query(description="With false, the edges of a directed view lose their direction.")]
Top = Annotated[int | None, Query(ge=1, description="Only so many, those with most neighbours.", examples=[10])]


@router.get("", summary="The views and measures", responses=answers(VIEWS, _LISTED, 304, 400, 406, model="Views"))
def views(service: Served, request: Request) -> Response:
    """List what there is to ask: the views with what an edge of each says, and the measures with what each tells."""
    representation = choose(request, VIEWS)
    tag = tag_of(request, service.version, representation.media_type)
    return respond(VIEWS[representation](request), representation, tag)


@router.get("/{view}", summary="A network", responses=answers(NETWORK, _NETWORK, *_ENDINGS, model="Network"))
async def network(
    service: Served,
    request: Request,
    view: View,
    filters: Wants,
    directed: Directed = True,
    top: Top = None,
    excel: Excel = False,
    format: Annotated[str, Query(description=f"One of: {', '.join(suffixes(NETWORK))}.", examples=["json"])] = "",
) -> Response:
    """Give nodes and edges; each edge names its records and evidence.

    `coverage` tells how much it rests on, and what was left out. Very large networks are cut to the nodes with most
    neighbours, and say so. Those that would have more edges than the service allows are refused, before they are made.
    """
    name, _, suffix = view.partition(".")
    find_view(name)
    representation = choose(request, NETWORK, suffix or format)
    demand_table(excel, representation)
    written = "excel" if excel else NETWORK[representation]
    analysis = Analysis(name, Whole(top, service.settings.network_limit), replace(filters, directed=directed), written)
    return await _answer(service, request, representation, analysis)


@router.get(
    "/{view}/centrality/{measure}",
    summary="A measure of every node",
    responses=answers(RANKING, _SCORES, *_ENDINGS, model="Ranking"),
)
async def centrality(
    service: Served,
    request: Request,
    view: Plain,
    measure: Annotated[
        str,
        Path(
            description=f"One of: {', '.join(MEASURES)}; {in_format(RANKING)}.",
            examples=["betweenness"],
        ),
    ],
    filters: Wants,
    directed: Directed = True,
    weighted: Annotated[bool, Query(description="Let strong edges count as short.")] = False,
    top: Annotated[
        int | None, Query(ge=1, description="Only the best; the measure is computed on all.", examples=[10])
    ] = None,
    excel: Excel = False,
) -> Response:
    """Rank the nodes. The answer says what the measure means and how much it rests on."""
    name, _, suffix = measure.partition(".")
    representation = choose(request, RANKING, suffix)
    demand_table(excel, representation)
    written = "excel" if excel else RANKING[representation]
    analysis = Analysis(view, Ranked(name, weighted, top), replace(filters, directed=directed), written)
    return await _answer(service, request, representation, analysis)


@router.get(
    "/{view}/communities",
    summary="Groups that hang together",
    responses=answers(COMMUNITIES, _GROUPS, *_ENDINGS, model="Communities"),
)
async def find_communities(
    service: Served,
    request: Request,
    view: Plain,
    filters: Wants,
    seed: Annotated[int, Query(ge=0, lt=1 << 32, examples=[0])] = 0,
) -> Response:
    """Divide the network into groups denser inside than between (Louvain); the same seed gives the same groups."""
    representation = choose(request, COMMUNITIES)
    analysis = Analysis(view, Divided(seed), filters, COMMUNITIES[representation])
    return await _answer(service, request, representation, analysis)


@router.get(
    "/{view}/components",
    summary="The connected pieces",
    responses=answers(COMPONENTS, _PIECES, *_ENDINGS, model="Components"),
)
async def find_components(service: Served, request: Request, view: Plain, filters: Wants) -> Response:
    """List what hangs together, whatever the direction of the edges, the largest piece first."""
    representation = choose(request, COMPONENTS)
    analysis = Analysis(view, Pieces(), filters, COMPONENTS[representation])
    return await _answer(service, request, representation, analysis)


@router.get("/{view}/path", summary="How two are linked", responses=answers(PATHS, _PATHS, *_ENDINGS, model="Paths"))
async def find_paths(
    service: Served,
    request: Request,
    view: Plain,
    filters: Wants,
    source: Annotated[
        str, Query(alias="from", description="IRI, collection/id or name.", examples=["organisations/innovate-uk"])
    ],
    target: Annotated[
        str, Query(alias="to", description="IRI, collection/id or name.", examples=["organisations/wayra-uk"])
    ],
    directed: Annotated[bool, Query(description="Follow edges only in their direction.")] = False,
    limit: Annotated[int, Query(ge=1, le=100, description="Most paths to give.", examples=[10])] = 10,
) -> Response:
    """Give the shortest paths between two nodes, with the records and evidence of every step."""
    find_view(view)
    representation = choose(request, PATHS)
    question = Linked(_node(service, source), _node(service, target), limit, directed)
    return await _answer(service, request, representation, Analysis(view, question, filters, PATHS[representation]))


@router.get(
    "/{view}/ego/{id:path}",
    summary="The neighbourhood of one node",
    responses=answers(NEIGHBOURHOOD, _NETWORK, *_ENDINGS, model="Network"),
)
async def neighbourhood(
    service: Served,
    request: Request,
    view: Plain,
    id: Annotated[
        str, Path(description="IRI, collection/id or name.", examples=["organisations/connected-places-catapult"])
    ],
    filters: Wants,
    radius: Annotated[int, Query(ge=1, le=5, description="Steps from the node.", examples=[1])] = 1,
    top: Top = None,
) -> Response:
    """Give what is within some steps of a node, whatever the direction of the edges."""
    find_view(view)
    representation = choose(request, NEIGHBOURHOOD)
    question = Near(_node(service, id), radius, top, service.settings.network_limit)
    analysis = Analysis(view, question, filters, NEIGHBOURHOOD[representation])
    return await _answer(service, request, representation, analysis)


def _node(service: Service, reference: str) -> str:
    """Give the IRI of a record id; what is none, an IRI or a name, is looked up where the network is made."""
    return service.mapping.iri(reference) if is_reference(reference) else reference


async def _answer(service: Service, request: Request, representation: Representation, analysis: Analysis) -> Response:
    """Have a network computed by a process of its own, unless the client has the answer already."""
    tag_of(request, service.version, representation.media_type)
    async with WhileWanted(request):
        result = closed_after(request, await service.networks.run(analysis, client_of(request)))
        tag = tag_at(request, result.version, representation.media_type)
        if representation is HTML:
            body, view = json.loads(await result.chunks.read()), find_view(analysis.view)
            page = await to_thread(network_page, request, service.mapping.base_iri, view, body)
            return respond(page, representation, tag)
    return answer_with(result, tag, request)
