"""Whatever is sent: an answer that says what is wrong, never a fault of ours."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.api.conftest import PROBLEM
from tests.waiting import PATIENCE

ROUTES = [
    "/{}",
    "/organisations/{}",
    "/funders/{}",
    "/datasets/{}",
    "/ontology/{}",
    "/network/{}",
    "/network/funding/{}",
    "/network/funding/centrality/{}",
    "/network/funding/ego/{}",
    "/network/funding/path?from={}&to=organisations/innovate-uk",
    "/network/funding?format={}",
    "/network/funding?as_of={}",
    "/network/funding?min_confidence={}",
    "/organisations?q={}",
    "/organisations?kind={}",
    "/organisations?part_of={}",
    "/organisations?label={}",
    "/organisations?sort={}",
    "/organisations?cursor={}",
    "/organisations?limit={}",
    "/contributions?amount={}",
    "/documents?published={}",
    "/organisations?{}=1",
    "/search?q={}",
    "/search?q=a&type={}",
    "/sparql?query={}",
    "/sparql?query=ASK%7B%7D&default-graph-uri={}",
]
TEXTS = {
    "nul": "\x00",
    "controls": "\x01\x1b[31m\x7f",
    "line breaks": "a\r\nSet-Cookie: x=1\r\n\r\nbody",
    "traversal": "../../../../etc/passwd",
    "dots": "..",
    "suffix traversal": "innovate-uk../../x",
    "percent": "%",
    "percent twice": "%2500",
    "template": "{{7*7}}${7*7}",
    "sparql": "x> } INSERT DATA { <a:a> <a:b> <a:c> } #",
    "quotes": "'\"`\\",
    "korean": "한국전자통신연구원",
    "direction": "\u202e\u0000\ufeff",
    "astral": "🏴󠁧󠁢󠁷󠁬󠁳󠁿" * 10,
    "long": "a" * 20_000,
    "number": "9" * 5_000,
    "negative": "-1",
    "exponent": "1e999",
    "nan": "nan",
    "iri": "https://w3id.org/innovation-kg/organisations/innovate-uk",
    "other iri": "javascript:alert(1)//://",
    "spaces": "  ",
    "slashes": "//evil.example//",
}


def hold(answer: httpx.Response) -> None:
    """No fault of ours, a problem document for every failure, and nothing from the inside."""
    assert answer.status_code < 500, answer.text
    assert "set-cookie" not in answer.headers
    assert "Traceback" not in answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["status"] == answer.status_code
        assert answer.json()["detail"]


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_anywhere_in_the_address(server: httpx.Client, name: str) -> None:
    for route in ROUTES:
        for address in (quote(TEXTS[name], safe=""), quote(TEXTS[name])):
            hold(server.get(route.format(address)))


@pytest.mark.parametrize("encoded", ["%FF", "%ED%A0%80", "%C0%AF", "%u0041", "%", "%2", "%00", "%0d%0aX-Y:1", "%E2%82"])
def test_bytes_that_are_no_text(server: httpx.Client, encoded: str) -> None:
    for route in ROUTES:
        hold(server.get(httpx.URL(f"{server.base_url}{route.format(encoded)}".replace("///", "//"))))


def test_very_many_parameters(server: httpx.Client) -> None:
    many = "&".join(f"label=p{number}" for number in range(1_000))
    for path in ("/organisations", "/network/funding", "/search", "/sparql"):
        hold(server.get(f"{path}?{many}"))
    assert server.get(f"/organisations?{many}&label=Innovate+UK").json()["total"] > 0


@pytest.mark.parametrize(
    "value", ["텍스트".encode(), b"\xff\xfe", b"a" * 10_000, b"*/*," * 2_000, b"text/*;q=1e400", b";q"]
)
@pytest.mark.parametrize("header", ["accept", "if-none-match", "content-type", "accept-encoding", "cookie"])
def test_hostile_headers(server: httpx.Client, header: str, value: bytes) -> None:
    for path in ("/places", "/places/busan", "/network/funding", "/ontology/roles", "/sparql?query=ASK%7B%7D"):
        hold(server.get(path, headers={header.encode(): value}))
    for path in ("/sparql", "/validate"):
        hold(server.post(path, content=b"{}", headers={header.encode(): value}))


@pytest.mark.parametrize(
    "host", ["a b", 'x"y', "<script>", "[::1", "x:y:z", "", "a/b?c#d", "\\", "x:99999999", "evil.example/..", "é", "{}"]
)
def test_hostile_hosts(server: httpx.Client, host: str) -> None:
    for path in ("/", "/places.jsonld", "/places?limit=1", "/.well-known/void", "/sparql", "/places/", "/funders/x"):
        status, head = raw(server, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert 200 <= status < 500, (path, head)


def raw(server: httpx.Client, request: bytes) -> tuple[int, bytes]:
    with socket.create_connection((server.base_url.host, server.base_url.port or 80), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b"".join(_received(connection))
    return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[0]


def _received(connection: socket.socket) -> Iterator[bytes]:
    while part := connection.recv(1 << 16):
        yield part


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET  HTTP/1.1",
        b"GET http://[::1 HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"\x16\x03\x01",
        b"GET *",
    ],
)
def test_what_is_not_http_is_refused(server: httpx.Client, request_line: bytes) -> None:
    status, _ = raw(server, request_line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert 400 <= status < 500


def test_a_header_cannot_be_smuggled_into_the_answer(server: httpx.Client) -> None:
    for path in ("/funders/x%0d%0aX-Evil:1", "/places/%0d%0aX-Evil:1/", "/names?limit=1&q=%0d%0aX-Evil:1%20a"):
        _, head = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b"\r\nx-evil" not in head.lower()


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "/places//", "/funders//evil.example", "/funders/%2f%2fevil.example", "/%5Cevil.example/"],
)
def test_a_redirect_stays_here(server: httpx.Client, path: str) -> None:
    _, head = raw(server, f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
    for line in head.lower().splitlines():
        if line.startswith(b"location: "):
            target = httpx.URL("http://here/").join(line.removeprefix(b"location: ").decode())
            assert target.host == "here"
