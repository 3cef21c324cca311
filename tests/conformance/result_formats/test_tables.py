"""What holds for tables in every format, requirement by requirement.

JSON: SPARQL 1.1 Query Results JSON Format (W3C, 2013). XML: SPARQL Query Results XML Format, Second Edition (W3C,
2013). CSV, TSV: SPARQL 1.1 Query Results CSV and TSV Formats (W3C, 2013). Sections are those of the recommendation that
a test names.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

import httpx
import pytest

from tests.conformance.result_formats.literals import CONTROLS, UNORDINARY, literal
from tests.conformance.result_formats.reading import (
    CSV,
    JSON,
    SHAPES,
    TABLES,
    TSV,
    XML,
    as_tsv,
    ask,
    assert_valid,
    names,
    texts,
)


@pytest.mark.parametrize("accept", TABLES)
def test_the_variables_are_in_the_order_of_the_select_clause(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1; XML 2.2; CSV 3.1; TSV 4.1."""
    query = "SELECT ?zebra ?a (1 AS ?middle) ?B { VALUES (?a ?B ?zebra) { (1 2 3) } }"
    assert names(service, query, accept) == ["zebra", "a", "middle", "B"]
    assert texts(service, query, accept) == [["3", "1", "1", "2"]]


@pytest.mark.parametrize("accept", TABLES)
def test_a_variable_that_is_never_bound_is_in_the_head(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1: the projected variables, not necessarily given a value; XML 2.2; CSV 3.1; TSV 4.1."""
    query = "SELECT ?never ?x ?also { VALUES ?x { 1 } OPTIONAL { <urn:no> <urn:such> ?also } }"
    assert names(service, query, accept) == ["never", "x", "also"]
    assert texts(service, query, accept) == [["", "1", ""]]


@pytest.mark.parametrize("accept", TABLES)
def test_an_empty_result_has_a_head_and_no_rows(service: httpx.Client, accept: str) -> None:
    """JSON 3.2.1: an empty array is used; XML 2.3: written even if empty; CSV 3.1; TSV 4.1."""
    query = "SELECT ?x ?y { <urn:no> <urn:such> ?x , ?y }"
    assert names(service, query, accept) == ["x", "y"]
    assert texts(service, query, accept) == []


@pytest.mark.parametrize("accept", TABLES)
def test_select_all_names_every_variable_once(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1 and XML 2.2: of SELECT *, the order is not significant."""
    assert sorted(map(str, names(service, "SELECT * { VALUES (?b ?a) { (1 2) (3 4) } }", accept))) == ["a", "b"]


@pytest.mark.parametrize("accept", TABLES)
def test_a_variable_may_have_a_name_of_any_script(service: httpx.Client, accept: str) -> None:
    """JSON 3.1.1; XML 2.2, where names are NMTOKENs; CSV 3.1; TSV 4.1."""
    query = "SELECT ?이름 ?ŵ_1 ?a·b ?食 { VALUES (?이름 ?ŵ_1 ?a·b ?食) { (1 2 3 4) } }"
    assert names(service, query, accept) == ["이름", "ŵ_1", "a·b", "食"]
    assert texts(service, query, accept) == [["1", "2", "3", "4"]]


@pytest.mark.parametrize("accept", TABLES)
@pytest.mark.parametrize("name", UNORDINARY)
def test_a_literal_comes_back_character_by_character(service: httpx.Client, name: str, accept: str) -> None:
    """JSON 3.2.2: all aspects of a term; XML 2.3.1 with XML 1.0, 2.4 and 2.11; CSV 3.2; TSV 4.2."""
    text = UNORDINARY[name]
    query = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ ({literal(text)} 'next') ('a' {literal(text)}) }} }}"
    assert texts(service, query, accept) == [[text, "next"], ["a", text]]


@pytest.mark.parametrize("accept", [JSON, CSV, TSV])
@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_character_comes_back(service: httpx.Client, name: str, accept: str) -> None:
    """JSON 3.2.2; CSV 3.2; TSV 4.2: any character of a literal can be written."""
    text = f"a{CONTROLS[name]}b"
    assert texts(service, f"SELECT ({literal(text)} AS ?x) {{}}", accept) == [[text]]


@pytest.mark.parametrize("name", CONTROLS)
def test_what_xml_cannot_say_makes_no_broken_document(service: httpx.Client, name: str) -> None:
    """XML 2: a results document is an XML document; XML 1.0, 2.2: it has no such character, escaped or not."""
    answer = ask(service, f"SELECT ({literal('a' + CONTROLS[name] + 'b')} AS ?x) {{}}", XML)
    if not answer.is_error:
        assert_valid(ET.fromstring(answer.content))


@pytest.mark.parametrize("accept", TABLES)
@pytest.mark.parametrize(
    "iri",
    [
        "http://example.org/광주?q=é#조각",
        "http://example.org/a%20b%EA",
        "urn:x:a,b;c'(d)&e=f",
        "http://example.org/👩‍🔬",
        "http://user@[::1]:8080/~a/$b/*/!",
    ],
)
def test_an_iri_comes_back_character_by_character(service: httpx.Client, iri: str, accept: str) -> None:
    """JSON 3.2.2; XML 2.3.1; CSV 3.2, without brackets; TSV 4.2, in brackets."""
    query = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ (<{iri}> <{iri}>) }} }}"
    assert texts(service, query, accept) == [[iri, iri]]


@pytest.mark.parametrize("accept", TABLES)
def test_there_is_a_row_for_each_solution(service: httpx.Client, accept: str) -> None:
    """JSON 3.2.1: one element for each solution; XML 2.3.1: the complete sequence; CSV 3; TSV 4.1."""
    digits = " ".join(map(str, range(20)))
    blocks = " ".join(f"VALUES ?{name} {{ {digits} }}" for name in "abc")
    found = texts(service, f"SELECT ?a ?b ?c {{ {blocks} }}", accept)
    assert len(found) == 8000
    assert len(set(map(tuple, found))) == 8000


@pytest.mark.parametrize("accept", TABLES)
def test_rows_are_in_the_order_of_the_solutions_and_as_often(service: httpx.Client, accept: str) -> None:
    """JSON 3.2.1: the order reflects that of the solutions; XML 2.3.1: the sequence; duplicates count."""
    query = "SELECT ?x { VALUES ?x { 3 1 2 1 3 } } ORDER BY DESC(?x)"
    assert texts(service, query, accept) == [["3"], ["3"], ["2"], ["1"], ["1"]]


@pytest.mark.parametrize("accept", TABLES)
def test_one_label_is_one_blank_node_within_a_result(nodes: httpx.Client, accept: str) -> None:
    """JSON 3.2.2; XML 2.3.1: labels are scoped to the document; CSV 3.2 and TSV 4.2: one label is one node."""
    if accept == TSV:
        found = [tuple(row) for row in as_tsv(nodes, "SELECT ?s ?o { ?s <urn:p> ?o }")[1:]]
    else:
        found = [tuple(row) for row in texts(nodes, "SELECT ?s ?o { ?s <urn:p> ?o }", accept)]
    assert len(found) == 3
    own = [(one, other) for one, other in found if one == other]
    assert len(own) == 1
    others = [pair for pair in found if pair not in own]
    assert len({subject for subject, _ in others}) == 2
    assert len({object_ for _, object_ in others}) == 1
    assert len({label for pair in found for label in pair}) == 4


@pytest.mark.parametrize("accept", [CSV, TSV])
@pytest.mark.parametrize(("query", "expected"), [("ASK {}", "true"), ("ASK { <urn:no> <urn:such> ?x }", "false")])
def test_ask_as_a_table_is_refused_or_says_which(service: httpx.Client, query: str, expected: str, accept: str) -> None:
    """CSV and TSV 1: these are formats of SELECT; ASK in them is ours to choose, and it is the bare word."""
    answer = ask(service, query, accept)
    assert answer.status_code in (200, 406)
    if answer.status_code == 200:
        assert answer.text.split() == [expected]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv; charset=utf-8", CSV),
        ("text/csv;header=present", CSV),
        ("text/tab-separated-values;charset=utf-8", TSV),
        ("application/sparql-results+xml;charset=utf-8", XML),
        ("application/sparql-results+json; charset=UTF-8", JSON),
    ],
)
def test_a_format_may_be_asked_for_with_its_parameters(service: httpx.Client, accept: str, media_type: str) -> None:
    """CSV 2; XML 5; JSON 6: the media types, and the parameters that they define."""
    answer = ask(service, SHAPES, accept)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
