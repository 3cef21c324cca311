"""RDF4J's ShaclSail over its native store: each update is a transaction that is held against our shapes and synced."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.data import BENCH, ROOT, Ecosystem
from benchmarks.peers.server import HOST, Missing, Server, free_port, running

_HERE = Path(__file__).parent
_SHAPES = ROOT / "ontology" / "shapes.ttl"


@contextmanager
def rdf4j(data: Ecosystem) -> Iterator[Server]:
    """Load the quads, unless that was done before, and serve a copy that may be written to. Raises Missing."""
    if not shutil.which("javac"):
        raise Missing("there is no Java compiler")
    libraries = _compiled()
    java: list[str | Path] = ["java", "-Xmx4G", "-cp", f"{libraries}/*:{libraries}", "ShaclServer"]
    with TemporaryDirectory(prefix="rdf4j-", dir=BENCH) as scratch:
        folder, port = Path(scratch), free_port()
        database = shutil.copytree(_load(java, data), folder / "database")
        command = [*java, "serve", database, _SHAPES, str(port)]
        with running(command, f"http://{HOST}:{port}/sparql", folder, patience=600) as server:
            yield server


def _compiled() -> Path:
    """Fetch its libraries, and compile the server against them, unless that was done before."""
    folder = BENCH / "rdf4j"
    if not (folder / "ShaclServer.class").exists():
        if not shutil.which("mvn"):
            raise Missing("there is no Maven to fetch it with")
        fetch: list[str | Path] = ["mvn", "-q", "-B", "-f", _HERE / "pom.xml", "dependency:copy-dependencies"]
        build: list[str | Path] = ["javac", "-cp", f"{folder}/*", "-d", folder, _HERE / "ShaclServer.java"]
        for command in ([*fetch, f"-DoutputDirectory={folder}"], build):
            if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
                raise Missing(f"{command[0]} failed at it")
    return folder


def _load(java: list[str | Path], data: Ecosystem) -> Path:
    database = data.folder / "rdf4j"
    if not database.is_dir():
        draft = data.folder / "rdf4j-draft"
        shutil.rmtree(draft, ignore_errors=True)
        subprocess.run([*java, "load", draft, data.export(graphs=True)], check=True, stdout=sys.stderr)
        draft.rename(database)
    return database
