"""A circle that a change closes with what is there, and a date that is none, are refused on every way in."""

from __future__ import annotations

import httpx
import pytest

from kg.store.rdf import PREFIXES
from tests.api.conftest import BASE, assert_problem

GRAPH = f"{BASE}datasets/west-midlands-korea"
TURTLE, UPDATE = {"content-type": "text/turtle"}, {"content-type": "application/sparql-update"}
IKG, EDTF = PREFIXES["ikg"], f"{PREFIXES['edtf']}EDTF"
STATEMENTS = {
    f"<{BASE}places/south-korea> <{IKG}within> <{BASE}places/seoul-underground>": (
        "within",
        "places/south-korea -> places/seoul-underground -> places/seoul -> places/south-korea",
    ),
    f'<{BASE}goals/5g-challenge-collaboration> <{IKG}when> "2025-12/2025-03"^^<{EDTF}>': ("when", "2025-12/2025-03"),
    f'<{BASE}goals/5g-challenge-collaboration> <{IKG}financialYear> "2025/27"': ("financial_year", "2025/27"),
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_by_update_and_graph_store(writable: httpx.Client, statement: str) -> None:
    before = writable.get("/sparql?query=ASK%7B%7D").headers["kg-version"]
    update = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {statement} }} }}"
    for answer in (
        writable.post("/sparql", content=update.encode(), headers=UPDATE),
        writable.post(f"/graphs?graph={GRAPH}", content=f"{statement} .".encode(), headers=TURTLE),
    ):
        (found,) = assert_problem(answer, 422, "not-conforming")["violations"]
        assert (found["field"], found["value"]) == STATEMENTS[statement]
    assert writable.get("/sparql?query=ASK%7B%7D").headers["kg-version"] == before


def test_a_check_sees_the_circle_as_well(writable: httpx.Client) -> None:
    place = writable.get("/places/seoul").json() | {"within": [f"{BASE}places/seoul-underground"]}
    known = {name: place[name] for name in ("id", "type", "label", "kind", "within", "confidence", "evidence")}
    (found,) = writable.post("/validate", json=known).json()["violations"]
    assert found["value"] == "places/seoul -> places/seoul-underground -> places/seoul"
