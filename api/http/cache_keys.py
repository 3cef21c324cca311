"""Which requests have the same answer: the keys of answers kept in memory (RFC 9111, sections 2 and 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from starlette.types import Message, Receive, Scope

from api.http.parameters import Pairs, UnreadableParameters, read_pairs
from api.http.tags import is_any

Key = tuple[str, Pairs, tuple[bytes, ...]]

_VARYING = (b"host", b"accept", b"accept-encoding")
_LONGEST = 8 * 1024
"""Bytes of a query beyond which it is nobody's dashboard."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What may be asked with POST as well as with GET: at one path, by one parameter.

    The media types are those of a form with the parameters, and of the bare value of that one `parameter`. What is
    answered at the path is counted as answers to queries.
    """

    path: str
    parameter: str
    form: bytes
    direct: bytes


def may_be_kept(asked: dict[bytes, bytes]) -> bool:
    """Tell whether a request may be answered from memory, and be remembered."""
    if b"no-store" in asked.get(b"cache-control", b"") or b"if-match" in asked:
        return False
    tags = asked.get(b"if-none-match")
    return tags is None or not is_any((tags.decode("latin-1"),))


def key_of_get(scope: Scope, asked: dict[bytes, bytes]) -> Key | None:
    """Make the key of a request by its address, None where it has none."""
    text: bytes = scope["query_string"]
    if scope["method"] != "GET" or len(text) > _LONGEST:
        return None
    try:
        return scope["path"], _in_any_order(read_pairs(text)), _varying(scope, asked)
    except UnreadableParameters:
        return None


async def key_of_post(
    scope: Scope, asked: dict[bytes, bytes], receive: Receive, posted: Posted
) -> tuple[Receive, Key | None]:
    """Make the key of a request by its body, the same as if the address said it; None where it has none.

    What is given first takes the place of `receive`, and gives the body again.
    """
    media_type = asked.get(b"content-type", b"").lower()  # one with parameters is none of these
    if scope["path"] != posted.path or media_type not in (posted.form, posted.direct) or not _is_short(asked):
        return receive, None
    message = await receive()
    given = [message]

    async def again() -> Message:
        return given.pop() if given else await receive()

    if message["type"] != "http.request" or message.get("more_body", False):
        return again, None
    pairs = _pairs(scope, message.get("body", b""), posted, is_form=media_type == posted.form)
    if posted.parameter not in (name for name, _ in pairs):
        return again, None
    return again, (posted.path, _in_any_order(pairs), _varying(scope, asked))


def _is_short(asked: dict[bytes, bytes]) -> bool:
    length = asked.get(b"content-length", b"")
    return length.isdigit() and int(length) <= _LONGEST


def _pairs(scope: Scope, body: bytes, posted: Posted, *, is_form: bool) -> Pairs:
    """Read the parameters of a request with a body, none where they are unreadable."""
    try:
        if is_form:
            return read_pairs(body)
        return *read_pairs(scope["query_string"]), (posted.parameter, body.decode())
    except (UnreadableParameters, UnicodeDecodeError):
        return ()


def _in_any_order(pairs: Pairs) -> Pairs:
    """Put parameters in one order; of those with the same name the order may have a meaning, and stays."""
    return tuple(sorted(pairs, key=itemgetter(0)))


def _varying(scope: Scope, asked: dict[bytes, bytes]) -> tuple[bytes, ...]:
    return scope["scheme"].encode(), *(asked.get(name, b"") for name in _VARYING)
