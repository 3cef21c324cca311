"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013): what holds for every operation.

The W3C suite of this protocol describes its requests in prose; the tests that stand for its cases name them.
"""

from __future__ import annotations

import httpx
import pytest
from rdflib.compare import isomorphic

from tests.api.conftest import PROBLEM, authorised
from tests.conformance.graph_store_protocol.graphs import (
    EVERYWHERE,
    GRAPH,
    JANE,
    JOHN,
    MISSING,
    PARSERS,
    held,
    parsed,
    post,
    put,
)

# 5 Graph management operations


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_without_accept_the_answer_is_rdf(store: httpx.Client, address: str) -> None:
    """GSP 5: without Accept the server MUST return RDF/XML, Turtle or N-Triples."""
    put(store, JOHN, address)
    request = store.build_request("GET", address)
    del request.headers["accept"]
    answer = store.send(request)
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in ("application/rdf+xml", "text/turtle", "application/n-triples")
    assert isomorphic(parsed(answer.text, PARSERS[kind]), parsed(JOHN))


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("kind", PARSERS)
def test_gsp_5_a_payload_is_parsed_by_its_content_type(store: httpx.Client, kind: str, method: str) -> None:
    """GSP 5: the server MUST parse the payload according to the media type in Content-Type."""
    body = parsed(JOHN).serialize(format=PARSERS[kind]).encode()
    assert store.request(method, GRAPH, content=body, headers={"content-type": kind}).status_code == 201
    assert isomorphic(held(store), parsed(JOHN))


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_gsp_5_without_content_type_rdf_xml_is_read(store: httpx.Client, method: str) -> None:
    """GSP 5: without Content-Type the server SHOULD attempt to parse the payload as RDF/XML."""
    body = parsed(JOHN).serialize(format="xml")
    assert store.request(method, GRAPH, content=body.encode()).status_code == 201
    assert isomorphic(held(store), parsed(JOHN))


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_gsp_5_without_content_type_what_is_clearly_not_xml_is_read_as_what_it_is(
    store: httpx.Client, method: str
) -> None:
    """GSP 5: what is clearly some other format and not RDF/XML MAY be parsed as that format."""
    for body in (JANE, parsed(JANE).serialize(format="json-ld").replace("[", '{"@graph": [', 1) + "}"):
        assert store.request(method, GRAPH, content=body.encode()).is_success
        assert isomorphic(held(store), parsed(JANE))


def test_gsp_5_conditional_reads_are_answered_as_http_has_them(store: httpx.Client) -> None:
    """GSP 5: conditional requests should be handled appropriately (RFC 9110, 13): 304 for what the client has."""
    put(store, JOHN)
    for accept in PARSERS:
        tag = store.get(GRAPH, headers={"accept": accept}).headers["etag"]
        for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            answer = store.get(GRAPH, headers={"accept": accept, "if-none-match": condition})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert store.get(GRAPH, headers={"accept": accept, "if-none-match": '"other"'}).status_code == 200
        assert store.get(GRAPH, headers={"accept": accept, "if-match": '"other"'}).status_code == 412
        assert store.get(GRAPH, headers={"accept": accept, "if-match": tag}).status_code == 200
    assert store.get(MISSING, headers={"if-none-match": "*"}).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_gsp_5_conditional_writes_are_answered_as_http_has_them(store: httpx.Client, method: str) -> None:
    """GSP 5: conditional requests should be handled appropriately (RFC 9110, 13): 412, and nothing is changed."""
    put(store, JOHN)
    old = store.get(GRAPH).headers["etag"]
    post(store, JANE)
    new = store.head(GRAPH).headers["etag"]
    for headers in ({"if-match": old}, {"if-match": f"W/{new}"}, {"if-none-match": "*"}, {"if-none-match": new}):
        answer = store.request(method, GRAPH, content=b"<urn:a> <urn:b> <urn:c> .", headers=headers)
        assert answer.status_code == 412
        assert isomorphic(held(store), parsed(JOHN + JANE))
    assert store.request(method, GRAPH, content=b"", headers={"if-match": f'"x", {new}'}).status_code == 204


def test_gsp_5_a_condition_on_what_is_not_there(store: httpx.Client) -> None:
    """GSP 5: `If-Match: *` fails where there is no graph, `If-None-Match: *` holds (RFC 9110, 13.1)."""
    body = JANE.encode()
    assert store.put(GRAPH, content=body, headers={"if-match": "*"}).status_code == 412
    assert store.get(GRAPH).status_code == 404
    assert store.put(GRAPH, content=body, headers={"if-none-match": "*"}).status_code == 201
    assert store.put(GRAPH, content=body, headers={"if-none-match": "*"}).status_code == 412
    assert store.put(GRAPH, content=body, headers={"if-match": "*"}).status_code == 204


# 5.1 Status codes


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("kind", [each for each in PARSERS if each != "application/n-triples"])
def test_gsp_5_1_what_does_not_parse_is_a_bad_request(store: httpx.Client, kind: str, method: str) -> None:
    """GSP 5.1: a payload that does not parse by its Content-Type MUST be answered 400 (W3C: mismatched payload)."""
    put(store, JOHN)
    body = '<http://example.com/a> "no predicate" .' if "json" not in kind else "{"
    answer = store.request(method, GRAPH, content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert isomorphic(held(store), parsed(JOHN))


def test_gsp_5_1_the_place_of_a_fault_is_told(store: httpx.Client) -> None:
    """GSP 5.1: the 400 says in which line and column the payload does not parse."""
    detail = put(store, f"{JANE}\n<http://example.com/a> , .").json()["detail"]
    assert "line 2" in detail
    assert "column" in detail


@pytest.mark.parametrize("address", [*EVERYWHERE, "/graphs"])
def test_gsp_5_1_another_method_is_not_allowed(store: httpx.Client, address: str) -> None:
    """GSP 5.1: an unsupported verb MUST be answered 405, with Allow (RFC 9110, 15.5.6)."""
    for method in ("PATCH", "TRACE", "LOCK"):
        answer = store.request(method, address)
        assert answer.status_code == 405
        assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("address", [MISSING, "/graphs/nothing"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_gsp_5_1_a_graph_that_is_not_there_is_not_found(store: httpx.Client, method: str, address: str) -> None:
    """GSP 5.1 and 5.4: 404 MUST be given where the operation requires the graph to exist."""
    assert store.request(method, address).status_code == 404


@pytest.mark.parametrize("kind", ["text/html", "application/json", "application/sparql-update", "image/png", "x"])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_gsp_5_1_another_content_type_is_unsupported(store: httpx.Client, method: str, kind: str) -> None:
    """GSP 5.1: a PUT or POST with a content type that is not understood MUST be answered 415."""
    for address in (*EVERYWHERE, *(["/graphs"] if method == "POST" else [])):
        answer = store.request(method, address, content=JOHN.encode(), headers={"content-type": kind})
        assert answer.status_code == 415
    assert store.get(GRAPH).status_code == 404


# 6 Security considerations


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_gsp_6_who_may_not_write_is_told(store: httpx.Client, method: str) -> None:
    """GSP 6: 401 where authentication is missing, 403 where it does not suffice; nothing is changed."""
    for address in EVERYWHERE:
        put(store, JOHN, address)
        anybody = {"authorization": ""}
        answer = store.request(method, address, content=JANE.encode(), headers=anybody)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert store.request(method, address, content=JANE.encode(), headers=authorised("reader")).status_code == 403
        assert isomorphic(held(store, address), parsed(JOHN))
