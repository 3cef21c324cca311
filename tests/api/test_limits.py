"""No request takes more than it may: time, memory, size; and others are answered meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.http.incoming import BodyLimit
from api.http.outgoing import SecurityHeaders
from tests.api.conftest import assert_problem, network_of
from tests.waiting import PATIENCE

HOURS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNDRED = " ".join(map(str, range(100)))
DOUBLED = "BIND('xxxxxxxxxxxxxxxx' AS ?t0) " + " ".join(
    f"BIND(CONCAT(?t{step}, ?t{step}) AS ?t{step + 1})" for step in range(40)
)


def test_a_query_over_its_time_is_ended_and_others_go_on(limited: httpx.Client) -> None:
    with ThreadPoolExecutor() as threads:
        slow = threads.submit(limited.get, "/sparql", params={"query": HOURS})
        assert limited.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        assert limited.get("/places/busan").status_code == 200
        assert not slow.done()
        body = assert_problem(slow.result(), 504, "time-limit")
    assert (body["limit"], body["value"]) == ("time", "3 s")


def test_an_answer_cut_off_does_not_look_complete(limited: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        limited.get("/sparql", params={"query": ENDLESS}, headers={"accept": "text/csv"})
    assert limited.get("/health").status_code == 200


def test_a_query_over_its_memory_is_ended(empty: httpx.Client) -> None:
    answer = empty.post("/sparql", data={"query": f"SELECT (STRLEN(?t40) AS ?n) {{ {DOUBLED} }}"})
    body = assert_problem(answer, 507, "memory-limit")
    assert (body["limit"], body["value"]) == ("memory", "256 MiB")


def test_a_query_that_nobody_waits_for_is_ended(empty: httpx.Client) -> None:
    """The server has one worker and gives a query ten minutes: had it gone on, the next would wait that long."""
    query = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {HUNDRED} }}' for i in range(8))} }}"
    for _ in range(2):  # one of them is set aside when it takes long, and makes room for another
        with pytest.raises(httpx.ReadTimeout):
            empty.get("/sparql", params={"query": query}, timeout=0.5)
        with pytest.raises(httpx.ReadTimeout):
            empty.post("/sparql", data={"query": query}, timeout=0.5)
    assert empty.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_query_nested_too_deeply_is_ended(empty: httpx.Client) -> None:
    nested = "SELECT * " + "{" * 200_000 + "}" * 200_000
    answer = empty.post("/sparql", content=nested, headers={"content-type": "application/sparql-query"})
    assert_problem(answer, 400, "query-failed")
    assert empty.get("/sparql", params={"query": "ASK {}"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/sparql", "application/sparql-query"),
        ("/sparql", "application/x-www-form-urlencoded"),
        ("/validate", "application/json"),
        ("/validate", "text/turtle"),
    ],
)
@pytest.mark.parametrize("how", ["declared", "chunked"])
def test_a_body_that_is_too_large_is_refused(limited: httpx.Client, path: str, media_type: str, how: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (b"x" * (1 << 16) for _ in range(17))

    content = b"".join(chunks()) if how == "declared" else chunks()
    answer = limited.post(path, content=content, headers={"content-type": media_type})
    body = assert_problem(answer, 413, "too-large")
    assert "1 MiB" in body["detail"]


def test_a_body_at_the_limit_is_read(limited: httpx.Client) -> None:
    padded = "ASK {}".ljust(1 << 20)
    answer = limited.post("/sparql", content=padded, headers={"content-type": "application/sparql-query"})
    assert answer.json()["boolean"] is True


async def size(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)


@pytest.mark.parametrize(
    ("number", "pause", "status", "kind"),
    [(2, 0.0, 200, ""), (2, 0.4, 408, "bad-request"), (20, 0.02, 408, "bad-request"), (5, 0.0, 413, "too-large")],
)
def test_a_body_has_its_time_and_its_size(number: int, pause: float, status: int, kind: str) -> None:
    """Also one that comes in small parts, each of them in time."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(number):
            yield b"x"
            await asyncio.sleep(pause)

    async def answer() -> httpx.Response:
        limited = BodyLimit(size, limit=100, within=0.2) if pause else BodyLimit(size, limit=4, within=PATIENCE)
        transport = httpx.ASGITransport(SecurityHeaders(limited))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.post("/", content=parts())

    answered = asyncio.run(answer())
    assert answered.status_code == status
    if kind:
        assert_problem(answered, status, kind)


@pytest.mark.parametrize("number", [1000, 1001, 1_000_000])
@pytest.mark.parametrize("way", ["address", "form"])
def test_parameters_are_few(empty: httpx.Client, number: int, way: str) -> None:
    text = "query=ASK%20%7B%7D" + "&a=" * (number - 1)
    if way == "address":
        answer = empty.get(f"/sparql?{text}"[:60_000])
    else:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = empty.post("/sparql", content=text, headers=headers)
    if number == 1000:
        assert answer.json()["boolean"] is True
    else:
        assert "1000 parameters" in assert_problem(answer, 400, "bad-request")["detail"]


def test_a_form_of_escapes_keeps_nobody_waiting(empty: httpx.Client) -> None:
    text = "query=" + "%20" * 3_000_000 + "ASK%7B%7D"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    with ThreadPoolExecutor() as threads:
        large, answered = threads.submit(empty.post, "/sparql", content=text, headers=headers), 0
        while not large.done():
            assert empty.get("/health").is_success
            answered += 1
        assert answered > 5, "others waited until it was read"
        assert large.result().json()["boolean"] is True


def test_a_network_is_cut_to_the_best_linked(limited: httpx.Client, server: httpx.Client) -> None:
    cut, whole = network_of(limited, "/network/partnership").json(), server.get("/network/partnership").json()
    assert cut["truncated"] is True
    assert whole["truncated"] is False
    assert len(cut["nodes"]) == 5
    assert cut["total_nodes"] == whole["total_nodes"] == len(whole["nodes"])
    kept = {node["id"] for node in cut["nodes"]}
    inside = [edge for edge in whole["edges"] if {edge["source"], edge["target"]} <= kept]
    assert cut["edges"] == inside


@pytest.mark.parametrize("rest", ["", ".gexf", "/centrality/degree", "/communities", "/ego/programmes/wmip"])
def test_a_network_with_too_many_edges_is_refused(limited: httpx.Client, rest: str) -> None:
    body = assert_problem(network_of(limited, f"/network/affiliation{rest}"), 507, "network-limit")
    assert (body["limit"], body["value"]) == ("edges", "50")
    assert "more than 50 edges" in body["detail"]
    assert "as_of" in body["detail"]
