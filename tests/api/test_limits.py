"""No request takes more than it may: time, memory, size; and others are answered meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.api.conftest import assert_problem

HOURS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNDRED = " ".join(map(str, range(100)))
DOUBLED = "BIND('xxxxxxxxxxxxxxxx' AS ?t0) " + " ".join(
    f"BIND(CONCAT(?t{step}, ?t{step}) AS ?t{step + 1})" for step in range(40)
)


def test_a_query_over_its_time_is_ended_and_others_go_on(limited: httpx.Client) -> None:
    with ThreadPoolExecutor() as threads:
        slow = threads.submit(limited.get, "/sparql", params={"query": HOURS})
        time.sleep(0.2)
        assert not slow.done()
        assert limited.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        assert limited.get("/places/busan").status_code == 200
        body = assert_problem(slow.result(), 504, "time-limit")
    assert (body["limit"], body["value"]) == ("time", "2 s")


def test_an_answer_cut_off_does_not_look_complete(limited: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        limited.get("/sparql", params={"query": ENDLESS}, headers={"accept": "text/csv"})
    assert limited.get("/health").status_code == 200


def test_a_query_over_its_memory_is_ended(empty: httpx.Client) -> None:
    answer = empty.post("/sparql", data={"query": f"SELECT (STRLEN(?t40) AS ?n) {{ {DOUBLED} }}"})
    body = assert_problem(answer, 507, "memory-limit")
    assert (body["limit"], body["value"]) == ("memory", "256 MiB")


def test_a_query_that_nobody_waits_for_is_ended(empty: httpx.Client) -> None:
    """The server has one worker and gives a query 30 seconds: had it gone on, the next would wait that long."""
    query = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {HUNDRED} }}' for i in range(8))} }}"
    with pytest.raises(httpx.ReadTimeout):
        empty.get("/sparql", params={"query": query}, timeout=0.5)
    with pytest.raises(httpx.ReadTimeout):
        empty.post("/sparql", data={"query": query}, timeout=0.5)
    assert empty.get("/sparql", params={"query": "ASK {}"}, timeout=15).status_code == 200


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


def test_a_network_is_cut_to_the_best_linked(limited: httpx.Client, server: httpx.Client) -> None:
    cut, whole = limited.get("/network/partnership").json(), server.get("/network/partnership").json()
    assert cut["truncated"] is True
    assert whole["truncated"] is False
    assert len(cut["nodes"]) == 5
    assert cut["total_nodes"] == whole["total_nodes"] == len(whole["nodes"])
    kept = {node["id"] for node in cut["nodes"]}
    inside = [edge for edge in whole["edges"] if {edge["source"], edge["target"]} <= kept]
    assert cut["edges"] == inside
