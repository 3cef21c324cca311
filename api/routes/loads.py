"""What loads brought, and why others were refused: for those who may write."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.auth import identify_client, identify_writer
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, Representation, choose
from api.http.responses import respond
from api.http.routing import Routes
from api.http.session import root_of
from api.representations.examples import answers
from api.representations.loads import LOAD, LOADS, SeenLoad, SeenLoads
from api.service import Newest, Served
from kg.errors import UnknownName
from kg.history import LoadEntry, LoadPage, LoadWish
from kg.tokens import Identity

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
_ENDINGS = (400, 401, 403, 406)


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

    One that was refused changed nothing; its report is kept all the same, as are those of the last 100 loads. It needs
    a token that may write, and shows what was refused of the datasets that this may write to.
    """
    representation = choose(request, LOADS)
    if away := _to_sign_in(request, representation):
        return away
    writer = identify_writer(request)
    page = await to_thread(service.loads.page, LoadWish(limit, before, outcome, dataset))
    entries = tuple(each for each in page.entries if _may_see(writer, each))
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
    id_: Annotated[str, Path(alias="id", description="The version of a load, or the name of one that was refused.")],
    level: Annotated[
        Literal["", "violation", "warning", "info"], Query(description="Only findings of this level.")
    ] = "",
    check: Annotated[str, Query(description="Only findings of this shape, by IRI, or check, by name.")] = "",
    after: Annotated[int, Query(ge=0, le=1_000, description="Findings that are left out before the page.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Findings on the page.")] = 200,
) -> Response:
    """Give what a load found, each finding with file, row and column, and what to do; as CSV all of it.

    It needs a token that may write.
    """
    representation = choose(request, LOAD)
    if away := _to_sign_in(request, representation):
        return away
    writer = identify_writer(request)
    entry = await to_thread(service.loads.one, id_)
    if not _may_see(writer, entry):
        raise UnknownName("load", id_, ())
    findings = await to_thread(service.loads.findings, entry)
    seen = SeenLoad(request, edition, entry, findings, level, check, after, limit)
    return respond(await to_thread(LOAD[representation], seen), representation, "")


def _to_sign_in(request: Request, representation: Representation) -> Response | None:
    """Lead a browser to sign in first, where nobody is known."""
    if representation is not HTML or identify_client(request) is not None:
        return None
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    address = f"{root_of(request)}/sign-in?{urlencode({'next': here})}"
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _may_see(writer: Identity, entry: LoadEntry) -> bool:
    """Tell whether somebody may see a load: what was refused is for who sent it, or may write to its datasets."""
    is_own = entry.origin.author == writer.name
    return entry.change is not None or is_own or not writer.datasets or bool({*writer.datasets} & {*entry.datasets})
