"""What is told of queries that are written: what does not parse, what the ontology does not have."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kg.errors import MalformedQuery, QueryFailed
from kg.query import Limits, QueryPool
from kg.query.gallery import brought_by_datasets, saved
from kg.query.lint import fault_of, terms_of, warnings_about
from kg.query.terms import query_terms
from tests.kg.query.conftest import Shelf, pids

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("query", "wrong", "instead"),
    [
        ("ASK { ?x ikg:fundr ?y }", "ikg:fundr", "ikg:funder"),
        (
            "PREFIX k: <https://w3id.org/innovation-kg/ontology#>\nASK { ?x a k:Contributoin }",
            "k:Contributoin",
            "k:Contribution",
        ),
        (
            "ASK { ?x ?y <https://w3id.org/innovation-kg/ontology/roles/leed> }",
            "<https://w3id.org/innovation-kg/ontology/roles/leed>",
            "<https://w3id.org/innovation-kg/ontology/roles/lead>",
        ),
        (
            "PREFIX role: <https://w3id.org/innovation-kg/ontology/roles/> ASK { ?x ?y role:partnr }",
            "role:partnr",
            "role:partner",
        ),
        ("ASK { ?x a org:Organisation }", "org:Organisation", "org:Organization"),
        ("ASK { ?x skos:prefLabl ?y }", "skos:prefLabl", "skos:prefLabel"),
        ("PREFIX s: <https://schema.org/> ASK { ?x s:mentoins ?y }", "s:mentoins", ""),
        (
            "ASK { ?x <http://xmlns.com/foaf/0.1/hompage> ?y }",
            "<http://xmlns.com/foaf/0.1/hompage>",
            "<http://xmlns.com/foaf/0.1/homepage>",
        ),
        ("# 😀 한글\nSELECT ?naem { ?x skos:prefLabel ?name }", "?naem", "?name"),
    ],
)
def test_what_is_probably_meant_is_told_at_its_place(query: str, wrong: str, instead: str) -> None:
    (fault,) = warnings_about(query)
    line = query.split("\n")[fault.line - 1]
    assert line[fault.column - 1 :][: fault.length] == wrong
    assert (fault.severity, fault.instead) == ("warning", instead)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x ?y ?z }",
        "SELECT (COUNT(?x) AS ?n) { ?x a ikg:Contribution }",
        "SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
        "PREFIX ikg: <urn:others:> ASK { ?x ikg:whatever ?y }",
        "ASK { ?x ?y 'ikg:nothing' } # ikg:nothing",
        "ASK { ?x prov:wasInformedBy ?y ; dcterms:isReplacedBy ?z ; owl:sameAs ?w }",
        "ASK { ?x ?y ?z FILTER(xsd:date(?z) > NOW() && DATATYPE(?z) = rdf:langString) }",
        "PREFIX ex: <https://example.org/> ASK { ?x ex:name <http://xmlns.com/foaf/0.1/> }",
        "SELECT ?g FROM <urn:g> { GRAPH ?g { ?s ?p ?o } }",
        "",
    ],
)
def test_what_may_well_be_meant_is_passed_over(query: str) -> None:
    assert warnings_about(query) == []


def test_no_query_of_the_shipped_records_is_doubted() -> None:
    queries = brought_by_datasets(ROOT / "data")
    assert len(queries) > 70
    assert {each.name: warnings_about(each.text) for each in queries if warnings_about(each.text)} == {}


def test_terms_are_those_outside_the_prologue() -> None:
    query = "BASE <urn:b> PREFIX ex: <urn:e:> ASK { <urn:a> ex:b ikg:amount }"
    assert list(terms_of(query)) == ["urn:a", "urn:e:b", "https://w3id.org/innovation-kg/ontology#amount"]


def test_a_query_is_read_without_being_asked(shelf: Shelf) -> None:
    """What would take hours is read at once, by the worker that takes the next query too."""
    hours = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    async def read() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            before = pids(pool)
            await pool.parse_query(hours)
            with pytest.raises(MalformedQuery) as malformed:
                await pool.parse_query("SELECT ?x {\n  ?x a ] }")
            with pytest.raises(QueryFailed):
                await pool.parse_query("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
            assert (malformed.value.line, malformed.value.column) == (2, 8)
            assert fault_of(malformed.value, "SELECT ?x {\n  ?x a ] }").severity == "error"
            assert (pids(pool), pool.replaced) == (before, 0)

    asyncio.run(read())


def test_the_gallery_has_what_datasets_bring(tmp_path: Path) -> None:
    folder = tmp_path / "demo" / "queries"
    (folder / "who-pays").mkdir(parents=True)
    (folder / "who-pays" / "02-all.rq").write_text(
        "# Question: Who pays <b>?\n# Question@ko: 누가?\n# Group@ko: 돈\nASK {}", "utf-8"
    )
    (folder / "01-first.rq").write_text("ASK {}", encoding="utf-8")
    (folder / "no-text.rq").write_bytes(b"\xff\xfe")
    (folder / "long.rq").write_bytes(b"#" * (1 << 17))
    (folder / "a-folder.rq").mkdir()
    first, second = brought_by_datasets(tmp_path)
    assert (first.name, first.group, first.title) == ("demo/01-first", "Demo", "01 first")
    assert (second.name, second.group, second.title) == ("demo/02-all", "Who pays", "Who pays <b>?")
    assert (second.titles, second.groups) == ({"ko": "누가?"}, {"ko": "돈"})
    assert saved("x", "X", "#\nASK {}").title == "X"


def test_a_term_that_only_the_graph_has_is_none_to_warn_of() -> None:
    query = "ASK { ?x foaf:nick ?y ; foaf:nickk ?z }"
    assert [each.message for each in warnings_about(query, lambda iri: iri.endswith("/nick"))] == [
        "nothing in the graph has foaf:nickk"
    ]


def test_words_are_written_as_queries_take_them() -> None:
    words = query_terms()
    assert len({each.name for each in words}) == len(words)
    for kind, name in (("class", "org:Organization"), ("property", "ikg:funder"), ("property", "rdf:type")):
        assert [each.kind for each in words if each.name == name] == [kind]
    query = "ASK { VALUES ?x { " + " ".join(each.name for each in words) + " } ?x ?y ?z }"
    assert warnings_about(query) == []
    assert len(list(terms_of(query))) == len(words)
