"""What every answer tells browsers: to take it for nothing but what it says it is.

An answer may say otherwise of itself, as a page that has scripts of its own does.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]

SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
]
"""No guessing of types, no scripts and frames, no other site that shows it as its own, no addresses told to others.

Sources: the Fetch standard of the WHATWG, sections 3.6 (nosniff) and 3.7 (Cross-Origin-Resource-Policy, which
leaves alone what CORS allows); Content Security Policy Level 3; Referrer Policy: an address may hold a query.
"""


PAGE_POLICY = b"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""What a page of ours may do besides: have a style and forms, of this service alone."""


class Safe:
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
                message = {**message, "headers": with_safe(list(message.get("headers", [])))}
            await send(message)

        await self.app(scope, receive, send_safely)


def with_safe(headers: Headers) -> Headers:
    """Add the safe headers that an answer does not have.

    >>> with_safe([(b"referrer-policy", b"origin")])[:2]
    [(b'referrer-policy', b'origin'), (b'x-content-type-options', b'nosniff')]
    """
    given = dict(headers)
    is_page = given.get(b"content-type", b"").startswith(b"text/html")
    safe = {**dict(SAFE), b"content-security-policy": PAGE_POLICY} if is_page else dict(SAFE)
    return [*headers, *(each for each in safe.items() if each[0] not in given)]
