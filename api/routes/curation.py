"""What stewards look at: records that may describe one thing."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.http.forms import Done
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, choose
from api.http.responses import headers_with, respond, tag_of
from api.http.routing import Routes
from api.representations.curation import DUPLICATES, Suggestions
from api.representations.examples import answers
from api.representations.pages.review.review import comparing_page
from api.service import AskedVersion, Leased, Served, Service
from kg.edition import Edition
from kg.errors import Unavailable
from kg.likeness import LEAST, USUAL, SuggestionWishes, classes_of_things

router = Routes(tags=["curation"], dependencies=[ONLY_KNOWN])

_LISTED, _SHOWN = 50, 5
"""Pairs that are given where nobody says how many: as data, and side by side."""

_PATIENCE = 1.0
"""Seconds that a reader waits for pairs before a page says how far they are."""

_AGAIN = {"Refresh": "2", "Retry-After": "2"}
"""By which the page is asked for again, without a script."""

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
        *(304, 400, 404, 406, 503),
        model="SuggestedPairs",
    ),
)
async def duplicates(
    service: Served,
    edition: Leased,
    request: Request,
    version: AskedVersion,
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
    with that decision, and comes last. All records are compared when somebody first asks: where that takes long, a page
    says how far it is (202), and programs get 503 with `Retry-After` after a while.
    """
    representation = choose(request, DUPLICATES)
    tag = tag_of(request, edition.version, representation.media_type)
    wishes = SuggestionWishes(class_, edition.mapping.reference(of), min_score)
    patience = _PATIENCE if representation is HTML else service.settings.query_timeout
    if not await _are_compared(service, edition, wishes, version, patience):
        if representation is HTML:
            return HTMLResponse(comparing_page(request, service.likeness.share), 202, {**headers_with(""), **_AGAIN})
        raise Unavailable(f"records are being compared, {service.likeness.share:.0%} of them are")

    def answer() -> Response:
        pairs = service.likeness.suggestions(edition.catalogue, wishes)
        most = limit or (_SHOWN if representation is HTML else _LISTED)
        page = Suggestions(request, edition, pairs[after : after + most], len(pairs), after)
        return respond(DUPLICATES[representation](page), representation, tag)

    return await to_thread(answer)


async def _are_compared(
    service: Service, edition: Edition, wishes: SuggestionWishes, version: int | None, patience: float
) -> bool:
    """Wait a while until records are compared. That goes on afterwards, on an edition that it holds by itself."""
    if await to_thread(service.likeness.has, edition.catalogue, wishes):
        return True

    async def compare() -> None:
        async with service.edition(version) as held:
            await to_thread(service.likeness.suggestions, held.catalogue, wishes)

    return await service.comparing.is_done(compare, patience)
