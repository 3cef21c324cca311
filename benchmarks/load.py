"""Loading records beside the engine's bare bulk load of the same quads.

`python -m benchmarks.load [--records N] [--rounds N]` writes an ecosystem, then in turn loads it with `kg load` (into
an empty home, then again) and bulk-loads the very quads it wrote with the engine alone, each in a fresh process.
Printed are medians of the CPU and wall seconds, the ratio pair by pair, and the peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyoxigraph import Store

from benchmarks.ecosystem import write_ecosystem
from kg.changes import Journal
from kg.desk import load
from kg.records import Report
from kg.settings import Settings
from kg.store.rdf import copy_quads
from kg.workspace import Workspace

Figures = dict[str, float]


def main() -> None:
    """Run the pairs and print one line of JSON per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _CHILDREN[options.child[0]](Path(options.child[1]))
        return
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
        _compare(Path(folder), options.records, options.rounds)


def _compare(folder: Path, records: int, pairs: int) -> None:
    write_ecosystem(folder / "data", records)
    runs: dict[str, list[Figures]] = {name: [] for name in _CHILDREN}
    for _ in range(pairs):
        shutil.rmtree(folder / "home", ignore_errors=True)
        for name in ("load", "ungated", "again", "bare"):
            if name == "ungated":
                shutil.rmtree(folder / "home", ignore_errors=True)
            shutil.rmtree(folder / "bare", ignore_errors=True)
            runs[name].append(_run(name, folder))
    for name, figures in runs.items():
        print(
            json.dumps(
                {"run": name, **{key: round(statistics.median(f[key] for f in figures), 2) for key in figures[0]}}
            )
        )
    ratios = [a["wall"] / b["wall"] for a, b in zip(runs["ungated"], runs["bare"], strict=True)]
    print(json.dumps({"ratio of first load without the gate to bare": [round(each, 2) for each in ratios]}))


def _run(name: str, folder: Path) -> Figures:
    command = [sys.executable, "-m", "benchmarks.load", "--child", name, str(folder)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _load(folder: Path, *, gated: bool = True) -> None:
    workspace = Workspace(Settings(home=folder / "home", data=folder / "data"))
    if not gated:
        workspace.gate.check = lambda *_: Report()  # type: ignore[method-assign]
    start = time.perf_counter(), time.process_time()
    with workspace.repository() as repository:
        load(repository, workspace.intake())
    _report(start)


def _bare(folder: Path) -> None:
    change = Journal(folder / "home" / "journal").read(1)
    with (folder / "bare.nq").open("wb") as file:
        copy_quads(change.additions(), file, "nquads")
    start = time.perf_counter(), time.process_time()
    store = Store(str(folder / "bare"))
    store.bulk_load(path=str(folder / "bare.nq"))
    store.flush()
    _report(start)


def _report(start: tuple[float, float]) -> None:
    wall, cpu = time.perf_counter() - start[0], time.process_time() - start[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak MiB": peak}))


_CHILDREN = {
    "load": _load,
    "again": _load,
    "ungated": lambda folder: _load(folder, gated=False),
    "bare": _bare,
}

if __name__ == "__main__":
    main()
