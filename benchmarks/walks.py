"""How many files a reader passes through.

`python -m benchmarks.walks` counts those of ours in which a function is called: a record that changed is loaded,
another is committed by an update's change set, and a query and a list are asked for over HTTP, of a service in this
process. Counted is the second time, when everything is loaded and workers have the graph in memory; what happens in
their processes is not.
"""

from __future__ import annotations

import csv
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Any
from urllib.request import urlopen

import uvicorn

from api.app import create_app
from benchmarks import report
from kg.changes import Origin, Repository
from kg.desk import load
from kg.settings import Settings
from kg.store.rdf import Literal, NamedNode, Quad
from kg.workspace import Workspace

COMMENTARY = """
They were 56, 32, 36 and 36 before small modules that are only ever used together became one. Of the 27 of a query,
ten are layers of HTTP, and four to five belong to what goes on beside it (the keeping of the replica); of the 54 of a
record, nine read the form of datasets and rows, nine are the gate, and seven the index of the catalogue, which
follows. Each is a subject of its own with 60 to 260 lines. Sixteen could be had only by modules of a thousand lines,
so it was not done. `docs/architecture.md` names the stages that a reader follows, which are fewer: six of each.
"""

_ROOT = Path(__file__).parents[1]
_QUERY = "/sparql?query=SELECT+%2A+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+"


class _Walk:
    """Notes the files of functions that are called, in this thread and in those begun after it."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        threading.setprofile(self._note)
        sys.setprofile(self._note)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if (
            event == "call"
            and frame.f_code.co_name != "<module>"
            and name.startswith((f"{_ROOT}/kg/", f"{_ROOT}/api/"))
        ):
            self.files.add(str(Path(name).relative_to(_ROOT)))

    def tell(self, what: str, most: int | None = None) -> None:
        """Count the files since the last time, list them beside, and hold the number against what is aimed at."""
        print(what, *sorted(self.files), sep="\n  ", file=sys.stderr)
        report.row(walk=what, files=len(self.files))
        if most is not None:
            report.target(f"files entered by {what}", len(self.files), at_most=most)


def main() -> None:
    """Walk, and tell."""
    report.options(__doc__, rounds=1)
    walk = _Walk()
    folder = Path(tempfile.mkdtemp(prefix="walks-"))
    data = folder / "data"
    shutil.copytree(_ROOT / "data", data)
    workspace = Workspace(Settings(home=folder / "home", data=data))
    with workspace.repository() as repository:
        for _ in range(2):
            load(repository, workspace.intake())
            _change_a_record(data)
        walk.files.clear()
        load(repository, workspace.intake())
        walk.tell("a record of a table that is loaded", 16)
        for number in range(2):
            walk.files.clear()
            _commit_one(repository, number)
        walk.tell("a change set that is committed", 16)
    with _served(Settings(home=folder / "home", data=None)) as address:
        _wait_for_replica(address)
        for what, path, most in (("a query", _QUERY, 20), ("a list", "/organisations?limit=", None)):
            for number in (1, 2):
                walk.files.clear()
                with urlopen(f"{address}{path}{number}") as answer:
                    answer.read()
            walk.tell(what, most)
    shutil.rmtree(folder)


def _wait_for_replica(address: str) -> None:
    while True:
        with urlopen(f"{address}/metrics") as metrics:
            if b"\nkg_replica_version -1" not in metrics.read():
                return
        sleep(0.05)


def _change_a_record(data: Path) -> None:
    path = next(data.glob("*/contributions.csv"))
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("description")] += " Changed."
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def _commit_one(repository: Repository, number: int) -> None:
    graph = NamedNode("urn:walk")
    with repository.prepare(Origin("walker", "walk")) as writer:
        writer.add([Quad(graph, graph, Literal(str(number)), graph)])
        change = writer.finish()
    repository.commit(change)


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(create_app(settings), http="api.http.protocol:Guarded", ws="none", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=[[listener]])
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
