"""`kg serve` and `python -m api`: one way to start, which opens the graph once and hands it to the service."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import ROOT, environment
from tests.conftest import HARBOUR
from tests.waiting import PATIENCE, eventually

COUNTING = """
import os, sys
from kg.changes.journal import Journal
verify = Journal.verify

def counted(journal):
    print("verified", flush=True)
    return verify(journal)

Journal.verify = counted
before = dict(os.environ)
from kg.cli.main import main
try:
    main(["serve", "--port", "0"])
finally:
    print("environment", dict(os.environ) == before, flush=True)
"""
"""`kg serve`, which says each time when it verifies the journal."""


def demand_service(server: subprocess.Popen[str]) -> None:
    """Read where it serves and with which token, and write."""
    assert server.stderr is not None
    said = ""
    while "To write" not in said and (line := server.stderr.readline()):
        said += line
    address, token = re.findall(r"Serving on (\S+)  .*\nTo write, .* Bearer (\S+)\n", said)[0]
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        eventually(lambda: client.get("/ready").is_success, "the service is ready")
        assert client.get("/ready").json()["version"] == 1
        eventually(lambda: "\nkg_networks_idle 2.0\n" in client.get("/metrics").text, "networks are computed at once")
        insertion = {"update": "INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> 1 } }"}
        assert client.post("/sparql", data=insertion).status_code == 401
        assert client.post("/sparql", data=insertion, headers={"authorization": f"Bearer {token}"}).is_success


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Whoever runs the tests in the background has SIGINT ignored, and so would what is started here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("command", [["-c", COUNTING], ["-m", "api", "--port", "0"]], ids=["kg serve", "python -m api"])
def test_it_loads_serves_and_ends(tmp_path: Path, command: list[str]) -> None:
    settings = environment(tmp_path / "home", KG_DATA=str(HARBOUR), KG_WORKERS="1")
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            demand_service(server)
        finally:
            server.send_signal(signal.SIGINT)
        output, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 130
    assert "version 1: " in output
    if "-c" in command:
        assert output.count("verified") == 1
        assert "environment True" in output


def test_what_is_wrong_is_said_as_by_every_verb() -> None:
    done = subprocess.run([sys.executable, "-m", "api", "--port", "x"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Usage: kg serve [OPTIONS]")
