"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol): whole graphs in, out, together and away."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from tests.api.conftest import BASE, assert_problem
from tests.api.graphs.sending import DATASETS, FORMATS, IRI, NAMED, TRIPLES, in_graph, read, send, triples


def test_a_graph_is_put_read_replaced_and_deleted(store: httpx.Client) -> None:
    assert_problem(store.get(NAMED), 404, "unknown-iri")
    assert send(store, "PUT", TRIPLES) == 201
    assert read(store) == triples(TRIPLES)
    assert send(store, "PUT", "<urn:only> <urn:b> <urn:c> .") == 204
    assert read(store) == triples("<urn:only> <urn:b> <urn:c> .")
    deleted = store.delete(NAMED)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert_problem(store.get(NAMED), 404, "unknown-iri")
    assert_problem(store.delete(NAMED), 404, "unknown-iri")
    assert send(store, "PUT", TRIPLES) == 201


def test_post_adds(store: httpx.Client) -> None:
    assert send(store, "POST", "<urn:a> <urn:b> 1 .") == 201
    assert send(store, "POST", "<urn:a> <urn:b> 2 , 1 .") == 204
    assert read(store) == triples("<urn:a> <urn:b> 1 , 2 .")


@pytest.mark.parametrize("address", [NAMED, "/graphs?default"])
def test_blank_nodes_of_two_bodies_are_two(store: httpx.Client, address: str) -> None:
    for word in ("one", "two"):
        send(store, "POST", f'_:b <urn:says> "{word}" .', address)
    assert len({quad.subject for quad in read(store, address)}) == 2
    send(store, "POST", "_:b <urn:says> 3 ; <urn:knows> _:b .", address)
    assert len({quad.subject for quad in read(store, address)}) == 3


@pytest.mark.parametrize("address", [NAMED, "/graphs?default", "/graphs?default="])
@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_goes_in(store: httpx.Client, kind: str, method: str, address: str) -> None:
    body = ox.serialize((quad.triple for quad in triples(TRIPLES)), format=FORMATS[kind])
    assert body is not None
    send(store, method, body, address, f"{kind.upper()}; charset=utf-8")
    assert read(store, address) == triples(TRIPLES)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_comes_out(store: httpx.Client, kind: str) -> None:
    send(store, "PUT", TRIPLES)
    for method in ("GET", "HEAD"):
        answer = store.request(method, NAMED, headers={"accept": kind})
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert {"Accept", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))
        assert (answer.content == b"") == (method == "HEAD")
        assert answer.headers["etag"]
    expected = in_graph(triples(TRIPLES)) if kind in DATASETS else triples(TRIPLES)
    assert triples(store.get(NAMED, headers={"accept": kind}).content, FORMATS[kind]) == expected


@pytest.mark.parametrize("kind", FORMATS)
def test_the_unnamed_graph_comes_out_without_a_name(store: httpx.Client, kind: str) -> None:
    send(store, "PUT", TRIPLES, "/graphs?default")
    send(store, "PUT", "<urn:other> <urn:b> 1 .")
    answer = store.get("/graphs?default", headers={"accept": kind})
    assert triples(answer.content, FORMATS[kind]) == triples(TRIPLES)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_large_graph_comes_out_whole(writable: httpx.Client, kind: str) -> None:
    address = f"/graphs?graph={BASE}datasets/west-midlands-korea"
    answer = writable.get(address, headers={"accept": kind})
    assert len(answer.content) > 1 << 17  # more than one chunk of a worker
    read_back = {quad.triple for quad in triples(answer.content, FORMATS[kind])}
    assert read_back == {quad.triple for quad in read(writable, address)}


def test_the_copy_of_a_client_is_fresh_until_the_graph_changes(store: httpx.Client) -> None:
    send(store, "PUT", TRIPLES)
    tag = store.get(NAMED).headers["etag"]
    assert store.get(NAMED, headers={"if-none-match": tag}).status_code == 304
    send(store, "POST", "<urn:new> <urn:b> 1 .")
    assert store.get(NAMED, headers={"if-none-match": tag}).status_code == 200


def test_relative_iris_are_resolved_against_the_graph(store: httpx.Client) -> None:
    send(store, "PUT", "<> <#part> <other> .")
    assert read(store) == triples(f"<{IRI}> <{IRI}#part> <http://example.org/store/other> .")
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
        '<rdf:Description rdf:about="#x"><e:p rdf:resource="y"/></rdf:Description></rdf:RDF>'
    )
    send(store, "PUT", xml, kind="application/rdf+xml")
    assert read(store) == triples(f"<{IRI}#x> <urn:e:p> <http://example.org/store/y> .")


def test_the_same_again_changes_nothing(store: httpx.Client) -> None:
    body = "<urn:a> <urn:b> 1 , 2 ."
    first = store.put(NAMED, content=body).headers["kg-version"]
    assert store.put(NAMED, content=body).headers["kg-version"] == first
    assert store.post(NAMED, content=body).headers["kg-version"] == first


def test_what_cannot_be_written_so_is_refused(store: httpx.Client) -> None:
    send(store, "PUT", TRIPLES)
    for accept in ("image/png", "text/csv", "text/turtle;q=0"):
        body = assert_problem(store.get(NAMED, headers={"accept": accept}), 406, "not-acceptable")
        assert "text/turtle" in body["offered"]


def test_other_verbs_are_not_for_graphs(store: httpx.Client) -> None:
    for address in (NAMED, "/graphs/a"):
        answer = store.patch(address, content=TRIPLES.encode())
        assert_problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"] == "DELETE, GET, HEAD, POST, PUT"


def test_a_graph_of_a_dataset_is_read(writable: httpx.Client) -> None:
    assert len(read(writable, f"/graphs?graph={BASE}datasets/west-midlands-korea")) > 1000
