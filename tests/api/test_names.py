"""The names of records as `skos:altLabel`, over HTTP: kept in step with every way to write, and written in no other."""

from __future__ import annotations

import httpx

from kg.store.rdf import PREFIXES
from tests.api.conftest import BASE, assert_problem

GRAPH, DERIVED = f"{BASE}datasets/names-over-http", f"{BASE}derived/names"
TURTLE, UPDATE = {"content-type": "text/turtle"}, {"content-type": "application/sparql-update"}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
NAME, BEARER = f"<{BASE}names/busan-old>", f"<{BASE}places/busan>"
RECORD = (
    f"{NAME} a ikg:Name ; skosxl:literalForm 'Pusan' ; ikg:nameOf {BEARER} ; dcterms:language 'en' ; "
    f"ikg:nameKind <{PREFIXES['ikg'][:-1]}/name-kinds/spelling-variant> ; "
    f"ikg:confidence <{PREFIXES['ikg'][:-1]}/confidences/stated> ; "
    f"ikg:evidence <{BASE}names/busan-old#evidence> . "
    f"<{BASE}names/busan-old#evidence> a ikg:Evidence ; prov:hadPrimarySource <{BASE}documents/ror-03ysstz10> ."
)


def send(client: httpx.Client, update: str) -> httpx.Response:
    return client.post("/sparql", content=(PROLOGUE + update).encode(), headers=UPDATE)


def names(client: httpx.Client) -> set[str]:
    answer = client.post("/sparql", data={"query": f"SELECT ?name {{ {BEARER} skos:altLabel ?name }}"})
    return {f"{row['name']['value']}@{row['name'].get('xml:lang', '')}" for row in answer.json()["results"]["bindings"]}


def test_the_labels_follow_updates_and_the_graph_store(writable: httpx.Client) -> None:
    assert names(writable) == set()
    assert send(writable, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {RECORD} }} }}").is_success
    assert names(writable) == {"Pusan@en"}
    assert send(
        writable,
        f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {NAME} skosxl:literalForm 'Pusan' }} }} ; "
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {NAME} skosxl:literalForm '부산' }} }}",
    ).is_success
    assert names(writable) == {"부산@en"}
    body = PROLOGUE.replace("PREFIX", "@prefix").replace("> ", "> . ") + RECORD.replace("Pusan", "Fusan")
    assert writable.put(f"/graphs?graph={GRAPH}", content=body.encode(), headers=TURTLE).is_success
    assert names(writable) == {"Fusan@en"}
    assert writable.delete(f"/graphs?graph={GRAPH}").is_success
    assert names(writable) == set()


def test_a_label_by_hand_is_told_where_names_are_written(writable: httpx.Client) -> None:
    label = f"{BEARER} skos:altLabel 'Pusan'@en"
    refused = send(writable, f"INSERT DATA {{ GRAPH <{BASE}datasets/west-midlands-korea> {{ {label} }} }}")
    (violation,) = assert_problem(refused, 422, "not-conforming")["violations"]
    assert violation["focus"] == BEARER.strip("<>")
    assert "write one (names/...) with name and name_of" in violation["message"]
    derived = send(writable, f"INSERT DATA {{ GRAPH <{DERIVED}> {{ {label} }} }}")
    assert "follows the name records" in assert_problem(derived, 403, "forbidden")["detail"]
    assert_problem(writable.delete(f"/graphs?graph={DERIVED}"), 403, "forbidden")
    assert names(writable) == set()


def test_a_label_in_a_graph_of_ones_own_is_free(writable: httpx.Client) -> None:
    assert send(writable, "INSERT DATA { GRAPH <urn:mine> { <urn:a> skos:altLabel 'A' } }").is_success
    assert writable.delete("/graphs?graph=urn:mine").is_success
