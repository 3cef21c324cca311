"""Addresses that last: of a version of one history, what they say never changes (RFC 8246, RFC 9111).

The number of a version does not tell which history it is of: a home that was restored may have another version 7. So
only an address that names the history as well, by the digest of the version, may be kept without asking again.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.incoming import read_pairs
from api.http.responses import is_strong
from kg.changes.position import Position

HISTORY = "^([0-9a-f]{12,64})?$"
"""The form of what names a history in an address: the first digits of the digest of the version."""

ABOUT_HISTORY = (
    "The history that `version` is of, by 12 digits or more of its digest, as `Content-Location` gives them: what is "
    "answered then never changes, and may be kept for ever. Of another history it is 404."
)

_YEAR = 365 * 24 * 60 * 60
_SHOWN = 12
"""Digits of a digest that an address has."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """The position that an answer speaks of, and whether the address names it, with its history."""

    position: Position
    is_named: bool


def mark_immutable(request: Request, position: Position, *, is_named: bool) -> None:
    """Note that an answer speaks of one version for ever; `is_named` where its address tells the history."""
    request.state.lasting = _Mark(position, is_named)


class ImmutableAnswers:
    """Says of answers about one version where they are for ever, and lets them be kept where they are there already."""

    def __init__(self, app: ASGIApp, *, is_open: bool) -> None:
        """`is_open` tells whether everybody may read, so that caches which many share may keep it too."""
        self.app = app
        self._kept = f"{'public' if is_open else 'private'}, max-age={_YEAR}, immutable".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["query_string"]:
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_marked(message: Message) -> None:
            mark: _Mark | None = state.get("lasting")
            if mark is not None and message["type"] == "http.response.start":
                message = {**message, "headers": self._marked(scope, mark, message["headers"])}
            await send(message)

        await self.app(scope, receive, send_marked)

    def _marked(self, scope: Scope, mark: _Mark, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        tag = next((value for name, value in headers if name == b"etag"), b"")
        if not is_strong(tag.decode("latin-1")):  # it differs each time, with something else, or is none
            return headers
        if mark.is_named:
            return [(name, self._kept if name == b"cache-control" else value) for name, value in headers]
        others = [each for each in read_pairs(scope["query_string"]) if each[0] not in ("version", "at")]
        named = ("version", str(mark.position.version)), ("history", mark.position.digest[:_SHOWN])
        return [*headers, (b"content-location", f"?{urlencode([*others, *named])}".encode())]
