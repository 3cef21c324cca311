"""What is said of SPARQL that does not parse."""

from __future__ import annotations

import pytest

from kg.errors import MalformedQuery
from kg.sparql.spelling import spell
from kg.store import EmbeddedStore
from kg.store.scratch import Scratch


@pytest.mark.parametrize(
    ("query", "reason", "line", "column"),
    [
        ("ASK { ?s foo:bar ?o }", "the prefix foo: is not declared", 1, 10),
        ("PREFIX a: <b>\nASK { a:x ?p :y }", "the prefix : is not declared", 2, 14),
        ("ASK { ?s ?p }", "} cannot stand here", 1, 13),
        ("ASK {\n  ?s ?p ?o", "it ends before the { of line 1 is closed", 2, 11),
        ("ASK { ?s ?p ex:a.b.c..d ) }", "the prefix ex: is not declared", 1, 13),
        ("PREFIX ex: <b> ASK { ?s ?p ex:a.b.c ) }", ") cannot stand here", 1, 37),
        ("ASK { FILTER(foo(1)) }", "foo cannot stand here", 1, 14),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT * cannot go with GROUP BY: name what is wanted", 1, 34),
        ("SELECT (1 AS ?s) ?s {}", "SELECT names a variable twice", 1, 23),
        ("SELECT ?x (COUNT(?s) AS ?n) { ?s ?p ?x }", "The SELECT contains a variable that is unbound", 1, 41),
        ("ASK { ?s ?p TRUE ?x }", "?x cannot stand here", 1, 18),
        ("SELECT * { ?s !() ?o ?z }", "?z cannot stand here", 1, 22),
        ("FOO", "FOO cannot stand here", 1, 1),
        (" ", "it is empty", 1, 1),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT begins an update", 1, 1),
        ("PREFIX a: <urn:a>\n# b\nload <urn:a>", "load begins an update", 3, 1),
        ("ASK { ?s ?p INSERT }", "INSERT cannot stand here", 1, 13),
        ("ASK { ?s ?p . ?a ?b ?c }", ". cannot stand here", 1, 13),
        ("ASK { ?s ?p ?o ?z . ?s ?p ?o }", "?z cannot stand here", 1, 16),
        ("ASK { FILTER(?x = ) }", ") cannot stand here", 1, 19),
        ("ASK { BIND(?x ?y) }", "?y cannot stand here", 1, 15),
        ("ASK {\n?s ?p ?o } }", "} cannot stand here", 2, 12),
        ("ASK # a\n{ ?s ?p 'é𝄞'@en <x> }", "<x> cannot stand here", 2, 17),
        ("ASK { ?s ?p ?o } LIMIT", "it ends too early", 1, 23),
    ],
)
def test_a_fault_is_named_where_it_was_written(query: str, reason: str, line: int, column: int) -> None:
    with pytest.raises(MalformedQuery) as refused:
        EmbeddedStore.in_memory().query(query)
    assert refused.value.reason.startswith(reason)
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ("BASE <urn:a> select * { ?s ?p ?o }", "select begins a query"),
        ("CLEAR ALL ; ASK {}", "ASK cannot stand here"),
        ("INSERT { ?s ?p ?o } DELETE { ?s ?p ?o } WHERE {}", "DELETE cannot stand here"),
    ],
)
def test_a_query_for_an_update_is_called_so(update: str, reason: str) -> None:
    with pytest.raises(MalformedQuery) as refused:
        Scratch.check_update(spell(update), "urn:x:")
    assert refused.value.reason.startswith(reason)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p ?o } GROUP ?s",
        "ASK",
        "DESCRIBE",
        "ASK { ?s ?p ?o } ORDER",
        "CONSTRUCT { ?s } {}",
        "ASK { [ }",
        "ASK { ?s ?p 'a }",
    ],
)
def test_nothing_is_said_of_what_the_engine_would_have_taken(query: str) -> None:
    with pytest.raises(MalformedQuery) as refused:
        EmbeddedStore.in_memory().query(query)
    assert not any(each in refused.value.reason for each in ("unreported", "SELECT", "expected", "[_]"))
