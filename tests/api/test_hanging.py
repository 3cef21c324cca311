"""With every process behind the service stopped, everybody has an answer in time, and the service ends when told to.

Stopped is what a process looks like that the machine has no memory or no time for.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import INSTALLED, copy_of, network_of, serving
from tests.processes import descendants, is_running, server_of
from tests.waiting import eventually

TIMEOUT, MARGIN = 3, 30
"""Seconds of the deadline of a query, and those beyond it that only a busy machine takes."""

ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/sparql?query=ASK%20%7B%7D", {}),
    ("POST", "/sparql", {"data": {"query": "SELECT * { ?s ?p ?o } LIMIT 5"}}),
    ("GET", "/graphs?default", {}),
    ("POST", "/validate", {"content": b"[]", "headers": {"content-type": "application/json"}}),
    ("GET", "/network/partnership/centrality/degree", {}),
]
"""What is answered by other processes: queries, graphs, checks and networks."""
NO_CACHE = {"cache-control": "no-cache"}


@pytest.fixture
def home(loaded: Path) -> Path:
    return copy_of(loaded, "hanging")


@pytest.fixture
def hanging(home: Path) -> Iterator[httpx.Client]:
    """A client of a service of which every kind of process has been started."""
    log = str(home.with_name("access.jsonl"))
    with serving(home, KG_QUERY_TIMEOUT=str(TIMEOUT), KG_WORKERS="1", KG_ACCESS_LOG=log, **INSTALLED) as client:
        client.headers.update(NO_CACHE)
        network_of(client, "/network/partnership")
        yield client


def answers(client: httpx.Client, asked: Iterable[tuple[str, str, dict[str, Any]]]) -> list[httpx.Response]:
    """What is answered to requests that are made at once."""

    def answer(method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        return client.request(method, path, **options)

    with ThreadPoolExecutor() as threads:
        return [each.result() for each in [threads.submit(answer, *each) for each in asked]]


def all_are_answered(client: httpx.Client) -> bool:
    return all(answer.is_success for answer in answers(client, ASKED))


def seconds_of(home: Path, answer: httpx.Response) -> float:
    """How long a request took, by the log of the service."""

    def found() -> list[float]:
        lines = home.with_name("access.jsonl").read_text(encoding="utf-8").splitlines()
        return [line["seconds"] for line in map(json.loads, lines) if line["id"] == answer.headers["kg-request"]]

    return eventually(found, "the request is in the log")[0]


def test_all_that_hangs_behind_the_service(hanging: httpx.Client, home: Path) -> None:
    eventually(lambda: all_are_answered(hanging), "everything is answered")
    server = server_of(home)
    stopped = list(descendants(server))
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)

    for answer in answers(hanging, ASKED):
        assert answer.status_code in (503, 504), answer.text
        assert seconds_of(home, answer) < TIMEOUT + MARGIN
    for path in ("/health", "/ready", "/metrics", "/organisations", "/places/busan"):
        assert hanging.get(path).is_success
    eventually(lambda: all_are_answered(hanging), "other processes have taken their places")
    eventually(lambda: not any(map(is_running, stopped)), "those that hung are gone")

    processes = [server, *descendants(server)]
    for pid in processes[1:]:
        os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor() as threads:
        last = threads.submit(answers, hanging, ASKED)
        os.kill(server, signal.SIGTERM)
        last.exception()
    eventually(lambda: not any(map(is_running, processes)), "the service has ended, and all of its processes")
    assert home.with_suffix(".log").read_text(encoding="utf-8").count("Timeout (") == 0  # it was not ended by force
