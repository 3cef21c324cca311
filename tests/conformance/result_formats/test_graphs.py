"""Graphs as answers, in every format, read by rdflib: SPARQL 1.1 Protocol and the recommendations of the formats."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.conformance.result_formats.literals import CONTROLS, UNORDINARY, literal
from tests.conformance.result_formats.reading import XSD, ask, body

GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}

TRICKY = {
    "terms": "<urn:s> <urn:p:a> <urn:o> , 'x' , 'x'@en , '글'@ko , 5 , 1.5 , true , 'x'^^<urn:own> , '' .",
    "blank nodes": "_:a <urn:p:a> _:b . _:b <urn:p:a> _:a , _:c . _:c <urn:p:b> 1 . _:d <urn:p:b> 1 .",
    "a list": "<urn:s> <urn:p:a> ( 1 ( 'two' ) _:c () ) . _:c <urn:p:a> <urn:s> .",
    "names": "<http://example.org/광주> <http://example.org/이름#값> <http://example.org/a%20b?c=d&e='f'#g> .",
    "prefixes": "<urn:s> a skos:Concept ; skos:prefLabel 'x'@en , 'y'@cy ; <urn:p:a.b> org:Organization .",
    "awkward local names": "<urn:s> <http://example.org/a.b-c> 1 ; <http://example.org/_x> 2 ; <urn:p:%7Ea> 3 .",
    "many objects": " ".join(f"<urn:s{number % 7}> <urn:p:a> {number} ." for number in range(2000)),
    "an error of a number": "<urn:s> <urn:p:a> 'no number'^^xsd:integer , 'maybe'^^xsd:boolean .",
}
WITHOUT_XML_NAME = "<urn:s> <http://example.org/1> 1 ; <http://example.org/p/> 2 ."
PREFIXES = (
    f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#> PREFIX xsd: <{XSD}> "
)


def read(text: str, media_type: str) -> rdflib.Graph:
    """Read a graph by rdflib; of a dataset, its default graph, which must be all of it."""
    name = GRAPHS[media_type]
    if name not in ("trig", "nquads", "json-ld"):
        return rdflib.Graph().parse(data=text, format=name)
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=name)
    graph: rdflib.Graph = dataset.default_graph
    assert len(graph) == len(list(dataset.quads()))
    return graph


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("name", TRICKY)
def test_a_graph_is_isomorphic_to_what_was_constructed(service: httpx.Client, name: str, media_type: str) -> None:
    """Protocol 2.1.6: an RDF graph, serialised; each format by its own recommendation."""
    triples = TRICKY[name]
    wanted = rdflib.Graph().parse(data=PREFIXES + triples, format="turtle")
    found = read(body(service, f"{PREFIXES} CONSTRUCT {{ {triples} }} WHERE {{}}", media_type), media_type)
    assert len(found) == len(wanted)
    assert isomorphic(found, wanted)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("name", UNORDINARY)
def test_a_literal_of_a_graph_comes_back(service: httpx.Client, name: str, media_type: str) -> None:
    """Protocol 2.1.6: the graph, character by character; for RDF/XML see XML 1.0, 2.4 and 2.11."""
    text = UNORDINARY[name]
    query = f"CONSTRUCT {{ <urn:s> <urn:p:a> {literal(text)} ; <urn:p:b> {literal(text)}@en }} WHERE {{}}"
    found = read(body(service, query, media_type), media_type)
    assert set(found) == {
        (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p:a"), rdflib.Literal(text)),
        (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p:b"), rdflib.Literal(text, lang="en")),
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
def test_an_empty_graph_is_a_document(service: httpx.Client, media_type: str) -> None:
    """Protocol 2.1.6: a success without triples."""
    for query in ("CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:no> ?o . ?s ?p ?o }", "DESCRIBE <urn:nobody>"):
        assert len(read(body(service, query, media_type), media_type)) == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", GRAPHS)
def test_blank_nodes_of_the_data_stay_what_they_are(nodes: httpx.Client, media_type: str) -> None:
    """Protocol 2.1.6: one node is one node within the answer, for CONSTRUCT and for DESCRIBE."""
    data = "_:a <urn:p> _:a . _:b <urn:p> _:d . _:c <urn:p> _:d ."
    wanted = rdflib.Graph().parse(data=data, format="turtle")
    for query in ("CONSTRUCT WHERE { ?s <urn:p> ?o }", "DESCRIBE ?s { ?s <urn:p> ?o }"):
        assert isomorphic(read(body(nodes, query, media_type), media_type), wanted)


@pytest.mark.parametrize("name", CONTROLS)
def test_what_rdf_xml_cannot_say_makes_no_broken_document(service: httpx.Client, name: str) -> None:
    """RDF/XML 2; XML 1.0, 2.2: a document has no such character, escaped or not."""
    query = f"CONSTRUCT {{ <urn:s> <urn:p:a> {literal('a' + CONTROLS[name] + 'b')} }} WHERE {{}}"
    answer = ask(service, query, "application/rdf+xml")
    assert answer.is_error or ET.fromstring(answer.content) is not None


def test_a_predicate_without_an_xml_name_makes_no_wrong_document(service: httpx.Client) -> None:
    """RDF/XML 2.2 and 5.1: a predicate is written as an XML name; a graph where that cannot be is not serialisable."""
    answer = ask(service, f"CONSTRUCT {{ {WITHOUT_XML_NAME} }} WHERE {{}}", "application/rdf+xml")
    wanted = rdflib.Graph().parse(data=WITHOUT_XML_NAME, format="turtle")
    assert answer.is_error or isomorphic(read(answer.text, "application/rdf+xml"), wanted)


def test_turtle_says_its_charset(service: httpx.Client) -> None:
    """Turtle, appendix B: the parameter charset is required when transferring non-ASCII data, and is UTF-8."""
    answer = ask(service, "CONSTRUCT { <urn:s> <urn:p> '광주' } WHERE {}", "text/turtle")
    assert "charset=utf-8" in answer.headers["content-type"].replace(" ", "").lower()
