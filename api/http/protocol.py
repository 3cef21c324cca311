"""HTTP/1.1 as uvicorn speaks it, with what a server for strangers needs besides."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import httptools
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.http.outgoing import with_security_headers
from api.http.problems import problem

HEAD_LIMIT = 64 * 1024
"""Bytes that the head of a request may have."""

_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*)(?::[0-9]{0,5})?")
"""A host and a port (RFC 3986, section 3.2.2), without the marks that a name may have and none has."""

_BREAK_OFF = "kg.break_off"


def break_off(scope: Scope) -> None:
    """End the connection in the middle of an answer, by which the client sees that it is not whole."""
    if _BREAK_OFF in scope:
        scope[_BREAK_OFF]()


class Guarded(HttpToolsProtocol):
    """Lets go of clients that never finish the head of a request, make it endless, or do not say whom they ask.

    So it does of those that do not take their answer. What is no HTTP is answered, but not logged: there is no end to
    it. Wishes to go on in another protocol are passed over (RFC 9110, section 7.8); every client in Java has one.
    """

    head_within: ClassVar[float] = 10.0
    """Seconds in which a client must have sent the head of a request, from the connection or its first byte on."""

    taken_within: ClassVar[float] = 60.0
    """Seconds in which a client must take what was sent to it, where that is more than the system holds for it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(_Gathered(transport, self.loop))  # type: ignore[arg-type]
        self._clock: asyncio.TimerHandle | None = None
        self._untaken: asyncio.TimerHandle | None = None
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request, or of several."""
        self._unset_keepalive_if_required()
        while data and not self.transport.is_closing():
            try:
                self.parser.feed_data(data)
                break
            except httptools.HttpParserUpgrade as upgrade:
                data = self._without_upgrade() + data[upgrade.args[0] :]
            except httptools.HttpParserError as error:
                self._refuse(_REFUSALS.get(type(error.__context__), _MALFORMED))
        if self._is_head:
            self._head += len(data)
            if self._head > HEAD_LIMIT:
                self._refuse(_TOO_LARGE)
        elif self._clock is None and self._is_idle():  # empty lines, or a body that nobody wants any more
            self._clock = self.loop.call_later(self.head_within, self._let_go)

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """Stop to wait for the head."""
        self._stop()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_LIMIT:
            raise _HeadTooLargeError
        self._demand_one_host()
        super().on_headers_complete()
        if not self.parser.should_upgrade():
            self.scope[_BREAK_OFF] = partial(_break_off, self.cycle)  # type: ignore[literal-required]

    def on_response_complete(self) -> None:
        """Go on to the next request; but not where the client may send a body or not, and would not say so."""
        super().on_response_complete()
        if self.expect_100_continue and self.cycle.response_complete and self.cycle.more_body:
            self.transport.close()

    def pause_writing(self) -> None:
        """Send no more for now, and begin to wait for the client."""
        super().pause_writing()
        self._untaken = self.loop.call_later(self.taken_within, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on to send."""
        self._is_taken()
        super().resume_writing()

    def _is_taken(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop()
        self._is_taken()
        super().connection_lost(exc)

    def _demand_one_host(self) -> None:
        """Refuse a head without a host, with several or with none that can be (RFC 9112, section 3.2)."""
        hosts = [value for name, value in self.headers if name == b"host"]
        is_old = not hosts and self.parser.get_http_version() == "1.0"
        if not is_old and (len(hosts) != 1 or not _HOST.fullmatch(hosts[0])):
            raise _HostError

    def _should_upgrade(self) -> bool:
        """Have the parser stop at such a head, behind which it would not find the body."""
        return True

    def _without_upgrade(self) -> bytes:
        """Begin the request anew, without its wish for another protocol."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse(_MALFORMED)
            return b""
        version = self.parser.get_http_version().encode()
        headers = (b"%b: %b\r\n" % each for each in self.headers if each[0] != b"upgrade")
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        return b"%b %b HTTP/%b\r\n%b\r\n" % (method, self.url, version, b"".join(headers))

    def _await_head(self) -> None:
        self._stop()
        self._is_head, self._head = True, 0
        self._clock = self.loop.call_later(self.head_within, self._let_go)

    def _is_idle(self) -> bool:
        return self.cycle is not None and self.cycle.response_complete

    def _stop(self) -> None:
        self._is_head = False
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _let_go(self) -> None:
        """Close, after the answers that are owed."""
        if self.cycle is None or self._is_idle():
            self.transport.close()
        else:
            self.cycle.keep_alive = False

    def _refuse(self, answer: bytes) -> None:
        """Answer what is no request and close, without a word where it would get into an answer under way."""
        self._stop()
        is_amid = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if not is_amid and not self.pipeline:
            self.transport.write(answer)
        self.transport.close()


def _break_off(cycle: RequestResponseCycle) -> None:
    cycle.disconnected = True  # or uvicorn takes it for a mistake, and says so in the log
    cycle.transport.close()


class _HeadTooLargeError(Exception):
    """The head of a request is complete, and has more bytes than it may have."""


class _HostError(Exception):
    """The head of a request does not say, in one form and once, which host is asked."""


class _Gathered:
    """A transport that sends what is written within one turn of the loop together: head and body of an answer."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(data)

    def close(self) -> None:
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._parts:
            parts, self._parts = self._parts, []
            if not self._transport.is_closing():  # the client may have hung up in this turn
                self._transport.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def _as_bytes(status: int, kind: str, detail: str) -> bytes:
    """Write out a problem document where there is no request yet, and so no application to give it."""
    answer = problem(status, kind, detail, headers={"Connection": "close"})
    head = b"".join(b"%b: %b\r\n" % each for each in with_security_headers(answer.raw_headers))
    return STATUS_LINE[status] + head + b"\r\n" + bytes(answer.body)


_MALFORMED = _as_bytes(400, "bad-request", "This is not HTTP/1.1.")
_TOO_LARGE = _as_bytes(
    431, "head-too-large", f"The head of a request has {HEAD_LIMIT >> 10} KiB at most. Send a long query with POST."
)
_HOSTLESS = _as_bytes(
    400, "bad-request", "A request has one Host header, with a name or an address and perhaps a port."
)
_REFUSALS: Mapping[type, bytes] = {_HeadTooLargeError: _TOO_LARGE, _HostError: _HOSTLESS}
