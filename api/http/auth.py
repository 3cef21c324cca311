"""Who may write: bearer tokens with a role (RFC 6750). Reading is open."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import Request

from kg.errors import KgError

WRITERS = frozenset({"steward", "admin"})
ROLES = WRITERS | {"reader"}


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who has a token."""

    role: str
    name: str


def read_tokens(text: str) -> dict[bytes, Identity]:
    """Read `KG_TOKENS`. Raises KgError that names the entry and never the token.

    >>> read_tokens("steward:ana:s3cret-enough-16")
    {b's3cret-enough-16': Identity(role='steward', name='ana')}
    """
    identities: dict[bytes, Identity] = {}
    for number, entry in enumerate(filter(None, (each.strip() for each in text.split(","))), 1):
        role, _, rest = entry.partition(":")
        name, _, token = rest.partition(":")
        if role not in ROLES or not name or len(token) < 16:
            form = f"role:name:token with a role of {', '.join(sorted(ROLES))} and a token of 16 characters or more"
            raise KgError(f"Entry {number} of KG_TOKENS is not {form}")
        identities[token.encode()] = Identity(role, name)
    return identities


_BEARER = HTTPBearer(auto_error=False, description="A token that the operator gave out.")
"""Only describes: what it finds is not looked at."""


def identify_writer(request: Request) -> Identity:
    """Find who writes. Answers 401 without a token that is known, 403 with one that may not write."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    identities: dict[bytes, Identity] = request.app.state.tokens
    # every token is compared, so that the time taken tells nothing
    matches = [identity for token, identity in identities.items() if compare_digest(token, given.strip().encode())]
    if scheme.lower() != "bearer" or not matches:
        detail = "Writing needs a bearer token; the operator gives it out (KG_TOKENS)."
        raise HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})
    if matches[0].role not in WRITERS:
        raise HTTPException(403, f"The role {matches[0].role} may not write.")
    return matches[0]


def _writer(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> Identity:
    return identify_writer(request)


Writer = Annotated[Identity, Depends(_writer)]
"""Somebody who may write, as a parameter of a route."""
