"""Who stands between two places or nodes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.analyses import answer
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose, demand_table
from api.http.routing import Routes
from api.representations.examples import QUERIED, answers
from api.representations.models.bridging import BetweenWishes
from api.representations.networks import TABLE
from api.service import AskedVersion, Served
from kg.network import find_view, load_views
from kg.query.analysis import Analysis
from kg.records.values import is_reference

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN])

_BASE = "https://w3id.org/innovation-kg"
_ONE = {"id": f"{_BASE}/places/west-midlands", "label": "West Midlands", "type": "Place", "kind": "region"}
_OTHER = {"id": f"{_BASE}/places/south-korea", "label": "South Korea", "type": "Place", "kind": "country"}
_NODE = {
    "id": f"{_BASE}/organisations/innovate-uk",
    "label": "Innovate UK",
    "type": "Organisation",
    "kind": "government-agency",
}
_BETWEEN = {
    "view": "involvement",
    "recipe": "involvement/2",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "options": {},
    "version": 7,
    "coverage": {
        "nodes": 89,
        "edges": 110,
        "components": 13,
        "stated_share": 0.8,
        "undated_edges": 104,
        "undated_share": 0.95,
        "left_out": {"no_funder": 10},
    },
    "meaning": "…",
    "exactness": "…",
    "remarks": [],
    "one": {**_ONE, "is_place": True, "members": [_ONE]},
    "other": {**_OTHER, "is_place": True, "members": [_OTHER]},
    "shared": [],
    "pairs": 1,
    "linked_pairs": 1,
    "total_bridges": 1,
    "bridges": [{"rank": 1, **_NODE, "score": 1.0, "share": 1.0, "side": None, "way": None}],
}
_RESPONSES = answers(TABLE, _BETWEEN, 304, *QUERIED, 404, 406, model="Between")


@router.get("/{view}/between", summary="Who bridges two places or nodes", responses=_RESPONSES)
@router.get("/{view}/between.{suffix}", summary="The same in a format", include_in_schema=False)
async def between(
    service: Served,
    request: Request,
    version: AskedVersion,
    view: Annotated[str, Path(description=f"One of: {', '.join(load_views())}.", examples=["involvement"])],
    wishes: Annotated[BetweenWishes, Query()],
) -> Response:
    """Rank those who lie on the shortest ways from each of one side to each of the other, whatever the direction.

    A place stands for all nodes that have their seat in it, or in a place within it. With the ends, with how many
    of the pairs are linked at all, and for the first three with a way through them and the records behind each step.
    """
    find_view(view)
    representation = choose(request, TABLE, request.path_params.get("suffix", ""))
    demand_table(wishes.excel, representation)
    question = wishes.question(lambda node: service.mapping.iri(node) if is_reference(node) else node)
    written = "excel" if wishes.excel else TABLE[representation]
    return await answer(request, version, representation, Analysis(view, question, wishes.filters(), written))
