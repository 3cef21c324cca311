"""SPARQL Update over HTTP: what it changes, what it may not, and that it happens as a whole or not at all."""

# ruff: noqa: E501 -- the updates of a table are read better in one line

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from kg.store.rdf import PREFIXES
from tests.api.conftest import ALL_TOKENS, BASE, ONTOLOGY, assert_problem, authorised, copy_of, serving

DIRECT = {"content-type": "application/sparql-update"}
PLACE = f"{BASE}places/busan"
QUADS = "SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def update(client: httpx.Client, text: str, **parameters: str | list[str]) -> httpx.Response:
    return client.post("/sparql", content=text.encode(), params=parameters, headers=DIRECT)


def done(client: httpx.Client, text: str, **parameters: str | list[str]) -> int:
    """Do an update and give the version."""
    answer = update(client, text, **parameters)
    assert (answer.status_code, answer.content) == (204, b""), answer.text
    return int(answer.headers["kg-version"])


def is_so(client: httpx.Client, pattern: str) -> bool:
    answer = client.post("/sparql", data={"query": f"ASK {{ {pattern} }}"})
    return bool(answer.json()["boolean"])


def held(client: httpx.Client) -> set[ox.Quad]:
    answer = client.post("/sparql", data={"query": QUADS}, headers={"accept": "application/sparql-results+json"})
    found = ox.parse_query_results(answer.content, ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    rows = [(each["s"], each["p"], each["o"], each["g"] or ox.DefaultGraph()) for each in found]
    return canonical(ox.Quad(*row) for row in rows)


def canonical(quads: Iterator[ox.Quad]) -> set[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@pytest.fixture
def store(blank: httpx.Client) -> httpx.Client:
    """An empty store."""
    done(blank, "CLEAR ALL")
    return blank


def test_an_update_comes_in_two_ways(store: httpx.Client) -> None:
    done(store, "INSERT DATA { <a:a> <a:b> 1 }")
    form = store.post("/sparql", data={"update": "INSERT DATA { <a:a> <a:b> 2 }"})
    assert (form.status_code, form.content) == (204, b"")
    assert int(form.headers["kg-version"]) > 0
    assert is_so(store, "<a:a> <a:b> 1 , 2")


EQUAL = {
    "nothing": "",
    "one triple": "INSERT DATA { <a:a> <a:b> <a:c> }",
    "usual prefixes": "INSERT DATA { <a:a> skos:prefLabel 'x' } ; DELETE DATA { <a:a> skos:prefLabel 'x' }",
    "prefix again": "PREFIX skos: <urn:mine:> INSERT DATA { <a:a> skos:prefLabel 'x' }",
    "base": "BASE <http://x/y/> INSERT DATA { <z> <#b> <../c> }",
    "prologue again": "PREFIX e: <urn:1:> PREFIX e: <urn:2:> BASE <urn:x:/> INSERT DATA { e:a e:b e:c , <d> }",
    "sequence": "INSERT DATA { <a:a> <a:n> 1 } ; DELETE { ?s <a:n> ?n } INSERT { ?s <a:n> ?m } "
    "WHERE { ?s <a:n> ?n BIND(?n + 1 AS ?m) } ; INSERT { ?s <a:seen> ?n } WHERE { ?s <a:n> ?n }",
    "semicolon last": "INSERT DATA { <a:a> <a:b> <a:c> } ;",
    "braces in strings": "INSERT DATA { <a:a> <a:b> '}' , \"{ } ; GRAPH\" , '''} ' '' {''' , \"\"\"a\"b\n} \"\"\" }",
    "escapes": r"""INSERT DATA { <a:a> <a:b> "\"}\\" , '\'{' , "\\" , "\u007D\U0001F600" , '''\'''}''' }""",
    "comments": "# DELETE { ; }\nINSERT DATA { # } '\n <a:a> <a:b> <a:c> # \"\n . # }\n }# ; CLEAR ALL",
    "hash in an iri": "INSERT DATA { <a:a#b> <a:b#}c> 1 }".replace("}c", "c") + " # }",
    "escape in an iri": r"INSERT DATA { <a:a#\u00e9> <a:b> <a:\U0001F600> } ; INSERT DATA { <a:z> <a:b> '}' }",
    "keywords": "INSERT DATA { <a:GRAPH> <a:WHERE> 'DELETE' , 'WHERE { ?s ?p ?o }' , 'INSERT DATA' ; <a:DATA> 'USING' }",
    "keyword prefix": "PREFIX graph: <urn:g:> PREFIX where: <urn:w:> INSERT DATA { graph:a where:b graph:graph }",
    "languages": "INSERT DATA { <a:a> <a:b> 'x'@en , 'x'@en-GB , 'x'@cy , 'x'@graph , 'x'@true } ; "
    "DELETE DATA { <a:a> <a:b> 'x'@en }",
    "datatypes": "INSERT DATA { <a:a> <a:b> 1 , -1 , +1 , 1.5 , 1e3 , .5 , '1'^^xsd:float , true , false , 'x'^^<urn:t> }",
    "spellings of a number": "INSERT DATA { <a:a> <a:b> 01 } ; DELETE DATA { <a:a> <a:b> 1 }",
    "spellings the other way": "INSERT DATA { <a:a> <a:b> 1 } ; DELETE DATA { <a:a> <a:b> 01 } ; INSERT DATA { <a:a> <a:b> 001 }",
    "blocks": "INSERT DATA { <a:a> <a:b> 1 GRAPH <g:1> { <a:a> <a:b> 2 . } GRAPH <g:2> { } . <a:a> <a:b> 3 . GRAPH <g:3> { <a:a> <a:b> 4 ; } }",
    "lower case": "insert data { <a:a> a <a:b> . graph <g:1> { <a:a> a <a:c> } } ; delete where { graph ?g { ?s a ?c } }",
    "no spaces": "PREFIX :<urn:>INSERT{:a :b?o.?o :c :d}WHERE{VALUES?o{:x :y}};DELETE{:a :b :x}INSERT{GRAPH :g{:a :b :x}}WHERE{}",
    "local names": r"PREFIX e: <urn:e:> INSERT DATA { e:a.b e:c:d e:f\#g , e:%7B , e:a..b , e:\{ }".replace(
        r" , e:\{", ""
    ),
    "unicode": "PREFIX 기관: <urn:기관:> INSERT { 기관:광주 <a:Gŵyl> ?이름 , ?a·b } WHERE { BIND('🏴󠁧󠁢󠁷󠁬󠁳󠁿 }' AS ?이름) BIND(1 AS ?a·b) }",
    "dollar": "INSERT { <a:a> <a:b> $x , ?x } WHERE { VALUES ?x { 1 2 } }",
    "variables everywhere": "INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { VALUES (?g ?s ?p ?o) { (<g:1> <a:a> <a:b> 'x'@en) "
    "(<g:2> <a:a> <a:b> UNDEF) (<g:3> 'x' <a:b> 1) (<g:4> <a:a> 'x' 1) ('g' <a:a> <a:b> 1) } }",
    "blank nodes": "INSERT DATA { _:a <a:b> _:b . _:b <a:b> [ <a:c> ( 1 2 ) ] } ; "
    "INSERT { _:a <a:of> ?n ; <a:with> [] } WHERE { VALUES ?n { 1 2 3 } }",
    "blank nodes found again": "INSERT DATA { _:a <a:b> 1 } ; INSERT { ?s <a:c> 2 } WHERE { ?s <a:b> 1 } ; "
    "DELETE { ?s <a:b> 1 } WHERE { ?s <a:b> 1 }",
    "blank node across graphs": "INSERT DATA { _:a <a:b> 1 GRAPH <g:1> { _:a <a:b> 1 } }",
    "with": "INSERT DATA { GRAPH <g:1> { <a:a> <a:b> 1 } <a:a> <a:b> 1 } ; "
    "WITH <g:1> DELETE { ?s <a:b> ?o } INSERT { ?s <a:c> ?o . GRAPH <g:2> { ?s <a:d> ?o } } WHERE { ?s <a:b> ?o }",
    "using": "INSERT DATA { GRAPH <g:1> { <a:a> <a:b> 1 } GRAPH <g:2> { <a:a> <a:b> 2 } } ; "
    "INSERT { <a:x> <a:y> ?o } USING <g:1> WHERE { ?s <a:b> ?o } ; "
    "INSERT { <a:x> <a:z> ?o } USING NAMED <g:2> WHERE { GRAPH ?g { ?s <a:b> ?o } }",
    "with and using": "INSERT DATA { GRAPH <g:1> { <a:a> <a:b> 1 } } ; "
    "WITH <g:9> INSERT { <a:x> <a:y> ?o } USING <g:1> WHERE { ?s <a:b> ?o }",
    "delete where": "INSERT DATA { <a:a> <a:b> 1 , 2 ; <a:c> 3 } ; DELETE WHERE { ?s <a:b> ?o . ?s <a:c> 3 }",
    "delete and insert the same": "INSERT DATA { <a:a> <a:b> 1 } ; DELETE { ?s ?p ?o } INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "clear": "INSERT DATA { <a:a> <a:b> 1 GRAPH <g:1> { <a:a> <a:b> 1 } GRAPH <g:2> { <a:a> <a:b> 1 } } ; CLEAR GRAPH <g:1>",
    "clear named": "INSERT DATA { <a:a> <a:b> 1 GRAPH <g:1> { <a:a> <a:b> 1 } } ; CLEAR SILENT NAMED",
    "drop default": "INSERT DATA { <a:a> <a:b> 1 GRAPH <g:1> { <a:a> <a:b> 1 } } ; DROP DEFAULT",
    "move": "INSERT DATA { <a:a> <a:b> 1 GRAPH <g:1> { <a:a> <a:b> 2 } } ; MOVE <g:1> TO <g:2> ; MOVE DEFAULT TO GRAPH <g:1>",
    "copy and add": "INSERT DATA { <a:a> <a:b> 1 GRAPH <g:1> { <a:a> <a:b> 2 } } ; COPY GRAPH <g:1> TO <g:2> ; ADD DEFAULT TO <g:2>",
    "to itself": "INSERT DATA { GRAPH <g:1> { <a:a> <a:b> 2 } } ; MOVE <g:1> TO <g:1> ; COPY <g:1> TO <g:1>",
    "prefixed graphs": "PREFIX g: <g:> INSERT DATA { GRAPH g:1 { <a:a> <a:b> 2 } } ; COPY g:1 TO g:2 ; DROP GRAPH g:1",
    "create": "CREATE GRAPH <g:1> ; INSERT DATA { GRAPH <g:1> { <a:a> <a:b> 2 } }",
    "paths and filters": "INSERT DATA { <a:a> <a:b> <a:c> . <a:c> <a:b> <a:d> } ; INSERT { ?s <a:far> ?o } WHERE { "
    "?s <a:b>+ ?o FILTER(?s != ?o && STRLEN('}') < 2 && 3 >1) { SELECT ?s { ?s ?p ?x } } } # }",
    "version": 'VERSION "1.2" INSERT DATA { <a:a> <a:b> 1 }',
    "own scheme": "INSERT DATA { <urn:x-kg-variable:x> <a:b> 1 }",
}


@pytest.mark.parametrize("name", EQUAL)
def test_an_update_does_what_the_engine_does(store: httpx.Client, name: str) -> None:
    """The engine's own update, on a store of its own, is the oracle for what we compute as a change."""
    expected = ox.Store()
    expected.update(EQUAL[name], prefixes=PREFIXES)
    done(store, EQUAL[name])
    assert held(store) == canonical(iter(expected))


@pytest.mark.parametrize(
    "text",
    [
        "DELETE { ?s ?p ?o } WHERE { VALUES ?s { e:v1.2.3 } ?s ?p ?o }",
        "DELETE WHERE { e:v1.2.3 ?p ?o }",
        "DELETE DATA { e:v1.2.3 <a:n> 3 }",
        "BASE <x:> PREFIX e: <f:> INSERT DATA {} ; PREFIX e: <e:v1.> DELETE WHERE { e:2.3 ?p ?o }",
    ],
)
def test_a_name_with_dots_is_the_one_that_is_deleted(store: httpx.Client, text: str) -> None:
    done(store, "INSERT DATA { <e:v1.2> <a:n> 2 . <e:v1.2.3> <a:n> 3 . <f:v1.2.3> <a:n> 4 }")
    done(store, f"\ufeffPREFIX e: <e:> {text}")
    assert {str(quad.subject) for quad in held(store)} == {"<e:v1.2>", "<f:v1.2.3>"}


def test_the_protocol_names_graphs_in_the_place_of_using(store: httpx.Client) -> None:
    done(store, "INSERT DATA { GRAPH <g:1> { <a:a> <a:b> 1 } GRAPH <g:2> { <a:a> <a:b> 2 } <a:a> <a:b> 3 }")
    text = "INSERT { <a:x> <a:y> ?o } WHERE { ?s <a:b> ?o }"
    named = "INSERT { <a:x> <a:z> ?o } WHERE { GRAPH ?g { ?s <a:b> ?o } }"
    done(store, text, **{"using-graph-uri": ["g:1", "g:2"]})
    assert is_so(store, "<a:x> <a:y> 1 , 2 FILTER NOT EXISTS { <a:x> <a:y> 3 }")
    form = store.post("/sparql", data={"update": named, "using-named-graph-uri": "g:2"})
    assert form.status_code == 204
    assert is_so(store, "<a:x> <a:z> 2 FILTER NOT EXISTS { <a:x> <a:z> 1 }")
    for clause in ("WITH <g:1> ", ""):
        clash = f"{clause}INSERT {{ <a:x> <a:w> ?o }} {'' if clause else 'USING <g:1> '}WHERE {{ ?s <a:b> ?o }}"
        assert_problem(update(store, clash, **{"using-graph-uri": "g:1"}), 400, "query-failed")
    assert_problem(update(store, text, **{"using-graph-uri": "not an iri"}), 400, "bad-request")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("INSER DATA { }", 1),
        ("INSERT DATA {\n <a:a> <a:b> }", 2),
        ("INSERT DATA { <a:a> <a:b> ?x }", 1),
        ("\n\nSELECT * { ?s ?p ?o }", 3),
        ("DELETE DATA { _:a <a:b> 1 }", 1),
        ("INSERT DATA { none:a <a:b> 1 }", 1),
        ("INSERT DATA { <a:a> <a:b> 1 } ; CLEAR", 1),
        ("INSERT DATA { <a:a> <a:b> '} }", 1),
        ("INSERT DATA { <a:a> <a:b> 1 } PREFIX e: <urn:e:> INSERT DATA { e:a <a:b> 1 }", 1),
        ("INSERT DATA { <a:a> <a:b> 1 } ; ; PREFIX e: <urn:e:> INSERT DATA { e:a <a:b> 1 }", 1),
    ],
)
def test_a_malformed_update_is_told_its_place(store: httpx.Client, text: str, line: int) -> None:
    for answer in (update(store, text), store.post("/sparql", data={"update": text})):
        body = assert_problem(answer, 400, "malformed-query")
        assert body["line"] == line
        assert body["column"] > 0
    assert held(store) == set()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/x>",
        "LOAD <file:///etc/passwd> INTO GRAPH <g:1>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT { <a:a> <a:b> ?x } WHERE { BIND(<urn:no-function>(1) AS ?x) }",
        "INSERT DATA { <a:a> <a:b> <<( <a:a> <a:b> 1 )>> }",
        "INSERT DATA { GRAPH<g:1>{ <a:a> <a:b> <<( <a:a> <a:b> 1 )>> } }",
    ],
)
def test_what_cannot_be_done_is_refused_as_a_whole(store: httpx.Client, text: str) -> None:
    assert_problem(update(store, f"INSERT DATA {{ <a:a> <a:b> 1 }} ; {text}"), 400, "query-failed")
    assert held(store) == set()


def test_a_silent_load_is_passed_over(store: httpx.Client) -> None:
    done(store, "LOAD SILENT <http://127.0.0.1:9/x> INTO GRAPH <g:1> ; INSERT DATA { <a:a> <a:b> 1 }")
    assert len(held(store)) == 1


@pytest.mark.parametrize("form", [{"query": "ASK {}", "update": "CLEAR ALL"}, {"update": ["CLEAR ALL", "CLEAR ALL"]}])
def test_one_update_goes_alone(store: httpx.Client, form: dict[str, str | list[str]]) -> None:
    assert_problem(store.post("/sparql", data=form), 400, "bad-request")
    assert_problem(store.get("/sparql", params=form), 400, "bad-request")
    bad = store.post("/sparql", content=b"INSERT DATA { <a:a> <a:b> '\xff' }", headers=DIRECT)
    assert_problem(bad, 400, "bad-request")


def test_a_node_typed_badly_is_refused_with_shape_and_focus(writable: httpx.Client) -> None:
    version = writable.get("/sparql?query=ASK%7B%7D").headers["kg-version"]
    typed = f"<{BASE}organisations/x> a org:Organization ; skos:prefLabel 'X'"
    bad = f"INSERT DATA {{ <urn:free> <a:b> 1 . GRAPH <{BASE}datasets/west-midlands-korea> {{ {typed} }} }}"
    body = assert_problem(update(writable, bad), 422, "not-conforming")
    assert {each["focus"] for each in body["violations"]} == {f"{BASE}organisations/x"}
    assert all(each["shape"] and each["message"] for each in body["violations"])
    assert not is_so(writable, "<urn:free> ?p ?o")
    unlabelled = f"DELETE {{ GRAPH ?g {{ <{PLACE}> skos:prefLabel ?o }} }} WHERE {{ GRAPH ?g {{ <{PLACE}> skos:prefLabel ?o }} }}"
    body = assert_problem(update(writable, unlabelled), 422, "not-conforming")
    assert PLACE in {each["focus"] for each in body["violations"]}
    assert writable.get("/sparql?query=ASK%7B%7D").headers["kg-version"] == version


@pytest.mark.parametrize(
    "text",
    [
        f"DROP GRAPH <{ONTOLOGY}>",
        f"CLEAR SILENT GRAPH <{BASE}datasets>",
        f"INSERT DATA {{ GRAPH <{ONTOLOGY}> {{ <a:a> <a:b> 1 }} }}",
        f"INSERT DATA {{ GRAPH <{BASE}datasets> {{ <a:a> <a:b> 1 }} }}",
        f"DELETE WHERE {{ GRAPH <{BASE}datasets> {{ ?s ?p ?o }} }}",
    ],
)
def test_the_graphs_of_the_service_are_its_own(writable: httpx.Client, text: str) -> None:
    assert_problem(update(writable, text), 403, "forbidden")
    assert is_so(writable, f"GRAPH <{ONTOLOGY}> {{ ?s ?p ?o }} GRAPH <{BASE}datasets> {{ ?t ?q ?r }}")


def test_all_graphs_are_those_of_others(loaded: Path) -> None:
    with serving(copy_of(loaded, "cleared"), KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        done(client, "CLEAR NAMED ; DROP ALL")
        assert is_so(client, f"GRAPH <{ONTOLOGY}> {{ ?s ?p ?o }} GRAPH <{BASE}datasets> {{ ?t ?q ?r }}")
        assert not is_so(client, f"GRAPH ?g {{ ?s ?p ?o }} FILTER(?g NOT IN (<{ONTOLOGY}>, <{BASE}datasets>))")


def test_a_label_is_mended_and_served(writable: httpx.Client) -> None:
    text = "DELETE { GRAPH ?g { ?s skos:prefLabel ?o } } INSERT { GRAPH ?g { ?s skos:prefLabel 'Pusan' } } "
    version = done(writable, f"{text} WHERE {{ VALUES ?s {{ <{PLACE}> }} GRAPH ?g {{ ?s skos:prefLabel ?o }} }}")
    answer = writable.get("/places/busan")
    assert "Pusan" in answer.text
    assert writable.get("/sparql?query=ASK%7B%7D").headers["kg-version"] == str(version)


def test_an_acknowledged_update_is_seen_by_the_next_query(store: httpx.Client) -> None:
    for number in range(20):
        done(store, f"INSERT DATA {{ <a:a> <a:n> {number} }}")
        assert is_so(store, f"<a:a> <a:n> {number}")


def test_parallel_updates_all_count(store: httpx.Client) -> None:
    done(store, "INSERT DATA { <a:a> <a:n> 0 }")
    step = "DELETE { ?s <a:n> ?n } INSERT { ?s <a:n> ?m } WHERE { ?s <a:n> ?n BIND(?n + 1 AS ?m) }"
    with ThreadPoolExecutor(20) as threads:
        versions = list(threads.map(lambda _: done(store, step), range(20)))
    assert len(set(versions)) == 20
    assert {quad.object for quad in held(store)} == {ox.Literal(20)}


def test_the_service_and_an_update_that_changes_nothing_make_no_version(store: httpx.Client) -> None:
    version = done(store, "INSERT DATA { <a:a> <a:b> 1 }")
    assert done(store, "INSERT DATA { <a:a> <a:b> 1 }") == version
    assert done(store, "DELETE DATA { <a:a> <a:none> 1 }") == version
    assert done(store, "INSERT DATA { <a:x> <a:b> 1 } ; DELETE DATA { <a:x> <a:b> 1 }") == version


def test_the_endpoint_says_that_it_can_be_updated(store: httpx.Client) -> None:
    described = store.get("/sparql", headers={"accept": "application/n-triples"}).text
    assert "sparql-service-description#SPARQL11Update>" in described
    assert "#UnionDefaultGraph" not in described


def leftovers(home: Path) -> list[Path]:
    return [*(home / "scratch").glob("*"), *(home / "journal").glob("pending-*")]


def test_the_journal_says_who_and_why_and_nothing_is_left(store: httpx.Client, blank_home: Path) -> None:
    version = done(store, "INSERT DATA { <a:journal> <a:b> 1 }")
    text = (blank_home / "journal" / f"{version:010}.rdfp").read_text(encoding="utf-8")
    assert 'H author "the steward" .' in text
    assert 'H reason "SPARQL update" .' in text
    assert "A <a:journal> <a:b>" in text
    for bad in (
        "nonsense",
        "LOAD <http://127.0.0.1:9/>",
        f"INSERT DATA {{ GRAPH <{BASE}datasets/d> {{ <{BASE}places/o> a ikg:Place }} }}",
    ):
        assert not update(store, bad).is_success
    assert leftovers(blank_home) == []


def test_an_update_is_kept_over_a_restart_and_one_past_its_limits_leaves_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings = {"KG_DATA": "", "KG_TOKENS": ALL_TOKENS, "KG_QUERY_TIMEOUT": "3", "KG_QUERY_MEMORY": "200"}
    with serving(home, **settings) as client:
        client.headers.update(authorised("admin"))
        digits = " ".join(map(str, range(10)))
        numbers = " ".join(f"VALUES ?{name} {{ {digits} }}" for name in "abcdefghijkl")
        slow = f"INSERT {{ <a:a> <a:n> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {numbers} }} }}"
        body = assert_problem(update(client, slow), 504, "time-limit")
        assert body["limit"] == "time"
        many = " ".join(f"VALUES ?{name} {{ {digits} }}" for name in "abcdef")
        large = f"INSERT {{ ?x <a:n> ?a }} WHERE {{ {many} BIND(IRI(CONCAT('urn:', STRUUID())) AS ?x) }}"
        assert update(client, large).status_code in (504, 507)
        assert leftovers(home) == []
        version = done(client, "INSERT DATA { <a:kept> <a:b> 'Gŵyl' , _:x } ; INSERT DATA { <a:kept> <a:b> 2 }")
        assert version == 1
        (home / "scratch" / "stale").mkdir(parents=True)
    with serving(home, **settings) as client:
        client.headers.update(authorised("admin"))
        assert is_so(client, "<a:kept> <a:b> 'Gŵyl' , 2 , ?x FILTER(ISBLANK(?x))")
        assert leftovers(home) == []
        assert done(client, "DELETE WHERE { <a:kept> <a:b> ?x }") == 2
        assert not is_so(client, "?s ?p ?o")
