"""What happened when: agreements, events, contributions, programmes in the order of time."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose, demand_table
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.examples import answers
from api.representations.models.timeline import TimelineWishes
from api.representations.timeline import TIMELINE, timed
from api.service import Leased

router = Routes(tags=["collections"], dependencies=[ONLY_KNOWN])

_EVENT = "global-business-innovation-programme-visit"
_TIMELINE = {
    "version": 7,
    "organisation": None,
    "since": None,
    "until": None,
    "types": [{"type": "Event", "collection": "events", "dated": 2, "yearless": 0, "undated": 2}],
    "years": [{"year": 2019, "counts": {"Event": 2}}],
    "total": 2,
    "offset": 0,
    "items": [
        {
            "id": f"https://w3id.org/innovation-kg/events/{_EVENT}",
            "type": "Event",
            "label": "Visit to Seoul",
            "modality": "planned",
            "links": {"self": f"http://127.0.0.1:8000/events/{_EVENT}"},
            "when": "2019-09-04/2019-09-06",
            "begins": "2019-09-04",
            "ends": "2019-09-06",
            "precision": "day",
            "about": False,
        }
    ],
    "yearless": {"total": 0, "items": []},
    "undated": {"total": 2, "items": []},
}


@router.get(
    "/timeline",
    summary="Records in the order of time",
    responses=answers(TIMELINE, _TIMELINE, 304, 400, 404, 406, model="Timeline"),
)
@router.get("/timeline.{suffix}", summary="The same in a format", include_in_schema=False)
def timeline(edition: Leased, request: Request, wishes: Annotated[TimelineWishes, Query()]) -> Response:
    """List agreements, events, contributions, programmes and projects, or other records, by when they were.

    A time is told as exactly as its source does: `begins` and `ends` are partial dates, null where nothing tells. What
    tells a day without a year stands apart, and so does what tells no time.
    """
    representation = choose(request, TIMELINE, request.path_params.get("suffix", ""))
    demand_table(wishes.excel, representation)
    tag = tag_of(request, edition.version, representation.media_type)
    return respond(TIMELINE[representation](timed(request, edition, wishes)), representation, tag)
