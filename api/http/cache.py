"""Answers kept in memory for as long as the graph has the version they speak of (RFC 9111, a shared cache).

What carries a strong entity tag is decided by the version of the graph and the request alone, so it can be given
again without asking anybody. A new version makes all that is kept unreachable, and it is dropped. Under which key an
answer is kept, the request decides: two that cannot have different answers have one key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.incoming import Pairs, UnreadableParameters, read_pairs
from api.http.observation import observed, route_of
from api.http.responses import is_any, is_strong, match_weakly, version_in
from api.http.session import ACTIVE_SESSION
from api.http.visitor import audience_of

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, Pairs, tuple[bytes, ...]]

_OF_CONTENT = (b"content-length", b"content-type", b"content-encoding")
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


def _may_be_kept(headers: dict[bytes, bytes]) -> bool:
    """Tell whether a request may be answered from memory, and be remembered."""
    if b"no-store" in headers.get(b"cache-control", b"") or b"if-match" in headers:
        return False
    tags = headers.get(b"if-none-match")
    return tags is None or not is_any((tags.decode("latin-1"),))


def _key_of_get(scope: Scope, headers: dict[bytes, bytes]) -> Key | None:
    """Make the key of a request by its address, None where it has none."""
    text: bytes = scope["query_string"]
    if scope["method"] != "GET" or len(text) > _LONGEST:
        return None
    try:
        return scope["path"], _in_any_order(read_pairs(text)), _varying(scope, headers)
    except UnreadableParameters:
        return None


async def _key_of_post(
    scope: Scope, headers: dict[bytes, bytes], receive: Receive, posted: Posted
) -> tuple[Receive, Key | None]:
    """Make the key of a request by its body, the same as if the address said it; None where it has none.

    What is given first takes the place of `receive`, and gives the body again.
    """
    media_type = headers.get(b"content-type", b"").lower()  # one with parameters is none of these
    if scope["path"] != posted.path or media_type not in (posted.form, posted.direct) or not _is_short(headers):
        return receive, None
    message = await receive()
    messages = [message]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    if message["type"] != "http.request" or message.get("more_body", False):
        return again, None
    pairs = _pairs(scope, message.get("body", b""), posted, is_form=media_type == posted.form)
    if posted.parameter not in (name for name, _ in pairs):
        return again, None
    return again, (posted.path, _in_any_order(pairs), _varying(scope, headers))


def _is_short(headers: dict[bytes, bytes]) -> bool:
    length = headers.get(b"content-length", b"")
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


def _varying(scope: Scope, headers: dict[bytes, bytes]) -> tuple[bytes, ...]:
    audience = audience_of(scope).encode()
    return scope["scheme"].encode(), audience, *(headers.get(name, b"") for name in _VARYING)


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer."""

    headers: Headers
    tag: str
    body: bytes
    route: str


class KeptAnswers:
    """The answers of one version of the graph, the least lately used dropped first; `capacity` in bytes."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._version = -1
        self.size = self.hits = self.misses = 0

    @property
    def largest(self) -> int:
        """Bytes of an answer that is still kept."""
        return self._capacity // 4

    def find(self, version: int, key: Key) -> Kept | None:
        """Give the answer of a version, if it is there."""
        answer = self._kept.get(key) if version == self._version else None
        if answer is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return answer

    def keep(self, version: int, key: Key, answer: Kept) -> None:
        """Keep an answer of a version, unless there is a newer one."""
        if version < self._version:
            return
        if version > self._version:
            self._kept.clear()
            self._version, self.size = version, 0
        before = self._kept.pop(key, None)
        self._kept[key] = answer
        self.size += _cost(key, answer) - (_cost(key, before) if before else 0)
        while self.size > self._capacity:
            self.size -= _cost(*self._kept.popitem(last=False))


class AnswerCache:
    """Gives again what was answered before; `version` tells the newest version of the graph.

    `posted` is what counts as the same whether it comes by GET or POST.
    """

    def __init__(self, app: ASGIApp, answers: KeptAnswers, version: Callable[[Scope], int], posted: Posted) -> None:
        self.app, self._answers, self._version, self._posted = app, answers, version, posted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on and keep the answer."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "POST"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        wish = headers.get(b"cache-control", b"")
        is_distinct = len(headers) == len(scope["headers"])  # of a header that comes twice only one is in `headers`
        is_open = (
            is_distinct and _may_be_kept(headers) and ACTIVE_SESSION not in scope
        )  # what somebody sees is theirs alone
        key = _key_of_get(scope, headers) if is_open else None
        if scope["method"] == "POST" and is_open:
            receive, key = await _key_of_post(scope, headers, receive, self._posted)
        if key is None:
            await self.app(scope, receive, send)
            return
        answer = None if b"no-cache" in wish else self._answers.find(self._version(scope), key)
        if answer is None:
            await self.app(scope, receive, _Keeper(self._answers, key, scope, send))
            return
        if scope["path"] == self._posted.path:
            observed(scope).kind = "query"
        await _give(answer, headers, scope, send)


async def _give(answer: Kept, headers: dict[bytes, bytes], scope: Scope, send: Send) -> None:
    observation = observed(scope)
    observation.cached, observation.route = True, answer.route
    tags = headers.get(b"if-none-match")
    unchanged = tags is not None and match_weakly((tags.decode("latin-1"),), answer.tag)
    status, body = (304, b"") if unchanged else (200, answer.body)
    answer_headers = [each for each in answer.headers if not (unchanged and each[0] in _OF_CONTENT)]
    await send({"type": "http.response.start", "status": status, "headers": answer_headers})
    await send({"type": "http.response.body", "body": body})


class _Keeper:
    """Passes an answer on, and keeps it if it is complete, not too large, and has a strong tag."""

    def __init__(self, answers: KeptAnswers, key: Key, scope: Scope, send: Send) -> None:
        self._answers, self._key, self._scope, self._send = answers, key, scope, send
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self._size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            is_good = message["status"] == 200 and is_strong(_tag(message["headers"]))
            self._start = {**message, "headers": list(message["headers"])} if is_good else None
        elif self._start is not None:
            self._gather(message.get("body", b""), is_last=not message.get("more_body", False))
        await self._send(message)

    def _gather(self, part: bytes, *, is_last: bool) -> None:
        self._size += len(part)
        if self._size > self._answers.largest:
            self._start, self._parts = None, []
            return
        self._parts.append(part)
        if is_last and self._start is not None:
            headers, body = self._start["headers"], b"".join(self._parts)
            headers = [*(each for each in headers if each[0] != b"content-length")]
            headers.append((b"content-length", str(len(body)).encode()))
            tag = _tag(headers)
            self._answers.keep(version_in(tag), self._key, Kept(headers, tag, body, route_of(self._scope)))


def _tag(headers: Headers) -> str:
    return next((value.decode("latin-1") for name, value in headers if name == b"etag"), "")


def _cost(key: Key, answer: Kept) -> int:
    """Estimate the bytes that an answer takes with its key; 1,000 are for the objects."""
    return 1000 + len(answer.body) + sum(len(name) + len(value) for name, value in key[1])
