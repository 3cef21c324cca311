"""How networks are built: figures, cuts, concentration, likeness, and what would be without some of their nodes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.analyses import answer, written_of
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose_written
from api.http.preferences import MAY_BE_LATER
from api.http.routing import Routes
from api.representations.examples import QUERIED, answers
from api.representations.models.structure import (
    BridgeWishes,
    ConcentrationWishes,
    SimilarWishes,
    StructureWishes,
    SuggestionWishes,
    SummaryWishes,
    WithoutWishes,
)
from api.representations.network_examples import HEAD, NODE, OTHER, A, C
from api.representations.networks import TABLE
from api.representations.pages.network.tables import answer_page
from api.routes.network import View
from api.service import AskedVersion, Served, Service
from kg.query.analysis import Subject

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN, MAY_BE_LATER])

_ENDINGS = (202, 304, *QUERIED, 404, 406)
_NAMED = {"id": C, "label": "Wayra UK"}
_SHARED = [{**_NAMED, "neighbours": 3}]
_SUMMARY = {
    **HEAD,
    "figures": [
        {
            "name": "density",
            "value": 0.09,
            "meaning": "…",
            "formula": "2m / (n(n-1)); directed: arcs / (n(n-1))",
            "source": "Wasserman & Faust 1994, Social Network Analysis, 4",
            "exactness": "…",
            "bounds": None,
        }
    ],
}
_BRIDGES = {
    **HEAD,
    "total_cut_nodes": 1,
    "cut_nodes": [{**NODE, "parts": 2, "cut_off": 5}],
    "total_bridges": 1,
    "bridges": [{"source": NODE, "target": OTHER, "beyond": 5, "edges": []}],
}
_CONCENTRATION = {
    **HEAD,
    "concentration": [
        {
            "of": "strength",
            "meaning": "…",
            "count": 41,
            "total": 180,
            "herfindahl": 0.05,
            "effective": 20.0,
            "gini": 0.44,
            "top_shares": {"1": 0.12, "3": 0.29},
            "largest": [{**NODE, "rank": 1, "value": 22, "share": 0.12, "cumulative_share": 0.12}],
        }
    ],
}
_SIMILAR = {
    **HEAD,
    "by": "jaccard",
    "meaning": "…",
    "node": {**NODE, "neighbours": 4},
    "similar": [
        {
            **OTHER,
            "jaccard": 0.33,
            "cosine": 0.5,
            "adamic_adar": 0.91,
            "shared": 1,
            "neighbours": 2,
            "linked": True,
            "shared_neighbours": _SHARED,
        }
    ],
}
_SUGGESTIONS = {
    **HEAD,
    "meaning": "…",
    "remarks": [],
    "coded_remarks": [],
    "suggestions": [{"source": NODE, "target": OTHER, "adamic_adar": 0.91, "shared": 1, "shared_neighbours": _SHARED}],
}
_SIZE = {"nodes": 41, "pairs": 77, "components": 4, "largest": 30}
_WITHOUT = {
    **HEAD,
    "removed": [NODE],
    "before": _SIZE,
    "after": {"nodes": 40, "pairs": 70, "components": 5, "largest": 25},
    "parts": [[{"size": 25, "members": []}, {"size": 1, "members": [_NAMED]}]],
    "alone": [_NAMED],
    "total_losing": 1,
    "losing": [{**_NAMED, "neighbours": 1, "lost": [{"id": A, "label": "Connected Places Catapult"}]}],
    "measure": "pagerank",
    "changes": [
        {**_NAMED, "before": {"score": 0.02, "rank": 9}, "after": {"score": 0.05, "rank": 4}, "change": 4},
    ],
}


@router.get(
    "/{view}/summary", summary="A network in figures", responses=answers(TABLE, _SUMMARY, *_ENDINGS, model="Summary")
)
@router.get("/{view}/summary.{suffix}", summary="The same in a format", include_in_schema=False)
async def summary(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    wishes: Annotated[SummaryWishes, Query()],
) -> Response:
    """Give its size, density, diameter, transitivity, assortativity and more, each with meaning, formula and source."""
    return await _answer(service, request, version, subject, wishes)


@router.get(
    "/{view}/bridges",
    summary="Without what it falls apart",
    responses=answers(TABLE, _BRIDGES, *_ENDINGS, model="Bridges"),
)
@router.get("/{view}/bridges.{suffix}", summary="The same in a format", include_in_schema=False)
async def bridges(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    wishes: Annotated[BridgeWishes, Query()],
) -> Response:
    """List the nodes and the links without which a connected piece falls apart, those first that cut off most."""
    return await _answer(service, request, version, subject, wishes)


@router.get(
    "/{view}/concentration",
    summary="How far it is that of a few",
    responses=answers(TABLE, _CONCENTRATION, *_ENDINGS, model="Concentrations"),
)
@router.get("/{view}/concentration.{suffix}", summary="The same in a format", include_in_schema=False)
async def concentration(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    wishes: Annotated[ConcentrationWishes, Query()],
) -> Response:
    """Tell how far its links, or the money where that weighs, are those of a few, and name the largest.

    Herfindahl, Gini and shares of the largest; apart by where links lead from and to, if they have directions.
    """
    return await _answer(service, request, version, subject, wishes)


@router.get(
    "/{view}/similar",
    summary="Who is linked to the same",
    responses=answers(TABLE, _SIMILAR, *_ENDINGS, model="Similarities"),
)
@router.get("/{view}/similar.{suffix}", summary="The same in a format", include_in_schema=False)
async def similar(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    wishes: Annotated[SimilarWishes, Query()],
) -> Response:
    """Compare a node with those that share neighbours with it, and name these, whatever the direction of the edges."""
    return await _answer(service, request, version, subject, wishes)


@router.get(
    "/{view}/suggestions",
    summary="Who might be linked next",
    responses=answers(TABLE, _SUGGESTIONS, *_ENDINGS, model="Suggestions"),
)
@router.get("/{view}/suggestions.{suffix}", summary="The same in a format", include_in_schema=False)
async def suggestions(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    wishes: Annotated[SuggestionWishes, Query()],
) -> Response:
    """Suggest links between those that are not linked though they share most neighbours, which are the reason."""
    return await _answer(service, request, version, subject, wishes)


@router.get(
    "/{view}/without",
    summary="What would be without some",
    responses=answers(TABLE, _WITHOUT, *_ENDINGS, model="Remainder"),
)
@router.get("/{view}/without.{suffix}", summary="The same in a format", include_in_schema=False)
async def without(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: View,
    wishes: Annotated[WithoutWishes, Query()],
) -> Response:
    """Take nodes out: tell what falls apart, who loses whom, and whose rank by a measure changes."""
    return await _answer(service, request, version, subject, wishes)


async def _answer(
    service: Service, request: Request, version: int | None, subject: Subject, wishes: StructureWishes
) -> Response:
    """Answer in the format that the address or the client names."""
    representation, written = choose_written(
        request, written_of(subject, TABLE), request.path_params.get("suffix", ""), excel=wishes.excel
    )
    question = wishes.question(service.mapping.node)
    analysis = subject.ask(question, wishes.filters(directed=wishes.directions()), written)
    return await answer(request, version, representation, analysis, answer_page)
