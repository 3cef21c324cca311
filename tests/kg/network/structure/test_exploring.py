from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from unicodedata import normalize

import networkx as nx
import pytest

from kg.errors import UnknownIri, UnreadableInput
from kg.network import Edge, Near, Network, Node, Whole, communities, ego, find_node, largest, paths
from kg.network.examples import ARROWS, STAR, network_from, network_of

CLIQUES = network_of("ab", "ac", "bc", "cd", "de", "df", "ef")


def nodes(network: Network) -> str:
    return "".join(node.iri for node in network.nodes)


def test_two_cliques_are_two_communities() -> None:
    found = communities(CLIQUES)
    assert found.members == (("a", "b", "c"), ("d", "e", "f"))
    assert found.modularity == pytest.approx(6 / 7 - 1 / 2)


def test_of_names_that_are_close_each_node_has_one() -> None:
    nodes = (
        Node("a", "Harbour Twins Programme", names=("Seoul Harbour Twins", "Harbour Twins Program")),
        Node("b", "Harbour Twin Lab"),
    )
    network = network_from(nodes, network_of("ab").edges, directed=False)
    with pytest.raises(UnknownIri) as raised:
        find_node(network, "Harbour Twins")
    similar = raised.value.details()["candidates"]
    assert similar == ["Harbour Twin Lab", "Seoul Harbour Twins"]


def test_communities_of_nothing() -> None:
    assert communities(network_of()).members == ()
    assert communities(network_of()).modularity == 0


def test_communities_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "from kg.network import communities; from kg.network.examples import network_of; "
        "print(communities(network_of(*(a + b for a in 'abcdef' for b in 'ghijkl')), seed=3))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in (1, 2)
    }
    assert len(outputs) == 1


def test_all_shortest_paths_with_their_edges() -> None:
    found = paths(network_of("ab", "ac", "bd", "cd", "de"), "a", "d")
    assert [[node.iri for node in path.nodes] for path in found] == [["a", "b", "d"], ["a", "c", "d"]]
    assert {path.length for path in found} == {2}
    assert [edge.records for edge in found[0].edges] == [("ab",), ("bd",)]
    assert len(paths(network_of("ab", "ac", "bd", "cd"), "a", "d", limit=1)) == 1


def test_a_step_shows_all_its_parallel_edges_in_both_directions() -> None:
    network = network_of("ab", "ba", directed=True)
    network = network_from(
        network.nodes, [*network.edges, replace(network.edges[0], role="award")], directed=network.directed
    )
    assert [len(path.edges) for path in paths(network, "a", "b")] == [3]
    assert [len(path.edges) for path in paths(network, "a", "b", directed=True)] == [2]


def test_directed_paths_follow_the_edges() -> None:
    assert [path.length for path in paths(ARROWS, "b", "d")] == [3]
    assert paths(ARROWS, "b", "d", directed=True) == []
    assert [path.length for path in paths(ARROWS, "a", "d", directed=True)] == [2]
    assert [path.length for path in paths(STAR, "b", "c", directed=True)] == [2]


def test_paths_that_are_none_or_of_no_length() -> None:
    assert paths(network_of("ab", "cd"), "a", "d") == []
    (stay,) = paths(STAR, "a", "a")
    assert (stay.length, len(stay.nodes), stay.edges) == (0, 1, ())


@pytest.mark.parametrize("ends", ["az", "za"])
def test_paths_of_unknown_nodes(ends: str) -> None:
    with pytest.raises(UnknownIri):
        paths(STAR, *ends)


def test_the_surroundings_of_a_node() -> None:
    chain = network_of("ab", "bc", "cd", directed=True)
    assert nodes(ego(chain, "b")) == "abc"
    assert nodes(ego(chain, "d", radius=2)) == "bcd"
    assert nodes(ego(chain, "d", radius=0)) == "d"
    assert len(ego(chain, "b").edges) == 2
    assert ego(chain, "b").total_nodes == 4
    with pytest.raises(UnknownIri):
        ego(chain, "z")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("directed", [True, False])
def test_what_is_near_is_what_networkx_finds(seed: int, directed: bool) -> None:
    graph = nx.gnp_random_graph(20, 0.08, seed, directed=directed)
    network = network_of(*(f"{chr(97 + one)}{chr(97 + other)}" for one, other in graph.edges), directed=directed)
    for iri in network.iris:
        for radius in (0, 1, 2, 5):
            expected = nx.ego_graph(graph, ord(iri) - 97, radius, undirected=True)
            near = ego(network, iri, radius)
            assert near.iris == sorted(chr(97 + each) for each in expected)
            assert near.edge_count == expected.number_of_edges()


def test_the_best_linked_part() -> None:
    part = largest(CLIQUES, 3)
    assert (nodes(part), part.truncated, part.total_nodes) == ("acd", True, 6)
    assert [(edge.source, edge.target) for edge in part.edges] == [("a", "c"), ("c", "d")]
    assert largest(CLIQUES, 6) is CLIQUES


@pytest.mark.parametrize("known", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_a_node_is_found_in_whichever_spelling_it_is_known(known: str, asked: str) -> None:
    iri = "https://example.org/울산-café"
    network = network_of("ab")
    node = replace(network.nodes[0], iri=normalize(known, iri))  # type: ignore[arg-type]
    edge = replace(network.edges[0], source=node.iri)
    network = network_from([node, network.nodes[1]], [edge], directed=network.directed)
    wanted = normalize(asked, iri)  # type: ignore[arg-type]
    assert ego(network, wanted).nodes == network.nodes
    (path,) = paths(network, wanted, "b")
    assert [each.iri for each in path.nodes] == [node.iri, "b"]
    with pytest.raises(UnknownIri):
        ego(network, f"{wanted}s")


def asked_of(network: Network, question: Whole | Near) -> dict[str, Any]:
    output = io.BytesIO()
    question.write(network, 1, "json", output)
    body: dict[str, Any] = json.loads(output.getvalue())
    return body


def test_what_is_asked_about_is_shown_however_little_it_is_linked() -> None:
    """Of a chain that ends in a ring of friends, the end of the chain has the fewest neighbours."""
    network = network_of("za", "zb", "zc", "ab", "ac", "bc", "yz", "xy")
    body = asked_of(network, Near("x", radius=3, top=3, layout=True))
    assert body["focus"] == ["x"]
    assert [each["id"] for each in body["nodes"]] == ["a", "x", "z"]
    assert body["whole"] == {"nodes": 6, "edges": 8}
    assert body["truncated"]


def test_edges_and_ties_are_chosen_at_the_focus_first() -> None:
    network = network_of("ab", "ac", "bc", "cd", directed=True)
    body = asked_of(network, Near("d", radius=2, edges=1, layout=True))
    assert [(each["source"], each["target"]) for each in body["edges"]] == [("c", "d")]
    assert body["ties"] == {"items": [[0, 1, 1], [0, 2, 1], [1, 2, 1], [2, 3, 1]], "total": 4}
    assert all({"x", "y"} <= {*each} for each in body["nodes"])
    whole = asked_of(network, Whole())
    assert len(whole["edges"]) == 4
    assert not {"ties", "years", "focus"} & {*whole}


def test_more_than_can_be_placed_is_refused_with_a_remedy() -> None:
    names = [f"n{number:04}" for number in range(1_100)]
    network = network_from((Node(each, each) for each in ["hub", *names]), star("hub", names), directed=False)
    with pytest.raises(UnreadableInput, match="1,101 nodes are too many"):
        asked_of(network, Whole(layout=True))
    assert len(asked_of(network, Whole(top=40, layout=True))["nodes"]) == 40


def star(middle: str, others: Sequence[str]) -> Iterator[Edge]:
    for other in others:
        ends = sorted((middle, other))
        yield Edge(ends[0], ends[1], "grant", 1, "stated", (), (other,), (), (other,))
