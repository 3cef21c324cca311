"""An identifier that is spoilt, or that another body has, is refused on every way in, and nothing is changed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem

GRAPH = f"{BASE}datasets/west-midlands-korea"
TURTLE = f"""
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix ikg: <https://w3id.org/innovation-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @base <{BASE}> .
<identifiers/new> a adms:Identifier ; ikg:identifies <organisations/%s> ; adms:schemeAgency "%s" ; skos:notation "%s" ;
    ikg:confidence <ontology/confidences/stated> ; ikg:evidence <identifiers/new#d> .
<identifiers/new#d> a ikg:Evidence ; <http://www.w3.org/ns/prov#hadPrimarySource> <documents/ror-03ysstz10> .
"""
FAULTS = [
    (("innovate-uk", "XI-ROR", "03ysstz10"), "value", "XI-ROR 03ysstz10 belongs to organisations/etri already"),
    (("innovate-uk", "XI-ROR", "https://ror.org/05asf4e91"), "value", "was this 05asf4e91?"),
    (("innovate-uk", "GB-COH", "1234567"), "value", "was this 01234567?"),
    (("innovate-uk", "GB-CHO", "01234567"), "scheme", "did you mean GB-COH"),
]
cases = pytest.mark.parametrize(("said", "field", "message"), FAULTS)


def post(client: httpx.Client, path: str, said: tuple[str, str, str]) -> httpx.Response:
    return client.post(path, content=(TURTLE % said).encode(), headers={"content-type": "text/turtle"})


def refused(answer: httpx.Response, field: str, message: str) -> None:
    (violation,) = violations(answer)
    assert (violation["focus"], violation["field"]) == (f"{BASE}identifiers/new", field)
    assert message in violation["message"]


def violations(answer: httpx.Response) -> list[dict[str, Any]]:
    body = assert_problem(answer, 422, "not-conforming") if answer.status_code != 200 else answer.json()
    found: list[dict[str, Any]] = body["violations"]
    return found


@cases
def test_by_update(writable: httpx.Client, said: tuple[str, str, str], field: str, message: str) -> None:
    prefixes, _, statements = (TURTLE % said).partition("<identifiers")
    prologue = prefixes.replace("@prefix", "PREFIX").replace("@base", "BASE").replace(" .", "")
    update = f"{prologue} INSERT DATA {{ GRAPH <{GRAPH}> {{ <identifiers{statements} }} }}"
    answer = writable.post("/sparql", content=update.encode(), headers={"content-type": "application/sparql-update"})
    refused(answer, field, message)
    assert writable.get("/identifiers/new").status_code == 404


@cases
def test_by_graph_store(writable: httpx.Client, said: tuple[str, str, str], field: str, message: str) -> None:
    for graph in (GRAPH, f"{BASE}datasets/another"):
        refused(post(writable, f"/graphs?graph={graph}", said), field, message)
    assert writable.get("/identifiers/new").status_code == 404


@cases
def test_by_trial(server: httpx.Client, said: tuple[str, str, str], field: str, message: str) -> None:
    of, scheme, value = said
    record = {"id": "identifiers/new", "type": "Identifier", "identifies": f"organisations/{of}", "scheme": scheme}
    record |= {"value": value, "confidence": "stated"}
    whole = {**record, "evidence": [{"document": "documents/ror-03ysstz10"}]}
    refused(server.post("/validate", json=whole), field, message)
    refused(post(server, "/validate", said), field, message)
