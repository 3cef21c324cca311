"""Our own service as a user gets it: `kg serve` with the settings it has by default."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.data import BENCH, Ecosystem
from benchmarks.peers.server import HOST, Server, free_port, running


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
            yield server
