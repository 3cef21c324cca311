"""What is left of networks without some of their nodes, beside networkx."""

from __future__ import annotations

from random import Random

import networkx as nx

from kg.network.examples import network_of
from kg.network.structure.removal import without
from tests.kg.network.generated import NETWORKS, undirected


def test_what_is_left_is_what_networkx_leaves() -> None:
    random = Random(4)
    for network in NETWORKS:
        graph = undirected(network)
        if not graph:
            continue
        removed = random.sample(sorted(graph), random.randint(1, min(3, len(graph))))
        rest, found = graph.copy(), without(network, removed)
        rest.remove_nodes_from(removed)
        assert found.places.tolist() == sorted(rest)
        assert found.rest.iris == [network.iris[place] for place in sorted(rest)]
        hit = [piece for piece in nx.connected_components(graph) if piece & {*removed}]
        expected = {
            frozenset(frozenset(part) for part in nx.connected_components(rest.subgraph(piece - {*removed})))
            for piece in hit
        }
        assert {frozenset(frozenset(part.tolist()) for part in parts) for parts in found.parts} == expected
        assert all(len(one) >= len(other) for parts in found.parts for one in parts[:1] for other in parts)
        lost = {node: {*graph[node]} & {*removed} for node in rest if {*graph[node]} & {*removed}}
        losses = zip(found.losing.tolist(), found.lost, strict=True)
        assert {node: {*theirs.tolist()} for node, theirs in losses} == lost
        assert {*found.alone.tolist()} == {node for node in lost if not rest.degree[node]}


def test_those_come_first_who_lose_the_largest_share() -> None:
    found = without(network_of("ab", "ac", "bc", "cd", "ce", "ef"), [2])
    assert [network_of("ab", "ac", "bc", "cd", "ce", "ef").iris[place] for place in found.losing.tolist()] == [*"dabe"]
    assert found.alone.tolist() == [3]
    assert [[part.tolist() for part in parts] for parts in found.parts] == [[[0, 1], [4, 5], [3]]]
