"""The quality of the records: what they lack, how many do, and which."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.course import COURSE, CourseWish, course_body, course_of
from api.representations.examples import answers
from api.representations.quality import LACKING, QUALITY, Lacking, LackingWish, Quality
from api.service import Leased, Newest, Served
from kg.catalogue import SHORTCOMINGS, YEARS, years_ago
from kg.errors import LimitExceeded, Unavailable, UnknownField
from kg.history import STEPS
from kg.survey import SURVEYED

router = Routes(tags=["curation"], dependencies=[ONLY_KNOWN])

_ROOT = "http://127.0.0.1:8000"
_RECORD = "https://w3id.org/innovation-kg/places/ulsan"
_ALL = {
    "claims": 150,
    "datasets": {"west-midlands-korea": 150},
    "checks": [
        {
            "name": "without-evidence",
            "title": "Claims without evidence",
            "meaning": "No document is named that says so.",
            "total": 1,
            "classes": {"Place": 1},
            "datasets": {"west-midlands-korea": 1},
            "links": {"self": f"{_ROOT}/quality/without-evidence"},
        }
    ],
    "warnings": [
        {
            "name": "amount-disagrees",
            "level": "warning",
            "title": "An amount, value or count is not the printed figure.",
            "total": 1,
            "classes": {"Contribution": 1},
            "datasets": {"west-midlands-korea": 1},
            "links": {"self": f"{_ROOT}/quality/amount-disagrees"},
        }
    ],
    "documents": [],
    "conflicts": 0,
    "duplicates": 2,
    "links": {
        "conflicts": f"{_ROOT}/conflicts",
        "duplicates": f"{_ROOT}/duplicates",
        "questions": f"{_ROOT}/questions?status=open",
        "over_time": f"{_ROOT}/quality/over-time",
    },
    "stale_before": "2021",
    "version": 7,
}
_ONE = {
    "title": "Claims without evidence",
    "meaning": "No document is named that says so.",
    "items": [{"id": _RECORD, "type": "Place", "label": "Ulsan", "links": {"self": f"{_ROOT}/places/ulsan"}}],
    "total": 1,
    "classes": {"Place": 1},
    "datasets": {"west-midlands-korea": 1},
    "changed": {"2026-11-26": 1},
    "next": None,
    "version": 7,
}
_COURSE = {
    "step": "month",
    "class": None,
    "dataset": None,
    "checks": [{"name": "without-evidence", "title": "Claims without evidence"}],
    "points": [
        {
            "period": "2026-11",
            "version": 7,
            "claims": 150,
            "counts": {"without-evidence": 1},
            "links": {"self": f"{_ROOT}/quality?version=7"},
        }
    ],
    "earlier": False,
    "version": 7,
}
_NAMES = f"One of: {', '.join([*SHORTCOMINGS, *SURVEYED])}."
Stale = Annotated[
    str, Query(description=f"Documents published before it are stale; by default {YEARS} years ago.", examples=["2021"])
]


@router.get(
    "/quality", summary="What the records lack", responses=answers(QUALITY, _ALL, 304, 400, 404, 406, model="Quality")
)
def quality(service: Served, edition: Leased, request: Request, stale_before: Stale = "") -> Response:
    """Count the records with each shortcoming, the warnings of each check, conflicts, and pairs that may be one.

    Of each document it is told how many records rest on it and, where its text is at hand, how much of that is
    somebody's. What needs a look at all records is null in a graph of many: `kg check` and `kg quality` tell it.
    """
    representation, before = choose(request, QUALITY), stale_before or years_ago()
    tag = tag_of(request, edition.version, f"{representation.media_type} {before}", service.workspace.texts.state())

    def course() -> Mapping[str, Any] | None:
        with suppress(LimitExceeded, Unavailable):
            return course_body(course_of(service, request, edition, CourseWish()))
        return None

    every = Quality(request, edition, before, service.surveys.of(edition), course)
    return respond(QUALITY[representation](every), representation, tag)


@router.get(
    "/quality/over-time",
    summary="What the records lacked at each time",
    responses=answers(COURSE, _COURSE, 304, 400, 406, 503, 507, model="QualityOverTime"),
)
def over_time(
    service: Served,
    edition: Newest,
    request: Request,
    by: Annotated[str, Query(description=f"The step: {', '.join(STEPS)}; unless told, that which suits.")] = "",
    class_: Annotated[str, Query(alias="class", description="Only records of this class.", examples=["Place"])] = "",
    dataset: Annotated[str, Query(description="Only records of this dataset.", examples=["west-midlands-korea"])] = "",
) -> Response:
    """Count the claims, and the records with each shortcoming, at the last version of each step in which one was made.

    Counts are exact: those that `/quality?version=` gives. What comes with time alone, as stale documents do, and what
    depends on other records or on texts, as warnings do, is not told. The last 366 steps are.
    """
    representation = choose(request, COURSE)
    tag = tag_of(request, edition.version, representation.media_type)
    course = course_of(service, request, edition, CourseWish(by, class_, dataset))
    return respond(COURSE[representation](course), representation, tag)


@router.get(
    "/quality/{name}",
    summary="The records with a shortcoming",
    responses=answers(LACKING, _ONE, 304, 400, 404, 406, model="Lacking"),
)
def lacking(
    service: Served,
    edition: Leased,
    request: Request,
    name: Annotated[
        str, Path(description=f"One of: {', '.join([*SHORTCOMINGS, *SURVEYED])}.", examples=["without-evidence"])
    ],
    stale_before: Stale = "",
    class_: Annotated[str, Query(alias="class", description="Only records of this class.", examples=["Place"])] = "",
    dataset: Annotated[str, Query(description="Only records of this dataset.", examples=["west-midlands-korea"])] = "",
    after: Annotated[int, Query(ge=0, le=(1 << 32) - 1, description="Where the page begins, from `next`.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Items on the page.")] = 100,
) -> Response:
    """List the records with one shortcoming, or with a warning of one check, page by page, each with its address.

    `classes` and `datasets` count all of them, also where one class or dataset is asked for; `changed` tells on which
    days those that are asked for were last changed.
    """
    representation, before = choose(request, LACKING), stale_before or years_ago()
    if class_ and class_ not in edition.mapping.vocabulary.classes:
        raise UnknownField("class", class_, edition.mapping.vocabulary.classes)
    texts = service.workspace.texts.state() if name in SURVEYED else ""
    tag = tag_of(request, edition.version, f"{representation.media_type} {before}", texts)
    survey = service.surveys.of(edition) if name in SURVEYED else None
    wish = LackingWish(name, class_, dataset, after, limit)
    page = Lacking(request, edition, before, wish, survey, lambda version: service.log.origin(version).time[:10])
    return respond(LACKING[representation](page), representation, tag)
