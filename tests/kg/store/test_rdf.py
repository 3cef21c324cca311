from __future__ import annotations

import io

import pytest

from kg.errors import UnknownName, UnreadableInput
from kg.store import rdf
from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad

NODE = NamedNode("https://example.org/a")
QUADS = [Quad(NODE, NODE, Literal('q"\n한'), NODE), Quad(NODE, NODE, Literal("x", language="ko"), DefaultGraph())]


@pytest.mark.parametrize("name", rdf.GRAPH_FORMATS)
def test_every_format_is_read_as_it_is_written(name: str) -> None:
    output = io.BytesIO()
    rdf.copy_quads(QUADS, output, name)
    named = rdf.GRAPH_FORMATS[name].named_graphs
    expected = (
        set(QUADS) if named else {Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in QUADS}
    )
    assert set(rdf.read_quads(output.getvalue(), name)) == expected
    assert len(list(rdf.read_quads(rdf.write_triples(QUADS, name), name))) == 2


@pytest.mark.parametrize(
    ("text", "name"), [("<a> <b>", "turtle"), ("\n\n?", "nquads"), ("{", "jsonld"), ("<x>", "rdfxml")]
)
def test_what_does_not_parse_says_where(text: str, name: str) -> None:
    with pytest.raises(UnreadableInput, match=f"The {name} does not parse"):
        list(rdf.read_quads(text, name))


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("<urn:a> <urn:b> ", "turtle", "line 1, column 17"),
        ("\n<urn:a> <b> 1 .", "nquads", "line 2, column 9"),
        ("{bad", "jsonld", "line 1, column"),
    ],
)
def test_the_place_is_told_once(text: str, name: str, place: str) -> None:
    with pytest.raises(UnreadableInput, match=f"does not parse at {place}") as refused:
        list(rdf.read_quads(text, name))
    assert refused.value.message.count("line ") == 1


def test_a_remote_context_is_not_fetched() -> None:
    with pytest.raises(UnreadableInput):
        list(rdf.read_quads('{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "urn:x", "a": 1}', "jsonld"))


def test_unknown_formats() -> None:
    for call in (rdf.graph_format, rdf.result_format):
        with pytest.raises(UnknownName):
            call("parquet")


def test_equal_graphs_are_equal_sets() -> None:
    first = [Quad(BlankNode("a"), NODE, BlankNode("b")), Quad(BlankNode("b"), NODE, Literal("x"))]
    second = [Quad(BlankNode("b"), NODE, BlankNode("a")), Quad(BlankNode("a"), NODE, Literal("x"))]
    assert set(rdf.canonical(first, NODE)) == set(rdf.canonical(second, NODE))
    assert {each.graph_name for each in rdf.canonical(first, NODE)} == {NODE}


def test_results_are_read() -> None:
    found = b'{"head": {"vars": ["a", "b"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "1"}}]}}'
    assert rdf.read_solutions(found) == (["a", "b"], [{"a": "1"}])
    assert rdf.read_solutions(b'{"head": {}, "boolean": true}') == (["answer"], [{"answer": "true"}])


@pytest.mark.parametrize(
    "text", ["", "a", "/a/b", "http://[", "http://a b", "http://a:b/", "http://a/%zz", "http://a/<"]
)
def test_what_is_no_iri(text: str) -> None:
    assert not rdf.is_iri(text)


TRIPLE = "<http://x/s> <http://x/p> 'é' ."
IN_EVERY_FORMAT = {
    "turtle": f"@prefix x: <http://x/> . {TRIPLE}",
    "ntriples": '<http://x/s> <http://x/p> "é" .',
    "trig": f"{{ {TRIPLE} }}",
    "nquads": '<http://x/s> <http://x/p> "é" .',
    "jsonld": '{"@id": "http://x/s", "http://x/p": "é"}',
    "rdfxml": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
    '<r:Description r:about="http://x/s"><x:p>é</x:p></r:Description></r:RDF>',
}


@pytest.mark.parametrize("name", rdf.GRAPH_FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_no_part_of_a_document(name: str, encoding: str) -> None:
    data = IN_EVERY_FORMAT[name].encode(encoding)
    expected = [Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal("é"))]
    assert list(rdf.read_quads(data, name)) == expected
    assert rdf.parse_graph(data, name, "http://x/", DefaultGraph()) == expected
