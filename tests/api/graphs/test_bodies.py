"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol): bodies that are empty, faulty, of any format, and JSON-LD."""

from __future__ import annotations

import gzip
import json

import httpx
import pyoxigraph as ox
import pytest

from tests.api.conftest import BASE, assert_problem
from tests.api.graphs.sending import FORMATS, IRI, NAMED, TRIPLES, read, send, triples


def test_an_empty_body_empties(store: httpx.Client) -> None:
    assert send(store, "PUT", "") == 204
    send(store, "PUT", TRIPLES)
    assert send(store, "PUT", "") == 204
    assert_problem(store.get(NAMED), 404, "unknown-iri")
    query = {"query": "SELECT ?g { GRAPH ?g {} }"}
    assert IRI not in store.get("/sparql", params=query).text


@pytest.mark.parametrize("kind", ["application/ld+json", "application/rdf+xml"])
def test_an_empty_body_is_no_json_and_no_xml(store: httpx.Client, kind: str) -> None:
    send(store, "PUT", TRIPLES)
    assert_problem(store.put(NAMED, content=b"", headers={"content-type": kind}), 400, "unreadable-input")
    assert send(store, "POST", b"", kind=kind) == 204
    assert read(store) == triples(TRIPLES)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_malformed_body_is_told_its_place_and_changes_nothing(store: httpx.Client, method: str) -> None:
    send(store, "PUT", TRIPLES)
    body = assert_problem(
        store.request(method, NAMED, content="<urn:a> <urn:b> 1 .\n<urn:a> .\n"), 400, "unreadable-input"
    )
    assert "line 2" in body["detail"]
    for broken in (b"\xff\xfe", b'<urn:a> <urn:b> "', b"<relative", b"<urn:a> <urn:b> <urn:\x00> ."):
        assert_problem(store.request(method, NAMED, content=broken), 400, "unreadable-input")
    kind = {"content-type": "application/ld+json"}
    assert_problem(store.request(method, NAMED, content="{", headers=kind), 400, "unreadable-input")
    assert read(store) == triples(TRIPLES)


@pytest.mark.parametrize(
    "kind", ["application/json", "text/html", "nonsense", "application/x-www-form-urlencoded", "text/n3"]
)
def test_another_content_type_is_refused(store: httpx.Client, kind: str) -> None:
    for method in ("PUT", "POST"):
        answer = store.request(method, NAMED, content=TRIPLES.encode(), headers={"content-type": kind})
        body = assert_problem(answer, 415, "unsupported-media-type")
        assert "text/turtle" in body["detail"]


@pytest.mark.parametrize("charset", ["iso-8859-1", '"UTF-16"'])
def test_another_charset_is_refused(store: httpx.Client, charset: str) -> None:
    headers = {"content-type": f"text/turtle; charset={charset}"}
    body = assert_problem(store.put(NAMED, content=TRIPLES.encode(), headers=headers), 415, "unsupported-media-type")
    assert "UTF-8" in body["detail"]


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip"])
def test_a_coded_body_is_refused(store: httpx.Client, coding: str) -> None:
    headers = {"content-type": "text/turtle", "content-encoding": coding}
    answer = store.put(NAMED, content=gzip.compress(TRIPLES.encode()), headers=headers)
    assert_problem(answer, 415, "unsupported-media-type")
    assert answer.headers["accept-encoding"] == "identity"
    assert store.put(NAMED, content=TRIPLES.encode(), headers={"content-encoding": "identity"}).status_code == 201


def test_a_body_that_does_not_say_its_format_is_looked_at(store: httpx.Client) -> None:
    for kind in ("text/turtle", "application/rdf+xml", "application/ld+json"):
        body = ox.serialize((quad.triple for quad in triples(TRIPLES)), format=FORMATS[kind])
        assert body is not None
        json_ld = body.replace(b"[{", b'{"@graph":[{', 1) + b"}" if kind == "application/ld+json" else body
        assert store.put(NAMED, content=json_ld).is_success
        assert read(store) == triples(TRIPLES)
        store.delete(NAMED)


def test_what_the_service_wrote_as_json_ld_goes_in_again(store: httpx.Client, writable: httpx.Client) -> None:
    for path in ("/organisations/innovate-uk", "/contributions?limit=5"):
        accept = {"accept": "application/ld+json"}
        written = writable.get(path, headers=accept)
        expected = writable.get(path, headers={"accept": "application/n-triples"})
        answer = writable.put(NAMED, content=written.content, headers={"content-type": "application/ld+json"})
        assert answer.is_success, answer.text
        assert read(writable) == triples(expected.content, ox.RdfFormat.N_TRIPLES)
    writable.delete(NAMED)
    of_base = {"@context": [f"{BASE}context.jsonld", {"x": "urn:x"}], "id": "urn:a", "x": 1}
    imported = {"@context": {"@import": f"{BASE}context.jsonld", "x": "urn:x"}, "id": "urn:a", "x": 1}
    for document in (of_base, imported):
        send(store, "PUT", json.dumps(document), kind="application/ld+json")
        assert read(store) == triples("<urn:a> <urn:x> 1 .")


@pytest.mark.parametrize(
    "context",
    ["https://schema.org/", ["https://schema.org/"], {"@import": "https://schema.org/"}, "../org/"],
)
def test_another_context_is_named_and_not_fetched(store: httpx.Client, context: object) -> None:
    scoped = {"@context": {"a": {"@id": "urn:a", "@context": context}}, "a": {"@id": "urn:b"}}
    for document in ({"@context": context, "@id": "urn:a"}, {"@graph": [{"@context": context}]}, scoped):
        answer = store.put(NAMED, content=json.dumps(document), headers={"content-type": "application/ld+json"})
        detail = assert_problem(answer, 400, "unreadable-input")["detail"]
        assert "http://example.org/org/" in detail or "https://schema.org/" in detail
        assert f"{BASE}context.jsonld" in detail


@pytest.mark.parametrize("address", [NAMED, "/validate"])
@pytest.mark.parametrize("context", [f"{BASE}context.jsonld", {"@import": "http://x/\ud800"}, "http://x/\udfff"])
def test_half_a_character_is_refused_as_such(store: httpx.Client, address: str, context: object) -> None:
    body = json.dumps({"@context": context, "id": "urn:a", "label": "\ud800"})
    method = "POST" if address == "/validate" else "PUT"
    answer = store.request(method, address, content=body, headers={"content-type": "application/ld+json"})
    assert "half a character" in assert_problem(answer, 400, "unreadable-input")["detail"]


@pytest.mark.parametrize("address", [NAMED, "/validate"])
def test_deep_json_ld_is_refused_and_the_service_lives(store: httpx.Client, address: str) -> None:
    for opening, closing in (('{"urn:a":', "}"), ("[", "]"), ('{"@context":{"a":{"@id":"urn:a","@context":', "}}}")):
        body = opening * 5000 + "{}" + closing * 5000
        method = "POST" if address == "/validate" else "PUT"
        answer = store.request(method, address, content=body, headers={"content-type": "application/ld+json"})
        assert_problem(answer, 400, "unreadable-input")
    assert store.get("/health").is_success
