"""The changes as PROV-O over HTTP: in queries that name their graph, one by one, and nowhere else."""

from __future__ import annotations

import httpx

from kg.store.rdf import PREFIXES, read_quads, text_of
from tests.api.conftest import BASE, assert_problem
from tests.api.test_changes import ULSAN, label, rename

CHANGES = f"{BASE}derived/changes"
WHO = f"""
PREFIX data: <{BASE}>
SELECT ?version ?who ?why ?record ?label {{
  GRAPH <{CHANGES}> {{
    ?change a prov:Activity ; ikg:version ?version ; dcterms:description ?why ;
      prov:wasAssociatedWith/rdfs:label ?who ; prov:influenced ?record .
  }}
  ?record a ikg:Place ; skos:prefLabel ?label FILTER(?record = data:places\\/ulsan)
}} ORDER BY DESC(?version) LIMIT 1"""
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PROV = PREFIXES["prov"]


def rows(client: httpx.Client, query: str, **parameters: str) -> list[dict[str, str]]:
    answer = client.get(
        "/sparql", params={"query": query, **parameters}, headers={"accept": "application/sparql-results+json"}
    )
    assert answer.is_success, answer.text
    bindings = answer.json()["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in bindings]


def test_who_changed_a_record_and_why_is_a_query_also_of_an_older_version(writable: httpx.Client) -> None:
    before, first = label(writable), int(writable.get("/changes").json()["version"])
    count = rows(writable, COUNT)
    version = rename(writable, "Ulsan of the activities")
    (row,) = rows(writable, WHO)
    assert row == {
        "version": str(version),
        "who": "the steward",
        "why": "SPARQL update",
        "record": ULSAN,
        "label": "Ulsan of the activities",
    }
    (then,) = rows(writable, WHO, version=str(first))
    assert (then["version"], then["label"]) != (row["version"], row["label"])
    assert rename(writable, before) == version + 1
    assert rows(writable, WHO)[0]["version"] == str(version + 1)
    assert rows(writable, COUNT) == count


def test_one_change_is_rdf_at_its_own_address(writable: httpx.Client) -> None:
    version = rename(writable, label(writable) + ".")
    node = f"{BASE}changes/{version}"
    (agent,) = rows(writable, f"SELECT ?a {{ GRAPH <{CHANGES}> {{ <{node}> prov:wasAssociatedWith ?a }} }}")
    for media_type, format_name in (("text/turtle", "turtle"), ("application/ld+json", "jsonld")):
        answer = writable.get(f"/changes/{version}", headers={"accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        told = {
            (quad.predicate.value, text_of(quad.object))
            for quad in read_quads(answer.content, format_name)
            if text_of(quad.subject) == node
        }
        assert {(f"{PROV}influenced", ULSAN), (f"{PROV}wasAssociatedWith", agent["a"])} <= told
    listed = writable.get(agent["a"].removeprefix(BASE).partition("#")[0])
    assert listed.json()["items"][0]["version"] == version, "an agent leads to the changes that are theirs"


def test_its_graph_is_read_as_others_are_and_written_by_nobody(writable: httpx.Client) -> None:
    read = writable.get("/graphs", params={"graph": CHANGES}, headers={"accept": "application/n-triples"})
    assert f"<{BASE}changes/1> <{PROV}endedAtTime>" in read.text
    assert CHANGES not in writable.get("/graphs").text
    triple = "<urn:a> <urn:b> <urn:c>"
    put = writable.put(
        "/graphs", params={"graph": CHANGES}, content=f"{triple} .", headers={"content-type": "text/turtle"}
    )
    assert_problem(put, 403, "forbidden")
    for update in (
        f"INSERT DATA {{ GRAPH <{CHANGES}> {{ {triple} }} }}",
        f"INSERT {{ GRAPH <urn:mine> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{CHANGES}> {{ ?s ?p ?o }} }}",
        f"COPY <{CHANGES}> TO <urn:mine>",
    ):
        problem = assert_problem(writable.post("/sparql", data={"update": update}), 403, "forbidden")
        assert "is made for queries alone" in problem["detail"]
    assert writable.get("/graphs", params={"graph": "urn:mine"}).status_code == 404
