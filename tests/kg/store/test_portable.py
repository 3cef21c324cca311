"""A query as any engine reads it: whatever was written, its prologue is plain and FROM is told apart."""

from __future__ import annotations

import pytest

from kg.errors import MalformedQuery, QueryFailed
from kg.store import QueryDataset
from kg.store.portable import make_portable

BASE = "http://x/"


@pytest.mark.parametrize(
    ("query", "text", "dataset"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o }", None),
        ("# a comment\nASK { ?s a org:Organization }", None, None),
        (
            "PREFIX a: <http://a/> PREFIX a: <b/> ASK { a:x ?p <y> }",
            "BASE <http://x/>\nPREFIX a: <http://x/b/>\n",
            None,
        ),
        (
            "BASE <http://y/> BASE <z/> ASK FROM <> { <t> ?p ?o }",
            "BASE <http://y/z/>\nASK",
            QueryDataset(("http://y/z/",)),
        ),
        ("ASK FROM skos:a FROM NAMED <urn:b> { ?s ?p ?o }", "ASK", None),
        ("SELECT (1 AS ?f) ?from FROM <urn:a> { ?from ?p 'FROM <urn:b>' }", None, QueryDataset(("urn:a",))),
        ("CONSTRUCT FROM NAMED <urn:a> WHERE { ?s ?p ?o }", None, QueryDataset((), ("urn:a",))),
        ("ASK \\u0046\\u0052\\u004fM <urn:a> { ?s ?p ?o }", None, QueryDataset(("urn:a",))),
        ("VERSION '1.2' ASK { ?s ?p ?o }", "ASK {", None),
        ("\ufeffASK { ?s ?p ?o }", "ASK {", None),
    ],
)
def test_prologue_and_dataset(query: str, text: str | None, dataset: QueryDataset | None) -> None:
    portable = make_portable(query, BASE)
    assert text is None or portable.text.startswith(text)
    assert "FROM <urn:a>" not in portable.text
    if dataset is not None:
        assert portable.dataset == dataset
    assert make_portable(portable.text, BASE).text == portable.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<bif:f>(1) AS ?x) {}",
        "PREFIX b: <bif:> SELECT * { ?s b:contains 'x' }",
        "BASE <SQL:> SELECT * { ?s <f> ?o }",
        "SELECT * { ?s <\\u0062if:contains> ?o }",
        "SELECT * { VALUES ?x {} FILTER(<java:java.lang.Runtime>(?x)) }",
    ],
)
def test_the_inner_parts_of_engines_are_out_of_reach(query: str) -> None:
    with pytest.raises((QueryFailed, RuntimeError)):
        make_portable(query, BASE)


@pytest.mark.parametrize("query", ["", "SELECT", "DEFINE input:x 'y' ASK {}", "INSERT DATA {}", "ASK {} ; DROP ALL"])
def test_what_is_no_query_is_none_for_any_engine(query: str) -> None:
    with pytest.raises(MalformedQuery):
        make_portable(query, BASE)
