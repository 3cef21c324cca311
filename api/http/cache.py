"""Answers kept in memory for as long as the graph has the version they speak of (RFC 9111, a shared cache).

What carries a strong entity tag is decided by the version of the graph and the request alone, so it can be given
again without asking anybody. A new version makes all that is kept unreachable, and it is dropped.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.cache_keys import Key, Posted, key_of_get, key_of_post, may_be_kept
from api.http.observation import observed, route_of
from api.http.tags import is_strong, match_weakly, version_in

Headers = list[tuple[bytes, bytes]]

_OF_CONTENT = (b"content-length", b"content-type", b"content-encoding")


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
        return self._capacity // 8

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


class Cached:
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
        asked = dict(scope["headers"])
        wish = asked.get(b"cache-control", b"")
        is_open = len(asked) == len(scope["headers"]) and may_be_kept(asked)  # a header given twice is not in `asked`
        key = key_of_get(scope, asked) if is_open else None
        if scope["method"] == "POST" and is_open:
            receive, key = await key_of_post(scope, asked, receive, self._posted)
        if key is None:
            await self.app(scope, receive, send)
            return
        kept = None if b"no-cache" in wish else self._answers.find(self._version(scope), key)
        if kept is None:
            await self.app(scope, receive, _Keeper(self._answers, key, scope, send))
            return
        if scope["path"] == self._posted.path:
            observed(scope).kind = "query"
        await _give(kept, asked, scope, send)


async def _give(kept: Kept, asked: dict[bytes, bytes], scope: Scope, send: Send) -> None:
    seen = observed(scope)
    seen.cached, seen.route = True, kept.route
    tags = asked.get(b"if-none-match")
    unchanged = tags is not None and match_weakly((tags.decode("latin-1"),), kept.tag)
    status, body = (304, b"") if unchanged else (200, kept.body)
    headers = [each for each in kept.headers if not (unchanged and each[0] in _OF_CONTENT)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
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
