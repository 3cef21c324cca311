"""The SPARQL 1.1 Protocol: how a query may come, how its answer may be written, and every way to be refused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pyoxigraph
import pytest
import rdflib

from tests.api.conftest import BASE, assert_problem
from tests.api.test_models import hold

PREFIXES = """
PREFIX ikg: <https://w3id.org/innovation-kg/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX skosxl: <http://www.w3.org/2008/05/skos-xl#>
"""
SELECT = "SELECT ?name { <https://w3id.org/innovation-kg/places/busan> skos:prefLabel ?name }"
CONSTRUCT = "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a ikg:Place ; skos:prefLabel ?o }"
DESCRIBE = "DESCRIBE <https://w3id.org/innovation-kg/places/busan>"
RESULTS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/trig": pyoxigraph.RdfFormat.TRIG,
    "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
}


Parameters = list[tuple[str, str | int | float | bool | None]]


def ask(server: httpx.Client, query: str, accept: str = "") -> httpx.Response:
    return server.get("/sparql", params={"query": query}, headers={"accept": accept})


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["name"]["value"] for row in answer.json()["results"]["bindings"]]


def test_a_query_comes_in_three_ways(server: httpx.Client) -> None:
    form = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    direct = {"content-type": "application/sparql-query"}
    assert names(ask(server, SELECT)) == ["Busan"]
    assert names(server.post("/sparql", data={"query": SELECT})) == ["Busan"]
    assert names(server.post("/sparql", content=str(httpx.QueryParams(query=SELECT)), headers=form)) == ["Busan"]
    assert names(server.post("/sparql", content=SELECT, headers=direct)) == ["Busan"]


@pytest.mark.parametrize("media_type", RESULTS)
def test_select_and_ask_in_every_format(server: httpx.Client, media_type: str) -> None:
    answer = ask(server, SELECT, media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    parsed = pyoxigraph.parse_query_results(answer.content, RESULTS[media_type])
    assert isinstance(parsed, pyoxigraph.QuerySolutions)
    assert [str(row["name"]) for row in parsed] == ['"Busan"']
    if media_type != "text/tab-separated-values":
        boolean = ask(server, "ASK { ?s a ikg:Place }", media_type)
        assert bool(pyoxigraph.parse_query_results(boolean.content, RESULTS[media_type]))


def test_select_and_ask_as_tables(server: httpx.Client) -> None:
    answer = ask(server, SELECT, "text/csv")
    assert list(csv.reader(io.StringIO(answer.text))) == [["name"], ["Busan"]]
    for media_type in ("text/csv", "text/tab-separated-values"):
        assert ask(server, "ASK { ?s a ikg:Nothing }", media_type).text.strip() == "false"


@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_construct_and_describe_in_every_format(server: httpx.Client, query: str, media_type: str) -> None:
    answer = ask(server, query, media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    found = {str(quad.triple) for quad in pyoxigraph.parse(answer.content, GRAPHS[media_type])}
    plain = ask(server, query, "application/n-triples").content
    assert found == {str(quad.triple) for quad in pyoxigraph.parse(plain, pyoxigraph.RdfFormat.N_TRIPLES)}
    assert any("Busan" in each for each in found)


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("", SELECT, "application/sparql-results+json"),
        ("*/*", SELECT, "application/sparql-results+json"),
        ("*/*", CONSTRUCT, "text/turtle"),
        ("application/json", SELECT, "application/sparql-results+json"),
        ("application/xml;q=0.5", SELECT, "application/sparql-results+xml"),
        ("text/plain", CONSTRUCT, "application/n-triples"),
        # what SPARQLWrapper, rdflib's SPARQLStore and Apache Jena send
        ("application/sparql-results+json,application/json,text/javascript", SELECT, "application/sparql-results+json"),
        ("application/sparql-results+xml,application/rdf+xml", CONSTRUCT, "application/rdf+xml"),
        (
            "text/csv;q=0.6,application/sparql-results+thrift,application/sparql-results+json;q=0.9,*/*;q=0.1",
            SELECT,
            "application/sparql-results+json",
        ),
    ],
)
def test_the_accept_header_chooses(server: httpx.Client, accept: str, query: str, media_type: str) -> None:
    answer = ask(server, query, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["kg-version"] == "1"


@pytest.mark.parametrize(
    ("accept", "query"),
    [("image/png", SELECT), ("text/turtle", SELECT), ("text/csv", CONSTRUCT), ("text/csv", DESCRIBE)],
)
def test_what_cannot_be_written_so_is_refused(server: httpx.Client, accept: str, query: str) -> None:
    body = assert_problem(ask(server, query, accept), 406, "not-acceptable")
    assert body["offered"]
    assert accept not in body["offered"]


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("SELEC * { }", 1),
        ("SELECT *\nWHERE { ?s ?p }", 2),
        ("SELECT * { ?s ex:p ?o }", 1),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 1),
        ("\n\nSELECT ?x { ?s ?p ?o } LIMIT ?n", 3),
        ("SELECT * { ?s ?p \x00 }", 1),
    ],
)
def test_a_malformed_query_is_told_its_place(server: httpx.Client, query: str, line: int) -> None:
    for answer in (ask(server, query), server.post("/sparql", data={"query": query})):
        body = assert_problem(answer, 400, "malformed-query")
        assert body["line"] == line
        assert body["column"] > 0
        assert f"line {line}, column {body['column']}" in body["detail"]


@pytest.mark.parametrize("query", ["", " ", "\n\t"])
def test_an_empty_query_is_refused(server: httpx.Client, query: str) -> None:
    direct = server.post("/sparql", content=query, headers={"content-type": "application/sparql-query"})
    for answer in (ask(server, query), server.post("/sparql", data={"query": query}), direct):
        assert_problem(answer, 400, "bad-request")


def test_a_query_is_given_once(server: httpx.Client) -> None:
    twice: Parameters = [("query", "ASK {}"), ("query", "ASK {}")]
    assert_problem(server.get("/sparql", params=twice), 400, "bad-request")
    assert_problem(server.get("/sparql", params={"quer": "ASK {}"}), 400, "bad-request")
    assert_problem(server.post("/sparql", data={"other": "ASK {}"}), 400, "bad-request")


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_another_content_type_is_refused(server: httpx.Client, media_type: str) -> None:
    headers = {"content-type": media_type} if media_type else {}
    assert_problem(server.post("/sparql", content=SELECT, headers=headers), 415, "unsupported-media-type")


def test_the_endpoint_is_closed_to_updates_of_anybody(server: httpx.Client) -> None:
    update = "INSERT DATA { <a:a> <a:b> <a:c> }"
    as_update = {"content-type": "application/sparql-update"}
    assert_problem(server.post("/sparql", data={"update": update}), 401, "unauthorised")
    assert_problem(server.post("/sparql", content=update, headers=as_update), 401, "unauthorised")
    assert_problem(server.get("/sparql", params={"update": update}), 400, "bad-request")
    assert_problem(server.post("/sparql", content=update), 415, "unsupported-media-type")
    assert ask(server, "ASK { <a:a> <a:b> <a:c> }").json()["boolean"] is False


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/sparql> { ?s ?p ?o } } ORDER BY <urn:no-such-function>(?s)",
        "SELECT * { VALUES ?x { <http://127.0.0.1:9/> } SERVICE ?x { ?s ?p ?o } }",
    ],
)
def test_a_query_reaches_nothing_else(server: httpx.Client, query: str) -> None:
    answer = ask(server, query)
    if "SILENT" in query:
        assert answer.status_code == 400 or answer.json()["results"]["bindings"] in ([], [{}])
    else:
        assert_problem(answer, 400, "query-failed")


def test_from_a_file_reads_nothing(server: httpx.Client) -> None:
    assert names(ask(server, "SELECT ?name FROM <file:///etc/passwd> { ?s ?p ?name }")) == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"ASK { ?s ?p '\xc3\x28' }"])
def test_bad_utf8_is_refused(server: httpx.Client, body: bytes) -> None:
    direct = server.post("/sparql", content=body, headers={"content-type": "application/sparql-query"})
    assert_problem(direct, 400, "bad-request")
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert_problem(server.post("/sparql", content=b"query=" + body, headers=form), 400, "bad-request")
    assert_problem(server.get("/sparql?query=ASK{}%FF"), 400, "bad-request")


def test_text_of_any_script_goes_there_and_back(server: httpx.Client) -> None:
    text = "광주 Gŵyl 🏴󠁧󠁢󠁷󠁬󠁳󠁿 'quoted' <&> \\u0041"
    query = f"SELECT ({json.dumps(text, ensure_ascii=False)} AS ?name) {{}}"
    expected = [text.replace("\\u0041", "\\u0041")]
    assert names(ask(server, query)) == expected
    assert names(server.post("/sparql", data={"query": query})) == expected
    direct = server.post("/sparql", content=query.encode(), headers={"content-type": "application/sparql-query"})
    assert names(direct) == expected


def test_the_graphs_of_the_protocol_take_the_place_of_from(server: httpx.Client) -> None:
    dataset, ontology = f"{BASE}datasets/west-midlands-korea", f"{BASE}ontology"
    count = "SELECT (COUNT(*) AS ?name) { ?s ?p ?o }"

    def counted(*graphs: str, query: str = count, kind: str = "default") -> int:
        parameters: Parameters = [("query", query), *((f"{kind}-graph-uri", each) for each in graphs)]
        by_get, by_form = (
            server.get("/sparql", params=parameters),
            server.post(
                "/sparql",
                content=str(httpx.QueryParams(parameters)),
                headers={"content-type": "application/x-www-form-urlencoded"},
            ),
        )
        direct = server.post(
            "/sparql", params=parameters[1:], content=query, headers={"content-type": "application/sparql-query"}
        )
        assert names(by_get) == names(by_form) == names(direct)
        return int(names(by_get)[0])

    assert counted(dataset) + counted(ontology) == counted(dataset, ontology) > counted(dataset) > 1000
    assert counted("urn:none") == 0
    assert counted(dataset, query="SELECT (COUNT(*) AS ?name) { GRAPH ?g { ?s ?p ?o } }", kind="named") == counted(
        dataset
    )
    bad = server.get("/sparql", params={"query": count, "default-graph-uri": "not an iri"})
    assert_problem(bad, 400, "bad-request")


def test_without_a_query_the_endpoint_describes_itself(server: httpx.Client) -> None:
    described = rdflib.Graph().parse(data=server.get("/sparql").text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    [service] = described.subjects(rdflib.RDF.type, sd.Service)
    assert described.value(service, sd.endpoint) == rdflib.URIRef(str(server.base_url.join("/sparql")))
    assert (service, sd.feature, sd.UnionDefaultGraph) in described
    assert set(described.objects(service, sd.supportedLanguage)) == {sd.SPARQL11Query}  # there is no token to update
    assert len(set(described.objects(service, sd.resultFormat))) == len(RESULTS) + len(GRAPHS) + 1


QUERIES = {
    "labels": "SELECT ?s ?l { ?s a org:Organization ; skos:prefLabel ?l }",
    "counts": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    "optional": "SELECT ?s ?a ?c { ?s a ikg:Contribution OPTIONAL { ?s ikg:amount ?a ; ikg:currency ?c } }",
    "filter": "SELECT ?s ?a { ?s ikg:amount ?a FILTER(?a > 1000000) }",
    "union": "SELECT ?s ?l { { ?s skos:prefLabel ?l } UNION { ?n ikg:nameOf ?s ; skosxl:literalForm ?l } }",
    "path": "SELECT ?p ?w { ?p a ikg:Place ; ikg:within+ ?w }",
    "absence": "SELECT ?s { ?s a ikg:Contribution FILTER NOT EXISTS { ?s ikg:funder ?f } }",
    "text": "SELECT ?s (UCASE(?l) AS ?u) { ?s a ikg:Programme ; skos:prefLabel ?l FILTER(CONTAINS(?l, 'a')) }",
    "values": "SELECT ?s ?r { VALUES ?r { <https://w3id.org/innovation-kg/ontology/roles/lead> } ?s org:role ?r }",
    "subquery": "SELECT ?l ?n { { SELECT ?f (COUNT(*) AS ?n) { ?c ikg:funder ?f } GROUP BY ?f } ?f skos:prefLabel ?l }",
    "minus": "SELECT ?s { ?s a org:Organization MINUS { ?c ikg:funder ?s } }",
    "quotes": "SELECT ?s ?d { ?s skos:editorialNote ?d FILTER(CONTAINS(?d, ',') || CONTAINS(?d, '\"')) }",
}


@pytest.mark.parametrize("name", QUERIES)
def test_tables_are_what_rdflib_answers_on_the_same_data(server: httpx.Client, graph: rdflib.Graph, name: str) -> None:
    answer = ask(server, QUERIES[name], "text/csv")
    head, *rows = csv.reader(io.StringIO(answer.text), strict=True)
    expected = graph.query(PREFIXES + QUERIES[name])
    assert head == [str(variable) for variable in expected.vars or ()]

    def plain(row: Any) -> list[str]:
        return ["" if term is None else str(term) for term in row]

    assert sorted(rows) == sorted(map(plain, expected))
    assert rows


def test_a_query_is_explained(server: httpx.Client) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 700", "explain": "true"}
    for answer in (server.get("/sparql", params=query), server.post("/sparql", data=query)):
        told = answer.json()
        assert (told["kind"], told["rows"], told["plan"]) == ("solutions", 700, None)
        assert told["version"] == server.get("/ready").json()["version"]
        assert 0 < told["planned"] <= told["first"] <= told["answered"]
        assert told["size"] > 700
        (pattern,) = told["parts"]["parts"]
        assert (told["parts"]["text"], pattern["text"]) == ("SELECT * … LIMIT 700", "?s ?p ?o")
        assert pattern["matches"] > 700
        hold(answer.content, "QueryExplanation")
    refused = server.get("/sparql", params={**query, "explain": "perhaps"})
    assert_problem(refused, 400, "bad-request")
    assert_problem(server.get("/sparql", params={"query": "SELEC", "explain": "true"}), 400, "malformed-query")
