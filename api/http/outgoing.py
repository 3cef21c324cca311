"""What every answer passes on its way out: headers that keep browsers safe, HEAD without a body, compression."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from kg.network.drawing import STYLE
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS

WITHOUT_BODY = "kg.without_body"
"""What a request has in its scope of which the answer is to have no body."""

Headers = list[tuple[bytes, bytes]]

SECURITY_HEADERS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
]
"""No guessing of types, no scripts and frames, no other site that shows it as its own, no addresses told to others.

Sources: the Fetch standard of the WHATWG, sections 3.6 (nosniff) and 3.7 (Cross-Origin-Resource-Policy, which
leaves alone what CORS allows); Content Security Policy Level 3; Referrer Policy: an address may hold a query.
"""


PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    b"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of ours may do besides: have styles, scripts, pictures and forms, of this service alone.

Pictures may be made in the page as well, to be downloaded. No script or style stands in a page itself.
"""

PICTURE_POLICY = (
    b"default-src 'none'; style-src 'sha256-"
    + b64encode(sha256(STYLE.encode()).digest())
    + b"'; frame-ancestors 'none'"
)
"""What a picture may do besides: have the one style that it has for dark screens, by its digest."""


_POLICIES: Mapping[bytes, Headers] = {
    b"text/html": [
        (b"content-security-policy", PAGE_POLICY),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
    ],
    b"image/svg+xml": [(b"content-security-policy", PICTURE_POLICY)],
}
"""What is told apart of these. With `no-referrer`, a form of a page would not say that it comes from here; a page of
another site that opens one of ours has no hold of it."""


_OF_CONTENT = (b"content-security-policy", b"referrer-policy", b"cross-origin-opener-policy")
"""Headers that differ with the media type, of which an answer without content has none (RFC 9111, section 3.2)."""


class SecurityHeaders:
    """Adds the safe headers to all answers that pass through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = with_security_headers(list(message.get("headers", [])))
                if message["status"] == 304:  # a browser would give them to the page that it kept
                    headers = [each for each in headers if each[0] not in _OF_CONTENT]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, send_safely)


def with_security_headers(headers: Headers) -> Headers:
    """Add the safe headers that an answer does not have.

    >>> with_security_headers([(b"referrer-policy", b"origin")])[:2]
    [(b'referrer-policy', b'origin'), (b'x-content-type-options', b'nosniff')]
    """
    named = dict(headers)
    media_type = named.get(b"content-type", b"").partition(b";")[0]
    safe = {**dict(SECURITY_HEADERS), **dict(_POLICIES.get(media_type, ()))}
    return [*headers, *(each for each in safe.items() if each[0] not in named)]


class HeadAsGet:
    """Answers HEAD as GET is answered, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, HEAD as GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET", WITHOUT_BODY: True}, receive, send_headers)


class Compression:
    """Compresses what is worth it; a request without Accept-Encoding does not even pass through."""

    def __init__(self, app: ASGIApp) -> None:
        for each in (*GRAPH_FORMATS.values(), *RESULT_FORMATS.values()):
            add_compress_type(each.media_type)
        self.app, self._compressing = app, CompressMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        compressible = scope["type"] == "http" and any(name == b"accept-encoding" for name, _ in scope["headers"])
        await (self._compressing if compressible else self.app)(scope, receive, send)
