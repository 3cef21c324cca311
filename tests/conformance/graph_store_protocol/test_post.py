"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013): POST.

The W3C suite of this protocol describes its requests in prose; the tests that stand for its cases name them.
"""

from __future__ import annotations

from urllib.parse import urljoin

import httpx
import pytest
from rdflib.compare import isomorphic

from tests.conformance.graph_store_protocol.graphs import (
    DIRECT,
    EVERYWHERE,
    GRAPH,
    JANE,
    JOHN,
    PARSERS,
    constructed,
    held,
    parsed,
    post,
    put,
)

# 5.5 HTTP POST


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_5_post_merges(store: httpx.Client, address: str) -> None:
    """GSP 5.5: POST MUST be an RDF merge into the content, as INSERT DATA is (W3C: POST - existing graph)."""
    put(store, JOHN, address)
    assert post(store, JANE, address).status_code in (200, 204)
    assert isomorphic(held(store, address), parsed(JOHN + JANE))


def test_gsp_5_5_a_merge_keeps_blank_nodes_apart(store: httpx.Client) -> None:
    """GSP 5.5: in an RDF merge blank nodes are not shared, also where their labels are."""
    for body in ("_:b <urn:n> 1 .", "_:b <urn:n> 2 ."):
        post(store, body)
    assert len(set(held(store).subjects())) == 2


def test_gsp_5_5_post_makes_a_named_graph(store: httpx.Client) -> None:
    """GSP 5.5: POST has the effect of INSERT DATA, which makes a graph that is not there."""
    for address in (GRAPH, DIRECT):
        assert post(store, JOHN, address).status_code == 201
        assert isomorphic(held(store, address), parsed(JOHN))


def test_gsp_5_5_a_form_of_several_documents_is_merged(store: httpx.Client) -> None:
    """GSP 5.5: the documents of multipart/form-data MUST be merged (W3C: POST - multipart/form-data)."""
    put(store, "<urn:a> <urn:b> <urn:c> .")
    files = {
        "lastName": ("lastName.ttl", f"{JANE} _:b <urn:n> 1 .", "text/turtle; charset=utf-8"),
        "firstName": (
            "firstName.rdf",
            parsed(f"{JOHN} _:b <urn:n> 2 .").serialize(format="xml"),
            "application/rdf+xml",
        ),
    }
    before = int(store.head(GRAPH).headers["kg-version"])
    answer = store.post(GRAPH, files=files)
    assert answer.status_code in (200, 204)
    assert int(answer.headers["kg-version"]) == before + 1
    expected = f"<urn:a> <urn:b> <urn:c> . {JANE} {JOHN} [] <urn:n> 1 . [] <urn:n> 2 ."
    assert isomorphic(held(store), parsed(expected))


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_gsp_5_5_a_document_without_a_type_is_read_by_its_extension(store: httpx.Client, suffix: str) -> None:
    """GSP 5.5: where a part has no Content-Type, it MAY be determined from the file's extension."""
    formats = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "turtle", "nq": "nt"}
    document = parsed(JANE).serialize(format=formats[suffix])
    body = f'--x\r\nContent-Disposition: form-data; name="f"; filename="a.{suffix}"\r\n\r\n{document}\r\n--x--\r\n'
    assert post(store, body, kind="multipart/form-data; boundary=x").status_code == 201
    assert isomorphic(held(store), parsed(JANE))


def test_gsp_5_5_a_document_of_no_known_type_is_a_bad_request(store: httpx.Client) -> None:
    """GSP 5.5: 400 where the Content-Type of a part is not provided and nothing tells it; nothing is changed."""
    for name, content in (("a", JANE), ("a.doc", JANE), ("a.ttl", "<urn:a> .")):
        good = ("good", ("good.ttl", JOHN, "text/turtle"))
        body = store.post(GRAPH, files=[good, ("bad", (name, content, "application/octet-stream"))])
        assert body.status_code == 400
        assert repr(name) in body.json()["detail"]
        assert store.get(GRAPH).status_code == 404


def test_gsp_5_5_post_to_the_store_makes_a_new_graph(store: httpx.Client) -> None:
    """GSP 5.5: POST to the Graph Store MUST create a new graph and return its IRI (W3C: POST - create new graph)."""
    answer = post(store, JOHN, "/graphs")
    assert answer.status_code == 201
    location = urljoin(str(store.base_url.join("/graphs")), answer.headers["location"])
    assert location != str(store.base_url.join("/graphs"))
    assert isomorphic(held(store, location), parsed(JOHN))
    iri = answer.headers["link"].partition(">")[0].removeprefix("<")
    assert isomorphic(constructed(store, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"), parsed(JOHN))
    again = post(store, JOHN, "/graphs").headers["location"]
    assert again != answer.headers["location"]
    for each in (location, again):
        assert store.delete(each).status_code == 204


def test_gsp_5_5_an_empty_post_is_done(store: httpx.Client) -> None:
    """GSP 5.5: where the request body is empty, the server SHOULD respond 204 (W3C: GET of POST - after noop)."""
    put(store, JOHN)
    for kind in PARSERS:
        for address in (GRAPH, DIRECT, "/graphs"):
            answer = post(store, "", address, kind)
            assert answer.status_code == 204
            assert "location" not in answer.headers
    assert isomorphic(held(store), parsed(JOHN))
