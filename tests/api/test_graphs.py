"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol): whole graphs in, out, together and away."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

from tests.api.conftest import BASE, ONTOLOGY, assert_problem

IRI = "http://example.org/store/mine"
NAMED = f"/graphs?graph={quote(IRI, safe='')}"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
OFFERED = list(FORMATS)[:4]
TRIPLES = """
<urn:a>
  <urn:says> "광주 Gŵyl\\t\\"🏴󠁧󠁢󠁷󠁬󠁳󠁿\\"\\n"@cy , 1.5 , "x"^^<urn:type> ; <urn:knows> [ <urn:name> "nobody" ] , <urn:b> .
"""


def triples(data: bytes | str, rdf_format: ox.RdfFormat = ox.RdfFormat.TURTLE, base: str = IRI) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.parse(data, rdf_format, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def read(client: httpx.Client, address: str = NAMED) -> set[ox.Quad]:
    answer = client.get(address, headers={"accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return triples(answer.content, ox.RdfFormat.N_TRIPLES)


def send(client: httpx.Client, method: str, body: str | bytes, address: str = NAMED, kind: str = "text/turtle") -> int:
    answer = client.request(method, address, content=body, headers={"content-type": kind})
    assert answer.status_code in (201, 204), answer.text
    assert int(answer.headers["kg-version"]) > 0
    assert answer.content == b""
    return answer.status_code


@pytest.fixture
def store(blank: httpx.Client) -> httpx.Client:
    """A graph store whose graph `IRI` is not there and whose unnamed graph is empty."""
    blank.delete(NAMED)
    blank.delete("/graphs?default")
    return blank


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


@pytest.mark.parametrize("kind", OFFERED)
def test_every_format_comes_out(store: httpx.Client, kind: str) -> None:
    send(store, "PUT", TRIPLES)
    for method in ("GET", "HEAD"):
        answer = store.request(method, NAMED, headers={"accept": kind})
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert "Accept" in answer.headers["vary"].split(", ")
        assert (answer.content == b"") == (method == "HEAD")
        assert answer.headers["etag"]
    assert triples(store.get(NAMED, headers={"accept": kind}).content, FORMATS[kind]) == triples(TRIPLES)


def test_the_copy_of_a_client_is_fresh_until_the_graph_changes(store: httpx.Client) -> None:
    send(store, "PUT", TRIPLES)
    tag = store.get(NAMED).headers["etag"]
    assert store.get(NAMED, headers={"if-none-match": tag}).status_code == 304
    send(store, "POST", "<urn:new> <urn:b> 1 .")
    assert store.get(NAMED, headers={"if-none-match": tag}).status_code == 200


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


def test_relative_iris_are_resolved_against_the_graph(store: httpx.Client) -> None:
    send(store, "PUT", "<> <#part> <other> .")
    assert read(store) == triples(f"<{IRI}> <{IRI}#part> <http://example.org/store/other> .")
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
        '<rdf:Description rdf:about="#x"><e:p rdf:resource="y"/></rdf:Description></rdf:RDF>'
    )
    send(store, "PUT", xml, kind="application/rdf+xml")
    assert read(store) == triples(f"<{IRI}#x> <urn:e:p> <http://example.org/store/y> .")


def test_an_id_of_the_service_names_a_graph_below_its_base(store: httpx.Client) -> None:
    assert send(store, "PUT", TRIPLES, "/graphs?graph=drafts/a") == 201
    assert read(store, f"/graphs?graph={BASE}drafts/a") == triples(TRIPLES)
    assert store.delete("/graphs?graph=drafts/a").status_code == 204


def test_an_empty_body_empties(store: httpx.Client) -> None:
    send(store, "PUT", TRIPLES)
    assert send(store, "PUT", "") == 204
    assert_problem(store.get(NAMED), 404, "unknown-iri")


def test_the_same_again_changes_nothing(store: httpx.Client) -> None:
    body = "<urn:a> <urn:b> 1 , 2 ."
    first = store.put(NAMED, content=body).headers["kg-version"]
    assert store.put(NAMED, content=body).headers["kg-version"] == first
    assert store.post(NAMED, content=body).headers["kg-version"] == first


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("query", ["", "?graph=urn:a&default", "?nothing=1", "?graph"])
def test_one_graph_is_named(store: httpx.Client, method: str, query: str) -> None:
    answer = store.request(method, f"/graphs{query}", headers={"content-type": "text/turtle"})
    if query == "?graph":  # an empty reference is the base of the service
        assert answer.status_code < 500
    else:
        assert_problem(answer, 400, "bad-request")


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("name", ["http://a b/", "http://[::1", "urn:%7B{}", "<urn:a>", "\x00"])
def test_a_graph_has_an_iri(store: httpx.Client, method: str, name: str) -> None:
    answer = store.request(method, "/graphs", params={"graph": name})
    assert_problem(answer, 404, "unknown-iri")


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


@pytest.mark.parametrize("kind", ["application/trig", "application/n-quads"])
def test_a_body_of_many_graphs_is_no_graph(store: httpx.Client, kind: str) -> None:
    body = "<urn:g> { <urn:a> <urn:b> <urn:c> }" if "trig" in kind else "<urn:a> <urn:b> <urn:c> <urn:g> ."
    answer = store.put(NAMED, content=body, headers={"content-type": kind})
    assert_problem(answer, 400, "unreadable-input")


@pytest.mark.parametrize(
    "kind", ["application/json", "text/html", "nonsense", "multipart/form-data; boundary=x", "text/n3"]
)
def test_another_content_type_is_refused(store: httpx.Client, kind: str) -> None:
    for method in ("PUT", "POST"):
        answer = store.request(method, NAMED, content=TRIPLES.encode(), headers={"content-type": kind})
        body = assert_problem(answer, 415, "unsupported-media-type")
        assert "text/turtle" in body["detail"]


def test_what_cannot_be_written_so_is_refused(store: httpx.Client) -> None:
    send(store, "PUT", TRIPLES)
    for accept in ("image/png", "text/csv", "text/turtle;q=0"):
        body = assert_problem(store.get(NAMED, headers={"accept": accept}), 406, "not-acceptable")
        assert "text/turtle" in body["offered"]


def test_other_verbs_are_not_for_graphs(store: httpx.Client) -> None:
    answer = store.patch(NAMED, content=TRIPLES.encode())
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "DELETE, GET, HEAD, POST, PUT"


def test_what_our_shapes_refuse_is_refused(store: httpx.Client) -> None:
    bad = f"<{BASE}organisations/x> a <http://www.w3.org/ns/org#Organization> ."
    for method in ("PUT", "POST"):
        body = assert_problem(store.request(method, NAMED, content=bad), 422, "not-conforming")
        assert {each["focus"] for each in body["violations"]} == {f"{BASE}organisations/x"}
        assert all(each["shape"] for each in body["violations"])
    assert_problem(store.get(NAMED), 404, "unknown-iri")


@pytest.mark.parametrize("name", [ONTOLOGY, f"{BASE}datasets"])
def test_the_graphs_of_the_service_are_its_own(writable: httpx.Client, name: str) -> None:
    address = f"/graphs?graph={name}"
    before = read(writable, address)
    assert before
    for method in ("PUT", "POST", "DELETE"):
        answer = writable.request(method, address, content="<urn:a> <urn:b> <urn:c> .")
        assert_problem(answer, 403, "forbidden")
    assert read(writable, address) == before


def test_a_graph_of_a_dataset_is_read(writable: httpx.Client) -> None:
    assert len(read(writable, "/graphs?graph=datasets/west-midlands-korea")) > 1000
