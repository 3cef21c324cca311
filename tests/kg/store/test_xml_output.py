"""No answer in XML is ill-formed, whatever the graph holds and however the engine cuts it up."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.characters import writable
from kg.errors import QueryFailed
from kg.network import EXPORTS, content_of
from kg.network.examples import network_from, network_of
from kg.store import EmbeddedStore
from kg.store.rdf import DefaultGraph, Literal, NamedNode, Quad, copy_quads, read_quads, write_triples
from kg.store.xml_output import XmlOutput, guarded

BASE = "http://example.org/"
SUBJECT, PROPERTY = NamedNode(f"{BASE}s"), NamedNode(f"{BASE}p")
HOSTILE = (
    "\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\ufffd\ufffe\uffff\u202e\u2028\u00ad\U0001ffff\U0010ffff&<>'\"\r\n\t]]>"
)
hostile = st.text(st.sampled_from(HOSTILE) | st.characters(exclude_categories=["Cs"]), min_size=1)


def quad(text: str) -> Quad:
    return Quad(SUBJECT, PROPERTY, Literal(text), DefaultGraph())


@given(hostile)
def test_rdf_xml_is_read_back(text: str) -> None:
    """By the reader of the engine and by another, from both ways to write it."""
    output = io.BytesIO()
    copy_quads([quad(text)], output, "rdfxml")
    for document in (output.getvalue(), write_triples([quad(text)], "rdfxml")):
        ElementTree.fromstring(document)
        [found] = read_quads(document, "rdfxml", BASE)
        assert found.object == Literal(writable(text))


@given(hostile)
def test_answers_to_queries_are_read_back(text: str) -> None:
    store = EmbeddedStore.in_memory([quad(text)])
    rows, graph = io.BytesIO(), io.BytesIO()
    store.query("SELECT ?o { ?s ?p ?o }").write(rows, "xml")
    store.query("CONSTRUCT WHERE { ?s ?p ?o }").write(graph, "rdfxml")
    [literal] = ElementTree.fromstring(rows.getvalue()).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert literal.text == writable(text)
    [found] = read_quads(graph.getvalue(), "rdfxml", BASE)
    assert found.object == Literal(writable(text))


@given(hostile)
def test_networks_are_read_back(text: str) -> None:
    pair = network_of("ab")
    nodes = [replace(pair.nodes[0], label=text), pair.nodes[1]]
    network = network_from(nodes, pair.edges, directed=pair.directed)
    for name, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        output = io.BytesIO()
        EXPORTS[name].write(content_of(network, 1), output)
        graph = read(io.BytesIO(output.getvalue()))
        labels = {data["iri"]: data["label"] for _, data in graph.nodes(data=True)}
        assert labels["a"] == writable(text), name


@given(st.lists(hostile, min_size=1), st.integers(1, 5))
def test_it_does_not_matter_how_the_text_is_cut(texts: list[str], size: int) -> None:
    data = "".join(texts).encode()
    output = io.BytesIO()
    with guarded(output, "xml") as guard:
        for start in range(0, len(data), size):
            assert guard.write(data[start : start + size]) == len(data[start : start + size])
    assert output.getvalue().decode() == writable("".join(texts)).replace("\r", "&#13;")


@pytest.mark.parametrize("end", [b"\xef", b"\xef\xbf"])
def test_what_is_held_back_comes_in_the_end(end: bytes) -> None:
    output = io.BytesIO()
    guard = XmlOutput(output)
    guard.write(b"a" + end)
    assert output.getvalue() == b"a"
    guard.finish()
    assert output.getvalue() == b"a" + end


def test_other_formats_are_left_alone() -> None:
    output = io.BytesIO()
    copy_quads([quad("a\x00\r\uffff")], output, "nquads")
    assert list(read_quads(output.getvalue(), "nquads")) == [quad("a\x00\r\uffff")]


@pytest.mark.parametrize("iri", [f"{BASE}a/", f"{BASE}1", f"{BASE}#", "urn:a:-"])
def test_a_property_that_rdf_xml_cannot_say_is_refused(iri: str) -> None:
    told = Quad(SUBJECT, NamedNode(iri), Literal("x"), DefaultGraph())
    with pytest.raises(QueryFailed, match="does not end in a name"):
        write_triples([told], "rdfxml")
    with pytest.raises(QueryFailed, match="does not end in a name"):
        copy_quads([told], io.BytesIO(), "rdfxml")
