"""What stewards look at: records that may describe one thing."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.curation import DUPLICATES, Suggestions
from api.representations.examples import answers
from api.service import Leased, Served
from kg.likeness import LEAST, USUAL, SuggestionWishes, classes_of_things

router = Routes(tags=["curation"], dependencies=[ONLY_KNOWN])

_BASE = "https://w3id.org/innovation-kg/organisations"
_ROOT = "http://127.0.0.1:8000/organisations"
_PAIR = {
    "type": "Organisation",
    "first": {"id": f"{_BASE}/ulsan-tp", "label": "Ulsan TP", "links": {"self": f"{_ROOT}/ulsan-tp"}},
    "second": {"id": f"{_BASE}/utp", "label": "울산테크노파크", "links": {"self": f"{_ROOT}/utp"}},
    "score": 0.97,
    "features": {"names": 0.93, "places": 1.0},
    "reasons": ["Ulsan Technopark and 울산테크노파크 are the same name in two scripts", "both in places/ulsan"],
    "decision": None,
    "decide": "kg decide organisations/ulsan-tp organisations/utp same --reason '...'",
}


@router.get(
    "/duplicates",
    summary="What may be one",
    responses=answers(
        DUPLICATES, {"items": [_PAIR], "total": 1, "version": 7}, 304, 400, 404, 406, model="SuggestedPairs"
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
    limit: Annotated[int, Query(ge=1, le=1000, description="The most pairs to give.")] = 50,
) -> Response:
    """Suggest pairs of records that may describe one thing, the likeliest first, with the reasons.

    What was decided to be the same or not to be, directly or over others, is not suggested; what was left open is,
    with that decision.
    """
    representation = choose(request, DUPLICATES)
    tag = tag_of(request, edition.version, representation.media_type)
    wishes = SuggestionWishes(class_, edition.mapping.reference(of), min_score)
    pairs = service.likeness.suggestions(edition.catalogue, wishes)
    page = Suggestions(request, edition, pairs[:limit], len(pairs))
    return respond(DUPLICATES[representation](page), representation, tag)
