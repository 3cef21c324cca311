"""What the engine misreads or does not read is answered as the recommendation says."""

from __future__ import annotations

import io

import pytest

from kg.errors import MalformedQuery
from kg.sparql.spelling import is_misread, spell
from kg.store import EmbeddedStore
from kg.store.rdf import read_quads, read_solutions

DATA = """
PREFIX ex: <http://a.example/>
ex:v1.2.3 ex:n 1 , 2.5 ; ex:is ex:v1.2 , _:b ; ex:label "one" , "eins"@de .
ex:v1.2 ex:n 3 ; ex:empty "" .
ex:x a ex:T ; ex:p ex:v1.2.3 .
ex:loop ex:loops ex:loop ; ex:again ex:loop .
GRAPH ex:g { ex:x ex:p ex:y }
"""
PREFIX = "PREFIX ex: <http://a.example/> "


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return EmbeddedStore.in_memory(read_quads(DATA, "trig"), base="http://a.example/")


def rows(store: EmbeddedStore, query: str) -> list[list[str]]:
    output = io.BytesIO()
    answer = store.query(PREFIX + query)
    answer.write(output, "ntriples" if answer.kind == "graph" else "json")
    if answer.kind == "graph":
        return sorted(line.split(" ") for line in output.getvalue().decode().splitlines())
    names, found = read_solutions(output.getvalue())
    return sorted([row.get(name, "-").removeprefix("http://a.example/") for name in names] for row in found)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { VALUES ?x { ex:v1.2.3 } }", [["v1.2.3"]]),
        ("SELECT ?n { ex:v1.2.3 ex:n ?n }", [["1"], ["2.5"]]),
        ("SELECT * { VALUES ?x { ex:a.b:c.d ex:1.2.3 ex:a..b.c ex:.a } }", "`.` cannot stand here"),
        (
            "SELECT * { VALUES ?x { ex:a.b:c.d ex:1.2.3 ex:a..b.c ex:a.b%2Ec } }",
            [["1.2.3"], ["a..b.c"], ["a.b%2Ec"], ["a.b:c.d"]],
        ),
        (r"SELECT * { VALUES ?x { ex:a\/b.c.d ex:a\.b.c.d } }", [["a.b.c.d"], ["a/b.c.d"]]),
        ("SELECT ?x { ?x ex:p ex:v1.2.3. }", [["x"]]),
        ("SELECT ?x { ?x ex:p/ex:is ex:v1.2 . FILTER(?x != ex:v1.2.3) }", [["x"]]),
        ("SELECT ?x { BIND('ex:v1.2.3' AS ?x) } # ex:v1.2.3", [["ex:v1.2.3"]]),
        ("PREFIX v.1.2: <http://a.example/v> SELECT ?n { v.1.2:1.2.3 ex:n ?n }", [["1"], ["2.5"]]),
    ],
)
def test_a_name_ends_where_the_grammar_ends_it(store: EmbeddedStore, query: str, expected: object) -> None:
    if isinstance(expected, str):
        with pytest.raises(MalformedQuery):
            store.query(PREFIX + query)
    else:
        assert rows(store, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT (GROUP_CONCAT(?y) AS ?c) { ?x ex:n ?y FILTER(?y = 3) }", [["3"]]),
        ("SELECT (group_concat(?y; separator='|') AS ?c) { SELECT ?y { ?x ex:n ?y } ORDER BY ?y }", [["1|2.5|3"]]),
        ("SELECT (GROUP_CONCAT(DISTINCT ?x; SEPARATOR='') AS ?c) { ?x ex:n ?y FILTER(?y < 3) }", [["v1.2.3"]]),
        ('SELECT (GROUP_CONCAT(?z; SEPARATOR=", ") AS ?c) { ex:v1.2.3 ex:n ?y OPTIONAL { ?x ex:empty ?z } }', [[", "]]),
        ("SELECT (GROUP_CONCAT(?z) AS ?c) { VALUES ?z { UNDEF 'a' UNDEF 'b'@en } }", [["a b"]]),
        ("SELECT (GROUP_CONCAT(?z) AS ?c) { VALUES ?z { UNDEF } }", [[""]]),
        ("SELECT (GROUP_CONCAT(?z) AS ?c) { ?x ex:none ?z }", [[""]]),
        ("SELECT ?x { ?x ex:n ?y } GROUP BY ?x HAVING(GROUP_CONCAT(?y) = '3')", [["v1.2"]]),
        (
            "SELECT (STRLEN(GROUP_CONCAT(IF(?y > 2, ?y, 'a(b;c)'); SEPARATOR='\\n')) AS ?c) { VALUES ?y { 1 3 } }",
            [["8"]],
        ),
    ],
)
def test_whatever_has_a_text_is_concatenated(store: EmbeddedStore, query: str, expected: list[list[str]]) -> None:
    assert rows(store, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?x ex:n ?y } GROUP BY ?x HAVING(COUNT(?y) > 1)", [["true"]]),
        ("ASK { ?x ex:n ?y } GROUP BY ?x HAVING(COUNT(?y) > 2)", [["false"]]),
        ("ASK WHERE { ?x ex:n ?y } HAVING(COUNT(*) > 3)", [["false"]]),
        ("ASK { ?x ex:n ?one } GROUP BY STR(?x) HAVING(SUM(?one) > 3)", [["true"]]),
        (
            "CONSTRUCT { ?x a ?k . ?y a ?x } WHERE { ?x ex:n ?y } GROUP BY ?x (ex:T AS ?k) HAVING(COUNT(?y) > 1)",
            [
                [
                    "<http://a.example/v1.2.3>",
                    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
                    "<http://a.example/T>",
                    ".",
                ]
            ],
        ),
        (
            "CONSTRUCT FROM ex:g WHERE { ?x ex:p ?y } GROUP BY ?x ?y LIMIT 1",
            [["<http://a.example/x>", "<http://a.example/p>", "<http://a.example/y>", "."]],
        ),
        ("DESCRIBE ?x { ?x ex:p ?y } GROUP BY ?x HAVING(COUNT(?y) > 3)", []),
        ("SELECT (TRUE AS ?t) (False AS ?f) {}", [["true", "false"]]),
        ("SELECT ?y { ex:x !() ?y }", [["T"], ["v1.2.3"], ["y"]]),
        ("SELECT ?y { ex:x ! ( # any\n ) ?y FILTER(?y != ex:T) } ORDER BY ?y LIMIT 1", [["v1.2.3"]]),
        ("SELECT ?y ?y $y { ex:x ex:p ?y }", [["v1.2.3"], ["y"]]),
        ("SELECT ?c { { SELECT DISTINCT ?c (1 AS ?a) ?c { ?c ex:empty ?y } } }", [["v1.2"]]),
        (r"SELECT ?\u0061 ?b { ?a \u0065x:p ?\U00000062 . ?b ex:\u0069s ex:v1.2 }", [["x", "v1.2.3"]]),
        (r"S\u0045LECT ?x FR\u004fM ex:g { ?x ex:p ?y }", [["x"]]),
        ("SELECT (COUNT(*) AS ?n) FROM ex:g { ?s ?p ?o }", [["1"]]),
    ],
)
def test_what_the_grammar_has_is_answered(store: EmbeddedStore, query: str, expected: list[list[str]]) -> None:
    assert rows(store, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?y { ex:none ex:p* ?y }", [["none"]]),
        ("SELECT ?y { ?y ex:p? ex:none }", [["none"]]),
        ("SELECT ?y { ex:x ex:p* ?y ; a ex:T }", [["v1.2.3"], ["x"], ["y"]]),
        ("SELECT ?y { ?y (ex:p|ex:is)* ex:v1.2 }", [["v1.2"], ["v1.2.3"], ["x"]]),
        ("SELECT ?y { ?y (ex:p?/^ex:p*)? -7 }", [["-7"]]),
        ("SELECT ?y { ?y (ex:none?)+ 'lone'@en }", [["lone"]]),
        ("SELECT ?y { GRAPH ex:g { ex:v1.2 ex:p? ?y } }", [["v1.2"]]),
        ("SELECT ?y { ?x ex:n 3 OPTIONAL { ex:none ex:p* ?y } MINUS { ex:none ex:p* ?x } }", [["none"]]),
        ("ASK { ex:none ex:p* ex:none }", [["true"]]),
        ("ASK { ex:none ex:p* <http://a.example/none> FILTER NOT EXISTS { ex:none ex:p ?x } }", [["true"]]),
        ("ASK { ex:none ex:p* ex:other }", [["false"]]),
        ("ASK { ex:none ex:p* [] }", [["true"]]),
        ("ASK { ex:none ex:p+ ?x }", [["false"]]),
        ("ASK { ex:none ex:p?/ex:p? ?x }", [["false"]]),
        ("ASK { ex:none ex:p?/ex:p? ex:none }", [["true"]]),
        ("ASK { ex:none ex:p?/ex:p?/ex:p? ex:none }", [["false"]]),
        ("SELECT ?y { ex:v1.2 !(ex:n|ex:empty|^a) ?y FILTER(ISIRI(?y)) }", [["v1.2.3"]]),
        ("SELECT ?y { ex:loop !(a|^a) ?y }", [["loop"]] * 4),
        ("ASK { ex:none ex:p*/ex:is ?x }", [["false"]]),
        ("SELECT ?x { ?x ex:p|ex:p ex:y }", [["x"], ["x"]]),
        ("SELECT ?y { ex:v1.2.3 ex:n|ex:n ?y . FILTER(?y < 2) }", [["1"], ["1"]]),
        ("SELECT ?z { ex:x a ex:T ; ex:p/(ex:n|!(ex:is|ex:label)) ?z }", [["1"], ["1"], ["2.5"], ["2.5"]]),
        ("SELECT (COUNT(*) AS ?n) { [] ^(ex:p|^(^ex:p)) ?y }", [["4"]]),
        ("SELECT (COUNT(*) AS ?n) { SELECT ?x { ?x !()|ex:p ex:y } HAVING(EXISTS { ?a ex:p|ex:p ?b }) }", [["2"]]),
        ("SELECT (EXISTS { ex:none ex:p? ?y } AS ?e) { BIND(EXISTS { ex:x ex:p|a ?z } AS ?f) }", [["true"]]),
        ("SELECT ?x { ?x a ex:T FILTER(!EXISTS { ex:none ex:p? ex:none } || !BOUND(?x)) }", []),
        (
            "SELECT ?x ?y { { ?x ex:p|ex:none ?y } UNION { VALUES ?x { ex:a } } }",
            [["a", "-"], ["x", "v1.2.3"], ["x", "y"]],
        ),
    ],
)
def test_a_path_has_all_its_solutions(store: EmbeddedStore, query: str, expected: list[list[str]]) -> None:
    assert rows(store, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { ?x ex:p|ex:q }",
        "SELECT ?x { ?x ex:p|ex:q ?y",
        "SELECT ?x { { ?x ex:p* ex:none } UNION }",
        "SELECT ?x { ?x (ex:p|ex:q ex:r }",
        "SELECT ?x { ?x ex:p|^^ex:q ex:r }",
        "SELECT ?x { ex:none ex:p* ?x . } }",
        "SELECT * { ex:none ex:p*|ex:q ?x } GROUP BY ?x",
    ],
)
def test_what_is_malformed_with_a_path_is_named_where_it_was_written(query: str) -> None:
    with pytest.raises(MalformedQuery) as refused:
        EmbeddedStore.in_memory().query(PREFIX + query)
    assert refused.value.column is not None
    assert refused.value.column <= len(PREFIX + query) + 1
    assert "UNION" not in refused.value.reason or "UNION" in query


@pytest.mark.parametrize(
    "query",
    [
        r"SELECT ?a\u0020?b { ?a ?b ?c }",
        r"ASK { ?a ?b ex:c\u002E }",
        r"ASK { ?a ?b ?\UFFFFFFFF }",
        r"ASK { ?a ?b ?\uD800 }",
        "ASK { ?s ?p ex:v1.2.3..4..",
        "SELECT (GROUP_CONCAT(?x; SEPARATOR=?y) AS ?c) { ?x ?y ?z }",
        "SELECT (GROUP_CONCAT(",
        "ASK } GROUP BY ?x",
        "CONSTRUCT GROUP BY ?x",
        "SELECT (1 AS ?s) (2 AS ?s) {}",
        "ASK { FILTER(!()) }",
    ],
)
def test_what_is_malformed_stays_so(store: EmbeddedStore, query: str) -> None:
    with pytest.raises(MalformedQuery):
        store.query(PREFIX + query)


def test_a_query_without_need_is_left_alone() -> None:
    query = (
        "PREFIX ex: <http://a.example/v1.2.3> SELECT ?a { ?a ex:b.c <urn:a.b.c> , 'ex:a.b.c' ; ex:d 1.5 . } # !() TRUE"
    )
    assert spell(query).text == query
    assert not is_misread(query.replace("'ex:a.b.c'", "''").replace("<urn:a.b.c>", "ex:e"))


def test_a_byte_order_mark_is_no_fault(store: EmbeddedStore) -> None:
    assert EmbeddedStore.in_memory().query("\ufeffASK {}").kind == "boolean"
    assert EmbeddedStore.in_memory().query("\ufeff# c\nSELECT (GROUP_CONCAT(?x) AS ?y) {}").kind == "solutions"


@pytest.mark.parametrize(
    "many",
    [
        *("SELECT ", "GROUP_CONCAT(", "a:b.c ", "{", ":", "!", r"\u0041", "ASK { } GROUP BY ", "'''a' "),
        *("(a|a)/", "(a/", "{ ?x a* ?y ", "{ ?x a|a ?y } ", "a|", "(", "{ ?x (", "{ ?x a|a [", "{ SELECT ", ": "),
    ],
)
def test_a_long_text_takes_no_more_than_its_length(many: str) -> None:
    """A rule that looked on to the end from each token would take minutes."""
    text = many * (40_000 // len(many))
    is_misread(text)
    spell(text)
    spell("ASK { ?x " + text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?y { GRAPH ?g { ex:none ex:p* ?y } }", []),
        ("SELECT ?y { [] ex:p _:p . ex:none ex:p* ?y }", []),
        ("SELECT ?y { ex:x ex:p|^(^ex:p) _:p . ?y ex:empty '' }", [["v1.2"], ["v1.2"]]),
        ("SELECT ?y { [ ex:p|ex:p ex:y ] a ?y }", [["T"]]),
        ("SELECT (COUNT(*) AS ?n) { ex:loop !a ex:loop }", [["1"]]),
        ("SELECT ?g { GRAPH ?g { FILTER(BOUND(?g)) } }", [["g"]]),
        ("SELECT (GROUP_CONCAT(DISTINCT ?x) AS ?c) { VALUES ?x { 'a' 'a'@en } }", [["a"]]),
        ("SELECT (GROUP_CONCAT(?x) AS ?c) { ex:v1.2.3 ex:is ?x FILTER(ISBLANK(?x)) }", [[""]]),
    ],
)
def test_the_engine_differs_as_the_tutorial_says(store: EmbeddedStore, query: str, expected: list[list[str]]) -> None:
    assert rows(store, query) == expected


@pytest.mark.parametrize("piece", ['{"a":', ":", "a:b ", "> ", "#\n", "ex:a.b.", "(", "^", "\\u0061:"])
def test_what_is_no_query_is_read_in_one_pass(piece: str) -> None:
    """What looks back or ahead at each place takes hours."""
    text = piece * 100_000
    assert is_misread(text) in (True, False)
    assert spell(text).written == text
