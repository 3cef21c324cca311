"""Measures of networks, beside igraph, rustworkx, NetworKit and networkx in turn.

`python -m benchmarks.measures [--rounds N] [--tasks NAME ...] [--nodes N] [--edges N]`: each library measures the same
graph, made by chance, in a process of its own, on one core and on all; told are the seconds of the measure alone, for
the graph is there and machine code is loaded. The graphs are random (each pair as likely as any other) and grown (new
nodes link rather to those with many links, which is nearer to who works with whom). `--nodes` and `--edges` make all of
them of one size.
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
from numpy.typing import NDArray

from benchmarks import report
from benchmarks.data import BENCH
from benchmarks.peers import graph_libraries

COMMENTARY = """
igraph is under the GPL and here for comparison only. rustworkx takes no weights, estimates nothing, and has no
clustering of single nodes; networkx is left out where it takes minutes. Why the loops are our own:
docs/decisions/0071.
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
    "closeness sample": (_LARGE, "", False),
}
"""What the peers are asked for: the size of the graph, and our measure, weighted or not."""
_AT_MOST = {"betweenness": 0.6, "weighted betweenness": 0.6}
_UNBOUND = {"eigenvector", "hubs"}
"""Told without a bound: ours look whether there is only one solution, which the peers do not."""
_PATIENCE = 1_800


def main() -> None:
    """Measure each task on each kind of graph."""
    options = report.options(__doc__, rounds=3, tasks=[*_TASKS], kinds=["random", "grown"], nodes=0, edges=0)
    python = graph_libraries.install(BENCH / "graph-libraries")
    for task in options.tasks:
        for kind in options.kinds:
            size = (options.nodes, options.edges) if options.nodes else _TASKS[task][0]
            for cores in sorted({1, len(os.sched_getaffinity(0))}):
                _compare(task, _graph(kind, *size), cores, options.rounds, python)
    if "sampled betweenness" in options.tasks:
        for kind in options.kinds:
            _overlap(_graph(kind, *_EXACT), kind)


def _compare(task: str, graph: Path, cores: int, rounds: int, python: Path) -> None:
    """Ask all of them for a task in turn, with so many cores."""
    commands: dict[str, list[str | Path]] = {
        library: [python, graph_libraries.__file__, library, task, graph] for library in graph_libraries.LIBRARIES
    }
    commands["ours"] = [sys.executable, "-m", "benchmarks.measures", "--one", task, graph]
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            figures = _run(command, cores)
            if figures is not None:
                seconds.setdefault(name, []).append(figures["s"])
    medians = {name: statistics.median(runs) for name, runs in seconds.items()}
    report.row(measure=task, graph=graph.stem, cores=cores, **{name: medians.get(name) for name in commands})
    if task == "sampled betweenness":
        report.target(f"{task}, {graph.stem}, {cores} cores, s", medians["ours"], at_most=60)
    elif task not in _UNBOUND:
        peers = ("igraph", "rustworkx") if task == "betweenness" else graph_libraries.LIBRARIES
        share = medians["ours"] / min(medians[peer] for peer in peers if peer in medians)
        bound = (_AT_MOST[task] if cores > 1 else 1.0) if task in _AT_MOST else 1.2
        report.target(f"{task}, {graph.stem}, {cores} cores: times the fastest", share, at_most=bound)


def _run(command: list[str | Path], cores: int) -> Any:
    """Run on some of the cores; gives nothing where the library has no such measure, or takes too long."""
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
        return None


def _ours(task: str, path: str) -> None:
    """Measure once, in this process, and print what it took."""
    from kg.network.adjacency import along, around  # noqa: PLC0415
    from kg.network.kernels.steps import Places, nearness  # noqa: PLC0415
    from kg.network.measures import MEASURES  # noqa: PLC0415

    def measure(edges: NDArray[np.int64]) -> tuple[float, float]:
        network = _network(edges)
        first, neighbours, _ = along(network)
        around(network)
        cpu, began = time.process_time(), time.perf_counter()
        if task == "closeness sample":
            sample: Places = np.arange(min(graph_libraries.SAMPLE, len(network.iris)), dtype=np.uint32)
            nearness.over(sample, 1 << 40, first, neighbours)
        else:
            _, name, weighted = _TASKS[task]
            MEASURES[name].compute(network, **({"weighted": True} if weighted else {}))
        return time.perf_counter() - began, time.process_time() - cpu

    edges = np.load(path)
    measure(_random(np.random.default_rng(0), 5_000, 12_000))  # loads machine code, or makes it
    seconds, cpu = measure(edges)
    print(json.dumps({"s": seconds, "cpu": cpu}))


def _overlap(graph: Path, kind: str) -> None:
    """Tell how many of the first fifty by exact betweenness an estimate finds."""
    from kg.network.measures.paths import betweenness, sampled_betweenness  # noqa: PLC0415

    network = _network(np.load(graph))
    exact, estimate = betweenness(network), sampled_betweenness(network)
    first, found = ({*np.argsort(-scores.values)[:50].tolist()} for scores in (exact, estimate))
    error = float(np.abs(exact.values - estimate.values).max())
    report.row(estimated=graph.stem, error=error, told=estimate.parameters["error"])
    report.target(f"share of the first 50 that an estimate finds, {kind}", len(first & found) / 50, at_least=0.9)


def _network(edges: NDArray[np.int64]) -> Any:
    from kg.network.examples import network_of  # noqa: PLC0415
    from kg.network.model import Network, Rows  # noqa: PLC0415

    source, target, weight = edges.T
    place = np.repeat(np.arange(len(edges)), weight)
    none = np.zeros(len(place), dtype=np.int64)
    facts = np.arange(len(place))
    rows = Rows(source[place], target[place], none, facts, facts, none, none, none)
    iris = [f"n{each:07}" for each in range(int(edges[:, :2].max()) + 1)]
    return Network("example", "example/1", False, iris, ["link"], rows, network_of().lookup, total_nodes=len(iris))


def _graph(kind: str, nodes: int, edges: int) -> Path:
    """Make a graph, unless it is there: rows of source, target and weight, sorted."""
    path = BENCH / "graphs" / f"{kind}-{nodes}-{edges}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, (_random if kind == "random" else _grown)(np.random.default_rng(1), nodes, edges))
    return path


def _random(random: np.random.Generator, nodes: int, edges: int) -> NDArray[np.int64]:
    pairs = np.sort(random.integers(0, nodes, (edges + edges // 20, 2)), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    chosen = pairs[np.sort(random.permutation(len(pairs))[:edges])]
    return np.column_stack([chosen, random.integers(1, 7, len(chosen))])


def _grown(random: np.random.Generator, nodes: int, edges: int) -> NDArray[np.int64]:
    """Link each node to some before it, rather to those with many links (Barabási & Albert 1999)."""
    links = edges // nodes
    ends, pairs = [*range(links + 1)], []
    for node in range(links + 1, nodes):
        chosen = {ends[int(each)] for each in random.random(links) * len(ends)}
        pairs += [(each, node) for each in sorted(chosen)]
        ends += [*sorted(chosen), *[node] * len(chosen)]
    shuffled = np.sort(random.permutation(nodes)[np.asarray(pairs)], axis=1)
    return np.column_stack([np.unique(shuffled, axis=0), random.integers(1, 7, len(shuffled))])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _ours(*sys.argv[2:])
    else:
        main()
