"""Finds the session of each request, and sees that nothing of a page for somebody who is signed in reaches others."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.auth import STATIC, Identities
from api.http.csrf import HEADER, SAFE_METHODS, csrf_token, is_csrf_token, is_same_origin, without_csrf_token
from api.http.session import ACTIVE_SESSION, ActiveSession, Sessions, active_session, cookie, number_in
from api.http.visitor import note_signed_in
from kg.tokens import WRITERS

_FORM = b"application/x-www-form-urlencoded"


class SessionRequests:
    """Notes the session that a request came with, renews its cookie, and says for whom an answer is."""

    def __init__(self, app: ASGIApp, sessions: Sessions, identities: Identities) -> None:
        self.app, self._sessions, self._identities = app, sessions, identities

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["path"].startswith(f"{scope.get('root_path', '')}{STATIC}"):
            await self.app(scope, receive, send)
            return
        active = self._active_session(scope)
        if active is not None:
            receive, is_genuine = await _examined(scope, receive, active)
            scope[ACTIVE_SESSION] = active = replace(active, is_genuine=is_genuine)
            _show(scope, active)

        async def send_for_whom(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = for_whom(list(message.get("headers", [])), is_personal=active is not None)
                sets_cookies = any(name == b"set-cookie" for name, _ in headers)
                may_renew = scope["method"] in SAFE_METHODS and not sets_cookies
                # only now: a number that was made before a slow answer would come after newer ones
                if active and may_renew and (number := self._sessions.renew(active.session)):
                    headers.append((b"set-cookie", cookie(HTTPConnection(scope), number).encode()))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, send_for_whom)

    def _active_session(self, scope: Scope) -> ActiveSession | None:
        if not any(name == b"cookie" for name, _ in scope["headers"]):
            return None
        number = number_in(HTTPConnection(scope))
        return active_session(number, self._sessions, self._identities.table()) if number else None


def _show(scope: Scope, active: ActiveSession) -> None:
    """Let the page say who is signed in, and carry a token of its own."""
    page = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
    who = active.identity
    csrf = csrf_token(active.session.key, page)
    note_signed_in(scope, who.name, who.role, may_write=who.role in WRITERS, csrf=csrf)


async def _examined(scope: Scope, receive: Receive, active: ActiveSession) -> tuple[Receive, bool]:
    """Tell whether what changes something was meant; the token in a form is taken out, for no route knows it.

    What is given first takes the place of `receive`.
    """
    if scope["method"] in SAFE_METHODS:
        return receive, True
    connection = HTTPConnection(scope)
    token = connection.headers.get(HEADER, "")
    if connection.headers.get("content-type", "").lower().partition(";")[0].strip().encode() == _FORM:
        body, is_whole = await _whole(receive)
        body, in_form = without_csrf_token(body)
        token = token or in_form
        receive = _again(body, receive, is_whole=is_whole)
        length = str(len(body)).encode()
        scope["headers"] = [(name, length if name == b"content-length" else value) for name, value in scope["headers"]]
    return receive, is_same_origin(connection) and is_csrf_token(active.session.key, token)


async def _whole(receive: Receive) -> tuple[bytes, bool]:
    """Receive a body, and tell whether it came to its end."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts), False
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts), True


def _again(body: bytes, receive: Receive, *, is_whole: bool) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    if not is_whole:
        messages = [{"type": "http.disconnect"}]

    async def received() -> Message:
        return messages.pop() if messages else await receive()

    return received


def for_whom(headers: list[tuple[bytes, bytes]], *, is_personal: bool) -> list[tuple[bytes, bytes]]:
    """Say whether an answer is for one person alone, and that a page depends on who asks.

    >>> dict(for_whom([(b"cache-control", b"public, max-age=9, immutable")], is_personal=True))[b"cache-control"]
    b'private, no-cache'
    """
    named = dict(headers)
    is_page = named.get(b"content-type", b"").startswith(b"text/html")
    if not (is_personal or is_page):
        return headers
    fields = [each.strip() for each in named.get(b"vary", b"").split(b",") if each.strip()]
    vary = b", ".join([*fields, *([] if b"Cookie" in fields else [b"Cookie"])])
    wish = named.get(b"cache-control", b"no-cache")
    if wish != b"no-store":
        wish = b"private, no-cache" if is_personal else b"no-cache"
    others = [each for each in headers if each[0] not in (b"vary", b"cache-control")]
    return [*others, (b"cache-control", wish), (b"vary", vary)]
