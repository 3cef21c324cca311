"""A client that a generator makes of the served description, used as its user would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.store.rdf import GRAPH_FORMATS
from tests.api.conftest import BASE, ONTOLOGY, everything
from tests.waiting import PATIENCE

PACKAGE = "generated_client"
AS_BYTES = [
    "application/sparql-query",
    "application/sparql-update",
    *(each.media_type for each in GRAPH_FORMATS.values()),
]
CONFIG = {
    "post_hooks": [],
    "http_timeout": int(PATIENCE),
    "package_name_override": PACKAGE,
    "content_type_overrides": {each: "application/octet-stream" for each in AS_BYTES if each != "application/ld+json"},
}
"""Bodies that are no JSON are sent as bytes, of which the generator has to be told."""

Part = Callable[[str], Any]
"""Gives a module of the client by its name in it."""


@pytest.fixture(scope="module")
def client(server: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    folder = tmp_path_factory.mktemp("generated")
    (folder / "config.yml").write_text(json.dumps(CONFIG), encoding="utf-8")
    made = _generate(folder, f"{server.base_url}/openapi.json")
    assert "warning" not in made.lower(), made
    sys.path.insert(0, str(folder))
    try:
        yield lambda name: import_module(f"{PACKAGE}.{name}")
    finally:
        sys.path.remove(str(folder))
        for name in [each for each in sys.modules if each.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def _generate(folder: Path, address: str) -> str:
    asked = ["--url", address, "--config", str(folder / "config.yml"), "--output-path", str(folder / PACKAGE)]
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", *asked]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def connection(client: Part, server: httpx.Client) -> Iterator[Any]:
    with client("client").Client(base_url=str(server.base_url), follow_redirects=True) as connection:
        yield connection


def test_a_list_is_read_page_by_page(client: Part, connection: Any, server: httpx.Client) -> None:
    listing = client("api.collections.list_contributions")
    contributions: list[Any] = []
    cursor = ""
    while True:
        page = listing.sync(client=connection, currency=["GBP"], sort="-amount", limit=3, cursor=cursor)
        contributions += page.items
        assert page.total >= len(contributions)
        if not page.next_:
            break
        cursor = page.next_
    expected = everything(server, "/contributions", currency="GBP", sort="-amount")
    assert [(each.id, each.amount) for each in contributions] == [(each["id"], each["amount"]) for each in expected]
    amounts = [each.amount for each in contributions]
    assert all(isinstance(each, int | float) for each in amounts)
    assert amounts == sorted(amounts, reverse=True)


def test_an_entity_has_its_fields_and_the_labels_of_what_it_refers_to(client: Part, connection: Any) -> None:
    one = client("api.collections.get_contributions_contribution").sync("5g-challenge-2-4m", client=connection)
    assert (one.type_, one.amount, one.printed) == ("Contribution", 2_400_000, "£2.4 million")
    assert one.labels[f"{BASE}organisations/etri"] == "Electronics and Telecommunications Research Institute"
    assert one.evidence[0].document == f"{BASE}documents/korea-expert-mission"
    assert isinstance(one.recipient, client("types").Unset)


def test_a_network_has_nodes_edges_and_amounts(client: Part, connection: Any) -> None:
    network = client("api.network.network").sync("funding", client=connection)
    nodes = {each.id for each in network.nodes}
    assert {end for each in network.edges for end in (each.source, each.target)} <= nodes
    assert any(amount.value > 1000 for each in network.edges for amount in each.amounts)
    ranking = client("api.network.centrality").sync("partnership", "degree", client=connection, top=3)
    assert ranking.scores[0].rank == 1
    assert len(ranking.scores) == 3


def test_a_problem_is_one(client: Part, connection: Any) -> None:
    problem = client("models.problem").Problem
    unknown = client("api.collections.get_places_place").sync_detailed("atlantis", client=connection)
    assert unknown.status_code == 404
    assert isinstance(unknown.parsed, problem)
    assert unknown.parsed.type_ == f"{ONTOLOGY}/problems/unknown-iri"
    wrong = client("api.collections.list_places").sync(client=connection, kind=["planet"])
    assert isinstance(wrong, problem)
    assert "planet" in wrong.detail


def test_a_record_is_checked(client: Part, connection: Any) -> None:
    models = client("models")
    record = models.PlaceRecord(id="places/x", type_="Place", label="X", kind="city", confidence="stated")
    answer = connection.get_httpx_client().post("/validate", json=record.to_dict())
    report = models.Report.from_dict(answer.json())  # its own function mistakes several records for one
    assert report.records == 1
    assert not report.conforms
    assert any(each.field == "evidence" for each in report.violations)


def test_a_query_is_answered(client: Part, connection: Any) -> None:
    query = "SELECT ?name { <organisations/etri> skos:prefLabel ?name }"
    results = client("api.sparql.query_by_get").sync(client=connection, query=query)
    [solution] = results.results.bindings
    assert solution["name"].value == "Electronics and Telecommunications Research Institute"
