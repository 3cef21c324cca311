"""Quads as they are spelt: the same quads, taken apart and put together again, whatever is in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.store import statements
from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple, text_of, write_quads
from kg.store.statements import is_iri, is_literal, is_text, quads_of, read, statement_of

IRIS = st.sampled_from(["https://example.org/a", "https://example.org/울산#b", "urn:x"]).map(NamedNode)
NUMBER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\ \n\r\t\x00<>.'), max_size=12)
LITERALS = (
    TEXTS.map(Literal)
    | TEXTS.map(lambda text: Literal(text, language="en-gb"))
    | TEXTS.map(lambda text: Literal(text, datatype=NUMBER))
)
NODES = IRIS | st.sampled_from(["b0", "x"]).map(BlankNode)
TERMS = NODES | LITERALS | st.builds(Triple, NODES, IRIS, LITERALS | NODES)
QUADS = st.builds(Quad, NODES, IRIS, TERMS, IRIS | st.just(DefaultGraph()))


@given(QUADS)
def test_a_line_is_read_as_the_quad_is_spelt(quad: Quad) -> None:
    statement = read(write_quads([quad]).decode())
    assert statement == statement_of(quad)
    assert quads_of([statement]) == [quad]


@given(TERMS, TERMS)
def test_terms_are_equal_if_their_spellings_are(one: Term, other: Term) -> None:
    spelt = [statement_of(Quad(NamedNode("urn:a"), NamedNode("urn:b"), each))[2] for each in (one, other)]
    assert (one == other) == (spelt[0] == spelt[1])


@given(NODES | LITERALS)
def test_a_spelling_tells_the_kind_and_the_text_of_a_term(term: Term) -> None:
    spelt = str(term)
    assert statements.text_of(spelt) == text_of(term)
    assert is_iri(spelt) == isinstance(term, NamedNode)
    assert is_literal(spelt) == isinstance(term, Literal)
    assert is_text(spelt) == (isinstance(term, Literal) and term.datatype.value.endswith("#string"))
