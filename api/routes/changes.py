"""What happened to the graph: its changes, what each did, the history of a record, the difference of two versions."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import choose
from api.http.responses import headers_with, respond, tag_of
from api.http.routing import Routes
from api.representations.changes import CHANGE, DIFF, HISTORY, LOG, Compared, Logged, OneChange, Past
from api.representations.examples import answers
from api.service import Leased, Served
from kg.errors import UnknownIri, UnknownName
from kg.history import LogWish, diff, history_of

router = Routes(tags=["changes"])

_ENDINGS = (304, 400, 404, 406)
_ENTRY = {
    "version": 1,
    "time": "2026-11-26T09:30:00+00:00",
    "author": "ana",
    "reason": "The report of the committee corrects the amount",
    "source": "HTTP",
    "proposed_by": "",
    "added": 1,
    "removed": 1,
    "records": 1,
    "datasets": ["west-midlands-korea"],
    "links": {"self": "http://127.0.0.1:8000/changes/1"},
}
_RECORD = {
    "record": "https://w3id.org/innovation-kg/contributions/5g-challenge-2-4m",
    "dataset": "https://w3id.org/innovation-kg/datasets/west-midlands-korea",
    "type": "Contribution",
    "action": "changed",
    "fields": [{"field": "amount", "before": ["2400000"], "after": ["2450000"]}],
}
_WHAT = {"changes": [_RECORD], "truncated": False, "graphs": []}

Version = Annotated[int, Path(ge=1, description="The version that the change made.", examples=[1])]
Before = Annotated[int, Query(ge=0, description="Only versions before this; the `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=1000, description="Items on a page.")]
Most = Annotated[int, Query(ge=1, le=1000, description="Records that are listed.")]


@router.get(
    "/changes",
    summary="What changed",
    responses=answers(LOG, {"items": [_ENTRY], "next": None, "version": 1}, *_ENDINGS, model="Changes"),
    dependencies=[ONLY_KNOWN],
)
def list_changes(
    service: Served,
    request: Request,
    limit: Limit = 50,
    before: Before = 0,
    since: Annotated[int, Query(ge=0, description="Only versions after this.", examples=[0])] = 0,
    author: Annotated[str, Query(description="Only changes of this author.", examples=["kg load"])] = "",
    source: Annotated[
        str,
        Query(
            description="Only those that came by this way: file, HTTP, update, graph store, import.", examples=["file"]
        ),
    ] = "",
    dataset: Annotated[
        str, Query(description="Only those that touched this dataset.", examples=["west-midlands-korea"])
    ] = "",
) -> Response:
    """List the changes of the graph, newest first, each with author, time and reason.

    A page of a search through very many changes may be short, and still have a next one.
    """
    representation = choose(request, LOG)
    version = service.version
    tag = tag_of(request, version, representation.media_type)
    wish = LogWish(limit, before or version + 1, since, author, source, dataset)
    logged = Logged(request, service.log.page(wish), version)
    return respond(LOG[representation](logged), representation, tag)


@router.get(
    "/changes/{version}",
    summary="A change",
    responses=answers(CHANGE, {**_ENTRY, **_WHAT}, *_ENDINGS, model="ChangeAnswer"),
    dependencies=[ONLY_KNOWN],
)
def show_change(service: Served, request: Request, version: Version, limit: Most = 100) -> Response:
    """Give one change with the records and fields that it changed, or as the RDF Patch that the journal has of it.

    `before` and `after` of a field are the values that went and those that came.
    """
    representation = choose(request, CHANGE)
    entry = service.log.entry(version)
    tag = tag_of(request, version, representation.media_type)
    change = service.repository.journal.glance(version)
    body = CHANGE[representation](OneChange(request, entry, change, service.mapping, limit))
    if isinstance(body, FilePath):
        return FileResponse(body, headers=headers_with(tag), media_type=representation.media_type)
    return respond(body, representation, tag)


@router.get(
    "/history/{collection}/{slug}",
    summary="The history of a record",
    responses=answers(
        HISTORY,
        {"id": _RECORD["record"], "label": "5G challenge", "items": [], "next": None, "version": 7},
        *_ENDINGS,
        model="RecordHistory",
    ),
    dependencies=[ONLY_KNOWN],
)
def show_history(
    service: Served,
    edition: Leased,
    request: Request,
    collection: Annotated[str, Path(description="The collection of the record.", examples=["organisations"])],
    slug: Annotated[str, Path(description="The id of the record in it.", examples=["innovate-uk"])],
    limit: Limit = 50,
    before: Before = 0,
) -> Response:
    """List each version that changed a record: who, when, why, and which fields from what to what.

    A record that was removed keeps its history.
    """
    representation = choose(request, HISTORY)
    edition.catalogue.record_class(collection)
    iri = edition.iri(f"{collection}/{slug}")
    versions = edition.catalogue.versions(iri)
    if not versions:
        raise UnknownIri(iri)
    tag = tag_of(request, edition.version, representation.media_type)
    older = [each for each in reversed(versions) if each < (before or edition.version + 1)]
    page, rest = older[:limit], older[limit:]
    history = [*history_of(iri, page, service.repository.journal, edition.mapping)]
    past = Past(request, iri, edition.catalogue.label(iri), history, page[-1] if rest else 0, edition.version)
    return respond(HISTORY[representation](past), representation, tag)


@router.get(
    "/diff",
    summary="The difference of two versions",
    responses=answers(
        DIFF,
        {"from": 0, "to": 1, "added": 1, "removed": 1, **_WHAT, "version": 1},
        *_ENDINGS,
        507,
        model="Difference",
    ),
    dependencies=[ONLY_KNOWN],
)
def compare(
    service: Served,
    request: Request,
    from_: Annotated[int, Query(alias="from", ge=0, description="The version before.", examples=[0])],
    to: Annotated[
        int | None, Query(ge=0, description="The version after, by default the newest.", examples=[1])
    ] = None,
    limit: Most = 100,
) -> Response:
    """Say what differs between two versions, by record and field, or as an RDF Patch that leads from one to the other.

    What was changed and changed back in between is left out. Either version may be the newer one.
    """
    representation = choose(request, DIFF)
    newest = service.version
    after = newest if to is None else to
    if max(from_, after) > newest:
        raise UnknownName("version", str(max(from_, after)), [f"0 to {newest}"])
    tag = tag_of(request, newest, representation.media_type)
    difference = diff(service.repository.journal, from_, after, newest)
    compared = Compared(difference, service.mapping, limit, newest)
    return respond(DIFF[representation](compared), representation, tag)
