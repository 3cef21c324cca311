"""Graph libraries, each asked for one measure in a process of its own, in an environment of their own.

Run there as `python graph_libraries.py LIBRARY TASK EDGES.npy`: reads the edges, makes its graph, and prints the
seconds and CPU seconds of the measure alone. `python graph_libraries.py --halves LIBRARY COUNT EDGES.npy MEASURE`
measures random halves of the facts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGES = (
    "igraph==1.0.0",
    "networkit==11.3",
    "networkx==3.6.1",
    "numpy",
    "rustworkx==0.18.1",
    "scikit-network==0.33.5",
    "scipy",
)
SAMPLE, PIVOTS = 1_000, 2_000
"""Nodes of which closeness is asked for, and from which betweenness is estimated."""


def install(folder: Path) -> Path:
    """Make their environment, unless it is there, and give its Python. Raises CalledProcessError."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", *PACKAGES]
        subprocess.run(pip, check=True, stdout=sys.stderr)
    return python


def _igraph(task: str, edges: Any, size: int) -> Callable[[], Any]:
    import igraph  # noqa: PLC0415

    graph = igraph.Graph(n=size, edges=edges[:, :2])
    lengths = (1 / edges[:, 2]).tolist()
    sample = list(range(SAMPLE))
    runs: dict[str, Callable[[], Any]] = {
        "betweenness": graph.betweenness,
        "weighted betweenness": lambda: graph.betweenness(weights=lengths),
        "sampled betweenness": lambda: graph.betweenness(sources=list(range(PIVOTS))),
        "pagerank": graph.pagerank,
        "eigenvector": graph.eigenvector_centrality,
        "hubs": graph.hub_score,
        "components": lambda: graph.connected_components().membership,
        "core": graph.coreness,
        "clustering": lambda: graph.transitivity_local_undirected(mode="zero"),
        "closeness sample": lambda: graph.closeness(vertices=sample),
        "leiden": lambda: graph.community_leiden("modularity", n_iterations=2),
    }
    return runs[task]


def _rustworkx(task: str, edges: Any, size: int) -> Callable[[], Any]:
    import rustworkx as rx  # type: ignore[import-not-found]  # noqa: PLC0415

    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(map(tuple, edges[:, :2].tolist())))
    return {
        "betweenness": lambda: rx.graph_betweenness_centrality(graph),
        "pagerank": lambda: rx.pagerank(graph.to_directed()),
        "components": lambda: rx.connected_components(graph),
        "core": lambda: rx.core_number(graph),
    }[task]


def _networkit(task: str, edges: Any, size: int) -> Callable[[], Any]:
    import networkit as nk  # type: ignore[import-not-found]  # noqa: PLC0415

    graph = nk.GraphFromCoo((1 / edges[:, 2], (edges[:, 0], edges[:, 1])), n=size, weighted=task.startswith("weighted"))
    centrality = nk.centrality
    algorithms: dict[str, Callable[[], Any]] = {
        "betweenness": lambda: centrality.Betweenness(graph),
        "weighted betweenness": lambda: centrality.Betweenness(graph),
        "sampled betweenness": lambda: centrality.EstimateBetweenness(graph, PIVOTS, parallel=True),
        "pagerank": lambda: centrality.PageRank(graph, tol=1e-9),
        "components": lambda: nk.components.ConnectedComponents(graph),
        "core": lambda: centrality.CoreDecomposition(graph),
        "clustering": lambda: centrality.LocalClusteringCoefficient(graph),
        "closeness sample": lambda: centrality.ApproxCloseness(graph, SAMPLE),
        "leiden": lambda: nk.community.ParallelLeiden(graph, iterations=2),
    }
    algorithm = algorithms[task]()
    if task == "leiden":
        return lambda: algorithm.run().getPartition().getVector()
    return algorithm.run  # type: ignore[no-any-return]


def _networkx(task: str, edges: Any, size: int) -> Callable[[], Any]:
    import networkx as nx  # noqa: PLC0415

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(edges[:, :2].tolist())
    return {
        "pagerank": lambda: nx.pagerank(graph, tol=1e-9),
        "hubs": lambda: nx.hits(graph),
        "components": lambda: list(nx.connected_components(graph)),
        "core": lambda: nx.core_number(graph),
        "clustering": lambda: nx.clustering(graph),
    }[task]


def _scikit_network(task: str, edges: Any, size: int) -> Callable[[], Any]:
    import numpy as np  # noqa: PLC0415
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]  # noqa: PLC0415
    from sknetwork import clustering, ranking, topology  # type: ignore[import-not-found]  # noqa: PLC0415

    both = np.append(edges[:, 0], edges[:, 1]), np.append(edges[:, 1], edges[:, 0])
    matrix = coo_matrix((np.ones(2 * len(edges)), both), shape=(size, size)).tocsr()
    return {
        "pagerank": lambda: ranking.PageRank(n_iter=200, tol=1e-9).fit_predict(matrix),
        "hubs": lambda: ranking.HITS().fit_predict(matrix),
        "components": lambda: topology.get_connected_components(matrix),
        "core": lambda: topology.get_core_decomposition(matrix),
        "leiden": lambda: clustering.Leiden(random_state=1).fit_predict(matrix),
    }[task]


LIBRARIES = {
    "igraph": _igraph,
    "rustworkx": _rustworkx,
    "networkit": _networkit,
    "networkx": _networkx,
    "scikit-network": _scikit_network,
}


def main(library: str, task: str, path: str) -> None:
    """Measure one library."""
    import numpy as np  # noqa: PLC0415

    edges = np.load(path)
    try:
        run = LIBRARIES[library](task, edges, int(edges[:, :2].max()) + 1)
    except KeyError:
        print(json.dumps(None))
        return
    cpu, began = time.process_time(), time.perf_counter()
    result = run()
    figures = {"s": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    print(json.dumps({**figures, "quality": _modularity(edges, result)} if task == "leiden" else figures))


def halves(library: str, count: str, path: str, measure: str) -> None:
    """Measure so many random halves of the facts of a graph, one after another, from the arrays to the scores."""
    import numpy as np  # noqa: PLC0415

    edges = np.load(path)
    facts, size = np.repeat(edges[:, :2], edges[:, 2], axis=0), int(edges[:, :2].max()) + 1
    chance = np.random.default_rng(0)
    cpu, began = time.process_time(), time.perf_counter()
    for _ in range(int(count)):
        half = np.unique(facts[chance.permutation(len(facts))[: len(facts) // 2]], axis=0)
        if library == "igraph":
            import igraph  # noqa: PLC0415

            getattr(igraph.Graph(n=size, edges=half), measure)()
        else:
            import rustworkx as rx  # noqa: PLC0415

            graph = rx.PyGraph(multigraph=False)
            graph.add_nodes_from(range(size))
            graph.add_edges_from_no_data(list(map(tuple, half.tolist())))
            getattr(rx, f"graph_{measure}_centrality")(graph)
    print(json.dumps({"s": time.perf_counter() - began, "cpu": time.process_time() - cpu}))


def _modularity(edges: Any, division: Any) -> float:
    import numpy as np  # noqa: PLC0415

    group = np.asarray(getattr(division, "membership", division))
    inside = np.count_nonzero(group[edges[:, 0]] == group[edges[:, 1]]) / len(edges)
    sums = np.bincount(group[edges[:, :2].ravel()])
    return float(inside - np.sum((sums / (2 * len(edges))) ** 2))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--halves"]:
        halves(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
