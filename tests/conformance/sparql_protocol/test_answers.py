"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): what a query is answered.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import httpx
import pytest
import rdflib

from tests.api.conftest import assert_problem
from tests.conformance.sparql_protocol.asking import (
    GRAPHS,
    JSON,
    MARK,
    QUERY,
    XML,
    direct,
    form,
    get,
    is_marked,
    media_type,
    truth,
)

# 2.1.5 and 2.1.6: formats and success

SELECT, ASK = "SELECT (1 AS ?x) {}", "ASK {}"
CONSTRUCT, DESCRIBE = "CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", "DESCRIBE <http://example.org/>"


def is_such(answer: httpx.Response) -> bool:
    """Tell whether the body reads as what the content type says."""
    kind = media_type(answer)
    if kind == JSON:
        return "head" in answer.json()
    if kind == XML:
        return ET.fromstring(answer.content).tag.endswith("}sparql")
    if kind == "text/csv":
        return next(csv.reader(io.StringIO(answer.text))) == ["x"]
    if kind == "text/tab-separated-values":
        return answer.text.startswith("?x\n")
    return rdflib.Graph().parse(data=answer.text, format=GRAPHS[kind]) is not None


@pytest.mark.parametrize("accept", ["", "*/*"])
@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        (SELECT, {JSON, XML, "text/csv", "text/tab-separated-values"}),
        (ASK, {JSON, XML}),
        (DESCRIBE, set(GRAPHS)),
        (CONSTRUCT, set(GRAPHS)),
    ],
)
def test_each_form_of_query_has_its_kind_of_answer(
    store: httpx.Client, query: str, allowed: set[str], accept: str
) -> None:
    """2.1.6 [query_content_type_select, ..._ask, ..._describe, ..._construct]."""
    headers = {"content-type": QUERY, **({"accept": accept} if accept else {})}
    answer = store.post("/sparql", content=query, headers=headers)
    assert 200 <= answer.status_code < 300
    assert media_type(answer) in allowed
    assert is_such(answer)


def test_relative_iris_in_a_template_are_answered(store: httpx.Client) -> None:
    """2.3: services MUST define their own base URI [query_content_type_construct]."""
    answer = direct(store, "CONSTRUCT { <s> <p> 1 } WHERE {}")
    assert answer.status_code == 200, answer.text
    assert media_type(answer) in GRAPHS


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        (JSON, SELECT, JSON),
        (XML, SELECT, XML),
        ("text/csv", SELECT, "text/csv"),
        ("text/tab-separated-values", SELECT, "text/tab-separated-values"),
        (JSON, ASK, JSON),
        (XML, ASK, XML),
        *((each, form_of_query, each) for each in GRAPHS for form_of_query in (CONSTRUCT, DESCRIBE)),
        ("text/turtle, application/rdf+xml", CONSTRUCT, "text/turtle"),
        (f"{JSON};q=0.2, {XML};q=0.9", SELECT, XML),
        (f"{JSON};q=0, */*", SELECT, XML),
        (f"image/png, {XML};q=0.5, */*;q=0.1", SELECT, XML),
        (f"text/turtle, {XML};q=0.1", SELECT, XML),
        (f"{XML}, application/rdf+xml;q=0.1", DESCRIBE, "application/rdf+xml"),
    ],
)
def test_content_negotiation_chooses_the_format(store: httpx.Client, accept: str, query: str, expected: str) -> None:
    """2.1.5: content negotiation of HTTP; 2.1.6: the content type is that of the format of the body."""
    answer = get(store, ("query", query), accept=accept)
    assert 200 <= answer.status_code < 300, answer.text
    assert media_type(answer) == expected
    assert is_such(answer)


@pytest.mark.parametrize(
    ("accept", "query"), [("text/turtle", SELECT), ("text/turtle", ASK), (JSON, CONSTRUCT), ("text/csv", DESCRIBE)]
)
def test_a_format_of_the_other_kind_is_not_acceptable(store: httpx.Client, accept: str, query: str) -> None:
    """2.1.6: results for SELECT and ASK, graphs for the others; RFC 9110, 15.5.7."""
    assert get(store, ("query", query), accept=accept).status_code == 406


# 2.1.7 Failure


@pytest.mark.parametrize(
    "query",
    [
        "ASK {",
        "nonsense",
        "SELECT ?x",
        "SELECT * { ?s ?p }",
        "SELECT * { ?s undeclared:p ?o }",
        "SELECT (1 AS ?x) (2 AS ?x) {}",
        "SELECT ?a { ?a ?b ?c } GROUP BY ?b",
        r"SELECT ('\uD800' AS ?x) {}",
        r"SELECT ('\x' AS ?x) {}",
        "SELECT ('a\nb' AS ?x) {}",
        "ASK { <not an iri> ?p ?o }",
        "ASK {} ASK {}",
        "ASK {}\x00",
        MARK,
    ],
)
def test_a_query_that_is_none_is_answered_400(store: httpx.Client, query: str) -> None:
    """2.1.7: 400 if it is not a legal sequence of characters of the grammar [bad_query_syntax]."""
    for answer in (get(store, ("query", query)), form(store, ("query", query)), direct(store, query)):
        assert_problem(answer, 400, "malformed-query")
    assert not is_marked(store)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT (<http://example.org/no-such-function>(1) AS ?x) {}",
        f"ASK {{ {'{' * 3000} ?s ?p ?o {'}' * 3000} }}",
    ],
)
def test_a_query_that_is_refused_is_a_failure_and_not_a_syntax_error(store: httpx.Client, query: str) -> None:
    """2.1.7: 500 if the service fails or refuses; other 4XX or 5XX codes MAY be used, as here."""
    answer = direct(store, query)
    if "no-such-function" in query and answer.status_code == 200:  # an error in an expression leaves ?x unbound
        assert answer.json()["results"]["bindings"] == [{}]
    else:
        assert_problem(answer, 400, "query-failed")


def test_after_a_failure_the_next_query_is_answered(store: httpx.Client) -> None:
    """2.1.7: a failure does not tell what comes of the next request."""
    for query in ("ASK {", f"ASK {{ {'{' * 3000} ?s ?p ?o {'}' * 3000} }}"):
        assert direct(store, query).is_error
        assert truth(direct(store, "ASK {}")) is True
