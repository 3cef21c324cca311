"""Scores that are published: how they are asked for, what SPARQL sees of them, and when they are stale."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem, authorised
from tests.api.networks import scores
from tests.api.test_models import hold

GRAPH = f"{BASE}derived/scores"
RANKS = (
    "SELECT ?node ?score ?rank ?version ?stale { GRAPH <derived/scores> { "
    "?each ikg:scoreOf ?node ; ikg:score ?score ; ikg:rank ?rank ; ikg:scoredIn ?all . "
    "?all ikg:measure 'degree' ; ikg:scoredView 'affiliation' ; ikg:scoredVersion ?version ; ikg:isStale ?stale } }"
)


def rows(client: httpx.Client, query: str, **parameters: Any) -> list[dict[str, str]]:
    answer = client.get("/sparql", params={"query": query, **parameters}, headers={"accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text), strict=True))


def publish(client: httpx.Client, view: str = "affiliation", **wishes: Any) -> Any:
    answer = client.post(f"/network/{view}/scores", json={"measure": "degree", **wishes})
    assert answer.status_code == 200, answer.text
    hold(answer.content, "PublishedScores")
    return answer.json()


def write(client: httpx.Client, name: str) -> None:
    update = f"INSERT DATA {{ GRAPH <urn:example:scores> {{ <urn:example:{name}> skos:related <urn:example:b> }} }}"
    assert client.post("/sparql", data={"update": update}).status_code == 204


def test_scores_are_in_sparql_and_told_to_be_stale_when_the_graph_moves_on(writable: httpx.Client) -> None:
    before = rows(writable, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    body = publish(writable)
    assert body["name"] == "affiliation-degree"
    assert body["id"] == f"{GRAPH}#affiliation-degree"
    table = rows(writable, RANKS)
    assert {each["node"]: float(each["score"]) for each in table} == scores(writable, "affiliation", "degree")
    assert {each["node"]: int(each["rank"]) for each in table} == {each["id"]: each["rank"] for each in body["scores"]}
    assert {(each["version"], each["stale"]) for each in table} == {(str(body["version"]), "false")}
    assert rows(writable, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before, "it is in no count"
    assert rows(writable, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'derived/sc')) }") == []
    joined = (
        f"SELECT ?label {{ GRAPH <{GRAPH}> {{ ?s ikg:rank 1 ; ikg:scoreOf ?o }} ?o skos:prefLabel|rdfs:label ?label }}"
    )
    assert body["scores"][0]["label"] in {each["label"] for each in rows(writable, joined)}

    write(writable, "stale")
    assert {(each["version"], each["stale"]) for each in rows(writable, RANKS)} == {(str(body["version"]), "true")}
    assert {each["stale"] for each in rows(writable, RANKS, version=body["version"])} == {"false"}
    assert rows(writable, RANKS, version=body["version"] - 1) == [], "they were not known then"
    listed = writable.get("/network/affiliation/scores").json()["publications"]
    assert [each["stale"] for each in listed if each["name"] == "affiliation-degree"] == [True]
    assert not publish(writable)["stale"]
    assert {each["stale"] for each in rows(writable, RANKS)} == {"false"}


def test_answers_follow_what_is_published_at_one_version(writable: httpx.Client) -> None:
    publish(writable)
    first = writable.get("/sparql", params={"query": RANKS})
    assert "etag" not in first.headers
    whole = writable.get("/graphs", params={"graph": GRAPH}, headers={"accept": "application/n-triples"})
    assert "affiliation-degree" in whole.text
    assert "etag" not in whole.headers
    other = publish(writable, min_confidence="stated")
    assert other["name"].startswith("affiliation-degree-")
    assert other["options"] == {"min_confidence": "stated"}
    listed = writable.get("/network/affiliation/scores")
    hold(listed.content, "Publications")
    assert {each["name"] for each in listed.json()["publications"]} >= {"affiliation-degree", other["name"]}
    assert len(rows(writable, RANKS)) == len(first.json()["results"]["bindings"]) + len(other["scores"])
    assert writable.delete(f"/network/affiliation/scores/{other['name']}").status_code == 204
    assert_problem(writable.delete(f"/network/affiliation/scores/{other['name']}"), 404, "unknown-name")
    assert len(rows(writable, RANKS)) == len(first.json()["results"]["bindings"])


def test_changes_and_scores_are_asked_together(writable: httpx.Client) -> None:
    body = publish(writable)
    both = (
        "SELECT ?time ?rank { GRAPH <derived/changes> { ?change ikg:version ?version ; prov:endedAtTime ?time } "
        "GRAPH <derived/scores> { ?all ikg:scoredVersion ?version . ?each ikg:scoredIn ?all ; ikg:rank ?rank ; "
        f"ikg:scoreOf <{body['scores'][0]['id']}> }} }}"
    )
    assert "1" in {each["rank"] for each in rows(writable, both)}


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [
        ({"measure": "none"}, 404, "unknown-name"),
        ({"measure": "degree", "other": 1}, 400, "bad-request"),
        ({"measure": "degree", "weighted": True}, 400, "bad-request"),
        ({}, 400, "bad-request"),
    ],
)
def test_what_cannot_be_published_is_named(writable: httpx.Client, sent: Any, status: int, kind: str) -> None:
    answer = writable.post("/network/funding/scores", json=sent)
    assert answer.status_code == status, answer.text


def test_only_who_may_write_publishes(server: httpx.Client, writable: httpx.Client) -> None:
    assert_problem(server.post("/network/funding/scores", json={"measure": "degree"}), 401, "unauthorised")
    reader = writable.post("/network/funding/scores", json={"measure": "degree"}, headers=authorised("reader"))
    assert reader.status_code == 403
    assert writable.delete("/network/affiliation/scores/x", headers=authorised("reader")).status_code == 403


def test_no_update_reads_or_writes_the_graph(writable: httpx.Client) -> None:
    for update in (
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:example:a> skos:related <urn:example:b> }} }}",
        f"DELETE {{ GRAPH <urn:example:scores> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}",
    ):
        answer = writable.post("/sparql", data={"update": update})
        assert answer.status_code == 403
        assert "is made for queries alone" in answer.json()["detail"]
    assert (
        writable.put(
            "/graphs", params={"graph": GRAPH}, content=b"", headers={"content-type": "text/turtle"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize("name", ["../journal/0000000001", "..%2Fhome", "Affiliation", "x" * 200, "%00"])
def test_names_are_names_and_no_paths(writable: httpx.Client, name: str) -> None:
    assert writable.delete(f"/network/affiliation/scores/{name}").status_code in (400, 404, 405)
