from __future__ import annotations

from collections.abc import Callable

from kg.network import Network, to_networkx
from kg.network.examples import ARROWS, STAR, network_of
from tests.kg.network.simple import directed_graph, simple_graph, undirected_graph

Make = Callable[..., Network]


def two_roles(network: Make) -> Network:
    """Ulsan gives a grant of three facts and an award of one to a firm, and gets one back."""
    ends = {"funder": "organisations/ulsan", "recipient": "organisations/firm"}
    rows = [{"id": f"contributions/g{n}", "kind": "grant", "amount": "1", "currency": "KRW"} | ends for n in range(3)]
    rows.append({"id": "contributions/a", "kind": "award"} | ends)
    back = {
        "id": "contributions/b",
        "kind": "grant",
        "funder": ends["recipient"],
        "recipient": ends["funder"],
    }
    return network("funding", *rows, back)


def test_networkx_gets_every_parallel_edge_with_its_attributes(network: Make) -> None:
    graph = to_networkx(two_roles(network))
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert graph.number_of_edges() == 3
    ulsan, firm = "https://example.org/organisations/ulsan", "https://example.org/organisations/firm"
    grant = graph.edges[ulsan, firm, "grant"]
    assert grant["weight"] == 3
    assert [(each["currency"], each["value"]) for each in grant["amounts"]] == [("KRW", 3)]
    assert len(grant["records"]) == 3
    assert graph.graph["recipe"] == "funding/2"
    assert not to_networkx(STAR).is_directed()


def test_the_simple_graph_unites_roles_and_keeps_all_weight(network: Make) -> None:
    found = two_roles(network)
    graph = simple_graph(found)
    firm, ulsan = 0, 1
    assert graph.edges[ulsan, firm]["weight"] == 4
    assert (graph.edges[ulsan, firm]["length"], graph.graph["unit"]) == (1, 4)
    assert graph.edges[firm, ulsan]["weight"] == 1
    assert undirected_graph(found).edges[firm, ulsan]["weight"] == 5


def test_a_fact_told_in_two_roles_weighs_once(network: Make) -> None:
    ends = {"funder": "organisations/ulsan", "recipient": "organisations/firm"}
    rows = [
        {"id": "contributions/a", "kind": "grant", "same_fact_as": "contributions/b"} | ends,
        {"id": "contributions/b", "kind": "award"} | ends,
        {"id": "contributions/c", "kind": "funding", "part_of": "contributions/a"} | ends,
    ]
    found = network("funding", *rows)
    assert len(found.edges) == 3
    assert [data["weight"] for *_, data in simple_graph(found).edges(data=True)] == [1]


def test_directions_can_be_added_and_dropped() -> None:
    assert sorted(directed_graph(network_of("ab")).edges) == [(0, 1), (1, 0)]
    assert sorted(undirected_graph(ARROWS).edges) == [(0, 1), (0, 2), (2, 3)]
