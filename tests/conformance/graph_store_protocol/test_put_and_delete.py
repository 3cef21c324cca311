"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013): PUT and DELETE.

The W3C suite of this protocol describes its requests in prose; the tests that stand for its cases name them.
"""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from rdflib.compare import isomorphic

from tests.api.conftest import BASE, PROBLEM, authorised
from tests.conformance.graph_store_protocol.graphs import (
    BOOKS,
    DIRECT,
    EVERYWHERE,
    GRAPH,
    JANE,
    JOHN,
    constructed,
    held,
    parsed,
    pattern,
    put,
    update,
)

# 5.3 HTTP PUT


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_3_put_replaces(store: httpx.Client, address: str) -> None:
    """GSP 5.3: PUT MUST have the effect of DROP SILENT and INSERT DATA (W3C: PUT - graph already in store)."""
    put(store, JOHN, address)
    put(store, JANE, address)
    assert isomorphic(held(store, address), parsed(JANE))
    update(store, f"DROP SILENT GRAPH <{BOOKS}> ; INSERT DATA {{ GRAPH <{BOOKS}> {{ {JANE} }} }}")
    assert isomorphic(held(store), held(store, address))


def test_gsp_5_3_put_leaves_other_graphs(store: httpx.Client) -> None:
    """GSP 5.3: the server MUST NOT attempt to apply the request to some other resource."""
    put(store, JOHN)
    put(store, JANE, DIRECT)
    put(store, "", DIRECT)
    put(store, JANE, "/graphs?default")
    assert isomorphic(held(store), parsed(JOHN))
    assert store.get(DIRECT).status_code == 404


@pytest.mark.parametrize("address", [GRAPH, DIRECT])
def test_gsp_5_3_a_new_graph_is_created(store: httpx.Client, address: str) -> None:
    """GSP 5.3: new content MUST be created, and told by 201 (W3C: PUT - initial state)."""
    assert put(store, JOHN, address).status_code == 201
    assert isomorphic(held(store, address), parsed(JOHN))


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_3_a_graph_that_is_there_is_modified(store: httpx.Client, address: str) -> None:
    """GSP 5.3: modified content MUST be told by 200 or 204."""
    put(store, JOHN, address)
    assert put(store, JANE, address).status_code in (200, 204)
    assert put(store, JANE, address).status_code in (200, 204)


def test_gsp_5_3_an_empty_graph_is_none(store: httpx.Client) -> None:
    """GSP 5.3: this store has no empty graphs, so an empty payload creates none and leaves none."""
    assert put(store, "").status_code == 204
    assert store.get(GRAPH).status_code == 404
    put(store, JOHN)
    assert put(store, "").status_code == 204
    assert store.get(GRAPH).status_code == 404
    rows = store.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g {} }"}).json()["results"]["bindings"]
    assert BOOKS not in {row["g"]["value"] for row in rows}


@pytest.mark.parametrize("kind", ["application/rdf+xml", "application/ld+json"])
def test_gsp_5_3_an_empty_body_that_its_format_does_not_have_is_a_bad_request(store: httpx.Client, kind: str) -> None:
    """GSP 5.3: where an empty body is not appropriate for the content type, 400 SHOULD be returned."""
    put(store, JOHN)
    assert put(store, "", kind=kind).status_code == 400
    assert isomorphic(held(store), parsed(JOHN))


def test_gsp_5_3_what_cannot_be_created_is_told(store: httpx.Client) -> None:
    """GSP 5.3: where the content could not be created or modified, an appropriate error SHOULD be given."""
    for name in (f"{BASE}ontology", f"{BASE}datasets"):
        answer = put(store, JOHN, f"/graphs?graph={quote(name, safe='')}")
        assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)
    record = f"<{BASE}organisations/x> a <http://www.w3.org/ns/org#Organization> ."
    answer = put(store, record, f"/graphs?graph={quote(f'{BASE}datasets/demo', safe='')}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


# 5.4 HTTP DELETE


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_4_delete_deletes(store: httpx.Client, address: str) -> None:
    """GSP 5.4: DELETE SHOULD delete the content, and MUST be answered 200 or 204 (W3C: DELETE - existing graph)."""
    for each in EVERYWHERE:
        put(store, JOHN, each)
    assert store.delete(address).status_code in (200, 204)
    assert not constructed(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern(address)} }}")
    assert all(isomorphic(held(store, each), parsed(JOHN)) for each in EVERYWHERE if each != address)
    assert store.get(address).status_code == (200 if address == "/graphs?default" else 404)


def test_gsp_5_4_the_default_graph_is_always_there(store: httpx.Client) -> None:
    """GSP 5.4: DELETE of the default graph is DROP DEFAULT, which leaves it, empty."""
    for _ in range(2):
        assert store.delete("/graphs?default").status_code == 204
        assert not held(store, "/graphs?default")


def test_gsp_5_4_a_refused_delete_is_forbidden(store: httpx.Client) -> None:
    """GSP 5.4: where the operation is overridden, 403 should be returned, and nothing is deleted."""
    put(store, JOHN)
    assert store.delete(GRAPH, headers=authorised("reader")).status_code == 403
    assert isomorphic(held(store), parsed(JOHN))
