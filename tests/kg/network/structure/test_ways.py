"""Ways beside plain enumeration by networkx: lengths as fractions, the same ways in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import AmbiguousName, UnknownIri
from kg.network import Edge, Network, NetworkPath, Node, find_node
from kg.network.examples import network_from, network_of
from kg.network.structure.ways import Asked, k_shortest, shortest, simple
from tests.generated import sizes
from tests.kg.network.simple import directed_graph, undirected_graph

Way = tuple[str, ...]
LETTERS = "abcdefg"


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Make a network by chance: directed or not, weighted, with parallel roles, loops and pieces."""
    directed, edges = draw(st.booleans()), {}
    for _ in range(draw(st.integers(1, 14))):
        ends = draw(st.sampled_from(LETTERS)), draw(st.sampled_from(LETTERS))
        source, target = ends if directed else (min(ends), max(ends))
        role = draw(st.sampled_from(["grant", "award"]))
        facts = tuple(f"{source}{target}{role}{each}" for each in range(draw(st.integers(1, 4))))
        edges[source, target, role] = Edge(source, target, role, len(facts), "stated", (), facts, (), facts)
    nodes = {Node(end, end.upper()) for source, target, _ in edges for end in (source, target)}
    return network_from(nodes, edges.values(), directed=directed)


def enumerated(network: Network, asked: Asked) -> list[tuple[Fraction, Way]]:
    """List all ways with their lengths, the shortest first, then by their nodes."""
    graph = directed_graph(network) if asked.directed else undirected_graph(network)
    iri = network.iris
    place = {each: number for number, each in enumerate(iri)}
    one, other = place[asked.source], place[asked.target]
    ways: Iterator[list[int]] = iter([[one]]) if one == other else nx.all_simple_paths(graph, one, other)

    def length(way: list[int]) -> Fraction:
        weights = (graph.edges[step]["weight"] if asked.weighted else 1 for step in pairwise(way))
        return sum((Fraction(1, weight) for weight in weights), Fraction())

    return sorted((length(way), tuple(iri[each] for each in way)) for way in ways)


def described(ways: list[NetworkPath], *, weighted: bool) -> list[tuple[Fraction, Way]]:
    found = []
    for way in ways:
        assert (way.distance is not None) == weighted
        distance = way.distance if way.distance is not None else Fraction(way.length)
        found.append((distance, tuple(node.iri for node in way.nodes)))
    return found


@pytest.mark.parametrize("examples", sizes(100, 1000))
def test_all_three_are_as_enumeration_gives_them(examples: int) -> None:
    @settings(max_examples=examples)
    @given(networks(), st.data())
    def hold(network: Network, data: st.DataObject) -> None:
        ends = data.draw(st.sampled_from(network.iris)), data.draw(st.sampled_from(network.iris))
        asked = Asked(*ends, directed=data.draw(st.booleans()), weighted=data.draw(st.booleans()))
        all_ways, k = enumerated(network, asked), data.draw(st.integers(1, 12))
        ways, more = k_shortest(network, asked, k)
        assert described(ways, weighted=asked.weighted) == all_ways[:k]
        assert more == (len(all_ways) > k)
        least = [each for each in all_ways if each[0] == all_ways[0][0]]
        ways, more = shortest(network, asked, k)
        assert described(ways, weighted=asked.weighted) == least[:k]
        assert more == (len(least) > k)
        steps, asked = data.draw(st.integers(1, 5)), Asked(*ends, asked.directed)
        short = [each for each in enumerated(network, asked) if each[0] <= steps]
        ways, more = simple(network, asked, steps, k)
        assert described(ways, weighted=False) == short[:k]
        assert more == (len(short) > k)

    hold()


def test_lengths_that_floats_would_part_are_equal() -> None:
    """1/4 + 1/3 + 1/6 is 3/4, which 1/2 + 1/4 is too."""
    weights = {("a", "b"): 4, ("b", "c"): 3, ("c", "z"): 6, ("a", "y"): 2, ("y", "z"): 4}
    edges = [
        Edge(one, other, "r", weight, "", (), (), (), tuple(f"{one}{other}{each}" for each in range(weight)))
        for (one, other), weight in weights.items()
    ]
    network = network_from([Node(each, each) for each in "abcyz"], edges, directed=False)
    ways, more = shortest(network, Asked("a", "z", weighted=True), 10)
    assert described(ways, weighted=True) == [
        (Fraction(3, 4), ("a", "b", "c", "z")),
        (Fraction(3, 4), ("a", "y", "z")),
    ]
    assert not more


def test_a_step_has_its_edges_and_they_their_records() -> None:
    [way], more = k_shortest(network_of("ab", "bc", "cd"), Asked("a", "d"), 1)
    assert [edge.records for edge in way.edges] == [("ab",), ("bc",), ("cd",)]
    assert not more


def test_a_thicket_behind_a_bridge_is_left_alone() -> None:
    """Of 25 nodes that are all linked to each other none leads on, so no way into them is tried out."""
    thicket = [f"{chr(one)}{chr(other)}" for one in range(0x4E00, 0x4E19) for other in range(one + 1, 0x4E19)]
    network = network_of("ab", "bc", f"b{chr(0x4E00)}", *thicket)
    ways, more = k_shortest(network, Asked("a", "c"), 50)
    assert [[node.iri for node in way.nodes] for way in ways] == [["a", "b", "c"]]
    assert not more
    assert len(simple(network, Asked("a", "c"), 2, 50)[0]) == 1


def test_nodes_are_found_by_every_name_and_by_initials() -> None:
    catapult = Node("cpc", "Connected Places Catapult", names=("커넥티드 플레이스 캐터펄트", "Keonektideu"))
    others = [Node("dsit", "Department for Science, Innovation and Technology"), Node("x", "DSIT Ltd", names=("XY",))]
    edges = [Edge("cpc", each.iri, "r", 1, "", (), (), (), (each.iri,)) for each in others]
    network = network_from([catapult, *others], edges, directed=True)
    for name in ("connected places catapult", "커넥티드 플레이스 캐터펄트", "KEONEKTIDEU", "CPC"):
        assert find_node(network, name) == "cpc"
    assert find_node(network, "DSIT") == "dsit"
    with pytest.raises(UnknownIri, match="CPX"):
        find_node(network, "CPX")


def test_initials_of_several_are_told() -> None:
    nodes = [Node("a", "West Midlands Growth"), Node("b", "Warwick Manufacturing Group"), Node("c", "wmg-like")]
    edges = [Edge("a", each, "r", 1, "", (), (), (), (each,)) for each in "bc"]
    with pytest.raises(AmbiguousName) as refusal:
        find_node(network_from(nodes, edges, directed=True), "WMG")
    assert refusal.value.facts == ("WMG", ["a", "b"])
