"""The models of JSON: every answer is held against its own, strictly, and what was got can be sent back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from api.representations.models import models
from kg.network import MEASURES, load_views
from tests.api.conftest import BASE, PROBLEM, assert_problem, everything, path_of
from tests.api.described import DOCUMENT
from tests.api.test_negotiation import COLLECTIONS
from tests.api.test_openapi import OF_JOBS, OPERATIONS, request_of

SCHEMAS = DOCUMENT["components"]["schemas"]
JSON = ("application/json", PROBLEM)


def hold(content: bytes, name: str) -> None:
    """Hold JSON against the model of that name: no other keys, no other types."""
    TypeAdapter(models()[name]).validate_json(content, strict=True, extra="forbid")


def model_of(operation: dict[str, Any], status: str = "200", media_type: str = "application/json") -> str:
    """The model that the document names for an answer, empty where it has none."""
    content = operation["responses"].get(status, {}).get("content", {})
    reference: str = content.get(media_type, {}).get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2]


def answers_in_json() -> list[str]:
    return [
        name
        for name, (_, method, each) in OPERATIONS.items()
        if method == "get" and model_of(each) and name not in OF_JOBS
    ]


def test_no_json_is_without_a_schema() -> None:
    for name, (_, _, operation) in OPERATIONS.items():
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media_type, body in ((key, value) for each in bodies for key, value in each.get("content", {}).items()):
            if media_type.endswith("json"):
                assert body["schema"]["$ref"].rpartition("/")[2] in SCHEMAS, (name, media_type)


def test_every_schema_says_what_it_is_and_is_used() -> None:
    text = str(DOCUMENT)
    for name, schema in SCHEMAS.items():
        assert f"'#/components/schemas/{name}'" in text
        assert {"type", "anyOf", "oneOf"} & schema.keys() or name == "JsonValue"


@pytest.mark.parametrize("name", answers_in_json())
def test_an_answer_is_as_its_model_says(server: httpx.Client, name: str) -> None:
    answer = server.send(request_of(server, name), follow_redirects=True)
    assert answer.is_success, answer.text
    hold(answer.content, model_of(OPERATIONS[name][2]))


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_entity_is_as_its_model_says_and_conforms_when_it_is_sent_back(
    server: httpx.Client, collection: str
) -> None:
    operation = DOCUMENT["paths"][f"/{collection}"]["get"]
    hold(server.get(f"/{collection}", params={"limit": 1000}).content, model_of(operation))
    items = everything(server, f"/{collection}")
    entity = DOCUMENT["paths"][f"/{collection}/{{slug}}"]["get"]
    for item in items[::7]:
        answer = server.get(path_of(item["id"]))
        hold(answer.content, model_of(entity))
        body = answer.json()
        assert {key: body[key] for key in item} == item
        assert server.get(body["links"]["self"]).json() == body
        hold(httpx.Response(200, json=[body]).content, "Records")
        report = server.post("/validate", json=body)
        assert report.json()["conforms"], report.text


@pytest.mark.parametrize("view", load_views())
def test_every_network_is_as_its_model_says(server: httpx.Client, view: str) -> None:
    root = f"/network/{view}"
    hold(server.get(root).content, "Network")
    hold(server.get(f"{root}/communities").content, "Communities")
    hold(server.get(f"{root}/components").content, "Components")
    first, *_, last = server.get(root).json()["nodes"]
    hold(server.get(f"{root}/path", params={"from": first["id"], "to": last["id"]}).content, "Paths")
    hold(server.get(f"{root}/ego/{first['label']}").content, "Network")
    for question, model in {
        "summary": "Summary",
        "bridges": "Bridges",
        "concentration": "Concentrations",
        f"between?one={first['id']}&other={last['id']}": "Between",
        f"similar?node={first['id']}": "Similarities",
        "suggestions": "Suggestions",
        f"without?node={first['id']}": "Remainder",
    }.items():
        hold(server.get(f"{root}/{question}").content, model)
    for measure in MEASURES:
        hold(server.get(f"{root}/centrality/{measure}").content, "Ranking")
    hold(server.get(f"{root}/centrality/degree?stability=true&resamples=20").content, "Ranking")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/sparql?query=SELEKT", 400), ("/places?none=1", 400), ("/places?limit=none", 400)],
)
def test_every_problem_is_as_its_model_says(server: httpx.Client, path: str, status: int) -> None:
    answer = server.get(path)
    assert answer.status_code == status
    hold(answer.content, "Problem")


def test_problems_with_facts_are_as_their_model_says(server: httpx.Client, writable: httpx.Client) -> None:
    hold(server.get("/places", headers={"accept": "image/png"}).content, "Problem")
    bad = f"INSERT DATA {{ GRAPH <{BASE}datasets/west-midlands-korea> {{ <{BASE}places/bad> a ikg:Place }} }}"
    refused = writable.post("/sparql", data={"update": bad})
    assert assert_problem(refused, 422, "not-conforming")["violations"]
    hold(refused.content, "Problem")
    report = server.post("/validate", json={"id": "places/x", "type": "Place", "label": "X", "kind": "planet"})
    hold(report.content, "Report")


def test_a_model_holds(server: httpx.Client) -> None:
    """What is no answer of ours is none by its model."""
    good = server.get("/contributions/5g-challenge-2-4m").json()
    hold(httpx.Response(200, json=good).content, "ContributionAnswer")
    for bad in ({**good, "amount": "much"}, {**good, "more": 1}, {**good, "funder": "one"}, {**good, "type": "Place"}):
        with pytest.raises(ValidationError):
            hold(httpx.Response(200, json=bad).content, "ContributionAnswer")


def test_results_of_queries_are_as_their_model_says(server: httpx.Client) -> None:
    for query in ("SELECT * { ?s ?p ?o } LIMIT 50", "ASK { ?s ?p ?o }"):
        results = server.get("/sparql", params={"query": query})
        hold(results.content, "SparqlResults")
    explained = server.get("/sparql", params={"query": "ASK { ?s ?p ?o }", "explain": "true"})
    hold(explained.content, "QueryExplanation")
