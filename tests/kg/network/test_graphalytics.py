"""The validation graphs of LDBC Graphalytics (Apache-2.0, in `tests/data/graphalytics`): inputs and outputs.

Local clustering is held of undirected graphs only: of directed ones Graphalytics counts the edges between neighbours,
where there may be two between each two, and we the pairs that are linked. Communities by label propagation (CDLP) are
not held, for that is no measure of ours: communities are found by modularity, and tested beside its definition.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import inf, isnan, prod

import numpy as np
import pytest

from kg.network.adjacency import along
from kg.network.examples import network_from
from kg.network.graphs import Neighbours, arcs, components
from kg.network.kernels.lengths import lengths, shortest
from kg.network.measures.cohesion import clustering
from kg.network.measures.spectral import pagerank
from kg.network.model import Edge, Network, Node
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "data" / "graphalytics"
KINDS = pytest.mark.parametrize("kind", ["dir", "undir"])
NOT_REACHED = "9223372036854775807"


def lines(name: str) -> list[list[str]]:
    return [line.split() for line in (FOLDER / name).read_text(encoding="ascii").splitlines()]


def network(nodes: Iterable[str], pairs: Iterable[tuple[str, str]], *, directed: bool) -> Network:
    ends = {pair if directed else (min(pair), max(pair)) for pair in pairs}
    edges = [Edge(one, other, "link", 1, "", (), (), (), (f"{one} {other}",)) for one, other in sorted(ends)]
    return network_from((Node(node, node) for node in nodes), edges, directed=directed)


def read(algorithm: str, kind: str) -> Network:
    """Read lists of neighbours; a vertex may be there only as somebody's neighbour."""
    rows = lines(f"{algorithm}/{kind}-input")
    pairs = [(vertex, neighbour) for vertex, *neighbours in rows for neighbour in neighbours]
    return network({name for row in rows for name in row}, pairs, directed=kind == "dir")


def expected(algorithm: str, kind: str) -> dict[str, str]:
    return dict(lines(f"{algorithm}/{kind}-output"))


@KINDS
def test_pagerank(kind: str) -> None:
    """Within the hundredth of a per cent that Graphalytics allows, for it ends after some steps."""
    graph = read("pr", kind)
    ranks = {vertex: float(score) for vertex, score in expected("pr", kind).items()}
    assert pagerank(graph).of(graph) == pytest.approx(ranks, rel=1e-4)


@KINDS
def test_steps_from_a_vertex(kind: str) -> None:
    graph = read("bfs", kind)
    steps = Neighbours(arcs(graph), len(graph.iris)).steps(graph.iris.index("1"))
    answers = {vertex: -1 if text == NOT_REACHED else int(text) for vertex, text in expected("bfs", kind).items()}
    assert dict(zip(graph.iris, steps.tolist(), strict=True)) == answers


@KINDS
def test_weakly_connected_components(kind: str) -> None:
    graph = read("wcc", kind)
    _, numbers = components(graph)
    answers = expected("wcc", kind)
    pieces = {(answers[vertex], number) for vertex, number in zip(graph.iris, numbers.tolist(), strict=True)}
    assert len(pieces) == len({piece for piece, _ in pieces}) == len({number for _, number in pieces})


def test_local_clustering() -> None:
    """Graphalytics gives 0 where we say that it is not defined: with fewer than two neighbours."""
    graph = read("lcc", "undir")
    answers = {vertex: float(text) for vertex, text in expected("lcc", "undir").items()}
    scores = clustering(graph).of(graph)
    ends = np.append(graph.rows.source, graph.rows.target)
    few = {vertex for vertex, many in zip(graph.iris, np.bincount(ends).tolist(), strict=True) if many < 2}
    assert few == {vertex for vertex, score in scores.items() if isnan(score)}
    assert {vertex: 0 if vertex in few else score for vertex, score in scores.items()} == pytest.approx(answers)


@KINDS
def test_lengths_of_shortest_paths(kind: str) -> None:
    """Lengths are inverse weights here, so that a weight is a common multiple of the lengths over the length."""
    rows = lines(f"sssp/{kind}-input.e")
    long = {(one, other): Fraction(length) for one, other, length in rows}
    long |= {} if kind == "dir" else {(other, one): length for (one, other), length in long.items()}
    graph = network([row[0] for row in lines(f"sssp/{kind}-input.v")], long, directed=kind == "dir")
    first, neighbours, _ = along(graph)
    sources = np.repeat(np.arange(len(graph.iris)), np.diff(first))
    along_edges = [
        long[graph.iris[one], graph.iris[other]]
        for one, other in zip(sources.tolist(), neighbours.tolist(), strict=True)
    ]
    common = 10**6 * prod({each.numerator for each in along_edges})
    weights = np.asarray([int(common / length) for length in along_edges])
    assert [Fraction(common, weight) for weight in weights.tolist()] == along_edges
    start = np.asarray([graph.iris.index("1")], dtype=np.uint32)
    *_, reaching, distance, _, unsure = shortest(start, first, neighbours, *lengths(weights))
    answers = {vertex: float(text) for vertex, text in expected("sssp", kind).items() if float(text) < inf}
    reached = {vertex for vertex, count in zip(graph.iris, reaching, strict=True) if count}
    assert (reached | {"1"}, unsure) == ({*answers}, 0)
    far = dict(zip(graph.iris, (distance * common).tolist(), strict=True))
    assert {vertex: far[vertex] for vertex in answers} == pytest.approx(answers)
