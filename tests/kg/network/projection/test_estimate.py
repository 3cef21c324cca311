"""The edges of a network are counted before they are made, and too many are refused with the reason."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from kg.errors import NetworkTooLarge
from kg.mapping import Mapping
from kg.network import Filters, StoreColumns, find_view, project
from kg.records import Record
from kg.store import EmbeddedStore
from tests.generator import crowd, ecosystem


def store_of(records: Iterable[Record], mapping: Mapping) -> EmbeddedStore:
    graph = mapping.graph("demo")
    return EmbeddedStore.in_memory(quad for record in records for quad in mapping.to_quads(record, graph))


def test_a_crowd_is_refused_before_its_pairs_are_made(mapping: Mapping) -> None:
    store = store_of(crowd(5_000), mapping)
    network = project(StoreColumns(store), find_view("partnership"), most_edges=250_000)
    assert network.edge_count == 12_497_500
    with pytest.raises(NetworkTooLarge) as refused:
        len(network.rows)
    assert refused.value.message == (
        "The network partnership would have 12,497,500 edges, and 250,000 are allowed: "
        "all who take part in the same are linked with each other, "
        "and in https://w3id.org/innovation-kg/programmes/scheme-0 alone there are 5,000"
    )
    assert "ask for the view affiliation" in refused.value.fix
    assert (refused.value.limit, refused.value.value) == ("edges", "250,000")
    assert len(project(StoreColumns(store), find_view("affiliation"), most_edges=250_000).edges) == 5_000


def test_who_takes_part_in_several_roles_is_one(mapping: Mapping) -> None:
    again = (
        Record("Participation", f"participations/lead-{number}", {**each.values, "role": ("lead",)})
        for number, each in enumerate(crowd(40))
        if each.type == "Participation"
    )
    store = store_of([*crowd(40), *again], mapping)
    assert len(project(StoreColumns(store), find_view("partnership"), most_edges=40 * 39 // 2).edges) == 40 * 39 // 2
    with pytest.raises(NetworkTooLarge, match="780 edges"):
        len(project(StoreColumns(store), find_view("partnership"), most_edges=40 * 39 // 2 - 1).rows)


def test_only_those_count_that_the_filters_admit(mapping: Mapping) -> None:
    late = (
        Record(each.type, each.id, {**each.values, "when": ("2030",)}) if each.type == "Participation" else each
        for each in crowd(100)
    )
    store, view = store_of(late, mapping), find_view("partnership")
    with pytest.raises(NetworkTooLarge):
        len(project(StoreColumns(store), view, most_edges=1000).rows)
    assert project(StoreColumns(store), view, Filters(as_of="2025"), most_edges=1000).edges == ()


def test_one_record_that_links_many_with_many_is_refused(mapping: Mapping) -> None:
    funders, recipients = (tuple(f"organisations/{kind}-{n}" for n in range(2_000)) for kind in "fr")
    money = Record(
        "Contribution", "contributions/one", {"funder": funders, "recipient": recipients, "kind": ("grant",)}
    )
    with pytest.raises(NetworkTooLarge, match="more than 250,000 edges"):
        project(StoreColumns(store_of([money], mapping)), find_view("funding"), most_edges=250_000)


@pytest.mark.parametrize("view", ["funding", "partnership", "affiliation"])
def test_no_network_is_refused_that_has_few_edges_and_none_let_through_that_has_more(
    mapping: Mapping, view: str
) -> None:
    chance = random.Random(view)
    records = chance.sample(list(ecosystem(1_000)), 700)
    store = store_of(records, mapping)
    count = len(project(StoreColumns(store), find_view(view)).edges)
    pairs = sum(edge.weight for edge in project(StoreColumns(store), find_view(view)).edges)
    assert (
        len(project(StoreColumns(store), find_view(view), most_edges=pairs if view == "partnership" else count).edges)
        == count
        > 10
    )
    with pytest.raises(NetworkTooLarge):
        len(project(StoreColumns(store), find_view(view), most_edges=count - 1).rows)
