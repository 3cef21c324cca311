"""Parameters of a request: read once, whoever asks for them; a misspelt one is an error, for an answer hides it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import Depends
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import KgError, UnknownField

Pairs = tuple[tuple[str, str], ...]


class UnreadableParameters(KgError):
    """Parameters that are no text, or too many."""


_NO_UTF_8 = "The parameters are not UTF-8"
MOST = 1000
"""Parameters that a request may have."""

_LONGEST = 8 * 1024
"""Bytes of parameters that are worth remembering."""

_PIECE = 16 * 1024
"""Bytes of a value that are unquoted at a time: each escape takes eighty times its size meanwhile."""


def read_pairs(text: bytes) -> Pairs:
    """Read the parameters of an address or a form, in their order. Raises UnreadableParameters."""
    return _remembered(text) if len(text) <= _LONGEST else _read(text)


def _read(text: bytes) -> Pairs:
    if text.count(b"&") >= MOST:
        raise UnreadableParameters(
            f"There are more than {MOST} parameters", "Give each once, and those alone that you need."
        )
    pairs = (each.partition(b"=") for each in text.split(b"&") if each)
    try:
        return tuple((_unquoted(name), _unquoted(value)) for name, _, value in pairs)
    except UnicodeDecodeError:
        raise UnreadableParameters(_NO_UTF_8) from None


def _unquoted(text: bytes) -> str:
    """Undo the escapes of a form.

    >>> _unquoted(b"a+b%EA%B4%91%2")
    'a b광%2'
    """
    return b"".join(unquote_to_bytes(each) for each in _pieces(text.replace(b"+", b" "))).decode()


def _pieces(text: bytes) -> Iterator[bytes]:
    """Cut where no escape is cut in two."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        escape = text.rfind(b"%", end - 2, end)
        end = escape if escape > start else end
        yield text[start:end]
        start = end


_remembered = lru_cache(maxsize=1024)(_read)


class Readable:
    """Refuses addresses whose parameters are no UTF-8: read with replacements, they would ask for other things."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on. Raises UnreadableParameters."""
        if scope["type"] == "http":
            try:
                _unquoted(scope["query_string"])
            except UnicodeDecodeError:
                raise UnreadableParameters(_NO_UTF_8) from None
        await self.app(scope, receive, send)


async def _only_known(request: Request) -> None:
    if request.scope["query_string"]:
        names = set(_query_parameters(request.scope["route"].dependant))
        for name in request.query_params:
            if name not in names:
                raise UnknownField("parameter", name, names)


def _query_parameters(dependant: Any) -> Iterator[str]:
    """Name the parameters that a route and what it depends on take out of the query."""
    yield from (each.alias for each in dependant.query_params)
    for each in dependant.dependencies:
        yield from _query_parameters(each)


ONLY_KNOWN = Depends(_only_known)
"""For routes whose parameters are all declared."""
