"""The load generator wrk, as a Python client would be the bottleneck. It checks nothing but the status."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import quote, urlsplit

from benchmarks.peers.server import Server

_SCRIPT = Path(__file__).with_suffix(".lua")
_PAUSE = 1.0
"""Seconds for the server to recover: at its end wrk hangs up on what is under way, and another server's turn comes."""


@dataclass(frozen=True, slots=True)
class Load:
    """What was carried: requests a second, and seconds below which half and 99 % of them stayed."""

    rate: float
    p50: float
    p99: float


def press(server: Server, queries: Sequence[str], seconds: int, *, cached: bool = False, clients: int = 8) -> Load:
    """Ask the queries over and over from `clients` connections. Raises ValueError where any fails."""
    if not shutil.which("wrk"):
        raise SystemExit("The load generator wrk is needed.")
    path = urlsplit(server.url).path
    with NamedTemporaryFile("w", suffix=".paths", encoding="ascii") as paths:
        paths.writelines(f"{path}?query={quote(query)}\n" for query in queries)
        paths.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", str(_SCRIPT), server.url]
        command += ["--", paths.name, "cached" if cached else "uncached"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    time.sleep(_PAUSE)
    told = json.loads(printed.splitlines()[-1])
    if told["failed"] or not told["requests"]:
        raise ValueError(f"{told['failed']} of {told['requests']} requests to {server.url} failed")
    return Load(told["requests"] / told["seconds"], told["p50"], told["p99"])
