"""What stewards look at: records that may describe one thing."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.forms import Done
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, choose
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.curation import DUPLICATES, Suggestions
from api.representations.examples import answers
from api.service import Leased, Served
from kg.likeness import LEAST, USUAL, SuggestionWishes, classes_of_things

router = Routes(tags=["curation"], dependencies=[ONLY_KNOWN])

_LISTED, _SHOWN = 50, 5
"""Pairs that are given where nobody says how many: as data, and side by side."""

_BASE = "https://w3id.org/innovation-kg/organisations"
_ROOT = "http://127.0.0.1:8000/organisations"
_PAIR = {
    "type": "Organisation",
    "first": {"id": f"{_BASE}/ulsan-tp", "label": "Ulsan TP", "links": {"self": f"{_ROOT}/ulsan-tp"}},
    "second": {"id": f"{_BASE}/utp", "label": "울산테크노파크", "links": {"self": f"{_ROOT}/utp"}},
    "score": 0.97,
    "features": {"names": 0.93, "places": 1.0},
    "reasons": ["Ulsan Technopark and 울산테크노파크 are the same name in two scripts", "both in places/ulsan"],
    "grounds": [
        {"kind": "same-name-in-two-scripts", "values": ["Ulsan Technopark", "울산테크노파크"]},
        {"kind": "same-places", "values": ["places/ulsan"]},
    ],
    "decision": None,
    "decide": "kg decide organisations/ulsan-tp organisations/utp same --reason '...'",
}


@router.get(
    "/duplicates",
    summary="What may be one",
    responses=answers(
        DUPLICATES,
        {"items": [_PAIR], "total": 1, "next": None, "version": 7},
        *(304, 400, 404, 406),
        model="SuggestedPairs",
    ),
)
def duplicates(
    service: Served,
    edition: Leased,
    request: Request,
    class_: Annotated[
        str, Query(alias="class", description=f"One of: {', '.join(classes_of_things())}.", examples=["Organisation"])
    ] = "",
    of: Annotated[
        str, Query(description="Only pairs that this record is in, by id.", examples=["organisations/innovate-uk"])
    ] = "",
    min_score: Annotated[float, Query(ge=LEAST, le=1, description="How alike at least.")] = USUAL,
    after: Annotated[int, Query(ge=0, le=(1 << 32) - 1, description="Where the page begins, from `next`.")] = 0,
    limit: Annotated[
        int | None, Query(ge=1, le=1000, description="The most pairs to give: 50, and on a page for people 5.")
    ] = None,
    done: Done = None,  # noqa: ARG001
) -> Response:
    """Suggest pairs of records that may describe one thing, the likeliest first, with the reasons.

    What was decided to be the same or not to be, directly or over others, is not suggested; what was left open is,
    with that decision, and comes last.
    """
    representation = choose(request, DUPLICATES)
    tag = tag_of(request, edition.version, representation.media_type)
    wishes = SuggestionWishes(class_, edition.mapping.reference(of), min_score)
    pairs = service.likeness.suggestions(edition.catalogue, wishes)
    most = limit or (_SHOWN if representation is HTML else _LISTED)
    page = Suggestions(request, edition, pairs[after : after + most], len(pairs), after)
    return respond(DUPLICATES[representation](page), representation, tag)
