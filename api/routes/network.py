"""The network views: nodes, edges with their evidence, measures, communities and paths."""

from __future__ import annotations

import io
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.examples import answers
from api.negotiation import CSV, JSON, Representation, choose
from api.parameters import ONLY_KNOWN
from api.responses import respond, tag_of
from api.service import Served, Service
from kg.network import (
    EXPORTS,
    MEASURES,
    Filters,
    Network,
    communities,
    communities_body,
    edge_body,
    ego,
    find_view,
    largest,
    network_body,
    node_body,
    paths,
    rank,
    ranking_body,
    write_ranking,
)

router = APIRouter(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN])

_GEXF = Representation("gexf", "application/gexf+xml")
_GRAPHML = Representation("graphml", "application/graphml+xml")
_OFFERED = (JSON, CSV, _GEXF, _GRAPHML)
_OTHERS = tuple(each.media_type for each in _OFFERED[1:])
_ENDINGS = (304, 400, 404)
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
def network(
    service: Served,
    request: Request,
    view: View,
    filters: Wants,
    format: Annotated[str, Query(description="json, csv, gexf or graphml.", examples=["json"])] = "",
) -> Response:
    """Give nodes and edges; each edge names its records and evidence.

    Very large networks are cut to the nodes with most neighbours, and say so.
    """
    name, _, suffix = view.partition(".")
    found = service.network(find_view(name), filters)
    representation = choose(request, _OFFERED, suffix or format)
    tag = tag_of(request, service, representation.media_type)
    if representation is JSON:
        return respond(network_body(service.version, largest(found, service.settings.network_limit)), JSON, tag)
    file = io.BytesIO()
    EXPORTS[representation.name](found, file)
    return respond(file.getvalue(), representation, tag)


@router.get(
    "/{view}/centrality/{measure}",
    summary="A measure of every node",
    responses=answers(_SCORES, *_ENDINGS, 406, others=("text/csv",)),
)
def centrality(
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
    representation = choose(request, (JSON, CSV), suffix)
    tag = tag_of(request, service, representation.media_type)
    ranking = rank(_network(service, view, filters), name, weighted=weighted)
    if representation is JSON:
        return respond(ranking_body(service.version, ranking, top), JSON, tag)
    table = io.StringIO()
    write_ranking(ranking, table, top)
    return respond(table.getvalue().encode(), CSV, tag)


@router.get("/{view}/communities", summary="Groups that hang together", responses=answers(_GROUPS, *_ENDINGS))
def find_communities(
    service: Served,
    request: Request,
    view: Plain,
    filters: Wants,
    seed: Annotated[int, Query(ge=0, lt=1 << 32, examples=[0])] = 0,
) -> Response:
    """Divide the network into groups denser inside than between (Louvain); the same seed gives the same groups."""
    tag = tag_of(request, service, JSON.media_type)
    return respond(communities_body(service.version, communities(_network(service, view, filters), seed)), JSON, tag)


@router.get("/{view}/path", summary="How two are linked", responses=answers(_PATHS, *_ENDINGS))
def find_paths(
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
    tag = tag_of(request, service, JSON.media_type)
    found = _network(service, view, filters)
    iris = service.iri(source), service.iri(target)
    body = [
        {
            "length": path.length,
            "nodes": [node_body(each) for each in path.nodes],
            "edges": [edge_body(each) for each in path.edges],
        }
        for path in paths(found, *iris, limit, directed=directed)
    ]
    return respond({**_head(service, found), "paths": body}, JSON, tag)


@router.get("/{view}/ego/{id:path}", summary="The neighbourhood of one node", responses=answers(_NETWORK, *_ENDINGS))
def neighbourhood(
    service: Served,
    request: Request,
    view: Plain,
    id: Annotated[str, Path(description="IRI or collection/id.", examples=["organisations/connected-places-catapult"])],
    filters: Wants,
    radius: Annotated[int, Query(ge=1, le=5, description="Steps from the node.", examples=[1])] = 1,
) -> Response:
    """Give what is within some steps of a node, whatever the direction of the edges."""
    tag = tag_of(request, service, JSON.media_type)
    part = ego(_network(service, view, filters), service.iri(id), radius)
    return respond(network_body(service.version, largest(part, service.settings.network_limit)), JSON, tag)


def _network(service: Service, view: str, filters: Filters) -> Network:
    return service.network(find_view(view), filters)


def _head(service: Service, found: Network) -> dict[str, Any]:
    return {"view": found.view, "recipe": found.recipe, "version": service.version}
