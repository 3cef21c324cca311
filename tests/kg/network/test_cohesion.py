"""Cores, clustering, brokerage and cuts, beside networkx on networks made by chance."""

from __future__ import annotations

from math import isnan, nan
from typing import cast

import networkx as nx
import numpy as np
import pytest

from kg.network.closure import count_triangles, shared
from kg.network.examples import ARROWS, network_of
from kg.network.graphs import Weighted, ties
from kg.network.kernels import compiled
from kg.network.measures import MEASURES, cores
from kg.network.measures.brokerage import constraint, effective_size
from kg.network.measures.cohesion import clustering, core, cut_off, cuts, triangles
from kg.network.measures.degrees import in_strength, out_strength
from kg.network.model import Network
from tests.kg.network.generated import NETWORKS, undirected


def test_the_networks_are_of_all_kinds() -> None:
    assert len(NETWORKS) >= 300
    assert {network.directed for network in NETWORKS} == {False, True}
    assert {0, 1} <= {len(network.iris) for network in NETWORKS}
    assert any(len(network.starts) > len(network.pairs[0]) for network in NETWORKS)
    pieces = {nx.number_connected_components(undirected(network)) for network in NETWORKS}
    assert {0, 1, 2, 3} <= pieces


def test_cores_and_triangles_are_those_of_networkx() -> None:
    for network in NETWORKS:
        graph = undirected(network)
        assert dict(enumerate(core(network).values)) == nx.core_number(graph)
        assert dict(enumerate(triangles(network).tolist())) == nx.triangles(graph)


def test_clustering_is_that_of_networkx_where_it_is_defined() -> None:
    for network in NETWORKS:
        graph = undirected(network)
        expected = [nx.clustering(graph, node) if degree > 1 else nan for node, degree in sorted(graph.degree)]
        assert clustering(network).values.tolist() == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("weighted", [False, True])
def test_constraint_and_effective_size_are_those_of_networkx(*, weighted: bool) -> None:
    for network in NETWORKS:
        graph = undirected(network)
        weight = "weight" if weighted else None
        scores = constraint(network, weighted=weighted)
        expected = nx.constraint(graph, weight=weight) if graph else {}
        assert scores.values.tolist() == pytest.approx([expected[node] for node in sorted(graph)], nan_ok=True)
        expected = nx.effective_size(graph, nodes=[*graph], weight=weight)  # for all, it divides by others' maxima
        scores = effective_size(network, weighted=weighted)
        assert scores.values.tolist() == pytest.approx([expected[node] for node in sorted(graph)], nan_ok=True)


def test_what_is_cut_off_is_what_falls_away_when_a_node_is_taken_out() -> None:
    for network in NETWORKS:
        graph = undirected(network)
        for node in graph:
            piece = nx.node_connected_component(graph, node) - {node}
            parts = [len(part) for part in nx.connected_components(graph.subgraph(piece))]
            assert cuts(network).parts[node] == len(parts)
            assert cut_off(network).values[node] == len(piece) - max(parts, default=0)
        assert {*np.flatnonzero(cut_off(network).values).tolist()} == {*nx.articulation_points(graph)}


def test_bridges_are_those_of_networkx_and_tell_how_many_are_beyond() -> None:
    for network in NETWORKS:
        graph, edges = undirected(network), ties(network).at(cuts(network).bridges)
        bridges = [*zip(edges.source.tolist(), edges.target.tolist(), strict=True)]
        expected = cast("list[tuple[int, int]]", [*nx.bridges(graph)])
        assert bridges == sorted((min(ends), max(ends)) for ends in expected)
        for ends, beyond in zip(bridges, cuts(network).beyond.tolist(), strict=True):
            without = graph.copy()
            without.remove_edge(*ends)
            parts = [nx.node_connected_component(without, end) for end in ends]
            assert beyond == min(map(len, parts))


def test_strengths_are_the_sums_of_the_weights_in_and_out() -> None:
    for network in NETWORKS:
        if network.directed:
            source, target, weight = network.pairs
            for node in range(len(network.iris)):
                assert in_strength(network).values[node] == weight[target == node].sum()
                assert out_strength(network).values[node] == weight[source == node].sum()
        else:
            assert in_strength(network).values.tolist() == out_strength(network).values.tolist()


@pytest.mark.parametrize("worth", [0, 1 << 60], ids=["machine-code", "python"])
def test_sums_over_shared_neighbours_are_those_by_hand(worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_WORTH", worth)
    factor = np.linspace(0.5, 2, 21)
    for network in NETWORKS:
        graph, edges, size = undirected(network), ties(network), len(network.iris)
        expected = [
            sum(graph[one][node]["weight"] * graph[other][node]["weight"] * factor[node] for node in shared_by)
            for one, other in zip(edges.source.tolist(), edges.target.tolist(), strict=True)
            for shared_by in [[*nx.common_neighbors(graph, one, other)]]
        ]
        assert shared(edges, size, factor[:size]).tolist() == pytest.approx(expected)


def test_a_large_clique() -> None:
    one, other = np.triu_indices(600, 1)
    clique = Weighted(one.astype(np.int64), other.astype(np.int64), np.ones(len(one), np.int64))
    assert {*shared(clique, 600).tolist()} == {598.0}
    assert {*count_triangles(clique, 600).tolist()} == {599 * 598 // 2}
    assert {*cores.core_numbers(clique, 600).tolist()} == {599}


def test_measures_by_hand() -> None:
    """Two triangles that share c, and e at the end of d."""
    network = network_of("ab", "ac", "bc", "cd", "ce", "de", "ef")
    expected = {
        "core": [2, 2, 2, 2, 2, 1],
        "clustering": [1, 1, 1 / 3, 1, 1 / 3, nan],
        "cut-off": [0, 0, 2, 0, 1, 0],
        "effective-size": [1, 1, 3, 1, 7 / 3, 1],
    }
    for name, scores in expected.items():
        assert MEASURES[name].compute(network).values.tolist() == pytest.approx(scores, nan_ok=True), name
    c_from_a = (1 / 2 + 1 / 2 * 1 / 4) ** 2 + (1 / 2 + 1 / 2 * 1 / 2) ** 2
    assert constraint(network).values[0] == pytest.approx(c_from_a)
    assert isnan(clustering(ARROWS).values[1])


def times(network: Network, factor: int) -> Weighted:
    edges = ties(network)
    return edges._replace(weight=edges.weight * factor)


def test_scaling_all_weights_changes_no_weighted_score(monkeypatch: pytest.MonkeyPatch) -> None:
    for measure in (constraint, effective_size):
        for network in NETWORKS[:100]:
            before = measure(network, weighted=True).values
            with monkeypatch.context() as patch:
                patch.setattr("kg.network.measures.brokerage.ties", lambda network: times(network, 1000))
                after = measure(network, weighted=True).values
            assert after.tolist() == pytest.approx(before.tolist(), rel=1e-12, nan_ok=True)
