"""Answers that know their version: strong entity tags, and 304 where nothing changed (RFC 9110, section 13)."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import Representation
from api.service import Service


class Fresh(Exception):
    """The client's copy is the newest. `tag` is its entity tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def tag_of(request: Request, service: Service, media_type: str) -> str:
    """Make the entity tag of an answer from the version, the run of the service, the request and the media type.

    Raises Fresh where the request says that the client has it, before anything is computed. `If-None-Match: *` is
    no such word: whether there is anything to answer is not known yet.
    """
    identity = f"{request.url.path}?{request.url.query} {media_type}"
    tag = strong_tag(request, service, service.version, identity)
    demand_change(request, tag)
    return tag


def strong_tag(request: Request, service: Service, version: int, identity: str) -> str:
    """Make the entity tag of what a version says to the request that `identity` stands for.

    The bytes differ with their coding, and so does the tag (RFC 9110, section 8.8.3.3).
    """
    whole = f"{service.run} {identity} {request.headers.get('accept-encoding', '')}"
    return f'"{version}-{blake2b(whole.encode(), digest_size=8).hexdigest()}"'


def demand_change(request: Request, tag: str) -> None:
    """Raise Fresh where the client has the answer with this tag."""
    if (known := request.headers.get("if-none-match")) is None:
        return
    known = ",".join(request.headers.getlist("if-none-match"))
    if tag in (each.strip().removeprefix("W/") for each in known.split(",")):
        raise Fresh(tag)


def on_fresh(_: Request, fresh: Exception) -> Response:
    """Answer 304."""
    return Response(status_code=304, headers=_headers(fresh.tag if isinstance(fresh, Fresh) else ""))


def respond(body: Any, representation: Representation, tag: str, **headers: str) -> Response:
    """Send `body`: bytes as they are, anything else as JSON."""
    all_headers = {**_headers(tag), **{name.replace("_", "-"): value for name, value in headers.items()}}
    if isinstance(body, bytes):
        return Response(body, headers=all_headers, media_type=representation.media_type)
    return JSONResponse(body, headers=all_headers, media_type=representation.media_type)


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Vary": "Accept, Accept-Encoding", "Cache-Control": "no-cache"}
