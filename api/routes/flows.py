"""Money on its way: from who pays it, through programmes, to who benefits."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.analyses import answer
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, SVG, choose_written
from api.http.preferences import MAY_BE_LATER
from api.http.routing import Routes
from api.representations.examples import QUERIED, answers
from api.representations.models.flows import FlowWishes
from api.representations.networks import FLOWS
from api.representations.pages.flows.flows import flows_page
from api.representations.pages.flows.pictures import flows_picture
from api.service import AskedVersion, Served
from kg.query.analysis import Subject

router = Routes(tags=["network"], dependencies=[ONLY_KNOWN, MAY_BE_LATER])

_PAGES = {HTML: flows_page, SVG: flows_picture}
_FUNDING = "funding"
_SUM = {"low": "10000000", "high": None, "figure": "10000000", "entries": 1}
_RECORD = "https://w3id.org/innovation-kg/contributions/wmip-co-investment"
_FLOWS = {
    "view": _FUNDING,
    "recipe": "flows/2",
    "version": 7,
    "digest": "4f0b2c6d1e",
    "options": {},
    "meaning": "…",
    "remarks": [],
    "coded_remarks": [],
    "currency": "GBP",
    "kind": "grant",
    "units": [{"currency": "GBP", "kind": "grant", **_SUM, "overlap": "0"}],
    "plans": [{"currency": "GBP", "kind": "planned-investment", "entries": 2}],
    "coverage": {
        "read": 21,
        "counted": 8,
        "shown": 1,
        "other_units": 7,
        "other_parties": 0,
        "excluded": {"planned": 8, "no_amount": 3, "repeat": 1, "part": 1},
    },
    "total": _SUM,
    "stops": [{"id": "funder:untold", "column": "funder", "role": "untold", "who": [], "parties": 1, **_SUM}],
    "streams": [{"source": "funder:untold", "target": "programme:untold", **_SUM, "records": [_RECORD]}],
    "chosen": {"source": None, "target": None},
    "entries": {"total": 0, "offset": 0, "items": []},
    "excluded": {"total": 0, "offset": 0, "items": []},
}
_ENDINGS = (202, 304, *QUERIED, 404, 406)


@router.get(
    "/flows",
    summary="How money runs from payers to beneficiaries",
    responses=answers(FLOWS, _FLOWS, *_ENDINGS, model="Flows"),
)
@router.get("/flows.{suffix}", summary="The same in a format", include_in_schema=False)
async def flows(
    service: Served,
    request: Request,
    version: AskedVersion,
    wishes: Annotated[FlowWishes, Query()],
) -> Response:
    """Follow the money of one currency and kind from who pays, through programmes and projects, to who benefits.

    What counts is what counts in the ledger (`/network/{view}/money`): each fact once, no part beside its whole, no
    plans and no doubtful figures unless they are asked for. Every column comes to the same total: what is beyond its
    largest stops is one, and so is what no source tells. With `source` and `target`, the ids of stops, the
    contributions behind a stop or a stream are listed.
    """
    representation, written = choose_written(
        request, FLOWS, request.path_params.get("suffix", ""), wishes.format, excel=wishes.excel
    )
    question = wishes.question(service.mapping.node, is_table=written != "json")
    analysis = Subject.of_view(_FUNDING).ask(question, wishes.filters(), written)
    return await answer(request, version, representation, analysis, _PAGES)
