"""A query taken apart: each pattern stands by itself, in the words of whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.sparql.parts import NotTakenApart, QueryPart, patterns, take_apart

ROOT = Path(__file__).parents[3]


def told(part: QueryPart) -> Iterator[tuple[str, str]]:
    yield part.kind, part.text
    for each in part.parts:
        yield from told(each)


def asked(query: str) -> list[str]:
    return [each.asked for each in patterns(take_apart(query).whole)]


def test_groups_stand_in_each_other() -> None:
    query = """PREFIX ex: <urn:> SELECT ?a FROM <urn:g> WHERE {
      ?c ex:of ?a # a } that closes nothing
      OPTIONAL { ?a ex:at "}" FILTER (REGEX(?a, "{") && ?c > 3) }
      { ?a a ex:B } UNION { GRAPH ?g { ?a ex:c ?d } }
      FILTER NOT EXISTS { ?a ex:no ?e } FILTER CONTAINS(?a, "x") BIND (1 + 2 AS ?f) VALUES (?g) { (1) }
      MINUS { ?a ex:k ?h } { SELECT ?a { ?a a ex:C } LIMIT 3 } } ORDER BY ?a LIMIT 5"""
    apart = take_apart(query)
    assert apart.prologue == "PREFIX ex: <urn:> "
    assert apart.dataset == "FROM <urn:g>"
    assert [*told(apart.whole)] == [
        ("query", "SELECT ?a FROM <urn:g> WHERE … ORDER BY ?a LIMIT 5"),
        ("pattern", "?c ex:of ?a"),
        ("optional", "OPTIONAL"),
        ("pattern", '?a ex:at "}"'),
        ("filter", 'FILTER (REGEX(?a, "{") && ?c > 3)'),
        ("union", "UNION"),
        ("group", "{ }"),
        ("pattern", "?a a ex:B"),
        ("group", "{ }"),
        ("graph", "GRAPH ?g"),
        ("pattern", "?a ex:c ?d"),
        ("filter", "FILTER NOT EXISTS"),
        ("pattern", "?a ex:no ?e"),
        ("filter", 'FILTER CONTAINS(?a, "x")'),
        ("bind", "BIND (1 + 2 AS ?f)"),
        ("values", "VALUES (?g) { (1) }"),
        ("minus", "MINUS"),
        ("pattern", "?a ex:k ?h"),
        ("group", "{ }"),
        ("query", "SELECT ?a … LIMIT 3"),
        ("pattern", "?a a ex:C"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?a ex:b 1 , 'two  words'@en ; ex:c -5 , true , '5'^^xsd:int }", 5),
        ("SELECT * { [ ex:b ?x ; ex:c [ ex:d ?y ] ] ex:e ?z . [] a ex:F . [ a ex:G ] }", 6),
        ("SELECT * { ?a ex:b/^ex:c|!(ex:d|^a) ?e ; (ex:f/ex:g)? ?h ; ?i ?j ; . }", 3),
        ("CONSTRUCT { ?a ex:new ?b } WHERE { ?a ex:b ?b }", 1),
        ("CONSTRUCT WHERE { ?a ex:b ?b }", 1),
        ("DESCRIBE <urn:a>", 0),
        ("DESCRIBE ?a { ?a a ex:B }", 1),
        ("SELECT (COUNT(*) AS ?n) { } GROUP BY (?a + 1) HAVING (?n > 1)", 0),
    ],
)
def test_each_pattern_is_found(query: str, expected: int) -> None:
    texts = asked(query)
    assert len(texts) == expected
    assert all(texts)


def test_blanks_in_strings_stay() -> None:
    assert asked("ASK { ?a\n  ex:b 'two  words'@en }") == ["?a ex:b 'two  words'@en"]


def test_what_is_elsewhere_or_without_end_is_not_asked() -> None:
    assert asked("ASK { SERVICE <urn:s> { ?a ?b ?c } ?d ex:e* ?f . ?g ex:h+/ex:i ?j }") == ["", "", ""]
    assert asked("ASK { GRAPH <urn:g> { ?a ?b ?c } }") == ["GRAPH <urn:g> { ?a ?b ?c }"]


@pytest.mark.parametrize("query", ["ASK { ?a ex:b (1 2) }", "ASK { << ?a ?b ?c >> ex:d ?e }", "", "ASK {" + "{" * 99])
def test_what_is_not_taken_apart_is_told(query: str) -> None:
    with pytest.raises(NotTakenApart):
        take_apart(query)


def test_all_queries_of_the_project_are_taken_apart() -> None:
    files = [each for folder in ("api", "benchmarks", "data") for each in (ROOT / folder).rglob("*.rq")]
    assert len(files) > 5
    for file in files:
        assert asked(file.read_text(encoding="utf-8")), file
