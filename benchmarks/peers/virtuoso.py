"""Virtuoso 7, loaded by its bulk loader; its default graph is the union of all graphs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.data import Ecosystem
from benchmarks.peers.server import HOST, Missing, Server, free_port, running

_SERVER, _SHELL = "virtuoso-t", "isql-vt"
_CONFIGURATION = f"""
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = {HOST}:%(sql)d
DirsAllowed = %(folder)s
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
ServerThreads = 20

[HTTPServer]
ServerPort = {HOST}:%(http)d
ServerRoot = .
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 60

[SPARQL]
DefaultQuery = ASK {{}}
"""  # buffers for 2 GB, as its manual has it; no limit to rows or time
_LOAD = "ld_dir('{folder}', '{name}', 'urn:none'); rdf_loader_run(); checkpoint;"


@contextmanager
def virtuoso(data: Ecosystem) -> Iterator[Server]:
    """Load the quads, unless that was done before, and serve them. Raises Missing."""
    if not (shutil.which(_SERVER) and shutil.which(_SHELL)):
        raise Missing("its programs are not installed")
    folder = data.folder / "virtuoso"
    if not folder.is_dir():
        _load(data, data.folder / "virtuoso-draft").rename(folder)
    with _running(data, folder) as (server, _):
        yield server


@contextmanager
def _running(data: Ecosystem, folder: Path) -> Iterator[tuple[Server, int]]:
    sql, http = free_port(), free_port()
    text = _CONFIGURATION % {"sql": sql, "http": http, "folder": data.folder}
    (folder / "virtuoso.ini").write_text(text, encoding="utf-8")
    command = [_SERVER, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, f"http://{HOST}:{http}/sparql", folder) as server:
        yield server, sql


def _load(data: Ecosystem, folder: Path) -> Path:
    """Load into a new database in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    quads = data.export(graphs=True)
    with _running(data, folder) as (_, port):
        commands = _LOAD.format(folder=quads.parent, name=quads.name)
        shell = [_SHELL, f"{HOST}:{port}", "dba", "dba", f"EXEC={commands}"]
        subprocess.run(shell, check=True, stdout=sys.stderr)
    return folder
