"""Likeness and suggestions beside networkx on networks made by chance."""

from __future__ import annotations

from itertools import combinations
from math import log, sqrt

import networkx as nx
import pytest

from kg.network.examples import network_of
from kg.network.structure import similarity
from kg.network.structure.similarity import alike, shared_neighbours, suggest
from tests.kg.network.generated import NETWORKS, undirected


def test_likeness_is_that_of_networkx() -> None:
    for network in NETWORKS:
        graph = undirected(network)
        for node in graph:
            found = alike(network, node)
            expected = [other for other in sorted(graph) if other != node and {*graph[node]} & {*graph[other]}]
            assert found.other.tolist() == expected
            pairs = [(node, other) for other in expected]
            assert found.jaccard.tolist() == pytest.approx(
                [score for *_, score in nx.jaccard_coefficient(graph, pairs)]
            )
            adamic_adar = [score for *_, score in nx.adamic_adar_index(graph, pairs)]
            assert found.adamic_adar.tolist() == pytest.approx(adamic_adar, abs=1e-8)
            shared = [len({*graph[node]} & {*graph[other]}) for other in expected]
            assert found.shared.tolist() == shared
            roots = [sqrt(graph.degree[node] * graph.degree[other]) for other in expected]
            assert found.cosine.tolist() == pytest.approx(
                [many / root for many, root in zip(shared, roots, strict=True)]
            )


@pytest.mark.parametrize("at_once", [1, 1000])
def test_suggested_are_those_that_share_most_of_all_that_are_not_linked(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "_AT_ONCE", at_once)
    for network in NETWORKS:
        graph = undirected(network)
        scores = {
            (one, other): round(sum(1 / log(graph.degree[node]) for node in nx.common_neighbors(graph, one, other)), 9)
            for one, other in combinations(sorted(graph), 2)
            if not graph.has_edge(one, other)
        }
        best = sorted((pair for pair in scores if scores[pair]), key=lambda pair: (-scores[pair], pair))[:7]
        found = suggest(network, 7)
        assert [*zip(found.one.tolist(), found.other.tolist(), strict=True)] == best
        assert found.score.tolist() == pytest.approx([scores[pair] for pair in best])
        assert len(found.left_out) == 0
        for node in [*graph][:3]:
            own = sorted(
                (pair for pair in scores if node in pair and scores[pair]), key=lambda pair: (-scores[pair], pair)
            )
            assert {*suggest(network, 100, node).other.tolist()} == {sum(pair) - node for pair in own}


def test_neighbours_of_very_many_are_left_out_where_there_are_too_many_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "_PAIRS", 20)
    star = network_of("ab", "ac", "ad", "ae", "af", "bg", "cg")
    found = suggest(star, 10)
    assert found.left_out.tolist() == [0]
    assert [*zip(found.one.tolist(), found.other.tolist(), strict=True)] == [(0, 6), (1, 2)]


def test_shared_neighbours_begin_with_the_least_linked() -> None:
    network = network_of("ac", "bc", "ad", "bd", "ce", "cf")
    assert shared_neighbours(network, 0, 1).tolist() == [3, 2]
