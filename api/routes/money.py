"""The money of contributions: what it adds up to, by whom or what, and what does not count."""

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
from api.representations.models.money import MoneyWishes
from api.representations.networks import TABLE
from api.representations.pages.network.tables import answer_page
from api.service import AskedVersion, Served
from kg.query.analysis import Subject

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN, MAY_BE_LATER])

_UNIT = {"currency": "GBP", "kind": "grant"}
_SUM = {"low": "10000000", "high": None, "figure": "10000000"}
_RECORD = "https://w3id.org/innovation-kg/contributions/wmip-co-investment"
_MONEY = {
    "view": "funding",
    "recipe": "money/1",
    "version": 7,
    "by": "funder",
    "digest": "4f0b2c6d1e",
    "options": {"min_confidence": "implied"},
    "meaning": "…",
    "coverage": {"read": 21, "counted": 8, "excluded": {"planned": 8, "no_amount": 3, "repeat": 1, "part": 1}},
    "remarks": [],
    "coded_remarks": [],
    "totals": [{**_UNIT, **_SUM, "entries": 1, "overlap": "0"}],
    "total_groups": 1,
    "groups": [{"who": [], **_UNIT, **_SUM, "entries": 1, "overlap": "0", "records": [_RECORD]}],
    "rest": [],
    "excluded": {"total": 13, "offset": 0, "items": []},
}
_ENDINGS = (202, 304, *QUERIED, 404, 406)


@router.get(
    "/{view}/money", summary="What money adds up to", responses=answers(TABLE, _MONEY, *_ENDINGS, model="Money")
)
@router.get("/{view}/money.{suffix}", summary="The same in a format", include_in_schema=False)
async def money(
    service: Served,
    request: Request,
    version: AskedVersion,
    subject: Annotated[Subject, named("A view that tells of money.", "funding")],
    wishes: Annotated[MoneyWishes, Query()],
) -> Response:
    """Add contributions up, per currency and kind, as intervals: each fact once, no part beside its whole.

    What several have together without a split is theirs together, and what belongs to nobody that is told stands in a
    line of its own, so that by whatever it is told apart it comes to the same totals. Plans and figures that carry a
    doubt are left out unless they are asked for. All that does not count is listed with the reason.
    """
    representation, written = choose_written(
        request, written_of(subject, TABLE), request.path_params.get("suffix", ""), wishes.format, excel=wishes.excel
    )
    question = wishes.question(service.mapping.node, is_table=written != "json", most=service.settings.network_limit)
    analysis = subject.ask(question, wishes.filters(), written)
    return await answer(request, version, representation, analysis, answer_page)
