from __future__ import annotations

import json

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.network import Network
from kg.network.examples import network_of
from tests.kg.network.exports.networks import Described, described, described_rows, exported, networks, sample

LABELS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
BOTH = pytest.mark.parametrize("directed", [False, True])


def _figures(amounts: list[dict[str, str | bool]]) -> str:
    words = ("bound", "currency", "value", "kind")
    marks = ("joint", "doubtful")
    texts = ([str(each[word]) for word in words] + [mark for mark in marks if each[mark]] for each in amounts)
    return "; ".join(" ".join(filter(None, text)) for text in texts)


def read_node_link(written: bytes) -> Described:
    graph = nx.node_link_graph(json.loads(written), edges="edges")
    nodes = [{"id": iri, **data} for iri, data in graph.nodes(data=True)]
    edges = [
        {"source": one, "target": other, **data, "when": " ".join(data["when"]), "records": " ".join(data["records"])}
        for one, other, data in graph.edges(data=True)
    ]
    exact = [{**row, "amounts": _figures(row["amounts"])} for row in edges]
    return described_rows(nodes, exact, directed=graph.is_directed())


def read_cytoscape(written: bytes) -> Described:
    graph = nx.cytoscape_graph(json.loads(written))
    nodes = [{**data, "id": iri} for iri, data in graph.nodes(data=True)]
    edges = [
        {**data, "source": one, "target": other, "when": " ".join(data["when"]), "records": " ".join(data["records"])}
        for one, other, data in graph.edges(data=True)
    ]
    return described_rows(nodes, edges, directed=graph.is_directed())


@BOTH
def test_networkx_reads_the_same_graph_of_node_links(*, directed: bool) -> None:
    network = sample(directed=directed)
    assert read_node_link(exported("node-link.json", network)) == described(network)


@BOTH
def test_networkx_reads_the_same_graph_of_cytoscape(*, directed: bool) -> None:
    network = sample(directed=directed)
    assert read_cytoscape(exported("cyjs", network)) == described(network)


@given(networks(LABELS))
@settings(max_examples=40)
def test_networkx_reads_the_same_graph_of_any(network: Network) -> None:
    assert read_cytoscape(exported("cyjs", network)) == described(network)
    assert read_node_link(exported("node-link.json", network)) == described(network)


def test_what_cytoscape_takes_are_plain_values_and_lists_of_one_kind() -> None:
    body = json.loads(exported("cyjs", sample(), "degree", divided=True))
    for element in (*body["elements"]["nodes"], *body["elements"]["edges"]):
        for value in element["data"].values():
            assert isinstance(value, str | int | float) or all(isinstance(each, str) for each in value)
    ids = [element["data"]["id"] for each in ("nodes", "edges") for element in body["elements"][each]]
    assert len(ids) == len({*ids})
    assert body["elements"]["edges"][0]["data"]["interaction"] == "award"


@pytest.mark.parametrize("name", ["cyjs", "node-link.json"])
def test_what_is_told_of_all_and_the_scores_are_there(name: str) -> None:
    body = json.loads(exported(name, sample(), "degree", divided=True))
    about = body["graph"] if name == "node-link.json" else body["data"]
    assert (about["recipe"], about["version"], about["total_nodes"]) == ("example/1", 7, 14)
    assert "undated_share" in about["coverage"]
    nodes = body["nodes"] if name == "node-link.json" else [each["data"] for each in body["elements"]["nodes"]]
    assert {type(node["degree"]) for node in nodes} == {float}
    assert {type(node["community"]) for node in nodes} == {int}


@pytest.mark.parametrize("name", ["cyjs", "node-link.json"])
def test_an_empty_network_is_one(name: str) -> None:
    read = {"cyjs": read_cytoscape, "node-link.json": read_node_link}[name]
    assert read(exported(name, network_of())) == ({}, [])
