"""Answers that know their version: strong entity tags, and 304 where nothing changed (RFC 9110, section 13)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.http.negotiation import Representation
from api.http.tags import match_weakly, strong_tag, version_in


class Fresh(Exception):
    """The client's copy is the newest. `tag` is its entity tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def tag_of(request: Request, version: int, media_type: str) -> str:
    """Make the entity tag of an answer from its version, the run of the service, the request and the media type.

    Raises Fresh where the request says that the client has it, before anything is computed. `If-None-Match: *` is
    no such word: whether there is anything to answer is not known yet.
    """
    tag = tag_at(request, version, media_type)
    demand_change(request, tag)
    return tag


def tag_at(request: Request, version: int, media_type: str) -> str:
    """Make the same entity tag for a version that the answer turned out to be of."""
    return tag_for(request, version, f"{request.url.path}?{request.url.query} {media_type}")


def tag_for(request: Request, version: int, identity: str) -> str:
    """Make the entity tag of what a version says to the request that `identity` stands for.

    The bytes differ with their coding, and so does the tag (RFC 9110, section 8.8.3.3).
    """
    return strong_tag(version, f"{request.app.state.run} {identity} {coding_of(request)}")


def coding_of(request: Request) -> str:
    """Give the content codings that a request accepts, as it says them."""
    return request.headers.get("accept-encoding", "")


def demand_change(request: Request, tag: str) -> None:
    """Raise Fresh where the client has the answer with this tag (RFC 9110, section 13.1.2)."""
    tags = request.headers.getlist("if-none-match")
    if tags and match_weakly(tags, tag):
        raise Fresh(tag)


def on_fresh(_: Request, fresh: Exception) -> Response:
    """Answer 304."""
    return Response(status_code=304, headers=headers_with(fresh.tag if isinstance(fresh, Fresh) else ""))


def respond(body: Any, representation: Representation, tag: str, **headers: str) -> Response:
    """Send `body`: bytes as they are, anything else as JSON."""
    made = Response if isinstance(body, bytes) else JSONResponse
    return made(body, headers=headers_with(tag, **headers), media_type=representation.media_type)


def done(version: int, status: int = 204) -> Response:
    """Say that a write is done, and which version it made."""
    return Response(status_code=status, headers={"KG-Version": str(version)})


def headers_with(tag: str, **others: str) -> dict[str, str]:
    """Say which answer this is, what it depends on, and whether it may be kept (RFC 9111, section 5.2.2).

    `tag` is empty where it may not; the names of `others` have `_` for `-`.

    >>> headers_with("", KG_Version="7")
    {'Cache-Control': 'no-store', 'Vary': 'Accept, Accept-Encoding', 'KG-Version': '7'}
    """
    kept = {"Cache-Control": "no-store"}
    if tag:
        kept = {"ETag": tag, "Cache-Control": "no-cache", "KG-Version": str(version_in(tag))}
    named = {name.replace("_", "-"): value for name, value in others.items()}
    return {**kept, "Vary": "Accept, Accept-Encoding", **named}
