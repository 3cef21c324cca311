"""The service as strangers speak to it over HTTP: what it answers, and that its log does not fill."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.http.protocol import HEAD_LIMIT
from tests.api.conftest import serving
from tests.api.wire import Address, send
from tests.waiting import PATIENCE

ROWS = "".join(f"VALUES ?v{number} {{ {' '.join(map(str, range(100)))} }}" for number in range(8))


QUERY = b"Host: x\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("strangers") / "home"


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[httpx.Client]:
    with serving(home, KG_DATA="", KG_BODY_LIMIT="1", KG_QUERY_TIMEOUT="3") as client:
        yield client


@pytest.fixture
def door(served: httpx.Client) -> Address:
    return served.base_url.host, served.base_url.port or 80


def test_the_service_answers_http_1_0(door: Address) -> None:
    received = send(door, b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200")
    assert b'"boolean":true' in received
    received = send(door, b"POST /sparql HTTP/1.0\r\n" + QUERY + b"Content-Length: 6\r\n\r\nASK {}")
    assert b'"boolean":true' in received


def test_a_connection_is_kept_after_errors(door: Address) -> None:
    asked = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
    large = b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: 2000000\r\n\r\n" + b"x" * 2_000_000
    wrong = b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: 3\r\n\r\nASK"
    missing = b"GET /nothing/here HTTP/1.1\r\nHost: x\r\n\r\n"
    received = send(door, missing, wrong, large, asked + b"\r\n", asked + b"Connection: close\r\n\r\n")
    statuses = [int(each[:3]) for each in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [404, 400, 413, 200, 200]


def test_who_asks_before_sending_too_much_is_not_told_to(door: Address) -> None:
    head = b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n"
    received = send(door, head)
    assert received.startswith(b"HTTP/1.1 413")
    assert b"100 Continue" not in received


def test_the_log_does_not_fill(served: httpx.Client, door: Address, home: Path) -> None:
    """Whatever clients break, nothing is said of it but in the access log, which is off; who is refused is named."""
    for _ in range(3):
        send(door, b"nonsense\r\n\r\n")
        send(door, b"GET / HTTP/1.1\r\nX: " + b"a" * 2 * HEAD_LIMIT)
        for path in (b"/sparql", b"/validate", b"/graphs?graph=urn:a"):
            with socket.create_connection(door, timeout=PATIENCE) as connection:
                connection.sendall(b"POST " + path + b" HTTP/1.1\r\n" + QUERY + b"Content-Length: 50\r\n\r\nASK")
    with pytest.raises(httpx.RemoteProtocolError):
        served.post("/sparql", data={"query": f"SELECT * {{ {ROWS} }}"}, headers={"accept": "text/csv"})
    assert served.get("/health").is_success
    lines = home.with_suffix(".log").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("refused: nobody known at 127.0.0.1, POST /graphs: ") for line in lines)
    assert len(lines) <= 3
