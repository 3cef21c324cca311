"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013): the graph that is meant."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from rdflib.compare import isomorphic

from tests.api.conftest import BASE
from tests.conformance.graph_store_protocol.graphs import (
    DIRECT,
    GRAPH,
    JANE,
    JOHN,
    constructed,
    held,
    parsed,
    pattern,
    post,
    put,
)

# 4.1 Direct graph identification


def test_gsp_4_1_the_request_iri_is_the_graph_iri(store: httpx.Client) -> None:
    """GSP 4.1: an operation on a request IRI is routed onto the named graph of that IRI."""
    assert put(store, JOHN, DIRECT).status_code == 201
    assert isomorphic(constructed(store, f"CONSTRUCT {{ ?s ?p ?o }} {{ {pattern(DIRECT)} }}"), parsed(JOHN))
    assert isomorphic(held(store, DIRECT), parsed(JOHN))
    assert post(store, JANE, DIRECT).status_code == 204
    assert isomorphic(held(store, DIRECT), parsed(JOHN + JANE))
    assert store.head(DIRECT).status_code == 200
    assert store.delete(DIRECT).status_code == 204
    assert store.get(DIRECT).status_code == 404


def test_gsp_4_1_the_same_graph_whatever_the_host(store: httpx.Client) -> None:
    """GSP 4.1: the naming authority is the base IRI; the host is only where the server answers."""
    put(store, JOHN, DIRECT)
    answer = store.get(DIRECT, headers={"host": "kg.example.org", "accept": "application/n-triples"})
    assert isomorphic(parsed(answer.text, "nt"), parsed(JOHN))


# 4.2 Indirect graph identification


def test_gsp_4_2_the_embedded_iri_is_the_graph(store: httpx.Client) -> None:
    """GSP 4.2: the operation MUST be done on the content identified by the IRI embedded in the query component."""
    put(store, JOHN)
    assert isomorphic(constructed(store, f"CONSTRUCT {{ ?s ?p ?o }} {{ {pattern(GRAPH)} }}"), parsed(JOHN))


def test_gsp_4_2_direct_and_indirect_are_the_same_graph(store: httpx.Client) -> None:
    """GSP 4.2: the request IRI identifies the same content as the IRI embedded in the query component."""
    put(store, JOHN, DIRECT)
    assert isomorphic(held(store, f"/graphs?graph={quote(BASE + 'graphs/person/1', safe='')}"), parsed(JOHN))


def test_gsp_4_2_the_iri_is_percent_decoded_as_utf_8(store: httpx.Client) -> None:
    """GSP 4.2: the graph IRI is the percent-decoded value of `graph`, read as UTF-8."""
    iri = "http://example.com/광주?a=1&b=2#c"
    address = f"/graphs?graph={quote(iri, safe='')}"
    assert put(store, JANE, address).status_code == 201
    assert isomorphic(constructed(store, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"), parsed(JANE))
    assert store.delete(address).status_code == 204


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("iri", ["", "books", "/books", "//example.com/books", "?books", "http://a b"])
def test_gsp_4_2_an_embedded_iri_that_is_not_absolute_is_a_bad_request(
    store: httpx.Client, method: str, iri: str
) -> None:
    """GSP 4.2: the embedded IRI MUST be absolute, and the server MUST respond 400 if it is not."""
    answer = store.request(method, "/graphs", params={"graph": iri}, headers={"content-type": "text/turtle"})
    assert answer.status_code == 400


def test_gsp_4_2_default_is_the_default_graph(store: httpx.Client) -> None:
    """GSP 4.2: the query component `default` indirectly identifies the default graph."""
    put(store, JOHN, "/graphs?default")
    put(store, JANE)
    assert isomorphic(constructed(store, "CONSTRUCT WHERE { ?s ?p ?o }"), parsed(JOHN))
    answer = store.get("/graphs?default", headers={"accept": "application/rdf+xml"})
    assert isomorphic(parsed(answer.text, "xml"), parsed(JOHN))
