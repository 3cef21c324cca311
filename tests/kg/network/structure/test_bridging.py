"""Who stands between two sides: beside networkx on networks made by chance, and by hand where places are told."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pytest

from kg.errors import UnknownIri, UnreadableInput
from kg.network import Bridging, Network
from kg.network.examples import network_of
from kg.network.structure.bridging import Side, Sides, bridging, find_sides, linked_pairs, way_through
from kg.network.structure.exploring import find_node
from tests.kg.network.generated import generated
from tests.kg.network.simple import undirected_graph

SEATS = (
    {"id": "places/country", "label": "Country", "kind": "country"},
    {"id": "places/town", "label": "Town", "kind": "city", "within": "places/country"},
    {"id": "places/abroad", "label": "Abroad", "kind": "country"},
    {"id": "organisations/a", "label": "A", "kind": "company", "located_in": "places/town", "confidence": "implied"},
    {"id": "organisations/b", "label": "B", "kind": "company", "located_in": "places/country", "confidence": "stated"},
    {"id": "organisations/c", "label": "C", "kind": "company", "located_in": "places/abroad", "confidence": "stated"},
    {"id": "organisations/m", "label": "M", "kind": "company"},
    {"id": "projects/p", "label": "P"},
    {"id": "projects/q", "label": "Q"},
)
PARTS = tuple(
    {
        "id": f"participations/{one}{other}",
        "participant": f"organisations/{one}",
        "activity": f"projects/{other}",
        "role": "partner",
        "confidence": "stated",
    }
    for one, other in ("ap", "bp", "mp", "mq", "cq")
)


def sides_of(network: Network, one: list[int], other: list[int]) -> Sides:
    first, second = (
        Side(network.nodes[each[0]], True, np.asarray(sorted(each), dtype=np.int64)) for each in (one, other)
    )
    return Sides(first, second, np.empty(0, np.int64))


def answer(network: Network, question: Bridging) -> Any:
    output = io.BytesIO()
    question.write(network, 1, "json", output)
    return json.loads(output.getvalue())


@pytest.mark.parametrize("seed", range(40))
def test_the_same_as_networkx(seed: int) -> None:
    network = generated(seed)
    size, random = len(network.iris), Random(seed)
    if size < 2:
        return
    mixed = random.sample(range(size), size)
    cut, end = random.randint(1, size - 1), random.randint(1, size)
    one, other = mixed[:cut], mixed[cut : max(end, cut + 1)]
    sides, graph = sides_of(network, one, other), undirected_graph(network)
    # networkx halves the sums of undirected networks, for it takes each pair to be met from both ends
    oracle = nx.betweenness_centrality_subset(graph, one, other)
    assert bridging(network, sides) == pytest.approx([2 * oracle[node] for node in range(size)])
    assert linked_pairs(network, sides) == sum(nx.has_path(graph, a, b) for a in one for b in other)
    for node in np.flatnonzero(bridging(network, sides)).tolist():
        halves = way_through(network, sides, node)
        assert halves
        here, there = halves
        start, finish = (network.iris.index(each.iri) for each in (here.nodes[0], there.nodes[-1]))
        assert (start in one, finish in other) == (True, True)
        assert here.length + there.length == nx.shortest_path_length(graph, start, finish)


def test_a_member_of_a_side_is_a_bridge_between_others_only() -> None:
    network = network_of("ab", "bc", "cd")
    assert bridging(network, sides_of(network, [0, 1], [3])).tolist() == [0, 1, 2, 0]


def test_a_place_stands_for_all_that_lies_in_it(network: Callable[..., Network], short: Callable[[str], str]) -> None:
    made = network("involvement", *SEATS, *PARTS)
    body = answer(made, Bridging("Country", "abroad", stability=True))
    assert [short(each["id"]) for each in body["one"]["members"]] == ["a", "b"]
    assert [short(each["id"]) for each in body["other"]["members"]] == ["c"]
    assert (body["pairs"], body["linked_pairs"], body["total_bridges"]) == (2, 2, 3)
    assert {(short(each["id"]), each["score"], each["share"]) for each in body["bridges"]} == {
        ("m", 2, 1),
        ("p", 2, 1),
        ("q", 2, 1),
    }
    assert all(each["way"]["length"] == 4 and each["rank_interval"] for each in body["bridges"])
    records = {short(record) for edge in body["bridges"][0]["way"]["edges"] for record in edge["records"]}
    assert records == {"ap", "mp", "mq", "cq"}


def test_what_is_less_sure_than_asked_does_not_lie_there(
    network: Callable[..., Network], short: Callable[[str], str]
) -> None:
    made = network("involvement", *SEATS, *PARTS, min_confidence="stated")
    assert len(find_sides(made, "Country", "Abroad").one.members) == 1
    remark = "1 of 2 nodes in Country are left out of it: that they lie there is less sure than stated."
    assert answer(made, Bridging("Abroad", "Country"))["remarks"] == [remark]
    surer = network("involvement", *SEATS, *PARTS, min_confidence="implied")
    assert answer(surer, Bridging("Abroad", "Town"))["remarks"] == []


def test_the_smaller_of_two_places_is_apart_from_the_rest(network: Callable[..., Network]) -> None:
    made = network("involvement", *SEATS, *PARTS)
    sides = find_sides(made, "Town", "Country")
    assert [made.iris[each][-1] for side in (sides.one, sides.other) for each in side.members] == ["a", "b"]
    assert not len(sides.shared)
    with pytest.raises(UnreadableInput, match="the same nodes"):
        find_sides(made, "Town", "A")


def test_few_linked_pairs_are_told() -> None:
    body = answer(network_of("ab", "cd"), Bridging("a", "c"))
    assert (body["linked_pairs"], body["bridges"]) == (0, [])
    assert body["remarks"] == ["Only 0 of 1 pairs are linked at all."]


def test_bridges_that_share_the_last_rank_are_counted() -> None:
    body = answer(network_of("ax", "ay", "az", "xb", "yb", "zb"), Bridging("a", "b", top=1))
    assert body["remarks"] == ["2 more share rank 1."]


def test_a_place_that_is_no_node_names_those_in_it(network: Callable[..., Network]) -> None:
    with pytest.raises(UnknownIri, match="It is a place; of what lies in it, 'A' and 'B' are nodes"):
        find_node(network("involvement", *SEATS, *PARTS), "Country")
