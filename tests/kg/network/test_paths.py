"""Measures of paths and of flows beside networkx, on networks made by chance, and estimates beside exact scores."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import nan

import networkx as nx
import numpy as np
import pytest

from kg.network import rank
from kg.network.examples import network_from
from kg.network.measures import paths
from kg.network.measures.paths import betweenness, closeness, harmonic, sampled_betweenness, sampled_closeness
from kg.network.measures.spectral import eigenvector, pagerank
from kg.network.model import Edge, Network, Node
from kg.network.rows import Rows
from tests.kg.network.generated import NETWORKS
from tests.kg.network.simple import simple_graph, undirected_graph


def with_distances(network: Network) -> nx.Graph[int]:
    """networkx takes a weight for a distance; fractions keep its sums exact."""
    graph = simple_graph(network)
    for _, _, edge in graph.edges(data=True):
        edge["distance"] = Fraction(1, edge["weight"])
    return graph


@pytest.mark.parametrize("weighted", [False, True])
def test_measures_of_paths_are_those_of_networkx(*, weighted: bool) -> None:
    distance = "distance" if weighted else None
    for network in NETWORKS:
        graph, others = with_distances(network), max(len(network.iris) - 1, 1)
        between = nx.betweenness_centrality(graph, weight=distance)
        assert dict(enumerate(betweenness(network, weighted=weighted).values)) == pytest.approx(between)
        near = nx.closeness_centrality(graph, distance=distance)
        near = {node: score or nan for node, score in near.items()}  # which is not defined where nothing reaches it
        assert dict(enumerate(closeness(network, weighted=weighted).values)) == pytest.approx(near, nan_ok=True)
        sums = nx.harmonic_centrality(graph, distance=distance)
        shares = {node: float(total) / others for node, total in sums.items()}
        assert dict(enumerate(harmonic(network, weighted=weighted).values)) == pytest.approx(shares)


@pytest.mark.parametrize("weighted", [False, True])
def test_pagerank_is_that_of_networkx(*, weighted: bool) -> None:
    for network in NETWORKS:
        ranks = nx.pagerank(simple_graph(network), 0.85, weight="weight" if weighted else None, tol=1e-14, max_iter=999)
        assert dict(enumerate(pagerank(network, weighted=weighted).values)) == pytest.approx(ranks, rel=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_eigenvector_is_that_of_networkx_in_each_piece(*, weighted: bool) -> None:
    for network in NETWORKS:
        graph, scores = undirected_graph(network), eigenvector(network, weighted=weighted)
        for piece in map(sorted, nx.connected_components(graph)):
            if len(piece) > 2:
                vector = nx.eigenvector_centrality_numpy(graph.subgraph(piece), weight="weight" if weighted else None)
                shares = [vector[node] * len(piece) / len(graph) for node in piece]
                assert scores.values[piece].tolist() == pytest.approx(shares, abs=1e-7)


def test_links_of_a_node_with_itself_are_no_ways() -> None:
    """A projection drops them; a network that has them all the same is measured as without."""
    pairs = [("a", "a"), ("a", "b"), ("b", "c")]
    edges = [Edge(one, other, "grant", 1, "", (), (), (), (one + other,)) for one, other in pairs]
    nodes = [Node(name, name) for name in "abc"]
    loop, plain = (network_from(nodes, some, directed=False) for some in (edges, edges[1:]))
    for measure in (betweenness, closeness, harmonic):
        for weighted in (False, True):
            assert measure(loop, weighted=weighted).of(loop) == measure(plain, weighted=weighted).of(plain)


def grown(size: int, links: int) -> Network:
    """Each node is linked to some before it, rather to those with many links (Barabási & Albert 1999)."""
    random = np.random.default_rng(5)
    ends = [*range(links + 1)]
    pairs = set()
    for node in range(links + 1, size):
        chosen = {ends[each] for each in random.integers(0, len(ends), links)}
        pairs |= {(each, node) for each in chosen}
        ends += [*chosen, *[node] * len(chosen)]
    source, target = np.asarray(sorted(pairs), dtype=np.int64).T
    none, numbers = np.zeros(len(source), dtype=np.int64), np.arange(len(source))
    rows = Rows(source, target, none, numbers, numbers, none, none, none)
    iris = [f"n{place:05}" for place in range(size)]
    nothing = network_from([], [], directed=False)
    return Network("example", "example/1", False, iris, ["link"], rows, nothing.lookup, total_nodes=size)


@pytest.mark.parametrize("weighted", [False, True])
def test_estimates_are_within_their_error_and_find_who_bridges(
    monkeypatch: pytest.MonkeyPatch, *, weighted: bool
) -> None:
    monkeypatch.setattr(paths, "PIVOTS", 400)
    network = grown(1_000, 3)
    exact, estimate = (measure(network, weighted=weighted) for measure in (betweenness, sampled_betweenness))
    error = float(estimate.parameters["error"])
    assert 0 < np.abs(exact.values - estimate.values).max() <= error < 0.2
    assert estimate.parameters["drawn"] == 400
    assert f"farther than {error} from the exact one" in estimate.remarks[0]
    best = [{*np.argsort(-scores.values)[:20].tolist()} for scores in (exact, estimate)]
    assert len(best[0] & best[1]) >= 17
    assert np.array_equal(sampled_betweenness(network, weighted=weighted).values, estimate.values)


def test_estimated_closeness_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "PIVOTS", 400)
    network = grown(1_000, 3)
    assert sampled_closeness(network).values == pytest.approx(closeness(network).values, rel=0.05)


def test_closeness_is_not_defined_where_nothing_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a chain the first has none; an estimate gives nobody a name whom only those reach that are not drawn."""
    names = [f"n{place:02}" for place in range(40)]
    edges = [Edge(one, other, "grant", 1, "", (), (), (), (one,)) for one, other in pairwise(names)]
    network = network_from([Node(name, name) for name in ["alone", *names]], edges, directed=True)
    for pivots in (2_000, 3):
        monkeypatch.setattr(paths, "PIVOTS", pivots)
        for measure in ("closeness", "sampled-closeness"):
            ranking = rank(replace(network), measure)
            assert [each.iri for each in ranking.undefined] == ["alone", "n00"]
            assert ranking.remarks[-1] == "Of 2 nodes the measure is not defined, so they have no rank."
    assert not rank(network, "harmonic").undefined
    assert harmonic(network).of(network)["alone"] == 0


def test_small_networks_are_not_estimated() -> None:
    for network in NETWORKS[:20]:
        assert np.array_equal(sampled_betweenness(network).values, betweenness(network).values)
        assert np.array_equal(sampled_closeness(network).values, closeness(network).values, equal_nan=True)


def test_an_estimate_says_from_what_it_is_made() -> None:
    network = next(network for network in NETWORKS if len(network.iris) == 21)
    parameters = rank(network, "sampled-betweenness").parameters
    assert parameters == {"weighted": False, "seed": 1, "confidence": 0.95, "drawn": 21, "error": 0.0}
