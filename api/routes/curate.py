"""Curating by reading: where to begin, a document beside its records, and undoing."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.http.auth import Writer, identify_client, origin_of
from api.http.incoming import ONLY_KNOWN, content_type_of, read_pairs
from api.http.negotiation import JSON, choose, wants_page
from api.http.responses import headers_with, respond
from api.http.routing import Routes
from api.representations.curating import READING, START, Begun, ReadDocument, may_see_texts
from api.representations.questions import Answer, with_answer
from api.representations.record_bodies import read_json
from api.service import Newest, Served, Service
from kg.changes.reasons import BY_MISTAKE, DELETED_BY_MISTAKE, REVERTED
from kg.curating import known_names
from kg.desk.drafts import dataset_of
from kg.desk.operations import Operation
from kg.desk.revert import Reverting
from kg.errors import KgError
from kg.records.values import is_reference
from kg.spelling import beginning
from kg.tokens import Identity

router = Routes(include_in_schema=False)

_QUESTIONS = "questions"
_NAMES = 20_000
"""Names that a browser is given: a megabyte or two."""
_TOLD = 200
"""Characters of a question that stand in the log."""


class SelectionQuery(BaseModel):
    """What is selected in a document: by positions, or by its words; and which page of a long one is shown."""

    start: Annotated[int | None, Field(ge=0, lt=1 << 30)] = None
    end: Annotated[int | None, Field(ge=0, lt=1 << 30)] = None
    words: str = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


@router.get("/curate", dependencies=[ONLY_KNOWN])
def start(
    service: Served,
    edition: Newest,
    request: Request,
    undone: Annotated[int, Query(ge=0)] = 0,
    of: Annotated[int, Query(ge=0)] = 0,
    deleted: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show where to begin: documents to read, open questions, what was edited lately, and new records."""
    representation = choose(request, START)
    begun = Begun(
        request, edition, service.log, service.repository.journal, service.workspace.texts, (of, undone), deleted
    )
    return respond(START[representation](begun), representation, "")


@router.get("/curate/read/{document}", dependencies=[ONLY_KNOWN])
def read_document(
    service: Served,
    edition: Newest,
    request: Request,
    document: Annotated[str, Path()],
    query: Annotated[SelectionQuery, Query()],
) -> Response:
    """Show the text of a document beside the records that rest on it.

    The words are for those who may write, and for all where the licence allows it. To others, and where the text is
    not here, positions and digests are told, with which a browser can show a text that its user has.
    """
    slug, _, suffix = document.partition(".")
    representation = choose(request, READING, suffix)
    record = edition.catalogue.record(edition.iri(f"documents/{slug}"))
    wanted = (query.start, query.end) if query.start is not None and query.end is not None else None
    texts = service.workspace.texts
    reading = ReadDocument(
        request, edition, record, texts, may_see_texts(request, record), wanted, query.words, query.page
    )
    return respond(READING[representation](reading), representation, "")


@router.get("/curate/names", dependencies=[ONLY_KNOWN])
def names(edition: Newest) -> Response:
    """Give all names of things with their ids, so that a browser finds them in a text that it sends nowhere.

    Of a graph with very many names none are given: there they are looked for by typing.
    """
    body = {"items": list(known_names(edition.catalogue, _NAMES)), "version": edition.version}
    return JSONResponse(body, headers=headers_with(""))


@router.post("/curate/undo/{version}")
async def undo(service: Served, request: Request, writer: Writer, version: Annotated[int, Path(ge=1)]) -> Response:
    """Undo a change from a page, and lead back to its record, or to the beginning where that is gone."""
    form = dict(read_pairs(await request.body()))
    service.log.entry(version)
    reverting = Reverting(service.repository, version, service.settings.change_limit)
    record = form.get("record", "")
    usual = BY_MISTAKE if not is_reference(record) or await _is_there(service, record) else DELETED_BY_MISTAKE
    reason = REVERTED % {"version": version, "reason": form.get("reason") or usual}
    origin = origin_of(writer, reason, "HTTP")
    with reverting.explained():
        new_version = await service.desk.write(origin, reverting)
    place = f"curate/{record}" if is_reference(record) and await _is_there(service, record) else "curate"
    address = f"{request.base_url}{place}?undone={new_version}&of={version}"
    return RedirectResponse(address, 303, headers_with(""))


async def _is_there(service: Service, record: str) -> bool:
    async with service.editions.lease() as edition:
        return bool(await to_thread(edition.catalogue.type_of, edition.mapping.iri(record)))


@router.post("/curate/questions/{collection}/{slug}")
async def ask(
    service: Served, request: Request, collection: Annotated[str, Path()], slug: Annotated[str, Path()]
) -> Response:
    """Ask a colleague about a record: whoever has a token may. Takes a form, or JSON with `text` and `field`."""
    asker, told = _whoever(request), await _told(request)
    async with service.editions.lease() as edition:
        iri = edition.iri(f"{collection}/{slug}")
        record = await to_thread(edition.catalogue.record, iri)
        dataset = await to_thread(dataset_of, edition.store, edition.mapping, iri)
        label = await to_thread(edition.catalogue.label, iri)
    body = {
        "type": "Question",
        "about": record.id,
        "field": told.get("field", ""),
        "text": told.get("text", "").strip(),
        "asked_by": asker.name,
        "asked": _today(),
        "status": "open",
    }
    operation = Operation("post", f"{_QUESTIONS}/", {**body, "id": f"{_QUESTIONS}/{slug[:60]}-{token_hex(4)}"})
    origin = origin_of(asker, f"{asker.name} asks about {label}: {beginning(body['text'], _TOLD)}", "HTTP")
    version, effects = await service.desk.edit(origin, [operation], dataset)
    return _acknowledged(request, service.mapping.reference(effects[0].id), version, record.id, 201)


@router.post("/curate/answers/{question}")
async def answer(service: Served, request: Request, question: Annotated[str, Path()]) -> Response:
    """Answer a question and close it, add to its answers, or close it without one.

    Takes a form, or JSON with `answer` and `status`.
    """
    answerer, told = _whoever(request), await _told(request)
    id_, text = f"{_QUESTIONS}/{question}", told.get("answer", "").replace("\r\n", "\n").strip()
    async with service.editions.lease() as edition:
        record = await to_thread(edition.catalogue.record, edition.iri(id_))
        label = await to_thread(edition.catalogue.label, edition.mapping.iri(record.one("about")))
    patch: dict[str, str] = {"status": told.get("status", "answered")}
    if text:
        patch |= with_answer(record, Answer(answerer.name, _today(), text))
    operation = Operation("patch", id_, patch, edition.version)
    origin = origin_of(answerer, f"{answerer.name} answers a question about {label}", "HTTP")
    version, _ = await service.desk.edit(origin, [operation])
    return _acknowledged(request, id_, version, record.one("about"), 200)


def _whoever(request: Request) -> Identity:
    """Find who asks or answers; readers may as well. Answers 401 without a token that is known."""
    identity = identify_client(request)
    if identity is None:
        detail = "Asking needs a token; the operator gives it out (`kg token new`)."
        raise HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})
    return identity


async def _told(request: Request) -> Mapping[str, str]:
    """Read the texts of a form, or of a JSON object. Raises KgError."""
    if content_type_of(request.headers).media_type != JSON.media_type:
        return dict(read_pairs(await request.body()))
    body = await read_json(request, JSON.media_type)
    if not isinstance(body, dict) or not all(isinstance(each, str) for each in body.values()):
        raise KgError("The body is no JSON object of texts")
    return body


def _acknowledged(request: Request, id_: str, version: int, about: str, status: int) -> Response:
    """Lead a browser back to the record, and tell a program what was written."""
    if wants_page(request):
        address = f"{request.base_url}curate/{about}?told={version}#questions"
        return RedirectResponse(address, 303, headers_with(""))
    body = {"id": id_, "version": version, "links": {"self": f"{request.base_url}{id_}"}}
    return JSONResponse(body, status, {"Location": f"{request.base_url}{id_}", "KG-Version": str(version)})


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
