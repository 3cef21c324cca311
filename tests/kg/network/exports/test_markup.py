from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.network import Network
from kg.network.examples import ARROWS, network_from, network_of
from kg.network.exports.markup import spells
from tests.kg.network.exports.networks import Described, described, described_rows, exported, networks, sample

LABELS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\n\t\r\"'<>&"), max_size=12)
BOTH = pytest.mark.parametrize("directed", [False, True])


def _read_gexf(written: bytes) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
    graph = nx.read_gexf(io.BytesIO(written))
    return nx.MultiDiGraph(graph) if graph.is_directed() else nx.MultiGraph(graph)


def _read_graphml(written: bytes) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
    graph = nx.read_graphml(io.BytesIO(written), force_multigraph=True)
    named: nx.MultiDiGraph[str] | nx.MultiGraph[str]
    named = nx.MultiDiGraph() if graph.is_directed() else nx.MultiGraph()
    iri = {node: data["iri"] for node, data in graph.nodes(data=True)}
    named.add_nodes_from((iri[node], data) for node, data in graph.nodes(data=True))
    named.add_edges_from((iri[one], iri[other], data) for one, other, data in graph.edges(data=True))
    return named


READ = {"gexf": _read_gexf, "graphml": _read_graphml}
EACH = pytest.mark.parametrize("name", READ)


def read_back(name: str, written: bytes) -> Described:
    graph = READ[name](written)
    nodes = [{"id": iri, **data} for iri, data in graph.nodes(data=True)]
    edges = [{**data, "source": one, "target": other} for one, other, data in graph.edges(data=True)]
    return described_rows(nodes, edges, directed=graph.is_directed())


@EACH
@BOTH
def test_networkx_reads_the_same_graph(name: str, *, directed: bool) -> None:
    network = sample(directed=directed)
    assert read_back(name, exported(name, network)) == described(network)


@EACH
@given(networks(LABELS))
@settings(max_examples=30)
def test_networkx_reads_the_same_graph_of_any(name: str, network: Network) -> None:
    assert read_back(name, exported(name, network)) == described(network)


@EACH
def test_figures_scores_and_communities_are_numbers(name: str) -> None:
    graph = READ[name](exported(name, sample(), "degree", "betweenness", divided=True))
    [award] = [data for *_, data in graph.edges(data=True) if data["role"] == "award"]
    assert (award["amount_GBP_grant"], award["amount_GBP_grant_over"]) == (1.5, 30_000_000)
    assert {*award} & {"amount_KRW_award", "amount"} == set()
    degrees = {data["label"]: data["degree"] for _, data in graph.nodes(data=True)}
    assert degrees["% comment"] == 1
    assert {type(data["community"]) for _, data in graph.nodes(data=True)} == {int}


def test_what_is_told_of_all_stands_in_the_file() -> None:
    about = {"view": "example", "recipe": "example/1", "version": 7, "directed": True, "truncated": False}
    description = ElementTree.fromstring(exported("gexf", ARROWS)).find(".//{http://gexf.net/1.3}description")
    assert description is not None
    told = json.loads(description.text or "")
    assert about.items() <= told.items()
    assert told["coverage"]["edges"] == 3
    data = nx.read_graphml(io.BytesIO(exported("graphml", ARROWS))).graph
    assert (data["recipe"], data["version"], data["directed"]) == ("example/1", "7", "true")
    assert json.loads(data["coverage"]) == told["coverage"]


def test_times_are_spells_that_do_not_overlap() -> None:
    graph = READ["gexf"](exported("gexf", sample()))
    spells = {data["role"]: data.get("spells") for *_, data in graph.edges(data=True)}
    assert spells["grant"] == [("2019-01-01", "2019-12-31")]
    assert spells["award"] == [("2018-02-01", "2019-05-31"), ("2021-01-01", "2023-12-31")]
    assert spells["own-funds"] is None
    assert graph.graph["mode"] == "dynamic"
    assert READ["gexf"](exported("gexf", ARROWS)).graph["mode"] == "static"


def test_graphml_ids_are_plain_and_distinct() -> None:
    root = ElementTree.fromstring(exported("graphml", sample()))
    ids = [element.get("id", "") for element in root.iter() if element.tag.endswith(("}node", "}edge", "}key"))]
    assert len(ids) == len(set(ids))
    assert all(each.isalnum() for each in ids)


@EACH
def test_what_xml_cannot_hold_is_replaced(name: str) -> None:
    network = network_of("ab")
    label = "a\x00b\x0b\ufffe"
    odd = _labelled(network, label)
    assert read_back(name, exported(name, odd))[0]["a"][0] == "a�b��"


def _labelled(network: Network, label: str) -> Network:
    first, *others = network.nodes
    return network_from([replace(first, label=label), *others], network.edges, directed=network.directed)


def _number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", text) is not None


@given(networks(LABELS))
@settings(max_examples=20)
@example(sample())
@example(sample(directed=False))
def test_values_of_gexf_are_of_the_types_that_it_declares(network: Network) -> None:
    _demand_types(ElementTree.fromstring(exported("gexf", network, "closeness", divided=True)))


def _demand_types(root: Element) -> None:
    """Hold values against the types that their attributes declare, which a schema cannot."""
    space = "{http://gexf.net/1.3}"
    for which in ("node", "edge"):
        declared = {
            each.get("id"): each.get("type")
            for each in root.findall(f".//{space}attributes[@class='{which}']/{space}attribute")
        }
        for value in root.findall(f".//{space}{which}/{space}attvalues/{space}attvalue"):
            kind, text = declared[value.get("for")], value.get("value") or ""
            assert kind == "string" or (_number(text) and (kind == "double" or text.isdecimal()))


def test_days_that_touch_are_two_stretches() -> None:
    assert spells(["2019-01-01/2019-12-31", "2020-01-01"]) == [
        ("2019-01-01", "2019-12-31"),
        ("2020-01-01", "2020-01-01"),
    ]
