"""What stewards decide, in a browser: what waits, pairs side by side, decisions, and the undoing of any change.

Deciding, choosing and undoing come as forms of the pages, and need somebody who may write. Programs write decisions as
the records that they are, and undo by `/changes/{version}/revert`.
"""

from __future__ import annotations

from asyncio import to_thread
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Form, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.http.auth import Writer, identify_client, identify_writer, origin_of
from api.http.forms import Done, sent_back
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, choose
from api.http.problems import STATUSES
from api.http.responses import headers_with, respond, tag_of
from api.http.routing import Routes
from api.http.session import root_of
from api.representations.changes import OneChange, reverse_body
from api.representations.conflicts import ConflictsPage, conflicts_page
from api.representations.examples import answers
from api.representations.pages.naming import VERDICTS
from api.representations.pages.review.review import pair_page, revert_page
from api.representations.review import DECISIONS, PAIR, REVIEW, Made, Pair, Waiting, pair_body
from api.representations.review_examples import EXAMPLE_DECISION, EXAMPLE_PAIR, EXAMPLE_WAITING
from api.service import Newest, Served, Service
from kg.catalogue import SEPARATE, Selection, years_ago
from kg.changes import Refused
from kg.changes.reasons import PREFERRED, REVERTED, WITHDRAWN
from kg.claims import datasets_of
from kg.desk.decide import DecisionRequest
from kg.desk.operations import IsThere, Operation, Overtaken
from kg.desk.prefer import preferring
from kg.desk.revert import Reverting
from kg.edition import Edition
from kg.errors import ChangeConflict, KgError, LimitExceeded, UnknownIri
from kg.history import LogWish
from kg.likeness import decisions_about
from kg.sentences import Sentence
from kg.tokens import Identity

router = Routes(tags=["curation"], dependencies=[ONLY_KNOWN])

_IMPORTS = 10
"""Changes by files and importers that are listed with what waits."""

First = Annotated[str, Query(description="A record, by id.", examples=["organisations/innovate-uk"])]
Second = Annotated[str, Query(description="Another of its class, by id.", examples=["organisations/ktn"])]


class _Sent(BaseModel):
    """What every form of these pages sends: why, at which version the page was read, and where to go on."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Annotated[str, Field(pattern=r"\S", max_length=2_000)]
    version: Annotated[int, Field(ge=0)]
    next: Annotated[str, Field(max_length=2_000)] = ""


class _Verdict(_Sent):
    """What somebody decides on two records; `decision` is the one that the page showed, by id, empty for none."""

    first: str
    second: str
    decision: Annotated[str, Field(pattern=r"^(decisions/[^/]+)?$")] = ""
    verdict: Literal["same", "not-same", "undecided"]
    canonical: str = ""


class _Choice(_Sent):
    """Which of the claims of a conflict somebody prefers: that of `preferred`, by the id of its record."""

    kind: str
    field: str
    preferred: str
    claims: list[str]


@router.get(
    "/review",
    summary="What waits for a decision",
    responses=answers(REVIEW, EXAMPLE_WAITING, 304, 400, 406, model="ReviewAnswer"),
)
def review(service: Served, edition: Newest, request: Request, done: Done = None) -> Response:  # noqa: ARG001
    """Count what waits for somebody: pairs that may be one, conflicts, open questions, warnings.

    In a graph of very many records pairs, conflicts and warnings are not counted here (null); their lists tell them.
    """
    representation = choose(request, REVIEW)
    tag = tag_of(request, edition.version, representation.media_type)
    survey, catalogue = service.surveys.of(edition), edition.catalogue
    totals = {
        "duplicates": survey.duplicates if survey else None,
        "conflicts": survey.conflicts if survey else None,
        "questions": len(catalogue.lacking("open-questions", years_ago())),
        "warnings": sum(survey.counts.values()) if survey else None,
    }
    imports = service.log.page(LogWish(_IMPORTS, source="file,import")).entries
    decisions = catalogue.page("decisions", Selection(limit=1, members=SEPARATE)).total
    return respond(REVIEW[representation](Waiting(request, edition, totals, decisions, imports)), representation, tag)


@router.get(
    "/review/pair",
    summary="Two records side by side",
    responses=answers(PAIR, EXAMPLE_PAIR, 304, 400, 404, 406, model="ComparedPair"),
)
def compare_pair(
    service: Served,
    edition: Newest,
    request: Request,
    first: First,
    second: Second,
    done: Done = None,  # noqa: ARG001
) -> Response:
    """Put two records of one class side by side: fields that are equal or differ, evidence, neighbours, the decision.

    `score` tells how alike they are where they are suggested as a pair that may be one.
    """
    representation = choose(request, PAIR)
    tag = tag_of(request, edition.version, representation.media_type)
    pair = _pair(service, edition, request, first, second)
    return respond(PAIR[representation](pair), representation, tag)


def _pair(service: Service, edition: Edition, request: Request, first: str, second: str) -> Pair:
    """Look at two records, given by ids or IRIs. Raises UnknownIri, and KgError where they are of two classes."""
    mapping = edition.mapping
    one, other = (mapping.reference(edition.iri(each)) for each in (first, second))
    types = [edition.catalogue.record(mapping.iri(each)).type for each in (one, other)]
    if one == other or types[0] != types[1]:
        raise KgError(
            Sentence("A pair is of two records of one class"),
            Sentence("These are %(types)s.", types=" and ".join(types)),
        )
    return Pair(request, edition, one, other, service.likeness.suggestion(edition.catalogue, types[0], one, other))


@router.post("/review/pair", include_in_schema=False)
async def decide_pair(service: Served, request: Request, writer: Writer, sent: Annotated[_Verdict, Form()]) -> Response:
    """Write down what somebody decides on two records, unless somebody else has decided on them meanwhile."""
    async with service.edition() as edition:
        labels = [edition.catalogue.label(edition.mapping.iri(each)) for each in (sent.first, sent.second)]
        dataset = await to_thread(_home, edition, writer, sent.first, sent.second)
    decision = DecisionRequest(
        *(sent.first, sent.second, sent.verdict, writer.name, datetime.now(UTC).date().isoformat(), sent.reason),
        canonical=sent.canonical if sent.verdict == "same" else "",
    )
    operation = decision.operation(sent.decision, sent.version)
    reason = f"{' and '.join(labels)}: {VERDICTS[sent.verdict]}. {sent.reason}"
    try:
        version, _ = await service.desk.edit(origin_of(writer, reason, "HTTP"), [operation], dataset)
    except (IsThere, Overtaken, Refused, UnknownIri) as refused:
        return await _again(service, request, sent, refused)
    return sent_back(request, sent.next, version)


def _home(edition: Edition, writer: Identity, *ids: str) -> str:
    """Name the dataset for a decision on records: one of theirs where the writer may write to it."""
    theirs = [each for id_ in ids for each in datasets_of(edition.catalogue, id_)]
    allowed = [each for each in theirs if not writer.datasets or each in writer.datasets]
    return next(iter([*allowed, *writer.datasets]), "")


async def _again(service: Service, request: Request, sent: _Verdict, refused: KgError) -> Response:
    """Show the pair as it is now, and why it could not be decided as it was sent."""
    async with service.edition() as edition:
        pair = await to_thread(_pair, service, edition, request, sent.first, sent.second)
        body = pair_body(pair)
        trouble = {"sent": sent, "meanwhile": body["decision"], "messages": _messages(refused)}
        page = await to_thread(pair_page, request, edition, body, [], trouble)
    return HTMLResponse(page, STATUSES[refused.kind], headers_with(""))


def _messages(error: KgError) -> list[str]:
    """Say in sentences why something was refused."""
    return [each.message for each in error.report.violations] if isinstance(error, Refused) else [str(error)]


@router.get(
    "/review/decisions",
    summary="What was decided",
    responses=answers(
        DECISIONS,
        {"items": [EXAMPLE_DECISION], "total": 1, "next": None, "version": 7},
        *(304, 400, 404, 406),
        model="DecisionsMade",
    ),
)
def decisions_made(
    edition: Newest,
    request: Request,
    of: Annotated[str, Query(description="Only those on this record, or on one that is shown as one with it.")] = "",
    verdict: Annotated[str, Query(description="Only those of this verdict.", examples=["same"])] = "",
    cursor: Annotated[str, Query(description="Where the page begins, from `next`.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000, description="Decisions on the page.")] = 50,
    done: Done = None,  # noqa: ARG001
) -> Response:
    """List the decisions on pairs of records, the newest first, also of one day."""
    representation, catalogue = choose(request, DECISIONS), edition.catalogue
    tag = tag_of(request, edition.version, representation.media_type)
    if of:
        reference = edition.mapping.reference(edition.iri(of))
        catalogue.record(edition.mapping.iri(reference))
        about = [each for each in decisions_about(catalogue, reference) if verdict in ("", each.one("verdict"))]
        made = Made(request, edition, about, len(about), "")
    else:
        filters = {"verdict": (verdict,)} if verdict else {}
        selection = Selection(filters, cursor=cursor, limit=limit, members=SEPARATE)
        page = catalogue.latest("decisions", "decided", selection)
        made = Made(request, edition, [catalogue.record(each) for each in page.iris], page.total, page.next)
    return respond(DECISIONS[representation](made), representation, tag)


@router.post("/review/decisions/{slug}", include_in_schema=False)
async def withdraw_decision(
    service: Served,
    request: Request,
    writer: Writer,
    slug: Annotated[str, Path()],
    sent: Annotated[_Sent, Form()],
) -> Response:
    """Take a decision back: the two records are apart again, and may be suggested again."""
    operation = Operation("delete", f"decisions/{slug}", None, sent.version)
    async with service.edition() as edition:
        ends = await to_thread(_ends, edition, f"decisions/{slug}")
    origin = origin_of(writer, WITHDRAWN % {"ends": ends, "reason": sent.reason}, "HTTP")
    version, _ = await service.desk.edit(origin, [operation])
    return sent_back(request, sent.next, version)


def _ends(edition: Edition, decision: str) -> str:
    """Name the two records that a decision is on. Raises UnknownIri."""
    record = edition.catalogue.record(edition.iri(decision))
    return " and ".join(edition.catalogue.label(edition.mapping.iri(record.one(end))) for end in ("first", "second"))


@router.post("/review/conflicts", include_in_schema=False)
async def choose_claim(service: Served, request: Request, writer: Writer, sent: Annotated[_Choice, Form()]) -> Response:
    """Prefer one of the claims of a conflict: the others are noted as ambiguous in that field, and no value changes."""
    async with service.edition() as edition:
        conflicts = await to_thread(edition.conflicts)
        conflict = next(
            (
                each
                for each in conflicts
                if (each.kind, each.field, [claim.record for claim in each.claims])
                == (sent.kind, sent.field, sent.claims)
            ),
            None,
        )
        operations = preferring(edition.catalogue, conflict, sent.preferred, sent.version) if conflict else []
        preferred = edition.catalogue.label(edition.mapping.iri(sent.preferred))
    reason = PREFERRED % {"record": preferred, "field": sent.field, "reason": sent.reason}
    try:
        if not operations:
            raise ChangeConflict("These claims do not stand against each other any more", "Somebody settled it.", [])
        version, _ = await service.desk.edit(origin_of(writer, reason, "HTTP"), operations)
    except (ChangeConflict, Overtaken, Refused) as refused:
        async with service.edition() as edition:
            page = ConflictsPage(request, edition, await to_thread(edition.conflicts), 0, 50)
            html = await to_thread(conflicts_page, page, _messages(refused))
        return HTMLResponse(html, STATUSES[refused.kind], headers_with(""))
    return sent_back(request, sent.next, version)


@router.get("/review/revert/{version}", include_in_schema=False)
async def ask_revert(service: Served, request: Request, version: Annotated[int, Path(ge=1)]) -> Response:
    """Show what it would do to undo a change, and what stands in the way; whoever is not signed in does that first."""
    choose(request, [HTML])
    if identify_client(request) is None:
        address = f"{root_of(request)}/sign-in?{urlencode({'next': request.url.path})}"
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    writer = identify_writer(request)
    return HTMLResponse(await _rehearsed(service, request, writer, version), headers=headers_with(""))


async def _rehearsed(service: Service, request: Request, writer: Identity, version: int) -> bytes:
    entry = await to_thread(service.log.entry, version)
    obstacle: KgError | None = None
    try:
        await _revert(service, writer, version, "rehearsal", rehearse=True)
    except (ChangeConflict, LimitExceeded, Refused) as error:
        obstacle = error
    async with service.edition() as edition:
        change = service.repository.journal.glance(version)
        body: dict[str, Any] = await to_thread(reverse_body, OneChange(request, edition, entry, change, 100))
        body["obstacle"] = _messages(obstacle) if obstacle else None
        body["versions"] = obstacle.details().get("versions", []) if obstacle else []
        body["newest"] = edition.version
        return await to_thread(revert_page, request, edition, body)


@router.post("/review/revert/{version}", include_in_schema=False)
async def revert(
    service: Served,
    request: Request,
    writer: Writer,
    version: Annotated[int, Path(ge=1)],
    sent: Annotated[_Sent, Form()],
) -> Response:
    """Undo a change, and nothing that came after it."""
    await to_thread(service.log.entry, version)
    try:
        made = await _revert(service, writer, version, sent.reason)
    except (ChangeConflict, LimitExceeded, Refused) as error:
        page = await _rehearsed(service, request, writer, version)
        return HTMLResponse(page, STATUSES[error.kind], headers_with(""))
    return sent_back(request, sent.next or f"{root_of(request)}/changes/{made}", made)


async def _revert(service: Service, writer: Identity, version: int, reason: str, *, rehearse: bool = False) -> int:
    reverting = Reverting(service.repository, version, service.settings.change_limit)
    origin = origin_of(writer, REVERTED % {"version": version, "reason": reason}, "HTTP")
    with reverting.explained():
        return await service.desk.write(origin, reverting, rehearse=rehearse)
