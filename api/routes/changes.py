"""What happened to the graph: its changes, what each did, the history of a record, the difference of two versions."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from api.http.auth import Writer, origin_of
from api.http.client import WhileWanted, client_of
from api.http.endings import closed_after
from api.http.forms import Done
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, JSON, choose
from api.http.outgoing import WITHOUT_BODY
from api.http.responses import headers_with, respond, tag_of
from api.http.routing import Routes
from api.representations.changes import (
    CHANGE,
    DIFF,
    EVENTS,
    HISTORY,
    LOG,
    Compared,
    Logged,
    OneChange,
    RecordHistory,
    event,
)
from api.representations.examples import SENT, answers
from api.representations.models.changes import RenameWishes, RevertWishes
from api.service import Newest, Served, Service
from kg.changes.archive import demand_version
from kg.changes.reasons import REVERTED
from kg.desk.rename import Renaming
from kg.desk.revert import Reverting
from kg.edition import Edition
from kg.history import Diff, LogWish, diff, history_of, iris_of
from kg.query.consequences import KINDS, ConsequenceWishes, Sides, consequences, saved_queries

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
_WRITTEN = {"version": 8, "dry_run": False, "links": {"self": "http://127.0.0.1:8000/changes/8"}}
_UNDONE = (*SENT, 401, 403, 404, 409, 422, 503, 504)
_WHAT = {"changes": [_RECORD], "truncated": False, "graphs": []}

_DIGITS = 19
"""Digits of a number that is no version of anything."""

Version = Annotated[int, Path(ge=1, description="The version that the change made.", examples=[1])]
Before = Annotated[int, Query(ge=0, description="Only versions before this; the `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=1000, description="Items on a page.")]
Most = Annotated[int, Query(ge=1, le=1000, description="Records that are listed.")]


class Turned(BaseModel):
    """Which page of versions is wanted."""

    limit: Limit = 50
    before: Before = 0


class ChangesQuery(Turned):
    """Which changes are listed."""

    since: Annotated[int | None, Field(ge=0, description="Only versions after this.", examples=[0])] = None
    author: Annotated[str, Field(description="Only changes of this author.", examples=["kg load"])] = ""
    source: Annotated[
        str,
        Field(
            description="Only those that came so, by commas: file, HTTP, update, graph store, command, import.",
            examples=["file"],
        ),
    ] = ""
    dataset: Annotated[
        str, Field(description="Only those that touched this dataset.", examples=["west-midlands-korea"])
    ] = ""
    record: Annotated[
        str, Field(description="Only those that touched this record.", examples=["organisations/innovate-uk"])
    ] = ""
    earliest: Annotated[
        str, Field(description="Only those from this time on (ISO 8601, UTC).", examples=["2026-01-01"])
    ] = ""
    latest: Annotated[str, Field(description="Only those until this time; of a date, its end.")] = ""


@router.get(
    "/changes",
    summary="What changed",
    responses=answers(LOG, {"items": [_ENTRY], "next": None, "version": 1}, *_ENDINGS, model="Changes"),
    dependencies=[ONLY_KNOWN],
)
async def list_changes(
    service: Served,
    edition: Newest,
    request: Request,
    query: Annotated[ChangesQuery, Query()],
) -> Response:
    """List the changes of the graph, newest first, each with author, time and reason.

    With `Accept: text/event-stream` each new change comes as an event `change` when it happens, with the version as its
    id; `since` or `Last-Event-ID` says from where on, and the filters do not count. Something comes every 15 s.
    A page of a search through very many changes may be short, and still have a next one.
    """
    representation = choose(request, LOG)
    version = edition.version
    if representation is EVENTS:
        return _feed(service, request, version if query.since is None else query.since)
    tag = tag_of(request, version, representation.media_type)
    before, since = query.before or version + 1, query.since or 0
    period = {"after": query.earliest, "until": query.latest}
    versions = await to_thread(_versions_of, edition, query.record) if query.record else None
    wish = LogWish(query.limit, before, since, query.author, query.source, query.dataset, **period, versions=versions)
    logged = Logged(request, edition, await to_thread(service.log.page, wish))
    return respond(await to_thread(LOG[representation], logged), representation, tag)


def _versions_of(edition: Edition, reference: str) -> list[int]:
    """List the versions that changed a record, under the id that it has or had, newest first. Raises UnknownIri."""
    iri = edition.iri(reference)
    versions = {
        version for each in iris_of(iri, edition.store, edition.mapping) for version in edition.catalogue.versions(each)
    }
    if not versions:
        raise edition.catalogue.unknown(iri)
    return sorted(versions, reverse=True)


def _feed(service: Service, request: Request, since: int) -> Response:
    """Tell of each new change, from where the client was told last."""
    last = request.headers.get("last-event-id", "")
    if WITHOUT_BODY in request.scope:
        return Response(media_type=EVENTS.media_type, headers=headers_with(""))
    begin = int(last) if last.isdecimal() and len(last) < _DIGITS else since
    events = service.feed.listen(begin, lambda version: event(request, service.log.entry(version)))
    headers = headers_with("", X_Accel_Buffering="no", Content_Encoding="identity")  # whoever is in between: pass it on
    return StreamingResponse(closed_after(request, events), headers=headers, media_type=EVENTS.media_type)


@router.get(
    "/changes/{version}",
    summary="A change",
    responses=answers(CHANGE, {**_ENTRY, **_WHAT}, *_ENDINGS, model="ChangeAnswer"),
    dependencies=[ONLY_KNOWN],
)
def show_change(
    service: Served,
    edition: Newest,
    request: Request,
    version: Version,
    limit: Most = 100,
    done: Done = None,  # noqa: ARG001
) -> Response:
    """Give one change with the records and fields that it changed, or as the RDF Patch that the journal has of it.

    As RDF it is an activity of PROV-O, as queries find it in the graph `derived/changes`.
    `before` and `after` of a field are the values that went and those that came.
    """
    representation = choose(request, CHANGE)
    entry = service.log.entry(version)
    told_at = edition.version if representation is HTML else version  # a page names what it speaks of as it is now
    tag = tag_of(request, told_at, representation.media_type)
    change = service.repository.journal.glance(version)
    body = CHANGE[representation](OneChange(request, edition, entry, change, limit))
    if isinstance(body, FilePath):
        return FileResponse(body, headers=headers_with(tag), media_type=representation.media_type)
    return respond(body, representation, tag)


@router.post(
    "/changes/{version}/revert",
    summary="Undo a change",
    responses=answers([JSON], _WRITTEN, *_UNDONE, model="Written"),
)
async def revert_change(
    service: Served, request: Request, writer: Writer, version: Version, wishes: RevertWishes
) -> Response:
    """Make a new change that undoes this one, and nothing that came after it.

    Where later versions went on from it, it is refused (409), and `versions` names them. To undo a revert, revert it.
    What `kg load` says of datasets, and what is derived, is no part of it.
    """
    service.log.entry(version)
    reverting = Reverting(service.repository, version, service.settings.change_limit)
    origin = origin_of(writer, REVERTED % {"version": version, "reason": wishes.reason}, "HTTP")
    with reverting.explained():
        new_version = await service.desk.write(origin, reverting, rehearse=wishes.dry_run)
    return _written(request, new_version, wishes.dry_run, f"changes/{new_version}")


@router.post(
    "/renames",
    summary="Rename a record",
    responses=answers([JSON], _WRITTEN, *_UNDONE, model="Written"),
)
async def rename_record(service: Served, request: Request, writer: Writer, wishes: RenameWishes) -> Response:
    """Give a record another id, with its evidence and all references to it, in every dataset, as one change.

    The old address leads to the new one from then on (308). An id that is taken is refused (409).
    """
    mapping = service.mapping
    renaming = Renaming(service.repository.store, mapping, wishes.old, wishes.new)
    origin = origin_of(writer, wishes.reason, "HTTP")
    new_version = await service.desk.write(origin, renaming, rehearse=wishes.dry_run)
    return _written(request, new_version, wishes.dry_run, mapping.reference(wishes.new))


def _written(request: Request, version: int, dry_run: bool, path: str) -> Response:
    """Say which version was made, and where to look; with `dry_run` there is nothing new."""
    body = {"version": version, "dry_run": dry_run, "links": {"self": f"{request.base_url}{path}"}}
    return JSONResponse(body, headers={"KG-Version": str(version), "Cache-Control": "no-store"})


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
    edition: Newest,
    request: Request,
    collection: Annotated[str, Path(description="The collection of the record.", examples=["organisations"])],
    slug: Annotated[str, Path(description="The id of the record in it.", examples=["innovate-uk"])],
    query: Annotated[Turned, Query()],
) -> Response:
    """List each version that changed a record: who, when, why, and which fields from what to what.

    A record that was removed keeps its history, and one that was renamed has that of its former ids as well.
    """
    representation = choose(request, HISTORY)
    edition.catalogue.record_class(collection)
    iri = edition.iri(f"{collection}/{slug}")
    versions = _versions_of(edition, iri)
    tag = tag_of(request, edition.version, representation.media_type)
    older = [each for each in versions if each < (query.before or edition.version + 1)]
    page, rest = older[: query.limit], older[query.limit :]
    iris = iris_of(iri, edition.store, edition.mapping)
    history = [*history_of(iris, page, service.repository.journal, edition.mapping)]
    past = RecordHistory(request, edition, iri, history, page[-1] if rest else 0)
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
async def compare(
    service: Served,
    edition: Newest,
    request: Request,
    from_: Annotated[int, Query(alias="from", ge=0, description="The version before.", examples=[0])],
    to: Annotated[
        int | None, Query(ge=0, description="The version after, by default the newest.", examples=[1])
    ] = None,
    limit: Most = 100,
    include: Annotated[
        str, Query(description=f"What else is compared, by commas: {', '.join(KINDS)}.", examples=["money"])
    ] = "",
    measure: Annotated[str, Query(description="The measure of the ranks.", examples=["degree"])] = "degree",
) -> Response:
    """Say what differs between two versions, by record and field, or as an RDF Patch that leads from one to the other.

    What was changed and changed back in between is left out. Either version may be the newer one. With `include` the
    edges of all networks are told that entered, left or changed, sums of money, ranks, and the rows of saved queries
    (`queries/*.rq` of the datasets) that went and came; of each `limit` items at most.
    """
    representation = choose(request, DIFF)
    newest = edition.version
    after = newest if to is None else to
    demand_version(max(from_, after), newest)
    wishes = ConsequenceWishes([each for each in include.split(",") if each], measure, limit)
    tag = "" if "answers" in wishes.kinds else tag_of(request, newest, representation.media_type)
    difference = await to_thread(diff, service.repository.journal, from_, after, newest)
    following = await _consequences(service, request, difference, wishes)
    compared = Compared(request, edition, difference, limit, following)
    return respond(await to_thread(DIFF[representation], compared), representation, tag)


async def _consequences(
    service: Service, request: Request, difference: Diff, wishes: ConsequenceWishes
) -> Mapping[str, Any]:
    """Ask both versions what is to be compared besides records; the queries are files, which may change any time."""
    before, after = (service.snapshot_of(each) or service.snapshot for each in (difference.before, difference.after))
    sides = Sides(service.pool, service.networks, before, after, client_of(request))
    queries = await to_thread(saved_queries, service.settings) if "answers" in wishes.kinds else {}
    async with WhileWanted(request):
        return await consequences(sides, wishes, queries)
