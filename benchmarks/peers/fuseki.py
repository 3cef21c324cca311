"""Apache Jena Fuseki over TDB2, loaded by its bulk loader."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.data import BENCH, Ecosystem
from benchmarks.peers.server import HOST, Missing, Server, free_port, running

_VERSION = "5.6.0"  # the last for Java 17
_CONFIGURATION = """
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
[] a fuseki:Server ; fuseki:services ( <#service> ) .
<#service> a fuseki:Service ; fuseki:name "ecosystem" ; fuseki:dataset <#dataset> ;
    fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "sparql" ] ,
        [ fuseki:operation fuseki:update ; fuseki:name "sparql" ] .
<#dataset> a tdb2:DatasetTDB2 ; tdb2:location "LOCATION" ; tdb2:unionDefaultGraph true .
"""


@contextmanager
def fuseki(data: Ecosystem, *, writable: bool = False) -> Iterator[Server]:
    """Load the quads, unless that was done before, and serve them, or a copy that may be written to. Raises Missing."""
    if not shutil.which("java"):
        raise Missing("there is no Java")
    jar = _fetch()
    database = _load(jar, data)
    with TemporaryDirectory(prefix="fuseki-", dir=BENCH) as scratch:
        folder, port = Path(scratch), free_port()
        if writable:
            database = shutil.copytree(database, folder / "database")
        (folder / "config.ttl").write_text(_CONFIGURATION.replace("LOCATION", str(database)), encoding="utf-8")
        command: list[str | Path] = [
            "java",
            "-Xmx2G",
            "-jar",
            jar,
            "--config",
            "config.ttl",
            "--localhost",
            "--port",
            str(port),
        ]
        url = f"http://{HOST}:{port}/ecosystem/sparql"
        with running(command, url, folder, environment={"FUSEKI_BASE": scratch}) as server:
            yield server


def _fetch() -> Path:
    folder = BENCH / "fuseki"
    jar = folder / f"jena-fuseki-server-{_VERSION}.jar"
    if not jar.exists():
        if not shutil.which("mvn"):
            raise Missing("there is no Maven to fetch it with")
        artifact = f"-Dartifact=org.apache.jena:jena-fuseki-server:{_VERSION}"
        command: list[str | Path] = ["mvn", "-q", "-B", "dependency:copy", artifact, f"-DoutputDirectory={folder}"]
        if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
            raise Missing("Maven could not fetch it")
    return jar


def _load(jar: Path, data: Ecosystem) -> Path:
    database = data.folder / "fuseki"
    if not database.is_dir():
        draft = data.folder / "fuseki-draft"
        shutil.rmtree(draft, ignore_errors=True)
        command: list[str | Path] = [
            "java",
            "-Xmx2G",
            "-cp",
            jar,
            "tdb2.tdbloader",
            "--loc",
            draft,
            data.export(graphs=True),
        ]
        subprocess.run(command, check=True, stdout=sys.stderr)
        draft.rename(database)
    return database
