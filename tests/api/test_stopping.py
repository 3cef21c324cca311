"""A service that is stopped answers what is under way, leaves no process, and says nothing in its log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.api.conftest import ROOT, assert_problem, copy_of, environment, serving
from tests.processes import children, descendants, proc, stat

HOURS_OF_COUNTING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def until_gone(pids: list[int]) -> None:
    limit = time.monotonic() + 30
    while any(stat(pid)[:1] not in ([], ["Z"]) for pid in pids):
        assert time.monotonic() < limit, "a process was left behind"
        time.sleep(0.02)


@pytest.mark.parametrize("group", [False, True], ids=["the service alone", "all processes, as systemd does"])
def test_a_query_under_way_is_told(loaded: Path, group: bool) -> None:
    home = copy_of(loaded, f"stopping-{group}")
    with serving(home) as client, ThreadPoolExecutor() as threads:
        server = next(pid for pid in children(os.getpid()) if f"KG_HOME={home}\0".encode() in proc(pid, "environ"))
        asked = threads.submit(client.get, "/sparql", params={"query": HOURS_OF_COUNTING})
        time.sleep(0.5)
        assert not asked.done()
        processes = [server, *descendants(server)]
        for pid in processes if group else [server]:
            os.kill(pid, signal.SIGTERM)
        told = assert_problem(asked.result(30), 503, "unavailable")
        assert told["detail"] == "The service is being stopped."
        until_gone(processes)
    assert "Traceback" not in home.with_suffix(".log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KG_TOKENS", "steward:ana:short", "Entry 1 of KG_TOKENS"),
        ("KG_ACCESS_LOG", "/nowhere/access.log", "KG_ACCESS_LOG: /nowhere/access.log cannot be written"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_loaded(tmp_path: Path, name: str, value: str, said: str) -> None:
    command = [str(Path(sys.executable).with_name("kg")), "serve", "--port", "0"]
    settings = environment(tmp_path / "home", **{name: value})
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()
