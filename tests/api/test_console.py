"""`kg serve` on a terminal: where it is, each request in a line, how it ends, and why it cannot begin."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest

from api.console import readable
from api.http.observation import Observation
from tests.api.conftest import ROOT, environment
from tests.conftest import HARBOUR
from tests.waiting import PATIENCE, eventually

COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A terminal of a process, and what stands on it."""

    def __init__(self) -> None:
        self.own, self.other = pty.openpty()
        self.raw = ""
        self._reading = Thread(target=self._read, daemon=True)
        self._reading.start()

    @property
    def text(self) -> str:
        return COLOUR.sub("", self.raw).replace("\r", "")

    def _read(self) -> None:
        with suppress(OSError):  # the other end is closed
            while octets := os.read(self.own, 65536):
                self.raw += octets.decode(errors="replace")


@contextmanager
def on_terminal(home: Path, *options: str, **settings: str) -> Iterator[Terminal]:
    """`kg serve` with a terminal of its own, until it is interrupted."""
    terminal = Terminal()
    variables = environment(home, KG_DATA=str(HARBOUR), KG_WORKERS="1", TERM="xterm-256color", **settings)
    command, own = [sys.executable, "-m", "api", "--port", "0", *options], terminal.other
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, start_new_session=True, stdin=own, stdout=own, stderr=own
    ) as server:
        os.close(terminal.other)
        try:
            eventually(lambda: "Serving on" in terminal.text or server.poll() is not None, "it serves")
            assert server.poll() is None, terminal.text
            yield terminal
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Whoever runs the tests in the background has SIGINT ignored, and so would what is started here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_person_is_told_where_it_is_what_is_asked_and_how_it_ends(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\nprintf "%s" "$1" > {opened}.draft && mv {opened}.draft {opened}\n', encoding="utf-8"
    )
    browser.chmod(0o755)
    with on_terminal(tmp_path / "home", "--open", BROWSER=f"{browser} %s") as terminal:
        assert "Opening the graph" in terminal.text  # how far it is, while it loads
        assert "Loading" in terminal.text
        (address,) = re.findall(r"Serving on (http://127\.0\.0\.1:\d+)  \(Ctrl\+C stops\)", terminal.text)
        eventually(opened.exists, "a browser is opened")
        invitation = opened.read_text(encoding="utf-8")
        assert invitation.startswith(f"{address}/sign-in?ticket=")
        assert invitation in terminal.text
        httpx.get(f"{address}/nothing/%1b[31mred", params={"secret": "word"}, timeout=PATIENCE)
        eventually(lambda: "/nothing/" in terminal.text, "the request has its line")
        lines = [each for each in terminal.text.splitlines() if "/nothing/" in each]
        assert re.fullmatch(r"\d\d:\d\d:\d\d  GET    400 +[\d.]+ m?s  /nothing/\\u001B\[31mred *", lines[0]), lines
        assert "word" not in terminal.text
        assert "\x1b[33m400" in terminal.raw
        ticket, door = invitation.partition("ticket=")[2], f"{address}/sign-in"
        with httpx.Client(timeout=PATIENCE, follow_redirects=True, headers={"accept": "text/html"}) as client:
            assert "local" in client.post(door, data={"ticket": ticket, "next": "/sign-in"}).text
        assert httpx.post(door, data={"ticket": ticket}, timeout=PATIENCE).status_code == 401  # it counts once
        assert ticket not in terminal.text.partition(f"ticket={ticket}")[2]
    eventually(lambda: "Stopping" in terminal.text, "it says that it ends")


def test_a_pipe_gets_no_lines_and_no_colours(tmp_path: Path) -> None:
    settings = environment(tmp_path / "home", KG_DATA=str(HARBOUR), KG_WORKERS="1")
    command = [sys.executable, "-m", "api", "--port", "0"]
    said = ""
    with subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        while "in a browser" not in said and (line := server.stderr.readline()):
            said += line
        address = re.findall(r"Serving on (\S+)  ", said)[0]
        httpx.get(f"{address}/health", timeout=PATIENCE)
        server.send_signal(signal.SIGINT)
        said += server.communicate(timeout=PATIENCE)[1]
    assert "\x1b" not in said
    assert "/health" not in said
    assert "Stopping" in said


@pytest.mark.parametrize("status", [200, 304, 404, 503, 0])
def test_a_line_is_short_and_shows_what_cannot_be_seen(status: int) -> None:
    observation = Observation("1-1", 0.0, status=status, complete=bool(status))
    line = readable({"method": "GET", "path": "/x\n\u202e" + "y" * 5000}, observation, 0.0123)
    assert "\n" not in line
    assert "\u202e" not in line
    assert len(COLOUR.sub("", line)) < 120
    assert "12 ms" in line
    assert ("broken off" in line) is (status == 0)


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", 0, ("is taken by another program", "--port 0")),
        ("192.0.2.1", 8000, ("is no port of this machine", "--host")),
    ],
)
def test_where_it_cannot_listen_it_says_what_to_do(
    tmp_path: Path, host: str, port: int, words: tuple[str, ...]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wanted = str(port or taken.getsockname()[1])
        command = [sys.executable, "-m", "api", "--host", host, "--port", wanted]
        settings = environment(tmp_path / "home")
        done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    for word in (wanted, *words):
        assert word in done.stderr
    assert not (tmp_path / "home").exists()  # nothing was begun
