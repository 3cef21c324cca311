from __future__ import annotations

from kg.network import Edge, Node
from kg.network.examples import ARROWS, network_from, network_of
from kg.network.structure.misses import misses
from kg.network.structure.ways import Asked


def test_each_piece_is_told_with_its_best_linked() -> None:
    near = misses(network_of("ab", "ac", "ad", "yz"), Asked("b", "y"))
    assert (near.source.size, near.target.size) == (4, 2)
    assert [node.iri for node in near.source.best_linked] == ["a", "b", "c"]
    assert [node.iri for node in near.target.best_linked] == ["y", "z"]
    assert near.against_direction is None


def test_a_way_against_the_direction_is_a_miss() -> None:
    assert misses(ARROWS, Asked("b", "d", directed=True)).against_direction == 3
    assert misses(ARROWS, Asked("b", "d")).against_direction is None


def test_a_node_of_the_piece_that_has_nearly_the_same_name_is_told() -> None:
    nodes = [
        Node("a", "West Midlands Combined Authority", names=("WMCA",)),
        Node("b", "Birmingham"),
        Node("c", "The West Midlands Combined Authority"),
        Node("d", "Ulsan"),
        Node("e", "울산광역시", names=("ULSAN",)),
    ]
    pairs = [("a", "b"), ("c", "d"), ("b", "e")]
    edges = [Edge(one, other, "r", 1, "", (), (), (), (one + other,)) for one, other in pairs]
    near = misses(network_from(nodes, edges, directed=False), Asked("b", "c"))
    assert [node.iri for node in near.source.alike] == ["a"]
    assert near.target.alike == ()
    near = misses(network_from(nodes, edges, directed=False), Asked("a", "d"))
    assert [node.iri for node in near.source.alike] == ["e"]
    assert [node.iri for node in near.target.alike] == ["c"]
