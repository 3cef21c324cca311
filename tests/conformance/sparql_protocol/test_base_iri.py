"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): what relative IRIs are relative to.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

from urllib.parse import urljoin

import httpx
import pytest

from tests.conformance.sparql_protocol.asking import UPDATE, assert_done, direct, form, get, truth, values

# 2.3 Determining the base IRI


@pytest.mark.parametrize("reference", ["c", "../c", "#c", "?c", "/c", "//other.example/c", "", "./c/../d", "urn:c"])
def test_base_resolves_relative_iris(store: httpx.Client, reference: str) -> None:
    """2.3: BASE defines the base IRI; RFC 3986, section 5."""
    base = "http://example.org/a/b/x?y"
    query = f"BASE <{base}> SELECT (STR(<{reference}>) AS ?x) {{}}"
    assert values(direct(store, query)) == [urljoin(base, reference) if reference else base]


def test_the_service_has_a_base_of_its_own_for_queries(store: httpx.Client) -> None:
    """2.3: services MUST define their own base URI."""
    for answer in (
        get(store, ("query", "SELECT (<test> AS ?x) {}")),
        direct(store, "SELECT ?x { VALUES ?x { <test> } }"),
    ):
        [iri] = values(answer)
        assert ":" in iri
        assert iri.endswith("test")


def test_the_service_has_a_base_of_its_own_for_updates(store: httpx.Client) -> None:
    """2.3: services MUST define their own base URI [update_base_uri]."""
    graph = "http://example.org/protocol-base-test/"
    update = f"CLEAR SILENT GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ <urn:s> <urn:p> <test> }} }}"
    assert_done(direct(store, update, UPDATE))
    [iri] = values(direct(store, f"SELECT ?x {{ GRAPH <{graph}> {{ <urn:s> <urn:p> ?x }} }}"))
    assert ":" in iri
    assert iri.endswith("test")


def test_queries_and_updates_have_the_same_base(store: httpx.Client) -> None:
    """2.3: the base is the service's; 3.2.1 and 3.2.2 insert relative IRIs."""
    assert_done(form(store, ("update", "INSERT DATA { <a> <p> <b> }")))
    assert truth(direct(store, "ASK { <a> <p> <b> }")) is True
