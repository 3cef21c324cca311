"""Who may write, and who may read where that is not open: bearer tokens with a role (RFC 6750), and sessions."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from hmac import compare_digest
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.negotiation import wants_page
from api.http.observation import observed
from api.http.problems import on_http
from api.http.session import active_session_of, root_of
from kg.changes import Origin
from kg.errors import KgError
from kg.sentences import Sentence
from kg.tokens import ROLES, WRITERS, Identity, TokenFile, digest, identify

OPEN = frozenset({"/health", "/ready", "/sign-in", "/language", "/style.css"})
"""Paths for whoever has no token, machines and people, that tell nothing of what the graph holds."""

STATIC = "/static/"
"""What the addresses begin with of files that are the same for everybody, such as the style."""

COMMANDS = "kg"
"""The name of commands beside the service, which show its secret."""

_log = logging.getLogger(__name__)


def read_tokens(text: str) -> dict[str, Identity]:
    """Read `KG_TOKENS` into identities by the digest of their token. Raises KgError that names the entry, no token.

    >>> read_tokens("steward:ana:s3cret-enough-16")[digest("s3cret-enough-16")]
    Identity(role='steward', name='ana', datasets=())
    """
    identities: dict[str, Identity] = {}
    for number, entry in enumerate(filter(None, (each.strip() for each in text.split(","))), 1):
        role, _, rest = entry.partition(":")
        name, _, token = rest.partition(":")
        if role not in ROLES or not name or len(token) < 16:
            form = f"role:name:token with a role of {', '.join(sorted(ROLES))} and a token of 16 characters or more"
            raise KgError(f"Entry {number} of KG_TOKENS is not {form}")
        identities[digest(token)] = Identity(role, name)
    return identities


class Identities:
    """Everybody who has a token: those of the settings, and those of the file, which counts as it is now."""

    def __init__(self, fixed: Mapping[str, Identity], file: TokenFile) -> None:
        """`fixed` are identities by the digest of their token; of two with one name, those of the file do not count."""
        self._fixed, self._file = dict(fixed), file
        self._names = {each.name for each in self._fixed.values()}

    def table(self) -> Mapping[str, Identity]:
        """Give the identities by the digest of their token; where the file cannot be read, it lets nobody in."""
        try:
            tokens = self._file.tokens()
        except KgError as error:
            _log.error("%s", error)
            tokens = ()
        own = {each.digest: each.identity for each in tokens if each.identity.name not in self._names}
        return {**own, **self._fixed}

    @property
    def has_writers(self) -> bool:
        """Tell whether anybody may write."""
        return any(each.role in WRITERS for each in self.table().values())


_BEARER = HTTPBearer(auto_error=False, description="A token that the operator gave out.")
"""Only describes: what it finds is not looked at."""


def shows_secret(connection: HTTPConnection) -> bool:
    """Tell whether a command asks that found the secret of this service in the home."""
    secret: str = connection.app.state.secret
    scheme, _, credentials = connection.headers.get("authorization", "").partition(" ")
    return bool(secret) and scheme.lower() == "bearer" and compare_digest(credentials.strip().encode(), secret.encode())


def identify_client(connection: HTTPConnection) -> Identity | None:
    """Find who asks, by the token, or by the session where no token is shown; None where it is nobody known.

    A session counts for what changes something only where a page of this service began it.
    """
    scheme, _, credentials = connection.headers.get("authorization", "").partition(" ")
    identities: Identities = connection.app.state.identities
    identity = identify(credentials.strip(), identities.table())
    if identity is None and shows_secret(connection):
        identity = Identity("admin", COMMANDS)
    if scheme.lower() != "bearer":
        active = active_session_of(connection)
        identity = active.identity if active and active.is_genuine else None
    if identity is None:
        return None
    observed(connection.scope).who = identity.name
    return identity


def identify_writer(request: Request) -> Identity:
    """Find who writes. Answers 401 without a token that is known, 403 with one that may not write."""
    identity = identify_client(request)
    if identity is None and active_session_of(request) is not None:
        raise HTTPException(
            403, Sentence("This did not come from a page of your session. Load the page again, and repeat it.")
        )
    if identity is None:
        detail = Sentence("Writing needs a bearer token, or to sign in at /sign-in; tokens are made by `kg token new`.")
        raise HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})
    if identity.role not in WRITERS:
        raise HTTPException(403, Sentence("The role %(role)s may not write.", role=identity.role))
    return identity


def origin_of(writer: Identity, reason: str, source: str, proposed_by: str = "") -> Origin:
    """Say where a change comes from that somebody makes over HTTP, with the datasets that it must keep to."""
    return Origin(writer.name, reason, source, proposed_by, datasets=writer.datasets)


def _writer(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> Identity:
    return identify_writer(request)


Writer = Annotated[Identity, Depends(_writer)]
"""Somebody who may write, as a parameter of a route."""


class ReadAccess:
    """Lets nobody read without a token that is known, where the operator wants it so; but for OPEN."""

    def __init__(self, app: ASGIApp, *, is_open: bool) -> None:
        self.app, self._is_open = app, is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 401."""
        if self._is_open or scope["type"] != "http" or _is_for_all(scope) or identify_client(Request(scope)):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if request.method in ("GET", "HEAD") and wants_page(request):
            here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
            address = f"{root_of(request)}/sign-in?{urlencode({'next': here})}"
            await RedirectResponse(address, 303, {"Cache-Control": "no-store", "Vary": "Accept"})(scope, receive, send)
            return
        detail = Sentence(
            "Reading needs a bearer token here, or to sign in at /sign-in; tokens are made by `kg token new`."
        )
        error = HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})
        await on_http(request, error)(scope, receive, send)


def _is_for_all(scope: Scope) -> bool:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return path in OPEN or path.startswith(STATIC)
