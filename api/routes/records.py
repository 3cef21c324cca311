"""Edits of records: put, patched, deleted, posted, one at a time or many at once; and new datasets for them."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.http.auth import Writer, origin_of
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import JSON, Representation, choose
from api.http.responses import acknowledge, elsewhere, respond
from api.http.routing import Routes
from api.representations.datasets import DATASET, one_dataset
from api.representations.entities import ENTITY, Entity, class_at, entity_tag
from api.representations.examples import SENT, Responses, answers, endings
from api.representations.models.base import reference
from api.representations.models.edits import DatasetBody, EditsBody
from api.representations.record_bodies import PATCHES, WHOLE, condition_of, read_json, read_model, wants_little
from api.service import Served, Service
from kg.catalogue import DERIVED
from kg.changes import Origin
from kg.characters import unfit
from kg.desk.datasets import described
from kg.desk.operations import Operation
from kg.errors import KgError
from kg.records import Dataset
from kg.tokens import Identity

router = Routes(tags=["records"], dependencies=[ONLY_KNOWN])

_SOURCE = "HTTP"
_LONGEST = 2_000
"""Characters of a reason, and of a name."""

_WRITING = (400, 401, 403, 404, 412, 413, 422, 428, 503, 504)
_DONE: Responses = {204: {"description": "It is done, or with `dry_run` would be; `KG-Version` tells the version."}}
_EDITED = {**_DONE, **answers(ENTITY, {}, *_WRITING, *SENT, 406)}
_PUT = {**_EDITED, 201: {**_EDITED[200], "description": "The new record; `Location` tells where it is."}}
_DELETED = {**_DONE, **endings(*_WRITING)}
_CHANGES = {
    "reason": "As the city itself spells it",
    "operations": [{"op": "patch", "id": "places/ulsan", "patch": {"label": "Ulsan"}, "version": 1}],
    "dry_run": True,
}
_CHANGED = {"version": 7, "dry_run": True, "records": [{"op": "patch", "id": "places/ulsan", "effect": "unchanged"}]}
_DATASET = {"name": "my-region", "title": "My region", "licence": "https://creativecommons.org/licenses/by/4.0/"}


_DESCRIPTION = {"title": "My region", "description": "Who works with whom.", "publisher": "The regional council"}
_DESCRIBED = {**_DONE, **answers(DATASET, {}, *_WRITING, *SENT, 406, model="DatasetAnswer")}
_DATASET_PUT = {**_DESCRIBED, 201: {**_DESCRIBED[200], "description": "The new dataset."}}


class EditWishes(BaseModel):
    """How an edit is done, whatever it changes."""

    dataset: Annotated[str, Field(description="The dataset of a new record, where there are several.")] = ""
    reason: Annotated[str, Field(description="Why it is done, for the history.")] = ""
    proposed_by: Annotated[str, Field(description="Who proposed it, where that is not you.")] = ""
    dry_run: Annotated[bool, Field(description="Check all of it, and change nothing.")] = False


Wished = Annotated[EditWishes, Query()]
Collection = Annotated[str, Path(description="The collection.", examples=["organisations"])]
Name = Annotated[str, Path(description="The name of a dataset.", examples=["west-midlands-korea"])]
Slug = Annotated[str, Path(description="The id in it.", examples=["innovate-uk"])]


def _body(model: str, example: Any) -> dict[str, Any]:
    return {
        "requestBody": {
            "required": True,
            "content": {JSON.media_type: {"schema": reference(model), "example": example}},
        }
    }


@router.post(
    "/changes",
    summary="Edit many records at once",
    responses=answers([JSON], _CHANGED, *_WRITING, *SENT, model="EditsAnswer"),
    openapi_extra=_body("EditsBody", _CHANGES),
)
async def post_changes(service: Served, request: Request, writer: Writer) -> Response:
    """Put, patch, delete and post records, all of them or none: one change, with one reason.

    Each operation on a record that is there says at which `version` it was read, or all of them say it together. What
    others changed since is merged, field by field. `line` in a report counts the operations from 1.
    """
    changes = read_model(EditsBody, await read_json(request, JSON.media_type))
    reference_of = service.mapping.reference
    operations = [
        Operation(
            each.op,
            reference_of(each.id),
            each.patch if each.op == "patch" else each.record,
            changes.version if each.version is None else each.version,
        )
        for each in changes.operations
    ]
    origin = _origin(writer, changes)
    version, effects = await service.desk.edit(origin, operations, changes.dataset, rehearse=changes.dry_run)
    records = [{"op": each.op, "id": each.id, "effect": each.effect} for each in effects]
    body = {"version": version, "dry_run": changes.dry_run, "records": records}
    return JSONResponse(body, headers={"KG-Version": str(version), "Cache-Control": "no-store"})


@router.post(
    "/datasets",
    summary="Describe a new dataset",
    responses={201: {"description": "It is there; `Location` tells where."}, **_DONE, **endings(*_WRITING, *SENT)},
    openapi_extra=_body("DatasetBody", _DATASET),
    status_code=201,
)
async def post_dataset(service: Served, request: Request, writer: Writer, wishes: Wished) -> Response:
    """Describe a new dataset, into which records can be put then."""
    texts = read_model(DatasetBody, await read_json(request, JSON.media_type))
    new = Dataset(**texts.model_dump(), path=FilePath(texts.name))
    version = await service.desk.write(
        _origin(writer, wishes), described(service.repository, new), rehearse=wishes.dry_run
    )
    answer = acknowledge(version, 204 if wishes.dry_run else 201)
    if not wishes.dry_run:
        answer.headers["Location"] = f"{request.base_url}datasets/{new.name}"
    return answer


@router.put(
    "/datasets/{name}",
    summary="Put what a dataset says of itself",
    responses=_DATASET_PUT,
    openapi_extra=_body("DescriptionBody", _DESCRIPTION),
)
async def put_dataset(service: Served, request: Request, writer: Writer, name: Name, wishes: Wished) -> Response:
    """Make title, description, licence and publisher of a dataset what the JSON in the body says.

    `If-Match` has the entity tag with which it was read: what others changed since in other texts stays, and so does
    what `dataset.yml` says otherwise at the next load, unless both changed the same.
    """
    return await _describe(service, request, Operation("put", f"datasets/{name}"), writer, wishes)


@router.patch(
    "/datasets/{name}",
    summary="Patch what a dataset says of itself",
    responses=_DESCRIBED,
    openapi_extra=_body("DescriptionBody", {"title": "My region"}),
)
async def patch_dataset(service: Served, request: Request, writer: Writer, name: Name, wishes: Wished) -> Response:
    """Change the texts of a dataset that the body names, and leave the others (RFC 7396); null takes one away."""
    return await _describe(service, request, Operation("patch", f"datasets/{name}"), writer, wishes)


@router.post("/{collection}", summary="Post a record", responses=_PUT, status_code=201)
async def post_record(
    service: Served, request: Request, writer: Writer, collection: Collection, wishes: Wished
) -> Response:
    """Make a record of the JSON in the body. Where it brings no id, one is made of its label that is free."""
    class_at(request, collection)
    if collection in DERIVED:
        return elsewhere(request, DERIVED[collection][0])
    body = await read_json(request, *WHOLE)
    operation = Operation("post", f"{collection}/", body)
    return await _edit(service, request, operation, _origin(writer, wishes), wishes)


@router.put("/{collection}/{slug}", summary="Put a record", responses=_PUT)
async def put_record(
    service: Served, request: Request, writer: Writer, collection: Collection, slug: Slug, wishes: Wished
) -> Response:
    """Make a record what the JSON in the body says, which is what reading it gives.

    `If-Match` has the entity tag with which it was read: what others changed since in other fields stays. A new one
    may be put with `If-None-Match: *`.
    """
    if original := _original(request, collection, slug):
        return original
    body = await read_json(request, *WHOLE)
    id_ = f"{collection}/{slug}"
    operation = Operation("put", id_, body, **condition_of(request, service, service.mapping.iri(id_)))
    return await _edit(service, request, operation, _origin(writer, wishes), wishes)


@router.patch("/{collection}/{slug}", summary="Patch a record", responses=_EDITED)
async def patch_record(
    service: Served, request: Request, writer: Writer, collection: Collection, slug: Slug, wishes: Wished
) -> Response:
    """Change the fields that the body names, and leave the others (a merge patch, RFC 7396); null takes one away.

    `If-Match` has the entity tag with which the record was read. A field with several values is given as a whole.
    """
    if original := _original(request, collection, slug):
        return original
    body = await read_json(request, *PATCHES)
    id_ = f"{collection}/{slug}"
    operation = Operation("patch", id_, body, **condition_of(request, service, service.mapping.iri(id_)))
    return await _edit(service, request, operation, _origin(writer, wishes), wishes)


@router.delete("/{collection}/{slug}", summary="Delete a record", responses=_DELETED, status_code=204)
async def delete_record(
    service: Served, request: Request, writer: Writer, collection: Collection, slug: Slug, wishes: Wished
) -> Response:
    """Delete a record to which no other refers. `If-Match` has the entity tag with which it was read."""
    if original := _original(request, collection, slug):
        return original
    id_ = f"{collection}/{slug}"
    operation = Operation("delete", id_, None, **condition_of(request, service, service.mapping.iri(id_)))
    version, _ = await service.desk.edit(_origin(writer, wishes), [operation], rehearse=wishes.dry_run)
    return acknowledge(version)


def _original(request: Request, collection: str, slug: str) -> Response | None:
    """Lead from a collection that is derived from another to that one. Raises UnknownName."""
    class_at(request, collection)
    return elsewhere(request, f"{DERIVED[collection][0]}/{slug}") if collection in DERIVED else None


def _origin(writer: Identity, wishes: EditWishes | EditsBody) -> Origin:
    """Say who edits, and why. Raises KgError where a text has characters or a length that no text has."""
    for name in ("reason", "proposed_by"):
        text = getattr(wishes, name)
        if (character := unfit(text)) is not None:
            raise KgError(f"{name} has {character}, which {character.why}")
        if len(text) > _LONGEST:
            raise KgError(f"{name} has {len(text):,} characters, and {_LONGEST:,} are the most")
    return origin_of(writer, wishes.reason or "Edit of records", _SOURCE, wishes.proposed_by)


async def _describe(
    service: Service, request: Request, operation: Operation, writer: Identity, wishes: EditWishes
) -> Response:
    """Edit what a dataset says of itself, and give it as it is then."""
    representation, iri = choose(request, DATASET), service.mapping.iri(operation.id)
    body = await read_json(request, *(PATCHES if operation.op == "patch" else WHOLE))
    edit = replace(operation, body=body, **condition_of(request, service, iri))
    version, effects = await service.desk.edit(_origin(writer, wishes), [edit], rehearse=wishes.dry_run)
    if wishes.dry_run or wants_little(request):
        return acknowledge(version)
    async with service.editions.lease() as edition:
        described = await to_thread(DATASET[representation], one_dataset(request, edition, iri))
        answer = respond(described, representation, entity_tag(request, service, edition.version, iri, representation))
        answer.status_code = 201 if effects[0].effect == "added" else 200
        return answer


async def _edit(
    service: Service, request: Request, operation: Operation, origin: Origin, wishes: EditWishes
) -> Response:
    """Do one operation, and give the record as it is then."""
    representation = choose(request, ENTITY)
    version, effects = await service.desk.edit(origin, [operation], wishes.dataset, rehearse=wishes.dry_run)
    if wishes.dry_run:
        return acknowledge(version)
    answer = await _answer(service, request, effects[0].id, version, representation)
    if effects[0].effect == "added":
        answer.status_code = 201
        answer.headers["Location"] = f"{request.base_url}{effects[0].id}"
    return answer


async def _answer(
    service: Service, request: Request, id_: str, version: int, representation: Representation
) -> Response:
    iri = service.mapping.iri(id_)
    if not wants_little(request):
        async with service.editions.lease() as edition:
            if edition.catalogue.type_of(iri):  # or somebody has deleted it already
                members = edition.catalogue.shown_as(iri)
                entity = Entity(request, edition, class_at(request, id_.partition("/")[0]), [iri], members=members)
                body = await to_thread(ENTITY[representation], entity)
                return respond(body, representation, entity_tag(request, service, edition.version, iri, representation))
    answer = acknowledge(version)
    answer.headers["ETag"] = entity_tag(request, service, version, iri, representation)
    if wants_little(request):
        answer.headers["Preference-Applied"] = "return=minimal"
    return answer
