"""The network views: nodes, edges with their evidence, measures, communities and paths."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers import answer_with
from api.client import WhileWanted, client_of
from api.closing import closed_after
from api.examples import QUERIED, answers
from api.negotiation import Representation, choose
from api.parameters import ONLY_KNOWN
from api.responses import tag_at, tag_of
from api.service import Served, Service
from kg.network import MEASURES, MEDIA_TYPES, Divided, Filters, Linked, Near, Ranked, Whole, find_view
from kg.query.analysis import Analysis

router = APIRouter(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN])

_OFFERED = tuple(Representation(name, media_type) for name, media_type in MEDIA_TYPES.items())
_TABLES = _OFFERED[:2]
_OTHERS = tuple(each.media_type for each in _OFFERED[1:])
_ENDINGS = (304, *QUERIED, 404)
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
    "amounts": [],
    "records": [],
    "evidence": [],
    "facts": [],
}
_HEAD = {"view": "partnership", "recipe": "partnership/1", "version": 7}
_NETWORK = {
    **_HEAD,
    "directed": False,
    "truncated": False,
    "total_nodes": 41,
    "nodes": [_NODE],
    "edges": [_EDGE],
}
_SCORES = {
    **_HEAD,
    "measure": "betweenness",
    "parameters": {"weighted": False},
    "meaning": "…",
    "remarks": [],
    "coverage": {"nodes": 41, "edges": 77, "components": 4, "stated_share": 0.8},
    "scores": [{"id": _A, "label": "Connected Places Catapult", "score": 0.21, "rank": 1}],
}
_PATHS = {**_HEAD, "paths": [{"length": 1, "nodes": [_NODE], "edges": [_EDGE]}]}
_GROUPS = {**_HEAD, "seed": 0, "modularity": 0.61, "communities": [[_A, _B]]}

View = Annotated[
    str,
    Path(
        description="funding, partnership or affiliation, with `.json .csv .gexf .graphml` for a format.",
        examples=["partnership"],
    ),
]
Plain = Annotated[str, Path(description="funding, partnership or affiliation.", examples=["partnership"])]


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
) -> Filters:
    return Filters(as_of, min_confidence, include_planned)


Wants = Annotated[Filters, Depends(_wanted)]


@router.get("/{view}", summary="A network", responses=answers(_NETWORK, *_ENDINGS, 406, others=_OTHERS))
async def network(
    service: Served,
    request: Request,
    view: View,
    filters: Wants,
    format: Annotated[str, Query(description="json, csv, gexf or graphml.", examples=["json"])] = "",
) -> Response:
    """Give nodes and edges; each edge names its records and evidence.

    Very large networks are cut to the nodes with most neighbours, and say so. Those that would have more edges than the
    service allows are refused, before they are made.
    """
    name, _, suffix = view.partition(".")
    find_view(name)
    chosen = choose(request, _OFFERED, suffix or format)
    analysis = Analysis(name, Whole(service.settings.network_limit), filters, chosen.name)
    return await _answer(service, request, analysis)


@router.get(
    "/{view}/centrality/{measure}",
    summary="A measure of every node",
    responses=answers(_SCORES, *_ENDINGS, 406, others=("text/csv",)),
)
async def centrality(
    service: Served,
    request: Request,
    view: Plain,
    measure: Annotated[
        str,
        Path(
            description=f"One of: {', '.join(MEASURES)}; with `.json .csv` for a format.",
            examples=["betweenness"],
        ),
    ],
    filters: Wants,
    weighted: Annotated[bool, Query(description="Let strong edges count as short.")] = False,
    top: Annotated[
        int | None, Query(ge=1, description="Only the best; the measure is computed on all.", examples=[10])
    ] = None,
) -> Response:
    """Rank the nodes. The answer says what the measure means and how much it rests on."""
    name, _, suffix = measure.partition(".")
    chosen = choose(request, _TABLES, suffix)
    return await _answer(service, request, Analysis(view, Ranked(name, weighted, top), filters, chosen.name))


@router.get("/{view}/communities", summary="Groups that hang together", responses=answers(_GROUPS, *_ENDINGS))
async def find_communities(
    service: Served,
    request: Request,
    view: Plain,
    filters: Wants,
    seed: Annotated[int, Query(ge=0, lt=1 << 32, examples=[0])] = 0,
) -> Response:
    """Divide the network into groups denser inside than between (Louvain); the same seed gives the same groups."""
    return await _answer(service, request, Analysis(view, Divided(seed), filters))


@router.get("/{view}/path", summary="How two are linked", responses=answers(_PATHS, *_ENDINGS))
async def find_paths(
    service: Served,
    request: Request,
    view: Plain,
    filters: Wants,
    source: Annotated[
        str, Query(alias="from", description="IRI or collection/id.", examples=["organisations/innovate-uk"])
    ],
    target: Annotated[str, Query(alias="to", description="IRI or collection/id.", examples=["organisations/wayra-uk"])],
    directed: Annotated[bool, Query(description="Follow edges only in their direction.")] = False,
    limit: Annotated[int, Query(ge=1, le=100, description="Most paths to give.", examples=[10])] = 10,
) -> Response:
    """Give the shortest paths between two nodes, with the records and evidence of every step."""
    find_view(view)
    question = Linked(await _iri(service, source), await _iri(service, target), limit, directed)
    return await _answer(service, request, Analysis(view, question, filters))


@router.get("/{view}/ego/{id:path}", summary="The neighbourhood of one node", responses=answers(_NETWORK, *_ENDINGS))
async def neighbourhood(
    service: Served,
    request: Request,
    view: Plain,
    id: Annotated[str, Path(description="IRI or collection/id.", examples=["organisations/connected-places-catapult"])],
    filters: Wants,
    radius: Annotated[int, Query(ge=1, le=5, description="Steps from the node.", examples=[1])] = 1,
) -> Response:
    """Give what is within some steps of a node, whatever the direction of the edges."""
    find_view(view)
    question = Near(await _iri(service, id), radius, service.settings.network_limit)
    return await _answer(service, request, Analysis(view, question, filters))


async def _iri(service: Service, reference: str) -> str:
    """Give the IRI of a node; the edition is let go of before the network is computed, which may take long."""
    async with service.editions.lease() as edition:
        return await run_in_threadpool(edition.iri, reference)


async def _answer(service: Service, request: Request, analysis: Analysis) -> Response:
    """Have a network computed by a process of its own, unless the client has the answer already."""
    media_type = MEDIA_TYPES[analysis.format]
    tag_of(request, service.version, media_type)
    async with WhileWanted(request):
        result = closed_after(request, await service.networks.run(analysis, client_of(request)))
    return answer_with(result, tag_at(request, result.version, media_type), request)
