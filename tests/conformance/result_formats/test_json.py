"""SPARQL 1.1 Query Results JSON Format (W3C Recommendation, 21 March 2013), requirement by requirement."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.conformance.result_formats.reading import SHAPES, XSD, as_json


def test_json_is_one_object_of_head_and_results(service: httpx.Client) -> None:
    """JSON 2: a top-level object with `head`, and `results` or `boolean`; 3.1: `vars`; 3.2: `bindings` alone."""
    found = as_json(service, SHAPES)
    assert {"head", "results"} <= set(found)
    assert "boolean" not in found
    assert set(found["results"]) == {"bindings"}
    assert isinstance(found["head"]["vars"], list)
    assert isinstance(found["results"]["bindings"], list)


def test_json_links_are_an_array_of_uris_if_any(service: httpx.Client) -> None:
    """JSON 3.1.2 and 4.1.1: the optional `link`."""
    for query in (SHAPES, "ASK {}"):
        links = as_json(service, query)["head"].get("link", [])
        assert isinstance(links, list)
        assert all(isinstance(each, str) for each in links)


@pytest.mark.parametrize(("query", "expected"), [("ASK {}", True), ("ASK { <urn:no> <urn:such> ?x }", False)])
def test_json_of_ask_has_a_boolean_and_no_results(service: httpx.Client, query: str, expected: bool) -> None:
    """JSON 2 and 4.2: `head` and `boolean`, which is true or false."""
    found = as_json(service, query)
    assert found["boolean"] is expected
    assert "results" not in found
    assert "vars" not in found["head"]


def test_json_leaves_an_unbound_variable_out(service: httpx.Client) -> None:
    """JSON 3.2.1: it does not appear in the element; the empty string does."""
    found = as_json(service, SHAPES)["results"]["bindings"]
    assert [sorted(each) for each in found] == [["a", "b"], ["b"], ["a"], [], ["a", "b"]]
    assert found[4]["b"] == {"type": "literal", "value": ""}


def test_json_names_in_bindings_are_those_of_the_head(service: httpx.Client) -> None:
    """JSON 3.2.1: each name in `bindings` is in `vars`, without ? or $."""
    found = as_json(service, "SELECT $x ?y { VALUES (?x $y) { (1 2) } }")
    assert found["head"]["vars"] == ["x", "y"]
    assert [set(each) for each in found["results"]["bindings"]] == [{"x", "y"}]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<http://example.org/x>", {"type": "uri", "value": "http://example.org/x"}),
        ("'S'", {"type": "literal", "value": "S"}),
        ("'S'@en", {"type": "literal", "value": "S", "xml:lang": "en"}),
        ("'글'@ko-KR", {"type": "literal", "value": "글", "xml:lang": "ko-KR"}),
        ("5", {"type": "literal", "value": "5", "datatype": f"{XSD}integer"}),
        ("1.5", {"type": "literal", "value": "1.5", "datatype": f"{XSD}decimal"}),
        ("true", {"type": "literal", "value": "true", "datatype": f"{XSD}boolean"}),
        ("'2025-03'^^xsd:gYearMonth", {"type": "literal", "value": "2025-03", "datatype": f"{XSD}gYearMonth"}),
        ("'x'^^<urn:own>", {"type": "literal", "value": "x", "datatype": "urn:own"}),
        ("'no number'^^xsd:integer", {"type": "literal", "value": "no number", "datatype": f"{XSD}integer"}),
    ],
)
def test_json_encodes_a_term_by_its_kind(service: httpx.Client, written: str, expected: dict[str, str]) -> None:
    """JSON 3.2.2: the table of terms; language tags are compared without case."""
    [row] = as_json(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")["results"]["bindings"]
    found = row["x"]
    if found.get("datatype") == f"{XSD}string":  # in RDF 1.1 the same as none
        del found["datatype"]
    lower = {key: value.lower() if key == "xml:lang" else value for key, value in expected.items()}
    assert {key: value.lower() if key == "xml:lang" else value for key, value in found.items()} == lower


def test_json_encodes_a_blank_node(service: httpx.Client) -> None:
    """JSON 3.2.2: type `bnode`, the label as the value."""
    [row] = as_json(service, "SELECT (BNODE() AS ?x) {}")["results"]["bindings"]
    assert set(row["x"]) == {"type", "value"}
    assert row["x"]["type"] == "bnode"
    assert re.fullmatch(r"\w[\w.-]*", row["x"]["value"])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("01", "01"),
        ("+1", "+1"),
        ("1.50", "1.50"),
        ("1e0", "1e0"),
        ("'1'^^xsd:boolean", "1"),
        ("'2020-01-01T00:00:00.000Z'^^xsd:dateTime", "2020-01-01T00:00:00.000Z"),
    ],
)
def test_json_keeps_the_lexical_form(service: httpx.Client, written: str, value: str) -> None:
    """JSON 3.2.2: all aspects of a term are represented; RDF 1.1 Concepts, 3.3: its lexical form is one of them."""
    [row] = as_json(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")["results"]["bindings"]
    assert row["x"]["value"] == value


@pytest.mark.parametrize(
    "name", ["byte", "int", "long", "nonNegativeInteger", "float", "dateTimeStamp", "token", "anyURI"]
)
def test_json_keeps_the_datatype(service: httpx.Client, name: str) -> None:
    """JSON 3.2.2: a literal with datatype D has D as its `datatype`."""
    text = "2020-01-01T00:00:00Z" if name == "dateTimeStamp" else "1"
    [row] = as_json(service, f"SELECT ?x {{ VALUES ?x {{ '{text}'^^xsd:{name} }} }}")["results"]["bindings"]
    assert row["x"] == {"type": "literal", "value": text, "datatype": f"{XSD}{name}"}


def test_json_of_a_solution_without_variables(service: httpx.Client) -> None:
    """JSON 3.2.1: one element for each solution, here of no variables."""
    found = as_json(service, "SELECT * {}")
    assert (found["head"]["vars"], found["results"]["bindings"]) == ([], [{}])
