"""The TSV of SPARQL 1.1 Query Results CSV and TSV Formats (W3C Recommendation, 21 March 2013), by its requirements."""

from __future__ import annotations

import re

import httpx
import pytest
import rdflib

from tests.conformance.result_formats.literals import UNORDINARY, literal
from tests.conformance.result_formats.reading import SHAPES, TSV, XSD, as_tsv, ask, body, term


def test_tsv_has_a_header_line_of_names_with_question_marks(service: httpx.Client) -> None:
    """TSV 4.1: the first line is required; variables in the syntax of SPARQL, with ?."""
    assert body(service, SHAPES, TSV).startswith("?a\t?b\n")


def test_tsv_ends_lines_with_lf(service: httpx.Client) -> None:
    """TSV 2: the end of line is LF."""
    text = body(service, "SELECT ?x { VALUES ?x { 1 2 } }", TSV)
    assert text.removesuffix("\n").split("\n") == ["?x", "1", "2"]
    assert "\r" not in text


def test_tsv_says_its_charset(service: httpx.Client) -> None:
    """TSV 2: the parameter charset SHOULD be used, UTF-8 is recommended."""
    assert "charset=utf-8" in ask(service, SHAPES, TSV).headers["content-type"].replace(" ", "").lower()


def test_tsv_rows_have_as_many_fields_as_the_header(service: httpx.Client) -> None:
    """TSV 4.1: each row MUST have the same number of fields; an unbound variable is an empty field, "" is not."""
    head, *rows = as_tsv(service, SHAPES)
    assert [len(row) for row in rows] == [len(head)] * 5
    assert [[bool(cell) for cell in row] for row in rows] == [
        [True, True],
        [False, True],
        [True, False],
        [False, False],
        [True, True],
    ]
    assert rows[4][1] in ('""', "''")


@pytest.mark.parametrize(
    "written",
    ["<urn:x>", "'S'", "'S'@en", "'글'@ko", "5", "-5", "1.5", "1.5e300", "true", "'x'^^<urn:own>", "'01'^^xsd:byte"],
)
def test_tsv_encodes_a_term_as_turtle_does(service: httpx.Client, written: str) -> None:
    """TSV 4 and 4.2: the syntax of Turtle and SPARQL, with language and datatype."""
    [[cell]] = as_tsv(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")[1:]
    assert term(cell) == term(written.replace("xsd:byte", f"<{XSD}byte>"))


@pytest.mark.parametrize("name", UNORDINARY)
def test_tsv_uses_no_long_quotes_and_no_raw_breaks(service: httpx.Client, name: str) -> None:
    """TSV 4 and 4.2: triple quotes MUST NOT be used; tab, LF and CR are written as escapes; quotes are required."""
    text = body(service, f"SELECT ({literal(UNORDINARY[name])} AS ?x) ('y' AS ?y) {{}}", TSV)
    _, row = text.removesuffix("\n").split("\n")
    cell, other = row.split("\t")
    assert "\r" not in text
    assert not re.match(r"\"{3}|'{3}", cell)
    assert cell[0] == cell[-1]
    assert cell[0] in "\"'"
    assert other in ('"y"', "'y'")


@pytest.mark.parametrize(
    "written", ["5", "-5", "0", "123456789012", "1.5", "-0.25", "2.0", "1.5e300", "-2.5e-7", "1e0", "1.0e6"]
)
def test_tsv_abbreviates_numbers(service: httpx.Client, written: str) -> None:
    """TSV 4.2: the abbreviated forms for integers, decimals and doubles SHOULD be used."""
    [[cell]] = as_tsv(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")[1:]
    assert not cell.startswith(('"', "'"))
    assert term(cell) == term(written)


def test_tsv_writes_a_blank_node_with_its_label(service: httpx.Client) -> None:
    """TSV 4.2: blank nodes use the form _:label."""
    [[label]] = as_tsv(service, "SELECT (BNODE() AS ?x) {}")[1:]
    assert label.startswith("_:")
    assert isinstance(term(label), rdflib.BNode)


def test_tsv_of_a_solution_without_variables(service: httpx.Client) -> None:
    """TSV 4.1: a line of variables, and a line for each solution, both of no fields."""
    assert body(service, "SELECT * {}", TSV).split("\n")[:2] == ["", ""]
