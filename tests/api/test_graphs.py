"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol): whole graphs in, out, together and away."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

from tests.api.conftest import BASE, ONTOLOGY, assert_problem, authorised

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
DATASETS = ("application/trig", "application/n-quads")
TRIPLES = """
<urn:a>
  <urn:says> "광주 Gŵyl\\t\\"🏴󠁧󠁢󠁷󠁬󠁳󠁿\\"\\n"@cy , 1.5 , "x"^^<urn:type> ; <urn:knows> [ <urn:name> "nobody" ] , <urn:b> .
"""


def triples(data: bytes | str, rdf_format: ox.RdfFormat = ox.RdfFormat.TURTLE, base: str = IRI) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.parse(data, rdf_format, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def in_graph(quads: set[ox.Quad], name: str = IRI) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.Quad(each.subject, each.predicate, each.object, ox.NamedNode(name)) for each in quads)
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


def test_the_same_again_changes_nothing(store: httpx.Client) -> None:
    body = "<urn:a> <urn:b> 1 , 2 ."
    first = store.put(NAMED, content=body).headers["kg-version"]
    assert store.put(NAMED, content=body).headers["kg-version"] == first
    assert store.post(NAMED, content=body).headers["kg-version"] == first


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    "query",
    ["?graph=urn:a&default", "?nothing=1", "?graph", "?graph=urn:a&graph=urn:a", "?default&default", "?default&x=1"],
)
def test_one_graph_is_named(store: httpx.Client, method: str, query: str) -> None:
    answer = store.request(method, f"/graphs{query}", headers={"content-type": "text/turtle"})
    assert_problem(answer, 400, "bad-request")
    if method != "POST":
        assert_problem(store.request(method, "/graphs"), 400, "bad-request")


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("name", ["http://a b/", "http://[::1", "urn:%7B{}", "<urn:a>", "\x00", "drafts/a", "//a/b"])
def test_a_graph_has_an_iri(store: httpx.Client, method: str, name: str) -> None:
    answer = store.request(method, "/graphs", params={"graph": name})
    assert_problem(answer, 400, "bad-request")


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


def test_a_form_is_one_change(store: httpx.Client) -> None:
    before = int(store.delete("/graphs?default").headers["kg-version"])
    files = [
        ("one", ("a.ttl", b"_:b <urn:n> 1 .", "application/octet-stream")),
        ("two", ("b.NT", b'_:b <urn:n> "2" .\n', "text/plain")),
        ("two", ("c", b'{"@id": "_:b", "urn:n": 3}', "application/ld+json; charset=utf-8")),
    ]
    answer = store.post(NAMED, files=files)
    assert (answer.status_code, answer.headers["kg-version"]) == (201, str(before + 1))
    assert len({quad.subject for quad in read(store)}) == 3
    assert store.put(NAMED, files=files[:1]).status_code == 204
    assert len(read(store)) == 1


@pytest.mark.parametrize(
    ("part", "status", "kind"),
    [
        (("bad.ttl", b"<urn:a> .", "text/turtle"), 400, "unreadable-input"),
        (("bad.html", b"<p>", "text/html"), 415, "unsupported-media-type"),
        (("bad.ttl", b"<urn:a> <urn:b> 1 .", "text/turtle; charset=latin-1"), 415, "unsupported-media-type"),
        (("bad.doc", b"<urn:a> <urn:b> 1 .", "application/octet-stream"), 400, "bad-request"),
        ((None, b"<urn:a> <urn:b> 1 .", "text/turtle"), 400, "bad-request"),
    ],
)
def test_a_faulty_part_is_named_and_nothing_changes(
    store: httpx.Client, part: tuple[str | None, bytes, str], status: int, kind: str
) -> None:
    files: list[tuple[str, tuple[str | None, bytes, str]]] = [
        ("good", ("good.ttl", b"<urn:a> <urn:b> 1 .", "text/turtle")),
        ("bad", part),
    ]
    body = assert_problem(store.post(NAMED, files=files), status, kind)
    assert "bad" in body["detail"]
    assert_problem(store.get(NAMED), 404, "unknown-iri")


def test_a_form_that_is_none_is_refused(store: httpx.Client) -> None:
    good = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n\r\n<urn:a> <urn:b> 1 .\r\n'
    second = good.replace(b'"a', b'"b')
    for content in (good, good + second, b"", b"--x--\r\n", b"<urn:a> <urn:b> 1 ."):
        for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
            answer = store.put(NAMED, content=content, headers={"content-type": kind})
            assert_problem(answer, 400, "bad-request")
    headers = {"content-type": 'multipart/form-data; boundary="x"'}
    assert store.put(NAMED, content=good + second + b"--x--\r\n", headers=headers).status_code == 201
    many = [(f"f{number}", (f"{number}.ttl", b"", "text/turtle")) for number in range(101)]
    assert_problem(store.post(NAMED, files=many), 400, "bad-request")


def test_a_form_is_within_the_limit_of_bodies(limited: httpx.Client, writable: httpx.Client) -> None:
    files = {"a": ("a.ttl", b"#" * (11 << 20), "text/turtle")}
    assert_problem(writable.post(NAMED, files=files), 413, "too-large")


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
def test_deep_json_ld_is_refused_and_the_service_lives(store: httpx.Client, address: str) -> None:
    for opening, closing in (('{"urn:a":', "}"), ("[", "]"), ('{"@context":{"a":{"@id":"urn:a","@context":', "}}}")):
        body = opening * 5000 + "{}" + closing * 5000
        method = "POST" if address == "/validate" else "PUT"
        answer = store.request(method, address, content=body, headers={"content-type": "application/ld+json"})
        assert_problem(answer, 400, "unreadable-input")
    assert store.get("/health").is_success


def test_of_writers_at_once_one_makes_the_graph(store: httpx.Client) -> None:
    def put(number: int) -> int:
        with httpx.Client(base_url=store.base_url, headers=authorised()) as client:
            body = f"<urn:a> <urn:b> {number} ."
            return client.put(NAMED, content=body, headers={"if-none-match": "*"}, timeout=60).status_code

    with ThreadPoolExecutor(8) as writers:
        assert sorted(writers.map(put, range(8))) == [201] + [412] * 7
    assert len(read(store)) == 1


def test_a_change_is_made_on_what_was_read(store: httpx.Client) -> None:
    send(store, "PUT", TRIPLES)
    tags = [store.get(NAMED, headers={"accept": kind}).headers["etag"] for kind in FORMATS]
    assert len(set(tags)) == len(FORMATS)
    coded = store.head(NAMED, headers={"accept-encoding": "identity"}).headers["etag"]
    assert coded not in tags
    assert store.post(NAMED, content=b"", headers={"if-match": coded}).status_code == 204
    assert store.put(NAMED, content="<urn:a> <urn:b> 1 .", headers={"if-match": tags[3]}).status_code == 204
    for method in ("PUT", "POST", "DELETE"):
        for condition in (tags[3], f"W/{tags[3]}", '"x", "y"'):
            answer = store.request(method, NAMED, content="<urn:lost> <urn:b> 1 .", headers={"if-match": condition})
            assert_problem(answer, 412, "precondition-failed")
    assert read(store) == triples("<urn:a> <urn:b> 1 .")


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


def test_what_our_shapes_refuse_is_refused(store: httpx.Client) -> None:
    bad = f"<{BASE}organisations/x> a <http://www.w3.org/ns/org#Organization> ."
    for method in ("PUT", "POST"):
        body = assert_problem(store.request(method, NAMED, content=bad), 422, "not-conforming")
        assert {each["focus"] for each in body["violations"]} == {f"{BASE}organisations/x"}
        assert all(each["shape"] for each in body["violations"])
    assert_problem(store.get(NAMED), 404, "unknown-iri")


@pytest.mark.parametrize("name", [ONTOLOGY, f"{BASE}datasets"])
def test_the_graphs_of_the_service_are_its_own(writable: httpx.Client, name: str) -> None:
    address = f"/graphs?graph={quote(name, safe='')}"
    before = read(writable, address)
    assert before
    for method in ("PUT", "POST", "DELETE"):
        answer = writable.request(method, address, content="<urn:a> <urn:b> <urn:c> .")
        assert_problem(answer, 403, "forbidden")
    assert read(writable, address) == before


def test_a_graph_of_a_dataset_is_read(writable: httpx.Client) -> None:
    assert len(read(writable, f"/graphs?graph={BASE}datasets/west-midlands-korea")) > 1000
