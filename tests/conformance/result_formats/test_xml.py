"""SPARQL Query Results XML Format, Second Edition (W3C Recommendation, 21 March 2013), requirement by requirement."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.conformance.result_formats.reading import LANG, NS, SHAPES, XSD, as_xml


def test_xml_begins_with_its_document_element(service: httpx.Client) -> None:
    """XML 2.1: `sparql` in its namespace, with `head` and `results` in that order."""
    root = as_xml(service, SHAPES)
    assert [each.tag for each in root] == [f"{NS}head", f"{NS}results"]


@pytest.mark.parametrize(("query", "expected"), [("ASK {}", "true"), ("ASK { <urn:no> <urn:such> ?x }", "false")])
def test_xml_of_ask_has_a_boolean_and_no_variables(service: httpx.Client, query: str, expected: str) -> None:
    """XML 2.2: `variable` must not be present; 2.3.2: `boolean` directly after `head`."""
    root = as_xml(service, query)
    assert [each.tag for each in root] == [f"{NS}head", f"{NS}boolean"]
    assert root.find(f"{NS}head/{NS}variable") is None
    assert root[1].text == expected


def test_xml_leaves_an_unbound_variable_out(service: httpx.Client) -> None:
    """XML 2.3.1: no `binding` element is included; the empty string has one."""
    rows = list(as_xml(service, SHAPES).iter(f"{NS}result"))
    found = [{each.get("name"): each[0].text for each in row} for row in rows]
    assert found == [{"a": "urn:x", "b": "x"}, {"b": "y"}, {"a": "urn:z"}, {}, {"a": "urn:w", "b": None}]


@pytest.mark.parametrize(
    ("written", "tag", "attributes", "text"),
    [
        ("<http://example.org/x>", "uri", {}, "http://example.org/x"),
        ("'S'", "literal", {}, "S"),
        ("'글'@ko", "literal", {LANG: "ko"}, "글"),
        ("5", "literal", {"datatype": f"{XSD}integer"}, "5"),
        ("'x'^^<urn:own?a&b>", "literal", {"datatype": "urn:own?a&b"}, "x"),
    ],
)
def test_xml_encodes_a_term_by_its_kind(
    service: httpx.Client, written: str, tag: str, attributes: dict[str, str], text: str
) -> None:
    """XML 2.3.1: the list of terms."""
    [value] = as_xml(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}").iter(f"{NS}{tag}")
    assert (value.attrib, value.text) == (attributes, text)


def test_xml_encodes_a_blank_node(service: httpx.Client) -> None:
    """XML 2.3.1: `bnode` with the label."""
    [value] = as_xml(service, "SELECT (BNODE() AS ?x) {}").iter(f"{NS}bnode")
    assert re.fullmatch(r"\w[\w.-]*", value.text or "")


def test_xml_of_a_solution_without_variables(service: httpx.Client) -> None:
    """XML 2.3.1: a `result` for each solution, here of no variables."""
    root = as_xml(service, "SELECT * {}")
    assert (len(root[0]), [len(each) for each in root[1]]) == (0, [0])
