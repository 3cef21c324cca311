"""How long it takes to judge how far a ranking can be relied on, beside a loop over igraph or rustworkx.

`python -m benchmarks.stability [--rounds N] [--nodes N] [--edges N] [--resamples N]`: 200 times half of the facts of a
random graph of 1,000 nodes and 5,000 edges are left out and the rest is measured anew, then other shares for the
coefficient, and intervals of ranks are made of it all. The peers only measure as many halves, one after another, as
analysts do that with them in Python.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks import graphs, report
from benchmarks.data import BENCH
from benchmarks.peers import graph_libraries
from kg.network.ranking.stability import Sampling, stability

_MEASURES = ("betweenness", "closeness", "degree")
_PEERS = ("igraph", "rustworkx")
_AT_MOST = 10


def main() -> None:
    """Measure each of some measures."""
    options = report.options(__doc__, rounds=3, only=[*_MEASURES], nodes=1_000, edges=5_000, resamples=200)
    python = graph_libraries.install(BENCH / "graph-libraries")
    graph = graphs.graph("random", options.nodes, options.edges)
    commands: dict[str, list[str | Path]] = {
        peer: [python, graph_libraries.__file__, "--halves", peer, str(options.resamples), graph] for peer in _PEERS
    }
    for measure in options.only:
        report.part(measure)
        commands["ours"] = [sys.executable, "-m", "benchmarks.stability", "--one", str(options.resamples), graph]
        runs: dict[str, list[dict[str, float]]] = {}
        for number in range(options.rounds):
            for name, command in commands.items():
                report.progress(f"{measure}, round {number + 1} of {options.rounds}: {name}")
                text = subprocess.run([*command, measure], check=True, stdout=subprocess.PIPE).stdout
                runs.setdefault(name, []).append(json.loads(text))
        for unit in ("s", "cpu"):
            medians = {name: statistics.median(each[unit] for each in told) for name, told in runs.items()}
            report.row(measure=measure, graph=graph.stem, resamples=options.resamples, unit=unit, **medians)
        seconds = statistics.median(each["s"] for each in runs["ours"])
        report.target(f"{measure}, {options.resamples} resamples, s", seconds, at_most=_AT_MOST)


def _ours(resamples: str, path: str, measure: str) -> None:
    """Measure once, in this process, and print what it took."""
    network = graphs.network(np.load(path))
    stability(network, measure, Sampling(2))  # loads machine code, or makes it
    cpu, began = time.process_time(), time.perf_counter()
    stability(network, measure, Sampling(int(resamples)))
    print(json.dumps({"s": time.perf_counter() - began, "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _ours(*sys.argv[2:])
    else:
        main()
