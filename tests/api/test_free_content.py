"""What stands in a graph of somebody's own, or is not under the base IRI, is nobody's business: no record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import (
    ALL_TOKENS,
    BASE,
    assert_problem,
    authorised,
    copy_of,
    network_of,
    serving,
)

DATASET = f"{BASE}datasets/west-midlands-korea"
OWN = {"a name of its own": "urn:example:mine", "a graph of ours": f"{BASE}graphs/mine", "the unnamed graph": ""}
TURTLE, UPDATE = {"content-type": "text/turtle"}, {"content-type": "application/sparql-update"}
PREFIXES = f"""
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX ikg: <{BASE}ontology#>
BASE <{BASE}>
"""
CONTENT = """
<urn:example:ann> a foaf:Person ; skos:prefLabel "Ann Zwischenzeit" ; foaf:name "Ann" .
_:someone a foaf:Person ; foaf:knows <urn:example:ann> .
<urn:example:report> a foaf:Document ; skos:prefLabel "Zwischenzeit" .
<organisations/zwischenzeit> a org:Organization ; skos:prefLabel "Zwischenzeit" ; ikg:kind "whatever" .
<contributions/zwischenzeit> a ikg:Contribution ; ikg:funder <organisations/zwischenzeit> ;
  ikg:funder <organisations/innovate-uk> ; ikg:recipient <organisations/kist> ; ikg:amount "a lot" .
<organisations/innovate-uk> skos:prefLabel "Zwischenzeit" ; skos:altLabel "Zwischenzeit UK" .
<places/Not_An_Id> a ikg:Place .
"""
LISTS = ("organisations", "funders", "people", "documents", "contributions", "places")
VIEWS = ("funding", "partnership", "affiliation")


@pytest.fixture(scope="module")
def client(loaded: Path) -> Iterator[httpx.Client]:
    with serving(copy_of(loaded, "free"), KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        yield client


def shown(client: httpx.Client) -> dict[str, Any]:
    """What lists, entities, networks and search show, without the version."""
    paths = (*LISTS, *(f"network/{view}" for view in VIEWS), "search?q=zwischenzeit", "organisations/innovate-uk")
    answers = {path: network_of(client, f"/{path}").json() for path in paths}
    return {path: {name: part for name, part in body.items() if name != "version"} for path, body in answers.items()}


@pytest.mark.parametrize("graph", OWN.values(), ids=OWN)
def test_a_graph_of_somebodys_own_takes_what_it_likes_and_shows_in_sparql_alone(
    client: httpx.Client, graph: str
) -> None:
    before = shown(client)
    target = {"graph": graph} if graph else {"default": ""}
    answer = client.put("/graphs", params=target, content=(PREFIXES + CONTENT).encode(), headers=TURTLE)
    assert answer.status_code in (201, 204), answer.text
    assert shown(client) == before
    for gone in ("organisations/zwischenzeit", "contributions/zwischenzeit"):
        assert_problem(client.get(f"/{gone}"), 404, "unknown-iri")
    query = 'SELECT DISTINCT ?s { ?s a ?class ; skos:prefLabel ?label FILTER(CONTAINS(?label, "Zwischenzeit")) }'
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert {row["s"]["value"].rpartition(":")[2].rpartition("/")[2] for row in rows} == {
        *("ann", "report", "zwischenzeit", "innovate-uk")
    }
    where = f"GRAPH <{graph}> {{ {CONTENT} }}" if graph else CONTENT
    answer = client.post("/sparql", content=f"{PREFIXES} INSERT DATA {{ {where} }}".encode(), headers=UPDATE)
    assert answer.status_code == 204, answer.text
    assert client.delete("/graphs", params=target).status_code == 204
    assert shown(client) == before


def test_in_the_graph_of_a_dataset_what_is_under_the_base_is_a_record(client: httpx.Client) -> None:
    before = shown(client)
    answer = client.post(f"/graphs?graph={DATASET}", content=(PREFIXES + CONTENT).encode(), headers=TURTLE)
    violations = assert_problem(answer, 422, "not-conforming")["violations"]
    told = {each["focus"].removeprefix(BASE) for each in violations}
    assert {"organisations/zwischenzeit", "contributions/zwischenzeit", "places/Not_An_Id"} <= told
    assert all(each["focus"].startswith(BASE) for each in violations)
    free = "\n".join(line for line in CONTENT.splitlines() if line.startswith(("<urn:", "_:")))
    answer = client.post(f"/graphs?graph={DATASET}", content=(PREFIXES + free).encode(), headers=TURTLE)
    assert answer.status_code == 204, answer.text
    assert shown(client) == before


def test_a_record_cannot_lean_on_free_content(client: httpx.Client) -> None:
    body = b"<urn:example:body> a <http://www.w3.org/ns/org#Organization> ."
    assert client.put("/graphs?graph=urn:example:bodies", content=body, headers=TURTLE).is_success
    funded = "<contributions/x> a ikg:Contribution ; ikg:funder <urn:example:body>"
    funded = f"INSERT DATA {{ GRAPH <{DATASET}> {{ {funded} }} }}"
    answer = client.post("/sparql", content=(PREFIXES + funded).encode(), headers=UPDATE)
    fields = {each["field"] for each in assert_problem(answer, 422, "not-conforming")["violations"]}
    assert "funder" in fields


def test_a_check_says_what_it_does_not_judge(client: httpx.Client) -> None:
    answer = client.post("/validate", content=(PREFIXES + CONTENT).encode(), headers=TURTLE).json()
    assert not answer["conforms"]
    assert f"3 with a class of ours not under {BASE}: free content, held against no shape" in answer["notices"]
