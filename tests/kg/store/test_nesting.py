"""How deep documents may be: brackets count where they are brackets, in each format that has any."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg.errors import QueryFailed, UnreadableInput
from kg.query import AcceptedFormats, Question
from kg.query.updates import Update
from kg.store.nesting import NESTING
from kg.store.rdf import read_quads
from kg.store.scratch import Scratch

XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a#">'


def piled(before: str, opening: str, middle: str, closing: str, after: str) -> Callable[[int], str]:
    return lambda depth: before + opening * depth + middle + closing * depth + after


NESTED = {
    "collections": ("turtle", 1, piled("<a> <b> ", "(", "", ")", " .")),
    "blank nodes": ("turtle", 1, piled("<a> <b> ", "[ <b> ", "1", "]", " .")),
    "both by turns": ("turtle", 2, piled("<a> <b> ", "[ <b> (", "1", ")]", " .")),
    "subjects": ("turtle", 1, piled("", "(", "1", ")", " <b> <c> .")),
    "beside what looks like the end": ("turtle", 1, piled("<a> <b> ", "[ <b> '])' ; <c#)> 2, ", "1", "]", " . # ]]]")),
    "in a graph": ("trig", 1, piled("<g> { <a> <b> (", "(", "", ")", ") }")),
    "triple terms": ("turtle", 3, piled("<a> <b> ", "<<( <a> <b> ", "<c>", " )>>", " .")),
    "objects": ("jsonld", 1, piled('{"@id": "urn:a", "urn:b":', '{"urn:b":', "1", "}", "}")),
    "elements": ("rdfxml", 2, piled(XML, "<a:a><a:b>", "", "</a:b></a:a>", "</rdf:RDF>")),
    "elements with attributes": ("rdfxml", 2, piled(XML, "<a:a a:c='/>'><a:b >", "", "</a:b></a:a>", "</rdf:RDF>")),
}


@pytest.mark.parametrize("name", NESTED)
def test_a_document_may_be_deep_but_not_deeper(name: str) -> None:
    format_name, levels, document = NESTED[name]
    assert list(read_quads(document(NESTING // levels - 10), format_name, "urn:x:"))
    for depth in (NESTING // levels + 1, 100_000):
        with pytest.raises(UnreadableInput, match=f"nested more than {NESTING} levels deep"):
            list(read_quads(document(depth), format_name, "urn:x:"))


FLAT = {
    "a long collection": ("turtle", "<a> <b> (" + "1 " * 1000 + ") ."),
    "many collections": ("turtle", "<a> <b> (1) , [ <c> 2 ] .\n" * 1000),
    "brackets in strings": ("turtle", "<a> <b> '[[[', \"((\", '''\n'[''[ ''', \"\"\"[\"[\"\"\", '\\'['  .\n" * 1000),
    "brackets in comments": ("turtle", "<a> <b> 1 . # it's [[ (( {\n" * 1000),
    "brackets in IRIs": ("turtle", "<a(> <b[(> <c#(> .\n".replace("[", "") * 1000),
    "brackets in names": ("turtle", "PREFIX p: <urn:p> " + "p:a\\(\\( p:b p:c\\'\\( .\n" * 1000),
    "languages and types": ("turtle", "<a> <b> '('@en, '('^^<c> .\n" * 1000),
    "empty strings": ("turtle", "<a> <b> '', \"\", '''''', \"\"\"\"\"\", ('') .\n" * 1000),
    "tags in comments and data": (
        "rdfxml",
        XML + "<!-- <a> --><a:a><a:b><![CDATA[<a>]]></a:b></a:a>" * 1000 + "</rdf:RDF>",
    ),
    "empty elements": ("rdfxml", XML + "<a:a><a:b rdf:resource='urn:x/'/></a:a>" * 1000 + "</rdf:RDF>"),
}


@pytest.mark.parametrize("name", FLAT)
def test_what_is_not_deep_is_read(name: str) -> None:
    format_name, document = FLAT[name]
    assert list(read_quads(document, format_name, "urn:x:"))


def test_the_templates_of_an_update_may_be_no_deeper() -> None:
    data = "INSERT DATA {{ <urn:a> <urn:b> {} }}"
    for depth, fails in ((NESTING - 10, False), (NESTING + 1, True)):
        question = Question(data.format("(" * depth + ")" * depth), AcceptedFormats(), is_update=True)
        update = Update(Scratch(ox.Store()), "urn:x:", question)
        if fails:
            with pytest.raises(QueryFailed, match="levels deep"):
                update.run()
        else:
            update.run()
            assert len(update.added) == 2 * depth - 1
