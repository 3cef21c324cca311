"""Oracles: by hand on tiny networks, by networkx on random ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import nan, sqrt
from random import Random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.network.examples import ARROWS, STAR, network_from, network_of
from kg.network.measures import MEASURES, Scores
from kg.network.measures.degrees import strength
from kg.network.measures.paths import betweenness, closeness
from kg.network.measures.spectral import eigenvector, pagerank
from kg.network.model import Edge, Network, Node
from tests.kg.network.simple import simple_graph, undirected_graph

EMPTY = network_of()
LONELY = network_from([Node("a", "A")], [], directed=False)


def random_network(seed: int, size: int, links: int, *, directed: bool) -> Network:
    """Make a network of `size` nodes, some without an edge, with weights from 1 to 3."""
    random = Random(seed)
    names = [f"n{place:03}" for place in range(size)]
    pairs = {tuple(random.sample(names, 2)) for _ in range(links)}
    pairs = pairs if directed else {(min(pair), max(pair)) for pair in pairs}
    edges = []
    for source, target in sorted((pair[0], pair[1]) for pair in pairs):
        facts = tuple(f"{source}{target}{number}" for number in range(random.randint(1, 3)))
        edges.append(Edge(source, target, "grant", len(facts), "stated", (), facts, (), facts))
    return network_from((Node(name, name) for name in names), edges, directed=directed)


NETWORKS = [
    random_network(seed, size, links, directed=directed)
    for directed in (False, True)
    for seed, size, links in ((1, 12, 14), (2, 40, 60), (3, 60, 300), (4, 80, 50))
]


def by_place(scores: Scores) -> dict[int, float]:
    return dict(enumerate(scores.values.tolist()))


def with_distances(network: Network) -> nx.Graph[int]:
    graph = simple_graph(network)
    for _, _, edge in graph.edges(data=True):
        edge["distance"] = Fraction(1, edge["weight"])
    return graph


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("weighted", [False, True])
def test_betweenness_is_that_of_networkx(network: Network, *, weighted: bool) -> None:
    expected = nx.betweenness_centrality(with_distances(network), weight="distance" if weighted else None)
    assert by_place(betweenness(network, weighted=weighted)) == pytest.approx(expected)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("weighted", [False, True])
def test_closeness_is_that_of_networkx(network: Network, *, weighted: bool) -> None:
    expected = nx.closeness_centrality(with_distances(network), distance="distance" if weighted else None)
    defined = {node: near or nan for node, near in expected.items()}
    assert by_place(closeness(network, weighted=weighted)) == pytest.approx(defined, nan_ok=True)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("weighted", [False, True])
def test_eigenvector_is_that_of_networkx_in_each_component(network: Network, *, weighted: bool) -> None:
    graph, scores = undirected_graph(network), by_place(eigenvector(network, weighted=weighted))
    for component in nx.connected_components(graph):
        if len(component) > 2:
            part, share = graph.subgraph(component), len(component) / len(graph)
            weight = "weight" if weighted else None
            expected = nx.eigenvector_centrality(part, max_iter=20_000, tol=1e-12, weight=weight)
            assert {node: scores[node] / share for node in component} == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("network", NETWORKS)
def test_pagerank_solves_its_equation(network: Network) -> None:
    graph, scores = simple_graph(network).to_directed(), by_place(pagerank(network))
    idle = sum(scores[node] for node in graph if not graph.out_degree(node))
    for node in graph:
        inflow = sum(scores[other] / graph.out_degree(other) for other in graph.predecessors(node))
        assert scores[node] == pytest.approx(0.15 / len(graph) + 0.85 * (inflow + idle / len(graph)))


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("degree", {"a": 2, "b": 1, "c": 2, "d": 1}),
        ("in-degree", {"a": 0, "b": 1, "c": 1, "d": 1}),
        ("out-degree", {"a": 2, "b": 0, "c": 1, "d": 0}),
        ("strength", {"a": 2, "b": 1, "c": 2, "d": 1}),
        ("betweenness", {"a": 0, "b": 0, "c": 1 / 6, "d": 0}),
        ("closeness", {"a": nan, "b": 1 / 3, "c": 1 / 3, "d": 2 / 3 * 2 / 3}),
        ("component-size", {"a": 4, "b": 4, "c": 4, "d": 4}),
    ],
)
def test_a_directed_network_by_hand(measure: str, expected: dict[str, float]) -> None:
    assert MEASURES[measure].compute(ARROWS).of(ARROWS) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("measure", "centre", "leaf"),
    [
        ("degree", 3, 1),
        ("in-degree", 3, 1),
        ("out-degree", 3, 1),
        ("strength", 3, 1),
        ("betweenness", 1, 0),
        ("closeness", 1, 3 / 5),
        ("eigenvector", 1 / sqrt(2), 1 / sqrt(6)),
        ("component-size", 4, 4),
    ],
)
def test_a_star_by_hand(measure: str, centre: float, leaf: float) -> None:
    expected = {"a": centre, "b": leaf, "c": leaf, "d": leaf}
    assert MEASURES[measure].compute(STAR).of(STAR) == pytest.approx(expected)


def test_an_isolated_node_lowers_closeness_and_eigenvector_of_the_others() -> None:
    network = network_from([Node("a", "A"), Node("b", "B"), Node("z", "Z")], network_of("ab").edges, directed=False)
    assert closeness(network).of(network) == pytest.approx({"a": 0.5, "b": 0.5, "z": nan}, nan_ok=True)
    assert eigenvector(network).of(network) == pytest.approx({"a": sqrt(2) / 3, "b": sqrt(2) / 3, "z": 0})


def test_more_facts_make_nearer_not_farther() -> None:
    """Two ways from a to d: over b with many facts, over c with one each."""
    plain = network_of("ab", "ac", "bd", "cd")
    many = {("a", "b"), ("b", "d")}
    edges = tuple(
        replace(edge, weight=5, facts=tuple(f"{edge.source}{edge.target}{n}" for n in range(5)))
        if (edge.source, edge.target) in many
        else edge
        for edge in plain.edges
    )
    network = network_from(plain.nodes, edges, directed=plain.directed)
    heavy, light = (betweenness(network, weighted=True).of(network)[node] for node in "bc")
    assert heavy > light == 0
    assert betweenness(network).values[1] == betweenness(network).values[2]
    assert closeness(network, weighted=True).values[1] > closeness(network, weighted=True).values[2]
    assert strength(network).values[1] == 10


def test_parallel_edges_are_one_step_and_lose_no_weight() -> None:
    network = network_of("ab", "bc")
    twin = replace(network.edges[0], role="award", facts=("other",))
    doubled = network_from(network.nodes, [*network.edges, twin], directed=network.directed)
    assert betweenness(doubled).of(doubled) == betweenness(network).of(network)
    assert strength(doubled).of(doubled) == {"a": 2, "b": 3, "c": 1}
    assert MEASURES["degree"].compute(doubled).of(doubled) == {"a": 1, "b": 2, "c": 1}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("directed", [False, True])
def test_small_and_broken_networks_have_scores(measure: str, *, directed: bool) -> None:
    compute = MEASURES[measure].compute
    assert len(compute(replace(EMPTY, directed=directed)).values) == 0
    undefined = dict.fromkeys(["closeness", "sampled-closeness", "clustering", "constraint", "effective-size"], nan)
    alone = {"component-size": 1, "pagerank": 1, "katz": 1, **undefined}.get(measure, 0)
    assert compute(replace(LONELY, directed=directed)).values.tolist() == pytest.approx([alone], nan_ok=True)
    assert len(compute(network_of("ab", "cd", "de", directed=directed)).values) == 5


def test_eigenvector_converges_on_a_long_chain() -> None:
    """A chain has hardly any gap between its eigenvalues; the middle leads, both sides mirror."""
    names = [f"n{place:04}" for place in range(1201)]
    edges = (Edge(one, other, "grant", 1, "", (), (), (), (one,)) for one, other in pairwise(names))
    chain = network_from((Node(name, name) for name in names), edges, directed=False)
    scores = eigenvector(chain).values.tolist()
    assert scores == pytest.approx(scores[::-1])
    assert max(scores) == scores[600] == pytest.approx(sqrt(2 / 1202))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.booleans(), st.randoms(use_true_random=False))
def test_new_names_change_no_score(seed: int, directed: bool, random: Random) -> None:
    network = random_network(seed, 14, 20, directed=directed)
    names = [node.iri for node in network.nodes]
    new = dict(zip(names, random.sample(names, len(names)), strict=True))

    def ends(edge: Edge) -> tuple[str, str]:
        pair = (new[edge.source], new[edge.target])
        return pair if directed or pair[0] < pair[1] else (pair[1], pair[0])

    edges = (replace(edge, source=ends(edge)[0], target=ends(edge)[1]) for edge in network.edges)
    renamed = network_from(network.nodes, edges, directed=network.directed)
    for name, measure in MEASURES.items():
        before, after = measure.compute(network).of(network), measure.compute(renamed).of(renamed)
        assert {new[iri]: score for iri, score in before.items()} == pytest.approx(after, abs=1e-9, nan_ok=True), name
