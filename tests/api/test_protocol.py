"""HTTP as strangers speak it: slow, endless, wrong, all at once; nobody waits for them, and the log does not fill."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.http.outgoing import SECURITY_HEADERS
from api.http.protocol import HEAD_LIMIT, Guarded, break_off
from tests.api.conftest import ONTOLOGY, PROBLEM
from tests.api.wire import Address, send
from tests.waiting import PATIENCE, eventually

WITHIN = 0.5


GOOD = b"GET /good HTTP/1.1\r\nHost: x\r\n\r\n"


LAST = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Patient(Guarded):
    """Waits for a head however busy the machine is."""

    head_within = PATIENCE


class Hurried(Guarded):
    """Waits less long for a head than the service does."""

    head_within = taken_within = WITHIN


GIVEN_UP = Event()
"""Set when an answer without end is given no more."""


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the path and the size of the body, at once, after a while, only in part, or unread."""
    path, size = scope["path"], 0
    if path == "/broken":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begin", "more_body": True})
        break_off(scope)
        return
    if path == "/endless":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not await Request(scope, receive).is_disconnected():
            await send({"type": "http.response.body", "body": b"x" * 10_000, "more_body": True})
        GIVEN_UP.set()
        return
    with suppress(ClientDisconnect):
        size = 0 if path == "/unread" else len(await Request(scope, receive).body())
    if path == "/slow":
        await asyncio.sleep(2 * WITHIN)
    await PlainTextResponse(f"{path} {size}")(scope, receive, send)


@contextmanager
def speaking(protocol: type[Guarded]) -> Iterator[Address]:
    """Where a protocol is spoken without the service behind it."""
    config = uvicorn.Config(echo, http=protocol, ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found: Address = listener.getsockname()
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        yield found
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def hurried() -> Iterator[Address]:
    with speaking(Hurried) as found:
        yield found


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with speaking(Patient) as found:
        yield found


@pytest.fixture(autouse=True)
def _nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.WARNING)
    yield
    assert [each.getMessage() for each in caplog.get_records("call")] == []


def assert_problem_in(received: bytes, status: int, kind: str) -> None:
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), received[:500]
    assert f"content-type: {PROBLEM}".encode() in head
    assert all(b"%b: %b" % each in head for each in SECURITY_HEADERS)
    assert b"connection: close" in head.lower()
    told = json.loads(body)
    assert told["status"] == status
    assert told["type"] == f"{ONTOLOGY}/problems/{kind}"
    assert told["title"]
    assert told["detail"]


def bodies(received: bytes) -> list[bytes]:
    """The last lines of all answers."""
    return [each.rpartition(b"\r\n\r\n")[2] for each in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize("before", [b"", GOOD], ids=["first", "later"])
@pytest.mark.parametrize(
    "start", [b"", b"GET /a", b"GET / HTTP/1.1\r\nX: "], ids=["nothing", "half a line", "half a head"]
)
def test_a_slow_head_is_let_go(hurried: Address, before: bytes, start: bytes) -> None:
    """However much of it still comes: it never ends by itself."""
    began = time.monotonic()
    with socket.create_connection(hurried, timeout=PATIENCE) as connection:
        connection.sendall(before + start)

        def is_let_go() -> bool:
            try:
                connection.sendall(b"\r\n" if start == b"" else b"a")
            except ConnectionError:
                return True
            return False

        eventually(is_let_go, "the connection is closed", pause=WITHIN / 10)
    assert time.monotonic() - began > WITHIN


def test_a_head_that_comes_in_parts_is_read(address: Address) -> None:
    assert bodies(send(address, *(bytes([each]) for each in LAST), pause=0.002)) == [b"/last 0"]


def test_a_slow_head_behind_a_slow_answer_is_let_go_after_it(hurried: Address) -> None:
    received = send(hurried, GOOD.replace(b"good", b"slow") + b"GET /half HTTP/1.1\r\n")
    assert bodies(received) == [b"/slow 0"]


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * HEAD_LIMIT + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * HEAD_LIMIT + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * HEAD_LIMIT,
        b"GET / HTTP/1.1\r\nX: " + b"a" * 2 * HEAD_LIMIT,
    ],
    ids=["address", "header", "headers", "endless"],
)
def test_a_head_that_is_too_large_is_refused(address: Address, head: bytes) -> None:
    assert_problem_in(send(address, head), 431, "head-too-large")
    parts = [head[start : start + 5000] for start in range(0, len(head), 5000)]
    assert_problem_in(send(address, *parts[:14]), 431, "head-too-large")
    first, second = GOOD + head[:100], head[100 : 2 * HEAD_LIMIT]
    received = send(address, first, second, each_after=b"/good 0")
    assert_problem_in(received.partition(b"/good 0")[2], 431, "head-too-large")


def test_a_large_body_is_no_head(address: Address) -> None:
    post = b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000
    assert bodies(send(address, post % b"read", post % b"unread", LAST)) == [b"/read 300000", b"/unread 0", b"/last 0"]


def test_requests_sent_at_once_are_answered_in_order(address: Address) -> None:
    many = [b"/%d" % number for number in range(300)]
    sent = b"".join(GOOD.replace(b"/good", each) for each in many)
    assert bodies(send(address, sent + LAST)) == [*(each + b" 0" for each in many), b"/last 0"]


@pytest.mark.parametrize(
    "wrong",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5x\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(address: Address, wrong: bytes) -> None:
    assert_problem_in(send(address, wrong), 400, "bad-request")
    after = send(address, GOOD, wrong, each_after=b"/good 0")
    assert_problem_in(after.partition(b"/good 0")[2], 400, "bad-request")


@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"Host: x\r\nHost: x\r\n",
        b"Host: x\r\nX: y\r\nhOST: y\r\n",
        b"Host: x, y\r\n",
        b"Host: x,y\r\n",
        b"Host: x y\r\n",
        b"Host: http://x\r\n",
        b"Host: x/path\r\n",
        b"Host: x?query\r\n",
        b"Host: x#part\r\n",
        b"Host: user@x\r\n",
        b"Host: <script>\r\n",
        b'Host: x"\r\n',
        b"Host: x\xffy\r\n",
        b"Host: x\x00\r\n",
        b"Host: %zz\r\n",
        b"Host: [::1\r\n",
        b"Host: ::1\r\n",
        b"Host: [x]\r\n",
        b"Host: x:port\r\n",
        b"Host: x:80:80\r\n",
        b"Host: x:123456\r\n",
        b"Host: x:-1\r\n",
    ],
)
@pytest.mark.parametrize("rest", [b"\r\n", b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n"], ids=["plain", "upgrade"])
def test_a_request_says_once_and_well_which_host_it_asks(address: Address, hosts: bytes, rest: bytes) -> None:
    assert_problem_in(send(address, b"GET /good HTTP/1.1\r\n" + hosts + rest), 400, "bad-request")
    after = send(address, GOOD, b"GET /good HTTP/1.1\r\n" + hosts + rest, each_after=b"/good 0")
    assert_problem_in(after.partition(b"/good 0")[2], 400, "bad-request")


@pytest.mark.parametrize(
    "host",
    [
        b"x",
        b"",
        b"x.example:8000",
        b"127.0.0.1",
        b"[::1]:80",
        b"[::ffff:127.0.0.1]",
        b"x_y-z.~",
        b"xn--9n2bp8q:80",
        b"x:",
    ],
)
def test_every_host_that_can_be_is_taken(address: Address, host: bytes) -> None:
    assert bodies(send(address, LAST.replace(b"Host: x", b"Host: " + host))) == [b"/last 0"]


@pytest.mark.parametrize("hosts", [b"Host: x\r\nHost: x\r\n", b"Host: x y\r\n"])
def test_an_old_client_need_not_say_it_but_if_then_well(address: Address, hosts: bytes) -> None:
    assert_problem_in(send(address, b"GET /old HTTP/1.0\r\n" + hosts + b"\r\n"), 400, "bad-request")


def test_nonsense_behind_an_answer_under_way_does_not_get_into_it(address: Address) -> None:
    received = send(address, GOOD + GOOD.replace(b"good", b"slow") + b"nonsense\r\n\r\n")
    assert received.count(b"HTTP/1.1") <= 1


@pytest.mark.parametrize("wish", [b"h2c", b"websocket", b"TLS/1.0"])
def test_an_upgrade_is_passed_over(address: Address, wish: bytes) -> None:
    asked = (
        b"POST /up HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: " + wish + b"\r\nContent-Length: 3\r\n\r\nabc"
    )
    assert bodies(send(address, asked + asked, LAST)) == [b"/up 3", b"/up 3", b"/last 0"]


def test_a_tunnel_is_refused(address: Address) -> None:
    assert_problem_in(send(address, b"CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n"), 400, "bad-request")


def test_an_answer_broken_off_is_seen_to_be(address: Address) -> None:
    received = send(address, GOOD.replace(b"good", b"broken"))
    assert b"begin" in received
    assert not received.endswith(b"0\r\n\r\n")


def test_http_1_0_is_answered_and_closed(address: Address) -> None:
    received = send(address, b"GET /old HTTP/1.0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200")
    assert bodies(received) == [b"/old 0"]


@pytest.mark.parametrize(("path", "is_sent"), [(b"/good", True), (b"/unread", False)])
def test_who_waits_before_the_body_is_told_or_let_go(address: Address, path: bytes, *, is_sent: bool) -> None:
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n" % path
    received = send(address, head, *([b"abc" + LAST] if is_sent else []), each_after=b"100 Continue")
    assert (b"100 Continue" in received) is is_sent
    assert (b"/last" in received) is is_sent


def test_a_client_that_does_not_take_its_answer_is_let_go(hurried: Address) -> None:
    with socket.create_connection(hurried) as client:
        client.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        assert GIVEN_UP.wait(PATIENCE)
        with suppress(ConnectionResetError):
            while client.recv(1 << 16):  # what the system holds, and then no more
                pass
