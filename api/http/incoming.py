"""What a request brings: parameters, the type of its body, and a body of bounded size in a bounded time.

Parameters are read once, whoever asks for them; a misspelt one is an error, for an answer hides it.
"""

from __future__ import annotations

from asyncio import get_running_loop, timeout_at
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_origin
from urllib.parse import unquote_to_bytes

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import on_http, problem
from kg.errors import KgError, UnknownField
from kg.sentences import Sentence

Pairs = tuple[tuple[str, str], ...]


class UnreadableParameters(KgError):
    """Parameters that are no text, too many, or given more than once."""


_NO_UTF_8 = Sentence("The parameters are not UTF-8")
MOST = 1000
"""Parameters that a request may have."""

_LONGEST_REMEMBERED = 8 * 1024
"""Bytes of parameters that are worth remembering."""

_CHARSETS = ("utf-8", "utf8", "us-ascii")

_PIECE = 16 * 1024
"""Bytes of a value that are unquoted at a time: each escape takes eighty times its size meanwhile."""


def read_pairs(text: bytes) -> Pairs:
    """Read the parameters of an address or a form, in their order. Raises UnreadableParameters."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _read(text)


def _read(text: bytes) -> Pairs:
    if text.count(b"&") >= MOST:
        raise UnreadableParameters(
            Sentence("There are more than %(most)s parameters", most=MOST),
            Sentence("Give each once, and those alone that you need."),
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


class Utf8Query:
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
        parameters, query = dict(_query_parameters(request.scope["route"].dependant)), request.query_params
        for name, times in Counter(name for name, _ in query.multi_items()).items():
            if name not in parameters:
                raise UnknownField("parameter", name, parameters)
            if times > 1 and get_origin(parameters[name].annotation) not in (list, tuple, set):
                raise UnreadableParameters(
                    Sentence("%(name)s is given %(times)s times, and has one value", name=name, times=times),
                    Sentence("Give it once."),
                )
        # a form sends a blank that was left as an empty text
        empty = [name for name, each in parameters.items() if each.is_required() and not query.get(name, "").strip()]
        if empty:
            raise RequestValidationError([{"type": "missing", "loc": ("query", name), "input": ""} for name in empty])


def _query_parameters(dependant: Any) -> Iterator[tuple[str, FieldInfo]]:
    """Name the parameters that a route and what it depends on take out of the query, and describe them."""
    for parameter in dependant.query_params:
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from ((field.alias or name, field) for name, field in model.model_fields.items())
        else:
            yield parameter.alias, parameter.field_info
    for each in dependant.dependencies:
        yield from _query_parameters(each)


ONLY_KNOWN = Depends(_only_known)
"""For routes whose parameters are all declared."""


@dataclass(frozen=True, slots=True)
class ContentType:
    """A media type, and its parameters by their names; type and names are in lower case."""

    media_type: str
    parameters: Mapping[str, str]

    @property
    def charset(self) -> str:
        """Give the charset as it is written, UTF-8 where none is."""
        return self.parameters.get("charset", "utf-8")


def content_type_of(headers: Headers, default: str = "") -> ContentType:
    """Read the Content-Type among `headers`, `default` where there is none."""
    return _read_type(headers.get("content-type", default))


@lru_cache(maxsize=256)
def _read_type(field: str) -> ContentType:
    """Read the value of the field, as the reader of forms does it; nonsense is a media type that nobody knows.

    >>> sent = _read_type('Text/Turtle ;Charset = "UTF-16"')
    >>> sent.media_type, sent.charset, _read_type("text/csv").charset, _read_type("").media_type
    ('text/turtle', 'UTF-16', 'utf-8', '')
    """
    media_type, parameters = parse_options_header(field)
    return ContentType(_latin(media_type), {_latin(name): _latin(value) for name, value in parameters.items()})


def _latin(octets: bytes) -> str:
    return octets.decode("latin-1")


def refuse_codings(request: Request) -> None:
    """Answer 415 where the body comes in a content coding."""
    codings = ",".join(request.headers.getlist("content-encoding")).split(",")
    if any(each.strip().lower() not in ("", "identity") for each in codings):
        raise HTTPException(
            415, Sentence("Send the body as it is, without Content-Encoding."), {"Accept-Encoding": "identity"}
        )


def refuse_charset(content_type: ContentType, label: str) -> None:
    """Answer 415 where a text comes in another charset than UTF-8."""
    if content_type.charset.lower() not in _CHARSETS:
        raise HTTPException(
            415, Sentence("%(label)s is in %(charset)s. Send UTF-8.", label=label, charset=content_type.charset)
        )


class BodyLimit:
    """Refuses bodies of more than `limit` bytes, and those that have not come `within` so many seconds."""

    def __init__(self, app: ASGIApp, limit: int, within: float = 60.0) -> None:
        self.app, self.limit, self.within = app, limit, within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless its body is too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if declared.isdigit() and int(declared) > self.limit:
            await problem(413, "too-large", self._detail)(scope, receive, send)
            return
        try:
            await self.app(scope, self._counting(receive), send)
        except HTTPException as error:  # where the body was read before there was a route
            await on_http(Request(scope), error)(scope, receive, send)

    @property
    def _detail(self) -> str:
        return f"The body has more than {self.limit >> 20} MiB. Send less at once."

    def _counting(self, receive: Receive) -> Receive:
        size, deadline, is_whole = 0, 0.0, False

        async def counted() -> Message:
            nonlocal size, deadline, is_whole
            if is_whole:
                return await receive()
            deadline = deadline or get_running_loop().time() + self.within
            try:
                async with timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    408, Sentence("The body did not come within %(within)s s.", within=f"{self.within:g}")
                ) from None
            is_whole = not message.get("more_body", False)
            size += len(message.get("body", b""))
            if size > self.limit:
                raise HTTPException(413, self._detail)
            return message

        return counted
