"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013): one test for each of its requirements.

The W3C suite of this protocol describes its requests in prose; the tests that stand for its cases name them.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urljoin

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.api.conftest import ALL_TOKENS, BASE, PROBLEM, authorised, serving

BOOKS = "http://example.com/books"
GRAPH = f"/graphs?graph={quote(BOOKS, safe='')}"
MISSING = "/graphs?graph=http%3A//example.com/nothing"
DIRECT = "/graphs/person/1"
EVERYWHERE = [GRAPH, DIRECT, "/graphs?default"]
JOHN = '<http://example.com/john> <http://example.com/name> "John" ; <http://example.com/knows> [] .'
JANE = '<http://example.com/jane> <http://example.com/name> "Jane" .'
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "turtle",  # each Turtle document is one of TriG, each of N-Triples one of N-Quads
    "application/n-quads": "nt",
}
DATASETS = {"application/trig": ox.RdfFormat.TRIG, "application/n-quads": ox.RdfFormat.N_QUADS}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client, with a token, of a server that began empty; its default graph is the unnamed one, as GSP 5.2 has it."""
    home = tmp_path_factory.mktemp("graph-store") / "home"
    with serving(home, KG_DATA="", KG_DEFAULT_GRAPH="unnamed", KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        yield client


@pytest.fixture
def store(service: httpx.Client) -> httpx.Client:
    """The server without any of the graphs of these tests."""
    for address in EVERYWHERE:
        service.delete(address)
    return service


def put(store: httpx.Client, body: str, address: str = GRAPH, kind: str = "text/turtle") -> httpx.Response:
    return store.put(address, content=body.encode(), headers={"content-type": kind})


def post(store: httpx.Client, body: str, address: str = GRAPH, kind: str = "text/turtle") -> httpx.Response:
    return store.post(address, content=body.encode(), headers={"content-type": kind})


def parsed(body: str, kind: str = "turtle", base: str = BOOKS) -> rdflib.Graph:
    return rdflib.Graph().parse(data=body, format=kind, publicID=base)


def read(answer: httpx.Response) -> rdflib.Graph:
    """The triples of an answer, without the names of graphs."""
    kind = answer.headers["content-type"].partition(";")[0]
    formats = {**DATASETS, "application/ld+json": ox.RdfFormat.JSON_LD}
    if kind not in formats:
        return parsed(answer.text, PARSERS[kind])
    triples = [quad.triple for quad in ox.parse(answer.text, formats[kind])]
    return parsed((ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode(), "nt")


def held(store: httpx.Client, address: str = GRAPH) -> rdflib.Graph:
    answer = store.get(address, headers={"accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return parsed(answer.text, "nt")


def constructed(store: httpx.Client, query: str) -> rdflib.Graph:
    answer = store.post("/sparql", data={"query": query}, headers={"accept": "application/n-triples"})
    return parsed(answer.text, "nt")


def update(store: httpx.Client, text: str) -> None:
    assert store.post("/sparql", data={"update": text}).status_code == 204


def pattern(address: str) -> str:
    """The triples of an address as a pattern of SPARQL."""
    names = {GRAPH: f"GRAPH <{BOOKS}>", DIRECT: f"GRAPH <{BASE}graphs/person/1>", "/graphs?default": ""}
    return f"{names[address]} {{ ?s ?p ?o }}"


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


# 5.3 HTTP PUT


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_3_put_replaces(store: httpx.Client, address: str) -> None:
    """GSP 5.3: PUT MUST have the effect of DROP SILENT and INSERT DATA (W3C: PUT - graph already in store)."""
    put(store, JOHN, address)
    put(store, JANE, address)
    assert isomorphic(held(store, address), parsed(JANE))
    update(store, f"DROP SILENT GRAPH <{BOOKS}> ; INSERT DATA {{ GRAPH <{BOOKS}> {{ {JANE} }} }}")
    assert isomorphic(held(store), held(store, address))


def test_gsp_5_3_put_leaves_other_graphs(store: httpx.Client) -> None:
    """GSP 5.3: the server MUST NOT attempt to apply the request to some other resource."""
    put(store, JOHN)
    put(store, JANE, DIRECT)
    put(store, "", DIRECT)
    put(store, JANE, "/graphs?default")
    assert isomorphic(held(store), parsed(JOHN))
    assert store.get(DIRECT).status_code == 404


@pytest.mark.parametrize("address", [GRAPH, DIRECT])
def test_gsp_5_3_a_new_graph_is_created(store: httpx.Client, address: str) -> None:
    """GSP 5.3: new content MUST be created, and told by 201 (W3C: PUT - initial state)."""
    assert put(store, JOHN, address).status_code == 201
    assert isomorphic(held(store, address), parsed(JOHN))


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_3_a_graph_that_is_there_is_modified(store: httpx.Client, address: str) -> None:
    """GSP 5.3: modified content MUST be told by 200 or 204."""
    put(store, JOHN, address)
    assert put(store, JANE, address).status_code in (200, 204)
    assert put(store, JANE, address).status_code in (200, 204)


def test_gsp_5_3_an_empty_graph_is_none(store: httpx.Client) -> None:
    """GSP 5.3: this store has no empty graphs, so an empty payload creates none and leaves none."""
    assert put(store, "").status_code == 204
    assert store.get(GRAPH).status_code == 404
    put(store, JOHN)
    assert put(store, "").status_code == 204
    assert store.get(GRAPH).status_code == 404
    rows = store.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g {} }"}).json()["results"]["bindings"]
    assert BOOKS not in {row["g"]["value"] for row in rows}


@pytest.mark.parametrize("kind", ["application/rdf+xml", "application/ld+json"])
def test_gsp_5_3_an_empty_body_that_its_format_does_not_have_is_a_bad_request(store: httpx.Client, kind: str) -> None:
    """GSP 5.3: where an empty body is not appropriate for the content type, 400 SHOULD be returned."""
    put(store, JOHN)
    assert put(store, "", kind=kind).status_code == 400
    assert isomorphic(held(store), parsed(JOHN))


def test_gsp_5_3_what_cannot_be_created_is_told(store: httpx.Client) -> None:
    """GSP 5.3: where the content could not be created or modified, an appropriate error SHOULD be given."""
    for name in (f"{BASE}ontology", f"{BASE}datasets"):
        answer = put(store, JOHN, f"/graphs?graph={quote(name, safe='')}")
        assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)
    answer = put(store, f"<{BASE}organisations/x> a <http://www.w3.org/ns/org#Organization> .")
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


# 5.4 HTTP DELETE


@pytest.mark.parametrize("address", EVERYWHERE)
def test_gsp_5_4_delete_deletes(store: httpx.Client, address: str) -> None:
    """GSP 5.4: DELETE SHOULD delete the content, and MUST be answered 200 or 204 (W3C: DELETE - existing graph)."""
    for each in EVERYWHERE:
        put(store, JOHN, each)
    assert store.delete(address).status_code in (200, 204)
    assert not constructed(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern(address)} }}")
    assert all(isomorphic(held(store, each), parsed(JOHN)) for each in EVERYWHERE if each != address)
    assert store.get(address).status_code == (200 if address == "/graphs?default" else 404)


def test_gsp_5_4_the_default_graph_is_always_there(store: httpx.Client) -> None:
    """GSP 5.4: DELETE of the default graph is DROP DEFAULT, which leaves it, empty."""
    for _ in range(2):
        assert store.delete("/graphs?default").status_code == 204
        assert not held(store, "/graphs?default")


def test_gsp_5_4_a_refused_delete_is_forbidden(store: httpx.Client) -> None:
    """GSP 5.4: where the operation is overridden, 403 should be returned, and nothing is deleted."""
    put(store, JOHN)
    assert store.delete(GRAPH, headers=authorised("reader")).status_code == 403
    assert isomorphic(held(store), parsed(JOHN))


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
