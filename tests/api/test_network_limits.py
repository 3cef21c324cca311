"""What takes hours on a network is ended at the deadline or when the client hangs up, and holds up nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.desk import load
from kg.settings import Settings
from kg.workspace import Workspace
from tests.api.conftest import INSTALLED, assert_problem, network_of, serving
from tests.generator import crowd, write_dataset
from tests.processes import descendants, proc, server_of
from tests.waiting import eventually

HOURS = "/network/partnership/communities"
MANY = {"runs": "100"}
TIMEOUT = 8
MARGIN = 10
"""Seconds over the deadline, by the clock of the service, that only a busy machine takes."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowded")
    write_dataset(folder / "data" / "crowd", crowd(1_200))
    workspace = Workspace(Settings(home=folder / "home", data=folder / "data"))
    with workspace.repository() as repository:
        load(repository, workspace.intake())
    return folder / "home"


@pytest.fixture(scope="module")
def crowded(home: Path) -> Iterator[httpx.Client]:
    settings = {"KG_QUERY_TIMEOUT": str(TIMEOUT), "KG_NETWORK_WORKERS": "1", "KG_DATA": "", **INSTALLED}
    with serving(home, KG_ACCESS_LOG=str(home.with_name("access.jsonl")), **settings) as client:
        assert network_of(client, "/network/affiliation").json()["total_nodes"] == 1201
        yield client


def logged(home: Path, **said: Any) -> dict[str, Any]:
    """Wait for the line of a request of which the log says this."""

    def lines() -> list[dict[str, Any]]:
        text = home.with_name("access.jsonl").read_text(encoding="utf-8")
        return [line for line in map(json.loads, text.splitlines()) if said.items() <= line.items()]

    return eventually(lines, f"the log says {said}")[0]


def analysts(home: Path) -> set[int]:
    """The processes that compute networks; those they are forked from have the same command line."""
    return {pid for pid in descendants(server_of(home)) if b"worker.networks" in proc(pid, "cmdline")}


def test_it_is_ended_at_the_deadline_while_others_are_answered(crowded: httpx.Client, home: Path) -> None:
    with ThreadPoolExecutor() as threads:
        slow = threads.submit(crowded.get, HOURS, params=MANY)
        assert crowded.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
        assert crowded.get("/network/funding").json()["edges"] == []
        assert not slow.done()
        body = assert_problem(slow.result(), 504, "time-limit")
    assert body["detail"].startswith(f"The network ran over its time limit of {TIMEOUT} s")
    assert TIMEOUT <= logged(home, path=HOURS, status=504)["seconds"] < TIMEOUT + MARGIN
    assert network_of(crowded, "/network/affiliation/communities").is_success


def test_it_is_ended_with_its_process_when_the_client_hangs_up(crowded: httpx.Client, home: Path) -> None:
    before = analysts(home)
    with pytest.raises(httpx.ReadTimeout):
        crowded.get(HOURS, params={**MANY, "min_confidence": "stated"}, timeout=0.5)
    line = logged(home, path=HOURS, outcome="hung up")
    assert line["seconds"] < TIMEOUT
    eventually(lambda: analysts(home) != before, "the process is ended")
