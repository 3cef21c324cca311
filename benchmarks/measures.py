"""Measures of networks, beside igraph, rustworkx, NetworKit and networkx in turn.

`python -m benchmarks.measures [--rounds N] [--only NAME ...] [--kinds random grown] [--nodes N] [--edges N]`: each
library measures the same graph, made by chance, in a process of its own, on one core and on all; told are the seconds
of the measure alone, for the graph is there and machine code is loaded. The graphs are random (each pair as likely as
any other) and grown (new nodes link rather to those with many links, which is nearer to who works with whom). `--nodes`
and `--edges` make all of them of one size. `--only` measures some, and leaves what is told of the others.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import graphs, report
from benchmarks.data import BENCH
from benchmarks.peers import graph_libraries

COMMENTARY = """
igraph is under the GPL and here for comparison only. rustworkx takes no weights, estimates nothing, and has no
clustering of single nodes; networkx and NetworKit are left out where they take minutes; what took five was stopped. Of
communities, `quality` is the modularity of what was found: a division counts as the fastest only where it is about as
good as ours. PageRank of scikit-network and NetworKit, and the cores of NetworKit, are faster than ours. Why the loops
are our own: docs/decisions/0071.
"""

_EXACT, _MIDDLE, _LARGE = (20_000, 100_000), (5_000, 22_000), (200_000, 1_000_000)
_TASKS = {
    "betweenness": (_EXACT, "betweenness", False),
    "weighted betweenness": (_MIDDLE, "betweenness", True),
    "sampled betweenness": (_LARGE, "sampled-betweenness", False),
    "pagerank": (_LARGE, "pagerank", False),
    "eigenvector": (_LARGE, "eigenvector", False),
    "hubs": (_LARGE, "hub", False),
    "components": (_LARGE, "component-size", False),
    "core": (_LARGE, "core", False),
    "clustering": (_LARGE, "clustering", False),
    "leiden": (_LARGE, "", False),
    "closeness sample": (_LARGE, "", False),
}
"""What the peers are asked for: the size of the graph, and our measure, weighted or not."""
_AT_MOST = {"betweenness": 0.6, "weighted betweenness": 0.6}
_PEERS = {"betweenness": ("igraph", "rustworkx"), "weighted betweenness": ("igraph", "networkit")}
"""Who is asked for what takes minutes; the others are asked for all that they have."""
_UNBOUND = {"eigenvector", "hubs"}
"""Told without a bound: ours look whether there is only one solution, which the peers do not."""
_AS_GOOD = 0.98
"""Share of the modularity of ours from which a division is about as good."""
_PATIENCE = 300


def main() -> None:
    """Measure each task on each kind of graph."""
    options = report.options(__doc__, rounds=3, only=[*_TASKS], kinds=[*graphs.KINDS], nodes=0, edges=0)
    python = graph_libraries.install(BENCH / "graph-libraries")
    for task in options.only:
        report.part(task)
        for kind in options.kinds:
            size = (options.nodes, options.edges) if options.nodes else _TASKS[task][0]
            for cores in sorted({1, len(os.sched_getaffinity(0))}):
                _compare(task, graphs.graph(kind, *size), cores, options.rounds, python)
            if task == "sampled betweenness":
                _overlap(graphs.graph(kind, *_EXACT), kind)


def _compare(task: str, graph: Path, cores: int, rounds: int, python: Path) -> None:
    """Ask all of them for a task in turn, with so many cores."""
    commands: dict[str, list[str | Path]] = {
        library: [python, graph_libraries.__file__, library, task, graph]
        for library in _PEERS.get(task, graph_libraries.LIBRARIES)
    }
    commands["ours"] = [sys.executable, "-m", "benchmarks.measures", "--one", task, graph]
    runs: dict[str, list[dict[str, float]]] = {}
    for number in range(rounds):
        for name, command in commands.items():
            report.progress(f"{task}, {graph.stem}, {cores} cores, round {number + 1} of {rounds}: {name}")
            figures = _run(command, cores)
            if figures is not None:
                runs.setdefault(name, []).append(figures)
    seconds = {name: statistics.median(each["s"] for each in told) for name, told in runs.items()}
    quality = {name: told[0]["quality"] for name, told in runs.items() if "quality" in told[0]}
    report.row(measure=task, graph=graph.stem, cores=cores, **{name: seconds.get(name, "–") for name in commands})
    if quality:
        report.row(quality=task, graph=graph.stem, **quality)
    _judge(f"{task}, {graph.stem}, {cores} core{'s' if cores > 1 else ''}", task, cores, seconds, quality)


def _judge(claim: str, task: str, cores: int, seconds: dict[str, float], quality: dict[str, float]) -> None:
    """Hold ours against its bound."""
    if task == "sampled betweenness":
        report.target(f"{claim}, s", seconds["ours"], at_most=60)
    elif task not in _UNBOUND:
        good = _AS_GOOD * quality.get("ours", 0)
        peers = [each for name, each in seconds.items() if name != "ours" and quality.get(name, good) >= good]
        bound = (_AT_MOST[task] if cores > 1 else 1.0) if task in _AT_MOST else 1.2
        share = seconds["ours"] / min(peers) if peers else None
        report.target(f"{claim}: times the fastest", share, at_most=bound)


def _run(command: list[str | Path], cores: int) -> Any:
    """Run on some of the cores; gives nothing where the library has no such measure, crashes or takes too long."""
    mine = sorted(os.sched_getaffinity(0))[:cores]
    try:
        return json.loads(
            subprocess.run(
                command,
                check=True,
                stdout=subprocess.PIPE,
                timeout=_PATIENCE,
                preexec_fn=lambda: os.sched_setaffinity(0, mine),
            ).stdout
        )
    except subprocess.TimeoutExpired:
        report.note(f"{' '.join(map(str, command[2:4]))}: stopped after {_PATIENCE // 60} minutes")
        return None
    except subprocess.CalledProcessError as ended:
        if ended.returncode >= 0:
            raise
        report.note(f"{' '.join(map(str, command[2:4]))}: ended by signal {-ended.returncode}")
        return None


def _ours(task: str, path: str) -> None:
    """Measure once, in this process, and print what it took."""
    from kg.network.adjacency import along, around  # noqa: PLC0415
    from kg.network.graphs import ties  # noqa: PLC0415
    from kg.network.kernels.__main__ import main as load_machine_code  # noqa: PLC0415
    from kg.network.kernels.steps import Places, nearness  # noqa: PLC0415
    from kg.network.measures import MEASURES  # noqa: PLC0415
    from kg.network.structure.grouping import divide, modularity  # noqa: PLC0415

    def measure(edges: graphs.Edges) -> dict[str, float]:
        network = graphs.network(edges)
        first, neighbours, _ = along(network)
        around(network)
        plain = ties(network)._replace(weight=np.ones(len(edges), np.int64))
        division = None
        cpu, began = time.process_time(), time.perf_counter()
        if task == "closeness sample":
            sample: Places = np.arange(min(graph_libraries.SAMPLE, len(network.iris)), dtype=np.uint32)
            nearness.over(sample, 1 << 40, first, neighbours)
        elif task == "leiden":
            division = divide(plain, len(network.iris), 1)
        else:
            _, name, weighted = _TASKS[task]
            MEASURES[name].compute(network, **({"weighted": True} if weighted else {}))
        figures = {"s": time.perf_counter() - began, "cpu": time.process_time() - cpu}
        return figures if division is None else {**figures, "quality": modularity(plain, division)}

    edges = np.load(path)
    load_machine_code()
    measure(graphs.random(np.random.default_rng(0), 5_000, 12_000))
    print(json.dumps(measure(edges)))


def _overlap(graph: Path, kind: str) -> None:
    """Tell how many of the first fifty by exact betweenness an estimate finds."""
    from kg.network.measures.paths import betweenness, sampled_betweenness  # noqa: PLC0415

    report.progress(f"share of the first 50 that an estimate finds, {kind}")
    network = graphs.network(np.load(graph))
    exact, estimate = betweenness(network), sampled_betweenness(network)
    first, found = ({*np.argsort(-scores.values)[:50].tolist()} for scores in (exact, estimate))
    error = float(np.abs(exact.values - estimate.values).max())
    report.row(estimated=graph.stem, error=error, told=estimate.parameters["error"])
    report.target(f"share of the first 50 that an estimate finds, {kind}", len(first & found) / 50, at_least=0.9)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _ours(*sys.argv[2:])
    else:
        main()
