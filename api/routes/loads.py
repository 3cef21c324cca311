"""What loads brought, and why others were refused."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.auth import identify_client
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose
from api.http.responses import respond
from api.http.routing import Routes
from api.representations.examples import answers
from api.representations.loads import LOAD, LOADS, SeenLoad, SeenLoads
from api.service import Newest, Served
from kg.errors import UnknownName
from kg.history import LoadEntry, LoadPage, LoadWish
from kg.tokens import WRITERS, Identity

router = Routes(tags=["curation"], dependencies=[ONLY_KNOWN])

_REFUSED = {
    "id": "20261126T093000-5e1f0c2a",
    "outcome": "refused",
    "version": None,
    "time": "2026-11-26T09:30:00+00:00",
    "author": "kg load",
    "reason": "Records of west-midlands-korea",
    "source": "file",
    "proposed_by": "",
    "datasets": ["west-midlands-korea"],
    "records": 407,
    "added": 0,
    "removed": 0,
    "findings": {"violations": 1, "warnings": 0, "notices": 0},
    "links": {"self": "http://127.0.0.1:8000/review/loads/20261126T093000-5e1f0c2a"},
}
_FINDING = {
    "file": "west-midlands-korea/contributions.csv",
    "line": 12,
    "field": "currency",
    "message": "'GPB' is none of the currencies; did you mean 'GBP'?",
    "value": "GPB",
    "focus": "https://w3id.org/innovation-kg/contributions/5g-challenge-2-4m",
    "path": "https://w3id.org/innovation-kg/ontology#currency",
    "shape": "https://w3id.org/innovation-kg/ontology/shapes#CurrencyShape",
    "severity": "Violation",
}
_ENDINGS = (400, 406)


@router.get(
    "/review/loads",
    summary="What loads brought, and what was refused",
    responses=answers(LOADS, {"items": [_REFUSED], "next": None, "version": 7}, *_ENDINGS, model="LoadsTold"),
)
async def loads(
    service: Served,
    edition: Newest,
    request: Request,
    outcome: Annotated[Literal["", "accepted", "refused"], Query(description="Only loads that ended so.")] = "",
    dataset: Annotated[str, Query(description="Only loads of this dataset.", examples=["west-midlands-korea"])] = "",
    before: Annotated[int, Query(ge=0, description="Only those before this version; the `next` of a page.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="The most loads that were accepted on a page.")] = 50,
) -> Response:
    """List loads by files, importers, the graph store, and of ten records or more over HTTP, newest first.

    One that was refused changed nothing; its report is kept all the same, as are those of the last 100 loads. What was
    refused, and reports, are told to those who may write to the dataset; others get what was accepted.
    """
    representation = choose(request, LOADS)
    writer = _writer(request)
    page = await to_thread(service.loads.page, LoadWish(limit, before, outcome, dataset))
    entries = tuple(seen for each in page.entries if (seen := _seen(writer, each)))
    body = await to_thread(LOADS[representation], SeenLoads(request, edition, LoadPage(entries, page.next)))
    return respond(body, representation, "")


@router.get(
    "/review/loads/{id}",
    summary="The report of a load",
    responses=answers(
        LOAD,
        {
            "load": _REFUSED,
            "items": [_FINDING],
            "total": 1,
            "truncated": False,
            "notices": [],
            "checks": {_FINDING["shape"]: 1},
            "version": 7,
        },
        *(*_ENDINGS, 404),
        model="LoadFindings",
    ),
)
async def load_report(
    service: Served,
    edition: Newest,
    request: Request,
    id_: Annotated[
        str, Path(alias="id", description="The version of a load, or the name of one that was refused.", examples=["1"])
    ],
    level: Annotated[
        Literal["", "violation", "warning", "info"], Query(description="Only findings of this level.")
    ] = "",
    check: Annotated[str, Query(description="Only findings of this shape, by IRI, or check, by name.")] = "",
    after: Annotated[int, Query(ge=0, le=1_000, description="Findings that are left out before the page.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Findings on the page.")] = 200,
) -> Response:
    """Give what a load found, each finding with file, row and column, and what to do; as CSV all of it.

    What was refused, and reports, are told to those who may write to the dataset.
    """
    representation = choose(request, LOAD)
    entry = _seen(_writer(request), await to_thread(service.loads.one, id_))
    if entry is None:
        raise UnknownName("load", id_, ())
    findings = await to_thread(service.loads.findings, entry)
    seen = SeenLoad(request, edition, entry, findings, level, check, after, limit)
    return respond(await to_thread(LOAD[representation], seen), representation, "")


def _writer(request: Request) -> Identity | None:
    """Find who asks, where that is somebody who may write."""
    identity = identify_client(request)
    return identity if identity and identity.role in WRITERS else None


def _seen(writer: Identity | None, entry: LoadEntry) -> LoadEntry | None:
    """Give what somebody may see of a load; None for nothing.

    What was refused was never published, so reports are for who sent it or may write to its datasets.
    """
    if writer and (not writer.datasets or entry.origin.author == writer.name or {*writer.datasets} & {*entry.datasets}):
        return entry
    return replace(entry, report=None) if entry.change else None
