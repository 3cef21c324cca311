"""rdflib-endpoint, served by its own command line, all triples in the default graph."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.data import BENCH, Ecosystem
from benchmarks.peers.server import HOST, Missing, Server, free_port, running

_PACKAGE = "rdflib-endpoint[cli]==0.6.3"
_MOST = 200_000
"""Triples; it holds them as Python objects and reads the file at every start."""


@contextmanager
def rdflib_endpoint(data: Ecosystem) -> Iterator[Server]:
    """Load the triples and serve them. Raises Missing."""
    if data.triples > _MOST:
        raise Missing(f"it reads all triples into Python objects at each start, which takes too long beyond {_MOST:,}")
    program = _install()
    with TemporaryDirectory(prefix="rdflib-endpoint-", dir=BENCH) as scratch:
        port = free_port()
        command: list[str | Path] = [program, "serve", data.export(graphs=False), "--host", HOST, "--port", str(port)]
        with running(command, f"http://{HOST}:{port}/", Path(scratch), patience=300) as server:
            yield server


def _install() -> Path:
    """Install it into an environment of its own, unless it is there."""
    folder = BENCH / "rdflib-endpoint"
    program = folder / "bin" / "rdflib-endpoint"
    if not program.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", _PACKAGE]
            subprocess.run(pip, check=True, stdout=sys.stderr)
        except subprocess.CalledProcessError as error:
            raise Missing(f"it could not be installed (exit code {error.returncode})") from None
    return program
