"""Whatever engine answers: queries, changes through the service and loads are alike."""

from __future__ import annotations

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem
from tests.api.engines.conftest import QUERY, UPDATE, ask, rows, write

ONE, TWO = "urn:example:one", "urn:example:two"
NASTY = r"a \"quotation\" \\u0041 \\ 서울 \n\t😀"


@pytest.fixture(scope="module", autouse=True)
def _written(over: httpx.Client) -> None:
    write(
        over,
        f"""INSERT DATA {{
            GRAPH <{ONE}> {{ <urn:e:a> <urn:e:p> "one", "{NASTY}", "eins"@de, 5, 1.5, "P2Y"^^xsd:duration,
                "2025-05"^^xsd:gYearMonth,
                "123456789012345678901234567890"^^<urn:e:figure> . <urn:e:b> <urn:e:p> "both" }}
            GRAPH <{TWO}> {{ <urn:e:b> <urn:e:p> "both" . _:x <urn:e:knows> _:y . _:y <urn:e:knows> <urn:e:a> }}
            <urn:e:c> <urn:e:p> "unnamed"
        }}""",
    )


def test_the_shipped_dataset_is_there_wholly(over: httpx.Client) -> None:
    lists = {name: over.get(f"/{name}").json()["total"] for name in ("organisations", "participations", "programmes")}
    classes = {
        "organisations": "org:Organization",
        "participations": "ikg:Participation",
        "programmes": "ikg:Programme",
    }
    for name, class_ in classes.items():
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH ?g {{ ?s a {class_} }} }}"
        assert rows(over, query) == [str(lists[name])]


def test_the_graphs_are_those_of_the_graph_store(over: httpx.Client) -> None:
    names = {row.strip("<>") for row in rows(over, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert {ONE, TWO} < names
    assert not [name for name in names if name.startswith("urn:x-kg:")]
    for name in names:
        held = over.get("/graphs", params={"graph": name}, headers={"accept": "application/n-triples"}).text
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        assert rows(over, query) == [str(len(held.splitlines()))]


def test_the_default_graph_is_the_union_and_has_each_triple_once_where_one_graph_is_asked(over: httpx.Client) -> None:
    assert rows(over, 'SELECT DISTINCT ?s { ?s <urn:e:p> ?o FILTER(?o IN ("both", "unnamed")) }') == [
        "<urn:e:b>",
        "<urn:e:c>",
    ]
    assert rows(over, "SELECT ?o { GRAPH ?g { <urn:e:c> <urn:e:p> ?o } }") == []


@pytest.mark.parametrize(
    ("clause", "pattern", "subjects"),
    [
        (f"FROM <{TWO}>", "?s <urn:e:p> ?o", ["<urn:e:b>"]),
        (f"FROM NAMED <{TWO}>", "?s <urn:e:p> ?o", []),
        (f"FROM NAMED <{TWO}>", "GRAPH ?g { ?s <urn:e:p> ?o }", ["<urn:e:b>"]),
        (f"FROM <{TWO}>", "GRAPH ?g { ?s <urn:e:p> ?o }", []),
        ("FROM <urn:example:none>", "?s ?p ?o", []),
        ("FROM <http://www.openlinksw.com/schemas/virtrdf#>", "?s ?p ?o", []),
        ("FROM <urn:x-kg:state>", "?s ?p ?o", []),
    ],
)
def test_from_chooses_the_graphs(over: httpx.Client, clause: str, pattern: str, subjects: list[str]) -> None:
    assert rows(over, f"SELECT DISTINCT ?s {clause} {{ {pattern} }}") == subjects


def test_the_protocol_chooses_the_graphs_whatever_from_says(over: httpx.Client) -> None:
    query = f"SELECT DISTINCT ?s FROM <{ONE}> {{ ?s <urn:e:p> ?o }}"
    assert rows(over, query, **{"default-graph-uri": TWO}) == ["<urn:e:b>"]
    assert rows(over, "SELECT DISTINCT ?s { GRAPH ?g { ?s ?p ?o } }", **{"default-graph-uri": TWO}) == []
    assert rows(over, "SELECT ?s { ?s ?p ?o }", **{"named-graph-uri": TWO}) == []


@pytest.mark.parametrize("graph", ["urn:x-kg:state", "urn:x-kg:unnamed", "http://www.openlinksw.com/schemas/virtrdf#"])
@pytest.mark.parametrize(
    "query", ["SELECT ?s {{ GRAPH <{}> {{ ?s ?p ?o }} }}", "SELECT ?s FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"]
)
def test_other_graphs_of_the_engine_are_out_of_sight(over: httpx.Client, query: str, graph: str) -> None:
    assert rows(over, query.format(graph)) == []


def test_terms_come_back_as_they_were(over: httpx.Client) -> None:
    query = f"SELECT ?o FROM <{ONE}> {{ <urn:e:a> <urn:e:p> ?o }}"
    bindings = ask(over, query, "application/sparql-results+json").json()["results"]["bindings"]
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert {(each["o"]["value"], each["o"].get("xml:lang", each["o"].get("datatype", ""))) for each in bindings} == {
        ("one", ""),
        ('a "quotation" \\u0041 \\ 서울 \n\t😀', ""),
        ("eins", "de"),
        ("5", f"{xsd}integer"),
        ("1.5", f"{xsd}decimal"),
        ("P2Y", f"{xsd}duration"),
        ("123456789012345678901234567890", "urn:e:figure"),
        ("2025-05", f"{xsd}gYearMonth"),
    }


def test_blank_nodes_are_blank_nodes_and_the_same_in_each_answer(over: httpx.Client) -> None:
    query = f"SELECT ?x ?y FROM <{TWO}> {{ ?x <urn:e:knows> ?y }}"
    first, again = ask(over, query, "application/sparql-results+json").json(), rows(over, query)
    kinds = {(each["x"]["type"], each["y"]["type"]) for each in first["results"]["bindings"]}
    assert kinds == {("bnode", "bnode"), ("bnode", "uri")}
    labels = {each["x"]["value"] for each in first["results"]["bindings"]}
    assert {row.split("\t")[0] for row in again} == {f"_:{label}" for label in labels}
    triples = ask(
        over, f"CONSTRUCT {{ ?x <urn:e:knows> ?y }} FROM <{TWO}> {{ ?x <urn:e:knows> ?y }}", "application/n-triples"
    )
    assert {line.split(" ")[0] for line in triples.text.splitlines()} == {f"_:{label}" for label in labels}


@pytest.mark.parametrize(
    ("query", "accept", "part"),
    [
        ("ASK { <urn:e:a> ?p ?o }", "application/sparql-results+json", '{"head":{},"boolean":true}'),
        ("ASK { <urn:e:none> ?p ?o }", "application/sparql-results+json", '{"head":{},"boolean":false}'),
        ("ASK { <urn:e:none> ?p ?o }", "application/sparql-results+xml", "<boolean>false</boolean>"),
        ("SELECT ?o { <urn:e:c> <urn:e:p> ?o }", "application/sparql-results+xml", "<literal>unnamed</literal>"),
        ("SELECT ?o { <urn:e:c> <urn:e:p> ?o }", "text/csv", "o\r\nunnamed\r\n"),
        ("SELECT ?o { <urn:e:c> <urn:e:p> ?o }", "text/tab-separated-values", '?o\n"unnamed"\n'),
        ("CONSTRUCT WHERE { <urn:e:c> ?p ?o }", "text/turtle", '<urn:e:c> <urn:e:p> "unnamed"'),
        ("CONSTRUCT WHERE { <urn:e:c> ?p ?o }", "application/ld+json", "unnamed"),
        ("DESCRIBE <urn:e:c>", "application/n-triples", '<urn:e:c> <urn:e:p> "unnamed" .'),
        ("BASE <http://b/d> SELECT (<c> AS ?c) {}", "text/csv", "c\r\nhttp://b/c\r\n"),
        ("SELECT (<organisations/x> AS ?c) {}", "text/csv", "c\r\nhttps://w3id.org/innovation-kg/organisations/x\r\n"),
        ("SELECT (COUNT(*) AS ?n) { ?s a skos:ConceptScheme . VALUES ?s { <urn:e:none> } }", "text/csv", "n\r\n0\r\n"),
        ("SELECT (SUM(?x) AS ?n) { VALUES ?x { 1 2 3.5 } }", "text/csv", "n\r\n6.5\r\n"),
    ],
)
def test_each_form_in_each_format(over: httpx.Client, query: str, accept: str, part: str) -> None:
    answer = ask(over, query, accept)
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert part in answer.text


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {\n ?s ?p", "malformed-query"),
        ("DEFINE get:soft 'replace' SELECT * { ?s ?p ?o }", "malformed-query"),
        ("INSERT DATA { <urn:e:x> <urn:e:y> 1 }", "malformed-query"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "query-failed"),
        ("SELECT * { \\u0053ERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "query-failed"),
        ("SELECT (<bif:http_get>('http://127.0.0.1:9/') AS ?x) {}", "query-failed"),
        ("PREFIX q: <sql:> SELECT (q:f(1) AS ?x) {}", "query-failed"),
    ],
)
def test_what_is_no_query_is_told_before_an_engine_sees_it(over: httpx.Client, query: str, kind: str) -> None:
    answer = over.post("/sparql", data={"query": query})
    body = assert_problem(answer, 400, kind)
    assert kind != "malformed-query" or body["line"]


def test_a_change_is_seen_by_the_next_query_with_its_version(over: httpx.Client) -> None:
    for number in range(3):
        version = write(
            over, f"DELETE WHERE {{ <urn:e:n> <urn:e:is> ?n }} ; INSERT DATA {{ <urn:e:n> <urn:e:is> {number} }}"
        )
        answer = ask(over, "SELECT ?n { <urn:e:n> <urn:e:is> ?n }", "text/csv")
        assert (answer.text, answer.headers["kg-version"]) == (f"n\r\n{number}\r\n", str(version))
        assert answer.headers["etag"].startswith(f'"{version}-')


def test_an_answer_is_given_again_only_until_the_graph_changes(over: httpx.Client) -> None:
    query = "SELECT ?n { <urn:e:again> <urn:e:is> ?n }"
    first = ask(over, query)
    known = {"if-none-match": first.headers["etag"], "accept": "text/tab-separated-values"}
    assert over.post("/sparql", data={"query": query}, headers=known).status_code == 304
    write(over, "INSERT DATA { <urn:e:again> <urn:e:is> 1 }")
    assert over.post("/sparql", data={"query": query}, headers=known).status_code == 200


def test_a_graph_that_is_put_is_asked_and_one_that_is_removed_is_gone(over: httpx.Client) -> None:
    name, query = "urn:example:put", "SELECT ?s ?o { GRAPH <urn:example:put> { ?s <urn:e:q> ?o } }"
    names = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } VALUES ?g { <urn:example:put> } }"
    turtle = {"content-type": "text/turtle"}
    assert over.put("/graphs", params={"graph": name}, content="[] <urn:e:q> 1, 2 .", headers=turtle).status_code == 201
    assert len(rows(over, query)) == 2
    assert over.put("/graphs", params={"graph": name}, content="[] <urn:e:q> 3 .", headers=turtle).status_code in (
        200,
        204,
    )
    assert [row.split("\t")[1] for row in rows(over, query)] == ["3"]
    assert over.delete("/graphs", params={"graph": name}).status_code in (200, 204)
    assert rows(over, query) == rows(over, names) == []


def test_a_change_of_many_triples_is_there_wholly(over: httpx.Client) -> None:
    turtle = "\n".join(f"<urn:e:many/{number}> <urn:e:number> {number} ." for number in range(2_500))
    name, headers = "urn:example:many", {"content-type": "text/turtle"}
    assert over.put("/graphs", params={"graph": name}, content=turtle, headers=headers).status_code == 201
    query = f"SELECT (COUNT(*) AS ?n) (SUM(?o) AS ?sum) FROM <{name}> {{ ?s <urn:e:number> ?o }}"
    assert ask(over, query, "text/csv").text == f"n,sum\r\n2500,{sum(range(2_500))}\r\n"
    assert over.delete("/graphs", params={"graph": name}).status_code in (200, 204)
    assert ask(over, query, "text/csv").text.startswith("n,sum\r\n0,")


def test_a_change_that_does_not_conform_leaves_no_trace(over: httpx.Client) -> None:
    before = over.get("/ready").json()["version"]
    node, graph = f"<{BASE}organisations/x>", f"<{BASE}datasets/west-midlands-korea>"
    body = f"{node} a org:Organization ; skos:prefLabel 'X'"
    update = f"INSERT DATA {{ <urn:e:free> <urn:e:p> 1 . GRAPH {graph} {{ {body} }} }}"
    answer = over.post("/sparql", content=update, headers={"content-type": UPDATE})
    assert_problem(answer, 422, "not-conforming")
    assert over.get("/ready").json()["version"] == before
    assert rows(over, f"SELECT ?p {{ {node} ?p ?o }}") == rows(over, "SELECT ?p { <urn:e:free> ?p ?o }") == []


def test_how_an_answer_came_about_is_told_of_any_engine(over: httpx.Client) -> None:
    query, headers = "SELECT * { ?s ?p ?o } LIMIT 5", {"content-type": QUERY}
    account = over.post("/sparql", params={"explain": "true"}, content=query, headers=headers)
    assert account.status_code == 200, account.text
    assert (account.json()["kind"], account.json()["rows"]) == ("solutions", 5)
