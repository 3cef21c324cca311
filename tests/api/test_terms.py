"""The terms of a dataset over HTTP: brought, named, filtered by, shown, and kept as long as they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, BASE, assert_problem, authorised, serving

HUB = {
    "id": "terms/hub",
    "label": "Harbour hub",
    "broader": "organisation-kinds/innovation-centre",
    "definition": "A centre at a harbour.",
}
DOCK = {
    "id": "organisations/dock",
    "label": "Dock",
    "kind": "hub",
    "confidence": "stated",
    "evidence": [{"document": "documents/note"}],
}
KIND = "http://www.w3.org/ns/org#classification"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(tmp_path_factory.mktemp("terms") / "home", KG_DATA="", KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        assert client.post("/datasets", json={"name": "mine", "title": "Mine"}).status_code == 201
        note = {"id": "documents/note", "label": "Note", "kind": "report"}
        for path, body in (("/documents", note), ("/terms", HUB), ("/organisations", DOCK)):
            answer = client.post(path, json=body)
            assert answer.status_code == 201, answer.text
        yield client


def violation(answer: httpx.Response) -> dict[str, Any]:
    (only,) = assert_problem(answer, 422, "not-conforming")["violations"]
    return dict(only)


def test_a_record_names_it_and_the_answer_says_what_it_is_called(client: httpx.Client) -> None:
    read = client.get("/organisations/dock").json()
    assert read["kind"] == "hub"
    assert read["labels"][f"{BASE}terms/hub"] == "Harbour hub"
    page = client.get("/organisations/dock", headers={"accept": "text/html"}).text
    assert '<a href="/terms/hub">Harbour hub</a>' in page.replace("  ", "")
    listed = client.get("/organisations", headers={"accept": "text/html"}).text
    assert re.search(r'href="[^"]*[?&;]kind=hub"[^>]*>(?:<[^>]*>|\s)*Harbour hub', listed)


def test_lists_find_it_by_the_broader_one(client: httpx.Client) -> None:
    for kind in ("innovation-centre", "hub", f"{BASE}terms/hub"):
        assert client.get("/organisations", params={"kind": kind}).json()["total"] == 1
    assert client.get("/organisations", params={"kind": "university"}).json()["total"] == 0
    detail = assert_problem(client.get("/organisations", params={"kind": "hubb"}), 400, "bad-request")["detail"]
    assert "Did you mean 'hub'?" in detail
    assert [each["id"] for each in client.get("/terms").json()["items"]] == [f"{BASE}terms/hub"]


def test_sparql_walks_from_it_to_the_broader_one(client: httpx.Client) -> None:
    ours = "https://w3id.org/innovation-kg/ontology/organisation-kinds/innovation-centre"
    query = f"ASK {{ ?x org:classification/skos:broader* <{ours}> }}"
    answer = client.post("/sparql", data={"query": query}, headers={"accept": "application/sparql-results+json"})
    assert answer.json()["boolean"] is True


def test_json_ld_can_be_read_anywhere(client: httpx.Client) -> None:
    (node,) = client.get("/organisations/dock.jsonld").json()["@graph"]
    assert node["kind"] == f"{BASE}terms/hub"


def test_it_stays_as_long_as_a_record_names_it(client: httpx.Client) -> None:
    tag = {"if-match": client.get("/terms/hub").headers["etag"]}
    told = violation(client.delete("/terms/hub", headers=tag))
    assert (told["field"], told["value"]) == ("kind", "hub")
    assert "terms/hub is removed by the same change" in told["message"]
    moved = violation(
        client.patch(
            "/terms/hub",
            json={"broader": "roles/host"},
            headers={**tag, "content-type": "application/merge-patch+json"},
        )
    )
    assert "hub narrows roles/host, which cannot stand here" in moved["message"]
    update = f"DELETE WHERE {{ GRAPH ?g {{ <{BASE}terms/hub> ?p ?o }} }}"
    assert "is removed by the same change" in violation(client.post("/sparql", data={"update": update}))["message"]


def test_what_is_misspelt_is_told_with_what_is_meant(client: httpx.Client) -> None:
    told = violation(client.post("/organisations", json={**DOCK, "id": "organisations/b", "kind": "hubb"}))
    assert "Did you mean 'hub'?" in told["message"]
    told = violation(client.post("/terms", json={**HUB, "id": "terms/university"}))
    assert told["message"].startswith("university is a term of organisation-kinds already")


def test_the_graph_store_takes_it_by_its_iri_and_tells_who_wrote_the_name(client: httpx.Client) -> None:
    graph, scheme = f"{BASE}datasets/mine", "https://w3id.org/innovation-kg/ontology/organisation-kinds"
    turtle = client.get("/graphs", params={"graph": graph}, headers={"accept": "text/turtle"}).text
    own, ours = f"<{BASE}terms/hub>", f"<{scheme}/hub>"
    statement = f"<{BASE}organisations/dock> <{KIND}> "
    headers = {"content-type": "text/turtle"}
    triples = client.get("/graphs", params={"graph": graph}, headers={"accept": "application/n-triples"}).text
    assert f"{statement}{own}" in triples
    assert client.put("/graphs", params={"graph": graph}, content=turtle, headers=headers).status_code in (200, 204)
    spoilt = triples.replace(f"{statement}{own}", f"{statement}{ours}")
    told = violation(client.put("/graphs", params={"graph": graph}, content=spoilt, headers=headers))
    assert f"write <{BASE}terms/hub>" in told["message"]
