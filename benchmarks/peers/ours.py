"""Our own service as a user gets it: `kg serve` with the settings it has by default."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from urllib.request import urlopen

from benchmarks.data import BENCH, Ecosystem
from benchmarks.peers.server import HOST, Server, free_port, running

_PATIENCE = 30
"""Seconds in which a graph of a million triples is in memory, or has no room there."""


@contextmanager
def ours(data: Ecosystem, **settings: str) -> Iterator[Server]:
    """Serve a copy of the home; `settings` are those of the environment that are not the default."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    with TemporaryDirectory(prefix="ours-", dir=BENCH) as scratch:
        folder, port = Path(scratch), free_port()
        home = data.home(folder / "home")
        environment = {**kept, "KG_DATA": "", "KG_HOME": str(home), **settings}
        command: list[str | Path] = [Path(sys.executable).with_name("kg"), "serve", "--host", HOST, "--port", str(port)]
        with running(command, f"http://{HOST}:{port}/sparql", folder, environment=environment) as server:
            wait_for_replica(f"http://{HOST}:{port}/metrics")
            yield server


def wait_for_replica(metrics: str) -> None:
    """Wait until the graph is in memory, where it has room there: it answers before, from disk."""
    for _ in range(_PATIENCE):
        with urlopen(metrics) as told:
            if b"kg_replica_version -1" not in told.read():
                return
        sleep(1)
