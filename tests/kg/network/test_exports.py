from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.network import EXPORTS, Network
from kg.network.examples import network_of

Make = Callable[..., Network]


def written(name: str, network: Network) -> bytes:
    output = io.BytesIO()
    EXPORTS[name](network, output)
    return output.getvalue()


@pytest.fixture
def sample(network: Make) -> Network:
    """Two parallel edges, a joint and a doubtful amount, and a label that XML and CSV have to escape."""
    ends = {"recipient": "organisations/firm", "currency": "GBP", "evidence": "one|two"}
    both = "organisations/ukri|organisations/dsit"
    return network(
        "funding",
        {"id": "organisations/firm", "label": 'Birmingham & "울산", Ltd <UK>', "kind": "company"},
        {"id": "contributions/a", "kind": "grant", "funder": both, "amount": "30000000", "bound": "over"} | ends,
        {
            "id": "contributions/b",
            "kind": "award",
            "funder": "organisations/ukri",
            "amount": "1.5",
            "doubt": "x",
        }
        | ends,
    )


def test_graphml_can_be_read_back(sample: Network) -> None:
    text = written("graphml", sample)
    graph = nx.read_graphml(io.BytesIO(text), force_multigraph=True)
    assert graph.is_directed()
    assert [data["iri"] for _, data in graph.nodes(data=True)] == [node.iri for node in sample.nodes]
    assert graph.nodes["n1"]["label"] == 'Birmingham & "울산", Ltd <UK>'
    assert {key for *_, key in nx.MultiDiGraph(graph).edges(keys=True)} == {"e0", "e1", "e2"}
    assert {type(data["weight"]) for *_, data in graph.edges(data=True)} == {int}


def test_graphml_ids_are_valid_and_distinct(sample: Network) -> None:
    root = ElementTree.fromstring(written("graphml", sample))
    ids = [element.get("id", "") for element in root.iter() if element.tag.endswith(("}node", "}edge"))]
    assert len(ids) == len(set(ids)) == 6
    assert all(each.isalnum() for each in ids)


def test_gexf_can_be_read_back(sample: Network) -> None:
    graph = nx.read_gexf(io.BytesIO(written("gexf", sample)))
    assert graph.is_directed()
    assert sorted(graph) == [node.iri for node in sample.nodes]
    assert graph.number_of_edges() == 3
    amounts = {data["amounts"] for *_, data in graph.edges(data=True)}
    assert amounts == {"over GBP 30000000 grant joint", "exact GBP 1.5 award doubtful"}


def test_csv_has_a_row_for_each_edge(sample: Network) -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", sample).decode(), newline="")))
    assert [row["role"] for row in rows] == [edge.role for edge in sample.edges]
    assert rows[0]["target_label"] == 'Birmingham & "울산", Ltd <UK>'
    assert rows[0]["records"] == "https://example.org/contributions/a"
    assert len(rows[0]["evidence"].split(" ")) == 2


@pytest.mark.parametrize("name", EXPORTS)
def test_files_carry_no_date_and_are_the_same_every_time(name: str, sample: Network) -> None:
    assert written(name, sample) == written(name, sample)
    assert str(date.today().year).encode() not in written(name, network_of("ab"))
    assert b"lastmodified" not in written(name, sample)


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("directed", [False, True])
def test_an_empty_network_is_a_valid_file(name: str, *, directed: bool) -> None:
    text = written(name, network_of(directed=directed))
    if name in ("csv", "excel"):
        assert text.count(b"\n") == 1
    else:
        assert text.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
        ElementTree.fromstring(text)


_GEXF = {
    "gexf": {"version", "variant", "schemaLocation"},
    "meta": {"lastmodifieddate"},
    "creator": set(),
    "graph": {"timeformat", "start", "startopen", "end", "endopen", "defaultedgetype", "idtype", "mode"},
    "attributes": {"class", "mode", "start", "startopen", "end", "endopen"},
    "attribute": {"id", "title", "type"},
    "nodes": {"count"},
    "node": {"start", "startopen", "end", "endopen", "pid", "id", "label"},
    "attvalues": set(),
    "attvalue": {"for", "value", "start", "startopen", "end", "endopen"},
    "edges": {"count"},
    "edge": {"start", "startopen", "end", "endopen", "id", "type", "label", "source", "target", "weight"},
}
"""The elements of GEXF 1.2 that are written, with the attributes that its schema allows them (gexf.net/1.2draft)."""


@pytest.mark.parametrize("number_of_edges", [0, 3])
def test_gexf_has_only_what_its_schema_allows(sample: Network, number_of_edges: int) -> None:
    network = sample if number_of_edges else network_of()
    for element in ElementTree.fromstring(written("gexf", network)).iter():
        namespace, _, name = element.tag[1:].partition("}")
        assert namespace == "http://www.gexf.net/1.2draft"
        assert {each.rpartition("}")[2] for each in element.attrib} <= _GEXF[name]


def test_a_table_for_spreadsheets_holds_no_formula(network: Make) -> None:
    found = network(
        "funding",
        {"id": "organisations/firm", "label": "=HYPERLINK('http://x')"},
        {"id": "contributions/a", "kind": "grant", "funder": "organisations/ukri", "recipient": "organisations/firm"},
    )
    (row,) = csv.DictReader(io.StringIO(written("excel", found).decode("utf-8-sig")))
    assert row["target_label"] == "'=HYPERLINK('http://x')"
    (row,) = csv.DictReader(io.StringIO(written("csv", found).decode()))
    assert row["target_label"] == "=HYPERLINK('http://x')"
