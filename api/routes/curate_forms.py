"""Forms of records: shown, checked while they are filled in, shown as a difference, and published."""

from __future__ import annotations

import json
from asyncio import to_thread
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.http.auth import identify_writer, origin_of
from api.http.client import WhileWanted, client_of
from api.http.incoming import ONLY_KNOWN, read_pairs
from api.http.negotiation import HTML, JSON, choose
from api.http.problems import STATUSES
from api.http.responses import headers_with, respond
from api.http.routing import Routes
from api.http.visitor import language_of
from api.representations.curating import form_of_draft, selected_in, statements_of
from api.representations.drafts import (
    NEW,
    OWN,
    Draft,
    Verdict,
    differences,
    draft_of,
    settled_values,
    verdict_of,
)
from api.representations.entities import class_at
from api.representations.pages.curate.curation_form import Done, FormPage, form_page
from api.representations.pages.languages import spoken
from api.representations.pages.rendering import told_by
from api.service import Newest, Served, Service
from kg.changes import Refused
from kg.curating import prefilled, stated_already
from kg.desk.drafts import Meeting, SharedField, dataset_of, datasets_of, meet, shared_fields
from kg.desk.operations import Overtaken, UnknownDataset
from kg.edition import Edition
from kg.errors import KgError, UnknownIri
from kg.query import Check
from kg.records import Record, Violation, from_json
from kg.records.merge import Merged, merge
from kg.sentences import Sentence
from kg.tokens import Identity
from kg.validation.formats import FORMATS
from kg.validation.plausibility import warnings_of_records

router = Routes(include_in_schema=False)

_SOURCE = "HTTP"
Action = Callable[[Service, Request, Edition, Draft], Awaitable[tuple[Draft, Verdict] | Response]]
Collection = Annotated[str, Path()]
Name = Annotated[str, Path()]


class FormQuery(BaseModel):
    """With what a new form begins: the passage it is about, or a record to copy. And what was done just before.

    Of a record in several datasets `dataset` says whose statements are edited.
    """

    document: str = ""
    start: Annotated[int, Field(ge=0, lt=1 << 30)] = 0
    end: Annotated[int, Field(ge=0, lt=1 << 30)] = 0
    digest: Annotated[str, Field(pattern="^([0-9a-f]{16})?$")] = ""
    like: str = ""
    label: str = ""
    length: Annotated[int, Field(ge=0)] = 0
    dataset: str = ""
    published: Annotated[int, Field(ge=0)] = 0
    undone: Annotated[int, Field(ge=0)] = 0
    of: Annotated[int, Field(ge=0)] = 0
    told: Annotated[int, Field(ge=0)] = 0


@router.get("/curate/{collection}/{slug}", dependencies=[ONLY_KNOWN])
def show_form(
    service: Served,
    edition: Newest,
    request: Request,
    collection: Collection,
    slug: Name,
    query: Annotated[FormQuery, Query()],
) -> Response:
    """Show the form of a record, or that of a new one: of a passage, like another, or empty."""
    record_class = class_at(request, collection)
    if slug == NEW:
        page = _new_form(service, edition, request, collection, query)
    else:
        record, dataset = statements_of(edition, edition.iri(f"{collection}/{slug}"), query.dataset)
        draft = draft_of(record, record_class, edition.version, dataset)
        page = form_of_draft(request, edition, service.workspace.texts, draft)
    done = Done(query.published, query.undone, query.of, query.told)
    return respond(form_page(replace(page, done=done)), HTML, "")


def _new_form(service: Service, edition: Edition, request: Request, collection: str, query: FormQuery) -> FormPage:
    record_class, texts = class_at(request, collection), service.workspace.texts
    draft = Draft(record_class, "", is_new=True, version=edition.version, values={"confidence": ("stated",)})
    if query.like:
        original = edition.catalogue.record(edition.iri(query.like))
        values = {name: own for name, own in original.values.items() if name in record_class.fields}
        return form_of_draft(request, edition, texts, replace(draft, values=values))
    if not query.document:
        told = {"label": query.label, "length": str(query.length or ""), "digest": query.digest}
        values = {name: (text,) for name, text in told.items() if text and name in record_class.fields}
        return form_of_draft(request, edition, texts, replace(draft, values={**draft.values, **values}))
    selected = selected_in(request, edition, texts, query.document, query.start, query.end)
    if not selected.digest:
        selected = replace(selected, digest=query.digest)
    outcome = prefilled(edition, record_class.name, selected)
    dataset = dataset_of(edition.store, edition.mapping, edition.mapping.iri(f"documents/{query.document}"))
    draft = replace(draft, values=outcome.values, dataset=dataset)
    return form_of_draft(request, edition, texts, draft, mentions=outcome.mentions)


@router.post("/curate/{collection}/{slug}")
async def send_form(service: Served, request: Request, collection: Collection, slug: Name) -> Response:
    """Take a form in: `action` says whether it is checked, shown as a difference, or published.

    A check changes nothing and asks for no token; programs get its verdict as JSON.
    """
    record_class = class_at(request, collection)
    pairs = read_pairs(await request.body())
    action = dict(pairs).get("action", "check")
    if action not in _ACTIONS:
        raise KgError(f"{action!r} is nothing that is done with a form", f"Send one of: {', '.join(_ACTIONS)}.")
    fields = [(name, text) for name, text in pairs if name != "action"]
    async with service.editions.lease() as edition:
        draft = await to_thread(Draft.of, edition, record_class, slug, fields)
        try:
            outcome = await _ACTIONS[action](service, request, edition, draft)
        except HTTPException as error:
            outcome = (
                draft,
                Verdict({"": [spoken(error.detail, language_of(request.headers))]}, status=error.status_code),
            )
        if isinstance(outcome, Response):
            return outcome
        draft, verdict = outcome
        if choose(request, [HTML, JSON]) is JSON:
            return JSONResponse(verdict.body(), headers=headers_with(""))
        page = await to_thread(form_of_draft, request, edition, service.workspace.texts, draft, verdict=verdict)
        answer = respond(await to_thread(form_page, page), HTML, "")
        answer.status_code = 200 if action == "check" else verdict.status
        return answer


async def _check(service: Service, request: Request, edition: Edition, draft: Draft) -> tuple[Draft, Verdict]:
    """Hold a draft against the shapes and the texts, as `kg check` and `/validate` do."""
    body = await to_thread(draft.body, edition)
    check = Check(json.dumps([body]).encode(), "records", "json", ())
    async with WhileWanted(request):
        report = json.loads(await service.checks.run(check, client_of(request)))
    own = "" if draft.is_new else draft.id
    alike = await to_thread(lambda: list(stated_already(edition, draft.record_class.name, draft.values, own)))
    standing = () if draft.is_new else await to_thread(_standing, service, edition, draft)
    return draft, replace(verdict_of(draft, report, language_of(request.headers), standing), alike=alike)


def _standing(service: Service, edition: Edition, draft: Draft) -> Sequence[Violation]:
    """Find what the checks say of the record as it is; nothing where it is gone."""
    try:
        record, _ = statements_of(edition, edition.mapping.iri(draft.id), draft.dataset)
    except (UnknownIri, UnknownDataset):
        return ()
    return warnings_of_records([record], edition.mapping, edition.store, service.workspace.texts)


async def _preview(service: Service, request: Request, edition: Edition, draft: Draft) -> tuple[Draft, Verdict]:
    """Rehearse a draft at the desk, and tell what it would change."""
    draft, verdict = await _check(service, request, edition, draft)
    writer = identify_writer(request)
    if verdict.faults:
        return draft, verdict
    return await _rehearsed(service, edition, draft, verdict, writer, language_of(request.headers))


async def _publish(
    service: Service, request: Request, edition: Edition, draft: Draft
) -> tuple[Draft, Verdict] | Response:
    """Publish a draft that its author has seen as a difference, with a reason; else show it so once more."""
    writer, language = identify_writer(request), language_of(request.headers)
    if not draft.reason or draft.previewed != draft.fingerprint:
        draft, verdict = await _preview(service, request, edition, draft)
        demand = spoken(Sentence("Say in a few words why: it stands in the history for ever."), language)
        missing = {} if draft.reason or verdict.faults else {f"{OWN}reason": [demand]}
        return draft, replace(verdict, faults={**verdict.faults, **missing}, status=422 if missing else verdict.status)
    origin = origin_of(writer, draft.reason, _SOURCE)
    shared = await to_thread(_shared, service, edition, draft)
    operations = [await to_thread(draft.operation, edition), *draft.following(shared)]
    try:
        version, effects = await service.desk.edit(origin, operations, draft.dataset)
    except KgError as error:
        return await _refused(service, edition, draft, Verdict(), error, language)
    id_ = service.mapping.reference(effects[0].id)
    if choose(request, [HTML, JSON]) is JSON:
        return JSONResponse({"version": version, "id": service.mapping.iri(id_)}, headers=headers_with(""))
    several = await to_thread(datasets_of, edition.store, edition.mapping, edition.mapping.iri(id_))
    dataset = f"&{urlencode({'dataset': draft.dataset})}" if len(several) > 1 else ""
    return RedirectResponse(f"{request.base_url}curate/{id_}?published={version}{dataset}", 303, headers_with(""))


async def _rehearsed(
    service: Service, edition: Edition, draft: Draft, verdict: Verdict, writer: Identity, language: str
) -> tuple[Draft, Verdict]:
    """Do all but the change: tell what it would be, what others changed meanwhile, and what clashes with that."""
    base = theirs = None
    ours = await to_thread(_record, service, edition, draft)
    if not draft.is_new:
        meeting = await to_thread(_meet, service, draft, ours)
        draft = replace(draft, values=settled_values(draft, Merged(ours), meeting.theirs))
        ours = await to_thread(_record, service, edition, draft)
        base, theirs = meeting.base, meeting.theirs
    shared = await to_thread(_shared, service, edition, draft)
    verdict = replace(verdict, shared=shared)
    operations = [await to_thread(draft.operation, edition), *draft.following(shared)]
    try:
        origin = origin_of(writer, "Preview", _SOURCE)
        _, effects = await service.desk.edit(origin, operations, draft.dataset, rehearse=True)
    except KgError as error:
        return await _refused(service, edition, draft, verdict, error, language)
    after = ours if draft.is_new else merge(base, ours, theirs).record
    id_ = service.mapping.reference(effects[0].id)
    return draft, replace(
        verdict,
        differences=differences(draft.record_class, theirs, after),
        others=differences(draft.record_class, base, theirs),
        id=id_,
    )


async def _refused(
    service: Service, edition: Edition, draft: Draft, verdict: Verdict, error: KgError, language: str
) -> tuple[Draft, Verdict]:
    """Say why the desk refuses a draft; where others changed the same meanwhile, go on from what both have now."""
    status = STATUSES[error.kind]
    if isinstance(error, Refused):
        report = json.loads(FORMATS["json"](error.report))
        return draft, replace(verdict_of(draft, report, language), shared=verdict.shared, status=status)
    if not isinstance(error, Overtaken):
        return draft, replace(verdict, faults={"": [told_by(error, language)]}, status=status)
    version = service.version
    ours = await to_thread(_record, service, edition, draft)
    meeting = await to_thread(_meet, service, draft, ours)
    values = settled_values(replace(draft, taken={}), meeting.merged, meeting.theirs)
    draft = replace(draft, values=values, version=version, taken={})
    others = differences(draft.record_class, meeting.base, meeting.theirs)
    return draft, replace(verdict, conflicts=error.conflicts, others=others, status=status)


def _meet(service: Service, draft: Draft, ours: Record | None) -> Meeting:
    return meet(service.repository, service.mapping.iri(draft.id), ours, draft.version, draft.dataset)


def _shared(service: Service, edition: Edition, draft: Draft) -> Sequence[SharedField]:
    """Find what other datasets say of what a draft takes away, as the record is now."""
    if draft.is_new:
        return ()
    meeting = _meet(service, draft, _record(service, edition, draft))
    after = meeting.merged.record
    return list(shared_fields(service.repository.ground, service.mapping, draft.dataset, meeting.theirs, after))


def _record(service: Service, edition: Edition, draft: Draft) -> Record | None:
    """Make the record of a draft; None where its form is wrong, as the desk will say."""
    mapping = service.mapping
    outcome = from_json(draft.body(edition), mapping.vocabulary, mapping.reference, is_exact=True)
    return outcome if isinstance(outcome, Record) else None


_ACTIONS: Mapping[str, Action] = {"check": _check, "preview": _preview, "publish": _publish}
"""What can be done with a form."""
