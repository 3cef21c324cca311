"""Who links two sides: places, or nodes of a network."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.analyses import answer, named, written_of
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose_written
from api.http.preferences import MAY_BE_LATER
from api.http.routing import Routes
from api.representations.examples import QUERIED, answers
from api.representations.models.bridging import BetweenWishes
from api.representations.network_examples import HEAD
from api.representations.networks import TABLE
from api.representations.pages.network.bridging import bridging_page
from api.service import AskedVersion, Served
from kg.query.analysis import Subject

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN, MAY_BE_LATER])

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
    **HEAD,
    "view": "involvement",
    "recipe": "involvement/2",
    "meaning": "…",
    "exactness": "…",
    "remarks": [],
    "coded_remarks": [],
    "one": {**_ONE, "is_place": True, "members": [_ONE]},
    "other": {**_OTHER, "is_place": True, "members": [_OTHER]},
    "shared": [],
    "pairs": 1,
    "linked_pairs": 1,
    "total_bridges": 1,
    "bridges": [{"rank": 1, **_NODE, "score": 1.0, "share": 1.0, "side": None, "way": None}],
}
_RESPONSES = answers(TABLE, _BETWEEN, 202, 304, *QUERIED, 404, 406, model="Between")


@router.get(
    "/{view}/between", summary="Who links two sides, each a place or a node of the network", responses=_RESPONSES
)
@router.get("/{view}/between.{suffix}", summary="The same in a format", include_in_schema=False)
async def between(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: Annotated[Subject, named(example="involvement")],
    wishes: Annotated[BetweenWishes, Query()],
) -> Response:
    """Rank those who lie on the shortest ways from each of one side to each of the other, whatever the direction.

    A place stands for all nodes that have their seat in it, or in a place within it. With the ends, with how many
    of the pairs are linked at all, and for the first three with a way through them and the records behind each step.

    `min_confidence` also leaves out of a side whose seat is less sure, and `remarks` say how many they are; the
    scenarios of `stability` leave out links, and the sides stay as they are.
    """
    representation, written = choose_written(
        request, written_of(subject, TABLE), request.path_params.get("suffix", ""), excel=wishes.excel
    )
    question = wishes.question(service.mapping.node)
    analysis = subject.ask(question, wishes.filters(), written)
    return await answer(request, version, representation, analysis, bridging_page)
