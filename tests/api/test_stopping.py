"""A service that is stopped answers what is under way, leaves no process, and says nothing in its log."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import INSTALLED, assert_problem, copy_of, serving
from tests.conftest import RunKg
from tests.processes import descendants, is_running, server_of
from tests.waiting import PATIENCE, eventually

HOURS_OF_COUNTING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def idle_workers(client: httpx.Client) -> float:
    [line] = re.findall(r"^kg_workers_idle .*", client.get("/metrics").text, re.MULTILINE)
    return float(line.split()[1])


@pytest.mark.parametrize("group", [False, True], ids=["the service alone", "all processes, as systemd does"])
def test_a_query_under_way_is_told(loaded: Path, group: bool) -> None:
    home = copy_of(loaded, f"stopping-{group}")
    with serving(home, **INSTALLED) as client, ThreadPoolExecutor() as threads:
        server = server_of(home)
        eventually(lambda: idle_workers(client) == 2, "the workers are there")
        asked = threads.submit(client.get, "/sparql", params={"query": HOURS_OF_COUNTING})
        eventually(lambda: idle_workers(client) == 1, "the query is under way")
        processes = [server, *descendants(server)]
        for pid in processes if group else [server]:
            os.kill(pid, signal.SIGTERM)
        told = assert_problem(asked.result(PATIENCE), 503, "unavailable")
        assert told["detail"] == "The service is being stopped."
        eventually(lambda: not any(map(is_running, processes)), "no process is left behind")
    assert "Traceback" not in home.with_suffix(".log").read_text(encoding="utf-8")


HANGING = """
import time, uvicorn
from api import serving
serving._LAST = 1.0

async def app(scope, receive, send):
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
        print("ready", flush=True)
    time.sleep(3600)

serving.Server(uvicorn.Config(app, port=0, log_level="critical")).run()
"""
"""A service that hangs where it should close what it opened."""


def test_a_service_that_hangs_at_its_end_is_ended_and_says_where(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-c", HANGING], stdout=subprocess.PIPE, stderr=log)
    with server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        server.terminate()
        assert server.wait(PATIENCE) == 1
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Timeout" in said
    assert "in app" in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KG_TOKENS", "steward:ana:short", "Entry 1 of KG_TOKENS"),
        ("KG_ACCESS_LOG", "/nowhere/access.log", "KG_ACCESS_LOG: /nowhere/access.log cannot be written"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_loaded(
    kg_process: RunKg, tmp_path: Path, name: str, value: str, said: str
) -> None:
    done = kg_process("--home", tmp_path / "home", "serve", "--port", "0", **{name: value})
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "home").exists()
