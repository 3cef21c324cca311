"""Networks over time: year by year, and what entered and left between two dates or versions."""

from __future__ import annotations

import io
from asyncio import to_thread
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.analyses import answer, name_in_language, networks_for, now_or_later, snapshot_for, written_of
from api.http.client import client_of
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, choose_written
from api.http.preferences import MAY_BE_LATER
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.examples import QUERIED, answers
from api.representations.models.time import CompareWishes, SeriesWishes
from api.representations.network_examples import COVERAGE, HEAD, A
from api.representations.network_time import COMPARISON, SERIES
from api.representations.pages.network.network_time import comparison_page, series_page
from api.routes.network import View
from api.service import AskedVersion, Served
from kg.changes.archive import demand_version
from kg.query.comparison import Comparing, comparison, write_comparison
from kg.query.consequences import Sides

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN, MAY_BE_LATER])

_ENDINGS = (202, 304, *QUERIED, 404, 406)
_HEAD = {**HEAD, "measure": "degree", "meaning": "…"}
_YEAR = {
    "year": "2024",
    "coverage": COVERAGE,
    "density": 0.09,
    "undated": 23,
    "first": [{"id": A, "label": "Connected Places Catapult", "score": 9.0, "rank": 1}],
    "scores": [{"id": A, "score": 9.0, "rank": 1}],
}
_SERIES = {
    **_HEAD,
    "parameters": {},
    "step": "cumulative",
    "remarks": [],
    "coded_remarks": [],
    "nodes": [{"id": A, "label": "Connected Places Catapult"}],
    "series": [_YEAR],
}
_NOTHING = {"items": [], "total": 0, "truncated": False}
_COMPARISON = {
    **_HEAD,
    "before": {"of": "2020", "version": 7, "coverage": COVERAGE},
    "after": {"of": "2024", "version": 7, "coverage": COVERAGE},
    "nodes": {"entered": _NOTHING, "left": _NOTHING},
    "edges": _NOTHING,
    "ranks": _NOTHING,
    "remarks": [],
    "coded_remarks": [],
}


@router.get("/{view}/series.{suffix}", include_in_schema=False)
@router.get(
    "/{view}/series",
    summary="A network year by year",
    responses=answers(SERIES, _SERIES, *_ENDINGS, model="Series"),
)
async def course(
    service: Served, request: Request, version: AskedVersion, subject: View, wishes: Annotated[SeriesWishes, Query()]
) -> Response:
    """Give the size of the network in each year, the first of a measure, and the scores of chosen nodes.

    A year has all that began by its end, or with `step=each` what took place in it. What has no date is in each year,
    and is counted (`undated`), unless it is left out (`undated=drop`). Without `from` and `to` it is all years that
    records tell of.
    """
    representation, written = choose_written(
        request, written_of(subject, SERIES), request.path_params.get("suffix", ""), excel=wishes.excel
    )
    question = wishes.question([service.mapping.node(each) for each in wishes.node])
    analysis = subject.ask(question, wishes.filters(directed=wishes.directed), written)
    return await answer(request, version, representation, analysis, series_page)


@router.get("/{view}/compare.{suffix}", include_in_schema=False)
@router.get(
    "/{view}/compare",
    summary="What entered and left a network",
    responses=answers(COMPARISON, _COMPARISON, *_ENDINGS, model="NetworkComparison"),
)
async def compare_moments(
    service: Served, request: Request, version: AskedVersion, subject: View, wishes: Annotated[CompareWishes, Query()]
) -> Response:
    """Say which nodes and edges entered and left between two dates or two versions, and whose ranks moved.

    `from` and `to` are dates (2025, 2025-03, 2025-03-14) as of which the network is meant, or versions of the graph
    (v7); dates are looked up in the `version` that is asked. Each edge names the records it rests on before and after.
    """
    representation, written = choose_written(
        request, written_of(subject, COMPARISON), request.path_params.get("suffix", ""), excel=wishes.excel
    )
    comparing = Comparing(wishes.from_, wishes.to, wishes.measure, wishes.weighted, wishes.limit)
    comparing.demand_effect(version)
    versions, newest = [each for each, _ in comparing.versions(version)], service.version
    tag = tag_of(request, newest, f"{representation.media_type} {subject.recipe}".rstrip())
    for each in versions:
        if each is not None:
            demand_version(each, newest)
    both = comparing.filters(wishes.filters(directed=wishes.directed))

    async def work(request: Request) -> Response:
        before, after = [snapshot_for(request, None if each == newest else each) for each in versions]
        sides = Sides(service.pool, networks_for(request), before, after, client_of(request), both)
        body = await comparison(sides, subject, comparing)
        if representation is HTML:
            await name_in_language(request, body["after"]["version"], body)
            text = await to_thread(comparison_page, request, service.mapping.base_iri, body)
        else:
            output = io.BytesIO()
            await to_thread(write_comparison, body, written, output)
            text = output.getvalue()
        return respond(text, representation, tag)

    return await now_or_later(request, version, work)
