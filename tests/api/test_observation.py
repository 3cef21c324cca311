"""What the operator sees of each request: the metrics and the log."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.http.observation import AccessLog, Observation
from kg.errors import KgError
from tests.api.conftest import TOKENS, authorised, copy_of, logged, serving
from tests.waiting import eventually

DOUBLED = "BIND('xxxxxxxxxxxxxxxx' AS ?t0) " + " ".join(
    f"BIND(CONCAT(?t{step}, ?t{step}) AS ?t{step + 1})" for step in range(40)
)
"""Takes all memory long before any time is over."""


@pytest.fixture(scope="module")
def log_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "access.jsonl"


@pytest.fixture(scope="module")
def watched(loaded: Path, log_path: Path) -> Iterator[httpx.Client]:
    settings = {"KG_TOKENS": f"steward:ana:{TOKENS['steward']}", "KG_QUERY_TIMEOUT": "3", "KG_QUERY_MEMORY": "256"}
    with serving(copy_of(loaded, "watched"), KG_ACCESS_LOG=str(log_path), **settings) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "rows"),
    [
        ("application/sparql-results+json", 500),
        ("application/sparql-results+xml", 500),
        ("text/csv", 500),
        ("text/tab-separated-values", 500),
    ],
)
def test_a_query_is_logged_with_its_rows(watched: httpx.Client, log_path: Path, accept: str, rows: int) -> None:
    query = f"SELECT * {{ ?s ?p ?o }} LIMIT {rows}"
    answer = watched.get("/sparql", params={"query": query}, headers={"accept": accept, "cache-control": "no-cache"})
    line = logged(log_path, answer.headers["kg-request"])
    expected = {"kind": "query", "rows": rows, "query": query, "status": 200, "outcome": "answered", "method": "GET"}
    assert expected.items() <= line.items()
    assert line["version"] == int(answer.headers["kg-version"])
    assert line["seconds"] > 0
    assert line["bytes"] > 0
    assert line["client"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("query", "outcome"),
    [
        ("SELECT nothing", "malformed query"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "time limit"),
        (f"SELECT (STRLEN(?t40) AS ?n) {{ {DOUBLED} }}", "memory limit"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "query failed"),
    ],
)
def test_the_log_says_how_it_ended(watched: httpx.Client, log_path: Path, query: str, outcome: str) -> None:
    def ended() -> bool:
        answer = watched.get("/sparql", params={"query": query})
        return bool(logged(log_path, answer.headers["kg-request"])["outcome"] == outcome)

    eventually(ended, f"it ends with {outcome}, also where time was short at first")


def test_a_result_that_breaks_off_is_logged_so(watched: httpx.Client, log_path: Path) -> None:
    query = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
    with watched.stream("GET", "/sparql", params=query) as answer, pytest.raises(httpx.RemoteProtocolError):
        for _ in answer.iter_bytes():
            pass
    assert logged(log_path, answer.headers["kg-request"])["outcome"] == "time limit"


def test_who_hangs_up_is_logged_so(watched: httpx.Client, log_path: Path) -> None:
    with watched.stream("GET", "/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}) as answer:
        next(answer.iter_raw())
    assert logged(log_path, answer.headers["kg-request"])["outcome"] == "hung up"


def test_an_update_and_what_is_kept_are_logged_so(watched: httpx.Client, log_path: Path) -> None:
    text = "INSERT DATA { GRAPH <urn:example:log> { <urn:a:a> <urn:a:b> 1 } }"
    done = watched.post("/sparql", data={"update": text}, headers=authorised())
    line = logged(log_path, done.headers["kg-request"])
    assert {"kind": "update", "outcome": "answered", "query": text}.items() <= line.items()
    assert TOKENS["steward"] not in log_path.read_text(encoding="utf-8")
    for outcome in ("answered", "cached"):
        answer = watched.get("/sparql", params={"query": "ASK {} # kept"})
        assert logged(log_path, answer.headers["kg-request"])["outcome"] == outcome


def test_a_line_is_one_line_whatever_is_asked(watched: httpx.Client, log_path: Path) -> None:
    query = 'ASK {} # \n{"id": "forged"}\r\n\u2028 \x1b[31m'
    answer = watched.get("/sparql", params={"query": query})
    assert logged(log_path, answer.headers["kg-request"])["query"] == query
    ids = [json.loads(text)["id"] for text in log_path.read_text(encoding="utf-8").splitlines()]
    assert "forged" not in ids
    assert len(ids) == len(set(ids))


def test_metrics_are_prometheus_text_and_count(watched: httpx.Client) -> None:
    def count() -> float:
        found = re.search(r'^kg_queries_total\{kind="query",outcome="answered"\} (\S+)', text(), re.MULTILINE)
        return float(found[1]) if found else 0.0

    def text() -> str:
        answer = watched.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=")
        return answer.text

    before = count()
    watched.get("/sparql", params={"query": "SELECT (1 AS ?one) {}"})
    assert count() == before + 1
    for name in ("kg_graph_version", "kg_workers_idle", "kg_workers_replaced", "kg_queries_waiting", "kg_cache_bytes"):
        assert re.search(rf"^{name} \d", text(), re.MULTILINE), name
    assert 'kg_http_requests_total{method="GET",route="/organisations/{name}"' not in text()


def test_strangers_cannot_make_the_metrics_grow(watched: httpx.Client) -> None:
    for number in range(20):
        watched.get(f"/nowhere/{number}/at/all")
        watched.get(f"/organisations/none-{number}")
        watched.request(f"M{number}", "/sparql")
    lines = watched.get("/metrics").text
    assert "none-7" not in lines
    assert "/nowhere/7" not in lines
    assert 'method="M7"' not in lines


def test_nobody_waits_for_whoever_takes_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.http.observation._UNWRITTEN", 100)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(KgError, match="cannot be written"):
        AccessLog(str(pipe))
    taking = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    log, scope = AccessLog(str(pipe)), {"type": "http", "method": "GET", "path": "/" + "x" * 1000}

    def write_more() -> bool:
        log.write(scope, Observation("1", 0.0), 0.0)
        return log.lost > 0

    eventually(write_more, "nobody takes them, and there is no room for more", pause=0)
    log.close()  # as the service does, and waits no longer than a moment
    os.set_blocking(taking, True)
    with os.fdopen(taking, encoding="utf-8") as pipe_end:
        lines = [json.loads(line)["path"] for line in pipe_end]  # until it is closed
    assert set(lines) == {scope["path"]}
    assert len(lines) > 100
