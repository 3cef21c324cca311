"""Tokens are those of the grammar, and the whole text is made of them."""

from __future__ import annotations

import pytest
from rdflib.plugins.sparql import parser

from kg.sparql.tokens import names_its_dataset, tokenise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ex:v1.2.3.", ["prefixed ex:v1.2.3", "mark ."]),
        ("a.b.c:d.e.f:g", ["prefixed a.b.c:d.e.f:g"]),
        (":a..b :.a", ["prefixed :a..b", "prefixed :", "mark .", "word a"]),
        (r"ex:a\,b\.c%20d. ex:\~", [r"prefixed ex:a\,b\.c%20d", "mark .", r"prefixed ex:\~"]),
        ("_:a.b. _:1", ["blank _:a.b", "mark .", "blank _:1"]),
        ("?x.?y-1 $é", ["variable ?x", "mark .", "variable ?y", "mark -", "number 1", "variable $é"]),
        ("1.5e3 .5 1. 2e-1", ["number 1.5e3", "number .5", "number 1", "mark .", "number 2e-1"]),
        ("<a#b> ?a<?b #c>\n", ["iri <a#b>", "variable ?a", "mark <", "variable ?b"]),
        ("'''a'b''c''' \"x\\\"y\"@en-GB", ["string '''a'b''c'''", 'string "x\\"y"', "language @en-GB"]),
        (r"?\u0061 ex:\u0061.b S\u0045LECT", [r"variable ?\u0061", r"prefixed ex:\u0061.b", r"word S\u0045LECT"]),
        ("\ufeffASK", ["word ASK"]),
    ],
)
def test_a_text_has_the_tokens_of_the_grammar(text: str, expected: list[str]) -> None:
    assert [f"{token.kind} {token.text}" for token in tokenise(text)] == expected


@pytest.mark.parametrize("name", ["ex:v1.2.3", "ex:a..b", "a.b:c", ":", "ex:", "ex:1.2", "ex:a%2Eb", r"ex:a\-b", "é:ü"])
def test_a_name_is_one_for_another_parser_too(name: str) -> None:
    parser.GraphTerm.parse_string(name, parse_all=True)
    assert [token.text for token in tokenise(f"{name} .")] == [name, "."]


@pytest.mark.parametrize("text", ["FROM", "fRoM <g>", "SELECT*FROM<g>{}", "# 'a\nFROM", "'from' FROM NAMED <g>"])
def test_a_dataset_clause_is_found(text: str) -> None:
    assert names_its_dataset(text)


@pytest.mark.parametrize("text", ["?from", "ex:from", "from:a", "'FROM'", "<FROM>", "# FROM", "_:from", "'''a'FROM'''"])
def test_what_only_looks_like_a_dataset_clause_is_none(text: str) -> None:
    assert not names_its_dataset(text)
