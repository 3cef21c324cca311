"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol): which graph is meant, by whichever way."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem
from tests.api.graphs.sending import IRI, NAMED, TRIPLES, read, send, triples


def test_the_default_graph_is_the_unnamed_one(store: httpx.Client) -> None:
    assert read(store, "/graphs?default") == set()
    send(store, "PUT", "<urn:a> <urn:b> 1 .")
    assert read(store, "/graphs?default") == set()
    assert send(store, "PUT", "<urn:a> <urn:b> 2 .", "/graphs?default") == 201
    assert read(store, "/graphs?default") == triples("<urn:a> <urn:b> 2 .")
    assert read(store) == triples("<urn:a> <urn:b> 1 .")
    assert store.delete("/graphs?default").status_code == 204
    assert store.delete("/graphs?default").status_code == 204
    assert len(read(store)) == 1


def test_an_address_is_a_graph_below_the_base(store: httpx.Client) -> None:
    assert send(store, "PUT", TRIPLES, "/graphs/drafts/a%20b/Gŵyl") == 201
    assert read(store, f"/graphs?graph={quote(BASE + 'graphs/drafts/a%20b/Gŵyl', safe='')}") == triples(TRIPLES)
    assert send(store, "POST", "<> <urn:says> 1 .", "/graphs/drafts/a%20b/Gŵyl") == 204
    assert len(read(store, "/graphs/drafts/a%20b/G%C5%B5yl")) == len(triples(TRIPLES)) + 1
    assert store.delete("/graphs/drafts/a%20b/Gŵyl").status_code == 204
    assert_problem(store.get("/graphs/drafts/a%20b/Gŵyl"), 404, "unknown-iri")


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("address", ["/graphs/", "/graphs/a?graph=urn:a", "/graphs/a?default", "/graphs/%EF%BF%BD"])
def test_an_address_names_one_graph_alone(store: httpx.Client, method: str, address: str) -> None:
    assert_problem(store.request(method, address), 400, "bad-request")


def test_octets_that_are_no_characters_stay_octets(store: httpx.Client) -> None:
    assert send(store, "PUT", "<urn:a> <urn:b> 1 .", "/graphs/%ff%41") == 201
    assert len(read(store, f"/graphs?graph={quote(BASE + 'graphs/%ff%41', safe='')}")) == 1
    assert store.delete("/graphs/%ff%41").status_code == 204


def test_the_store_names_a_graph(store: httpx.Client) -> None:
    made = [store.post("/graphs", content=TRIPLES.encode()) for _ in range(2)]
    for answer in made:
        assert answer.status_code == 201
        assert read(store, answer.headers["location"]) == triples(TRIPLES)
        iri = answer.headers["link"].removeprefix("<").partition(">")[0]
        assert iri.startswith(f"{BASE}graphs/")
        assert read(store, f"/graphs?graph={iri}") == triples(TRIPLES)
        assert store.delete(answer.headers["location"]).status_code == 204
    assert made[0].headers["location"] != made[1].headers["location"]
    nothing = store.post("/graphs", content=b"")
    assert (nothing.status_code, "location" in nothing.headers) == (204, False)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    "query",
    ["?graph=urn:a&default", "?nothing=1", "?graph", "?graph=urn:a&graph=urn:a", "?default&default", "?default&x=1"],
)
def test_one_graph_is_named(store: httpx.Client, method: str, query: str) -> None:
    answer = store.request(method, f"/graphs{query}", headers={"content-type": "text/turtle"})
    assert_problem(answer, 400, "bad-request")
    if method in ("PUT", "DELETE"):
        assert_problem(store.request(method, "/graphs"), 400, "bad-request")


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("name", ["http://a b/", "http://[::1", "urn:%7B{}", "<urn:a>", "\x00", "drafts/a", "//a/b"])
def test_a_graph_has_an_iri(store: httpx.Client, method: str, name: str) -> None:
    answer = store.request(method, "/graphs", params={"graph": name})
    assert_problem(answer, 400, "bad-request")


BODIES = {
    "application/trig": "<urn:a> <urn:b> 1 .\n<{name}> {{ <urn:a> <urn:b> 2 }}",
    "application/n-quads": '# two\n<urn:a> <urn:b> "1" .\n\n<urn:a> <urn:b> "2" <{name}> .\n',
    "application/ld+json": '[{{"@id": "urn:a", "urn:b": 1}},'
    ' {{"@id": "{name}", "@graph": {{"@id": "urn:a", "urn:b": 2}}}}]',
}


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("kind", BODIES)
def test_a_body_may_name_its_graph_and_no_other(store: httpx.Client, kind: str, method: str) -> None:
    send(store, method, BODIES[kind].format(name=IRI), kind=kind)
    assert len(read(store)) == 2
    for name in ("urn:other", "_:blank"):
        text = BODIES[kind].format(name=name).replace("<_:blank>", "_:blank")
        answer = store.request(method, NAMED, content=text, headers={"content-type": kind})
        detail = assert_problem(answer, 400, "unreadable-input")["detail"]
        assert "Quad 2" in detail
        assert IRI in detail
        assert ("line 4" in detail) == (kind == "application/n-quads")
    text = BODIES[kind].format(name=IRI)
    answer = store.request(method, "/graphs?default", content=text, headers={"content-type": kind})
    assert_problem(answer, 400, "unreadable-input")
    assert len(read(store)) == 2
