"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013): GET and HEAD.

The W3C suite of this protocol describes its requests in prose; the tests that stand for its cases name them.
"""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest
from rdflib.compare import isomorphic

from tests.conformance.graph_store_protocol.graphs import (
    BOOKS,
    DATASETS,
    EVERYWHERE,
    GRAPH,
    JANE,
    JOHN,
    PARSERS,
    constructed,
    parsed,
    pattern,
    put,
    read,
)

# 5.2 HTTP GET


@pytest.mark.parametrize("address", EVERYWHERE)
@pytest.mark.parametrize("accept", PARSERS)
def test_gsp_5_2_get_gives_what_construct_gives(store: httpx.Client, accept: str, address: str) -> None:
    """GSP 5.2: GET MUST retrieve a serialisation of the graph, in the format that the client prefers."""
    put(store, JOHN + JANE, address)
    other = "/graphs?default" if address != "/graphs?default" else GRAPH
    put(store, "<urn:other> <urn:b> <urn:c> .", other)
    answer = store.get(address, headers={"accept": f"{accept}, */*;q=0.1"})
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert isomorphic(read(answer), parsed(JOHN + JANE))
    assert isomorphic(read(answer), constructed(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern(address)} }}"))


@pytest.mark.parametrize("accept", DATASETS)
def test_gsp_5_2_a_format_with_graphs_has_the_name(store: httpx.Client, accept: str) -> None:
    """GSP 5.2: a serialisation of the named graph: where the format can say its name it does."""
    put(store, JOHN)
    answer = store.get(GRAPH, headers={"accept": accept})
    assert {quad.graph_name for quad in ox.parse(answer.text, DATASETS[accept])} == {ox.NamedNode(BOOKS)}
    put(store, JOHN, "/graphs?default")
    answer = store.get("/graphs?default", headers={"accept": accept})
    assert {quad.graph_name for quad in ox.parse(answer.text, DATASETS[accept])} == {ox.DefaultGraph()}


def test_gsp_5_2_an_answer_can_be_cached(store: httpx.Client) -> None:
    """GSP 5.2: the response SHOULD be cacheable: it has a validator, and says what it depends on."""
    put(store, JOHN)
    answer = store.get(GRAPH)
    assert answer.headers["etag"].startswith('"')
    assert "accept" in answer.headers["vary"].lower()
    assert "no-store" not in answer.headers["cache-control"]


def test_gsp_5_2_a_format_that_is_not_written_is_not_acceptable(store: httpx.Client) -> None:
    """GSP 5.2: 406 SHOULD be returned where the format asked for is not supported."""
    put(store, JOHN)
    for method in ("GET", "HEAD"):
        assert store.request(method, GRAPH, headers={"accept": "image/png, text/html;q=0.5"}).status_code == 406


# 5.6 HTTP HEAD


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_6_head_is_get_without_a_body(store: httpx.Client, address: str) -> None:
    """GSP 5.6: HEAD is identical to GET, but MUST NOT return a message body (W3C: HEAD on an existing graph)."""
    put(store, JOHN, address)
    for accept in PARSERS:
        got, head = (store.request(each, address, headers={"accept": accept}) for each in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "etag", "vary", "cache-control", "kg-version"):
            assert head.headers[name] == got.headers[name]


def test_gsp_5_6_a_change_is_seen_by_its_tag(store: httpx.Client) -> None:
    """GSP 5.6: a change of the content is indicated by a change of the ETag."""
    tags = []
    for body in (JOHN, JANE, JOHN):
        put(store, body)
        tags.append(store.head(GRAPH).headers["etag"])
    assert len(set(tags)) == 3
