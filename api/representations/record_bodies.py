"""What requests say of records that they edit: the JSON in their body, and their conditions."""

from __future__ import annotations

import asyncio
from typing import Any, TypedDict, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.http.incoming import content_type_of, refuse_charset, refuse_codings
from api.http.negotiation import JSON, JSONLD
from api.http.responses import is_any
from api.representations.entities import versions_read
from api.service import Service
from kg.desk.operations import FOREIGN, NEWEST
from kg.records.json_records import parse_body

MERGE_PATCH = "application/merge-patch+json"
WHOLE, PATCHES = (JSON.media_type, JSONLD.media_type), (MERGE_PATCH, JSON.media_type)
"""The media types of records, and of patches of them."""

T = TypeVar("T", bound=BaseModel)

_LARGE = 1 << 16
"""Bytes of a body that others would have to wait for."""


class Condition(TypedDict):
    """What a client knows of the record that it edits, as :class:`kg.desk.operations.Operation` has it."""

    read: int | None
    is_new: bool


async def read_json(request: Request, *media_types: str) -> Any:
    """Read the JSON in a body. Answers 415 for another media type, charset or coding. Raises KgError."""
    refuse_codings(request)
    content_type = content_type_of(request.headers, JSON.media_type)
    if content_type.media_type not in media_types:
        headers = {"Accept-Patch": ", ".join(PATCHES)} if request.method == "PATCH" else None
        raise HTTPException(415, f"Send JSON as one of: {', '.join(media_types)}.", headers)
    refuse_charset(content_type, "The body")
    data = await request.body()
    body = parse_body(data) if len(data) < _LARGE else await asyncio.to_thread(parse_body, data)
    if content_type.media_type == JSONLD.media_type and isinstance(body, dict) and "@graph" in body:
        nodes = body["@graph"]
        return nodes[0] if isinstance(nodes, list) and len(nodes) == 1 else nodes
    return body


def read_model(model: type[T], body: Any) -> T:
    """Hold a body against a model. Raises RequestValidationError."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from None


def condition_of(request: Request, service: Service, iri: str) -> Condition:
    """Read the conditions of a request to edit a record; tags that are none of it are a foreign version."""
    matching, differing = request.headers.getlist("if-match"), request.headers.getlist("if-none-match")
    if differing and not is_any(differing):
        raise HTTPException(400, "If-None-Match: send * for a record that is to be new, and else If-Match.")
    if not matching or is_any(matching):
        return {"read": NEWEST if matching else None, "is_new": bool(differing)}
    return {"read": max(versions_read(request, service, iri), default=FOREIGN), "is_new": bool(differing)}


def wants_little(request: Request) -> bool:
    """Tell whether a client wants no body with a good answer (RFC 7240, section 4.2)."""
    wishes = ",".join(request.headers.getlist("prefer")).lower().replace(" ", "").replace(";", ",").split(",")
    return "return=minimal" in wishes
