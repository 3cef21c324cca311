"""Servers as context managers: started, waited for, and always stopped again."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import report
from benchmarks.data import Ecosystem

HOST = "127.0.0.1"


class Missing(Exception):
    """A peer that cannot be measured here, and why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at `url`, run by the process `pid` in `folder`."""

    url: str
    pid: int
    folder: Path


@contextmanager
def serving(
    data: Ecosystem, peers: Mapping[str, Callable[[Ecosystem], AbstractContextManager[Server]]]
) -> Iterator[dict[str, Server]]:
    """Start all these peers that are there; say which are not."""
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        for name, start in peers.items():
            try:
                servers[name] = stack.enter_context(start(data))
            except Missing as why:
                report.note(f"{data.size}: {name} was not measured: {why}")
        yield servers


@contextmanager
def running(
    command: Sequence[str | Path],
    url: str,
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    patience: float = 120,
) -> Iterator[Server]:
    """Run a server in `folder`, where its log goes, from when it answers at `url` until the block ends."""
    arguments = [str(each) for each in command]
    environment = {**os.environ, **(environment or {})}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(arguments, stdout=log, stderr=log, cwd=folder, env=environment)
        try:
            _wait(process, url, patience, folder / "server.log")
            yield Server(url, process.pid, folder)
        finally:
            _stop(process)


def free_port() -> int:
    """Find a port that nobody listens on just now."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, patience: float, log: Path) -> None:
    place = urlsplit(url)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, place.port or 80, timeout=patience)
        try:
            connection.request("GET", f"{place.path}?query=ASK%7B%7D")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    told = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    why = f"it did not answer within {patience:g} s" if process.poll() is None else "it ended at once"
    raise Missing(f"{why}, and said {told}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
