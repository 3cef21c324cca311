"""The CSV of SPARQL 1.1 Query Results CSV and TSV Formats (W3C Recommendation, 21 March 2013), by its requirements."""

from __future__ import annotations

import re

import httpx
import pytest
import rdflib

from tests.conformance.result_formats.literals import literal
from tests.conformance.result_formats.reading import CSV, SHAPES, as_csv, ask, body, term


def test_csv_has_a_header_line_of_names_without_question_marks(service: httpx.Client) -> None:
    """CSV 3.1: the format MUST use a header row; names without leading ?, separated by commas."""
    assert body(service, SHAPES, CSV).startswith("a,b\r\n")


def test_csv_ends_lines_with_crlf(service: httpx.Client) -> None:
    """CSV 2: the end of line is CRLF."""
    text = body(service, "SELECT ?x { VALUES ?x { 1 2 } }", CSV)
    assert text.removesuffix("\r\n").split("\r\n") == ["x", "1", "2"]
    assert text.count("\n") == text.count("\r") == text.count("\r\n")


def test_csv_says_its_charset(service: httpx.Client) -> None:
    """CSV 2: the parameter charset SHOULD be used, UTF-8 is recommended; 3.1: header MUST be `present` if used."""
    given = ask(service, SHAPES, CSV).headers["content-type"].replace(" ", "").lower()
    assert "charset=utf-8" in given.split(";")[1:]
    assert not re.search(r"header=(?!present\b)", given)


def test_csv_rows_have_as_many_fields_as_the_header(service: httpx.Client) -> None:
    """CSV 3.1: each row MUST have the same number of fields; an empty field is used for an unbound variable."""
    assert as_csv(service, SHAPES) == [["a", "b"], ["urn:x", "x"], ["", "y"], ["urn:z", ""], ["", ""], ["urn:w", ""]]


@pytest.mark.parametrize("mark", ['"', ",", "\n", "\r", "\r\n"])
def test_csv_quotes_what_must_be_quoted(service: httpx.Client, mark: str) -> None:
    """CSV 3.2: fields with any of these must be quoted as RFC 4180 does, and a quotation mark is doubled."""
    text = body(service, f"SELECT ({literal(f'a{mark}b')} AS ?x) {{}}", CSV)
    doubled = mark.replace('"', '""')
    assert text.removesuffix("\r\n") == f'x\r\n"a{doubled}b"'


@pytest.mark.parametrize(
    ("written", "text"),
    [("<urn:x>", "urn:x"), ("'S'@en", "S"), ("5", "5"), ("-1.5", "-1.5"), ("true", "true"), ("'x'^^<urn:own>", "x")],
)
def test_csv_gives_the_text_of_a_term_alone(service: httpx.Client, written: str, text: str) -> None:
    """CSV 3.2: the string of the value, as STR() gives it, without syntax for the kind of term."""
    assert as_csv(service, f"SELECT ?x {{ VALUES ?x {{ {written} }} }}") == [["x"], [text]]


def test_csv_writes_a_blank_node_with_its_label(service: httpx.Client) -> None:
    """CSV 3.2: blank nodes use the form _:label."""
    [[label]] = as_csv(service, "SELECT (BNODE() AS ?x) {}")[1:]
    assert isinstance(term(label), rdflib.BNode)


def test_csv_of_a_solution_without_variables(service: httpx.Client) -> None:
    """CSV 3: a header line, and a line for each solution, both of no fields."""
    assert body(service, "SELECT * {}", CSV).split("\r\n")[:2] == ["", ""]
