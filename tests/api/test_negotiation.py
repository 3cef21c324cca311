"""Every representation of every collection, by suffix and by Accept, read with the parser it is meant for."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.request import urlopen

import httpx
import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import SKOS

from api.http.negotiation import HTML, Representation
from api.representations import datasets, entities, networks, statements
from tests.api.conftest import assert_problem, everything, path_of

MEDIA_TYPES = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "csv": "text/csv",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
COLLECTIONS = [
    "agreements",
    "contributions",
    "decisions",
    "documents",
    "events",
    "goals",
    "groups",
    "identifiers",
    "links",
    "names",
    "omissions",
    "organisations",
    "outcomes",
    "participations",
    "people",
    "places",
    "posts",
    "programmes",
    "projects",
    "questions",
    "sources",
    "terms",
    "funders",
]


FORMATS = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}


def read_rdf(said: dict[str, str], context: dict[str, Any]) -> set[str]:
    """The triples that all RDF representations agree on, JSON-LD with the served context inlined."""
    body = json.loads(said["jsonld"])
    assert body["@context"].endswith("/context.jsonld")
    inlined = {**said, "jsonld": json.dumps({**body, "@context": context})}
    first, *others = (
        {str(quad.triple) for quad in pyoxigraph.parse(inlined[suffix], format_)} for suffix, format_ in FORMATS.items()
    )
    assert first
    assert all(each == first for each in others)
    return first


def test_these_are_all_the_collections(collections: dict[str, str]) -> None:
    assert sorted(collections) == sorted(COLLECTIONS)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_collection_says_the_same_in_every_representation(
    server: httpx.Client, context: dict[str, Any], collection: str
) -> None:
    items = everything(server, f"/{collection}")
    said = {}
    for suffix, media_type in MEDIA_TYPES.items():
        by_suffix = server.get(f"/{collection}.{suffix}")
        by_accept = server.get(f"/{collection}", headers={"accept": media_type})
        assert by_suffix.status_code == by_accept.status_code == 200
        assert by_suffix.content == by_accept.content
        assert by_suffix.headers["content-type"].partition(";")[0] == media_type
        assert "Accept" in by_suffix.headers["vary"].split(", ")
        said[suffix] = by_suffix.text
    assert json.loads(said["json"])["items"] == items
    rows = list(csv.DictReader(io.StringIO(said["csv"]), strict=True))
    assert [f"{path_of(item['id'])}" for item in items] == [
        f"/{item['id'].split('/')[-2]}/{row['id']}" for item, row in zip(items, rows, strict=True)
    ]
    read_rdf(said, context)


@pytest.mark.parametrize("collection", [each for each in COLLECTIONS if each != "funders"])
def test_an_entity_says_the_same_in_every_representation(
    server: httpx.Client, context: dict[str, Any], collection: str, graph: rdflib.Graph
) -> None:
    [item] = server.get(f"/{collection}", params={"limit": 1}).json()["items"]
    path = path_of(item["id"])
    said = {}
    for suffix, media_type in MEDIA_TYPES.items():
        by_suffix, by_accept = server.get(f"{path}.{suffix}"), server.get(path, headers={"accept": media_type})
        assert by_suffix.status_code == by_accept.status_code == 200
        assert by_suffix.content == by_accept.content
        assert by_suffix.headers["content-type"].partition(";")[0] == media_type
        said[suffix] = by_suffix.text
    assert {name: value for name, value in json.loads(said["json"]).items() if name != "labels"} == item
    assert list(item)[:4] == ["id", "type", "label", "evidence"]
    [row] = csv.DictReader(io.StringIO(said["csv"]), strict=True)
    assert path.endswith(f"/{row['id']}")
    read_rdf(said, context)
    subject = rdflib.URIRef(item["id"])
    own = {
        (s, p, o)
        for s, p, o in graph
        if (s == subject or str(s).startswith(f"{subject}#")) and p != SKOS.altLabel  # derived from other records
    }
    assert set(rdflib.Graph().parse(data=said["ttl"], format="turtle")) == own


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of its own JSON-LD parser
def test_rdflib_reads_the_json_ld_too(server: httpx.Client, context: dict[str, Any]) -> None:
    body = server.get("/contributions.jsonld").json()
    by_rdflib = rdflib.Graph().parse(data=json.dumps({**body, "@context": context}), format="json-ld")
    turtle = rdflib.Graph().parse(data=server.get("/contributions.ttl").text, format="turtle")
    assert set(by_rdflib) == set(turtle)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("*", "application/json"),
        ("text/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("Text/TURTLE", "text/turtle"),
        ("text/turtle;q=0.5, text/csv;q=0.6", "text/csv"),
        ("text/turtle;q=0.5,application/json;q=0.4,*/*;q=0.1", "text/turtle"),
        ("application/rdf+xml; q=0.9, application/ld+json", "application/ld+json"),
        ("text/turtle, */*", "text/turtle"),
        ("*/*, text/turtle", "text/turtle"),
        ("application/json;q=0, */*", "application/ld+json"),
        ("application/json;q=0, text/html;q=0, */*", "application/ld+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        (", text/csv", "text/csv"),
        ("nonsense, text/csv", "text/csv"),
        ("text/csv;q=nonsense", "text/csv"),
        ("image/png, text/csv;q=0.001", "text/csv"),
    ],
)
def test_the_accept_header_chooses(server: httpx.Client, accept: str, media_type: str) -> None:
    answer = server.get("/places", headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type


_CLIENTS = {
    "curl, wget, requests, httpx, R": "*/*",
    "Firefox": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Chrome": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7",
    "w3m": "text/html, text/*;q=0.5, image/*, application/*",
    "lynx": "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
    "Jena": "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3",
    "whoever wants text": "text/*",
    "whoever takes both": "text/html, text/turtle",
}


@pytest.mark.parametrize(
    ("client", "of_list", "of_search", "of_network"),
    [
        ("curl, wget, requests, httpx, R", "application/json", "application/json", "application/json"),
        ("Firefox", "text/html", "text/html", "text/html"),
        ("Chrome", "text/html", "text/html", "text/html"),
        ("w3m", "text/html", "text/html", "text/html"),
        ("lynx", "text/html", "text/html", "text/html"),
        ("Jena", "text/turtle", "application/json", "application/json"),
        ("whoever wants text", "text/turtle", "text/csv", "text/csv"),
        ("whoever takes both", "text/turtle", "text/html", "text/html"),
    ],
)
def test_clients_get_what_they_can_use(
    server: httpx.Client, client: str, of_list: str, of_search: str, of_network: str
) -> None:
    media_types = {"/places": of_list, "/places/busan": of_list, "/search?q=busan": of_search}
    for path, media_type in {**media_types, "/network/funding": of_network}.items():
        answer = server.get(path, headers={"accept": _CLIENTS[client]})
        assert answer.headers["content-type"].partition(";")[0] == media_type, path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of its own JSON-LD parser
def test_libraries_get_what_they_can_use(server: httpx.Client) -> None:
    address = str(server.base_url)
    assert len(rdflib.Graph().parse(f"{address}/places")) > 20
    with urlopen(f"{address}/places") as answer:  # as pandas does; it sends no Accept at all
        assert answer.headers["content-type"] == "application/json"


TABLES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": table
    for module in (datasets, entities, networks, statements)
    for name, table in vars(module).items()
    if isinstance(table, dict) and all(isinstance(key, Representation) for key in table)
}


@pytest.mark.parametrize("name", TABLES)
def test_a_page_is_the_last_of_a_table(name: str) -> None:
    """A wildcard gets the first that it covers, and a program can do nothing with a page."""
    representations = list(TABLES[name])
    assert HTML not in representations[:-1]
    assert len(TABLES) > 12


def test_several_accept_headers_are_one(server: httpx.Client) -> None:
    answer = server.get("/places", headers=[("accept", "text/csv;q=0.1"), ("accept", "text/turtle")])
    assert answer.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "application/json;q=0", ";;;", "/", "a/b/c"])
@pytest.mark.parametrize("path", ["/places", "/places/busan", "/ontology", "/network/funding", "/sparql?query=ASK{}"])
def test_what_is_not_on_offer_is_refused_with_what_is(server: httpx.Client, path: str, accept: str) -> None:
    body = assert_problem(server.get(path, headers={"accept": accept}), 406, "not-acceptable")
    assert body["offered"]
    assert all("/" in each for each in body["offered"])
    assert all(each in body["detail"] for each in body["offered"])


@pytest.mark.parametrize("path", ["/places.xhtml", "/places/busan.xlsx", "/network/funding.png", "/ontology.csv"])
def test_a_suffix_that_is_not_on_offer_is_refused(server: httpx.Client, path: str) -> None:
    body = assert_problem(server.get(path), 406, "not-acceptable")
    assert any(each.endswith(("(.ttl)", "(.gexf)")) for each in body["offered"])


def test_a_suffix_goes_before_the_accept_header(server: httpx.Client) -> None:
    answer = server.get("/places.csv", headers={"accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_empty_collection_has_every_representation(empty: httpx.Client, collection: str) -> None:
    assert empty.get(f"/{collection}").json() == {"items": [], "total": 0, "next": None, "version": 0, "labels": {}}
    assert empty.get(f"/{collection}.csv").text.startswith("id,")
    for suffix, format_name in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml")):
        answer = empty.get(f"/{collection}.{suffix}")
        assert len(rdflib.Graph().parse(data=answer.text, format=format_name)) == 0


@pytest.mark.parametrize(
    "coding",
    [
        *("snappy", "identity;q=0", "*;q=0", "identity;q=0, *;q=0", "gzip;q=x", "gzip;q=-1", "GZIP", ";;;", ",", "="),
        *("br;q=1e999", "zstd;q=nan", "gzip, gzip, gzip;q=0", "identity, " * 5_000 + "gzip", "\xff", "*"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/organisations", "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%20500"]
)
def test_an_odd_coding_is_answered_in_one_that_is_known(server: httpx.Client, path: str, coding: str) -> None:
    """A server may leave a wish unmet (RFC 9110, section 12.5.3), but must say how it coded the answer."""
    answer = server.get(path, headers={b"accept-encoding": coding.encode("latin-1")})
    assert answer.status_code == 200
    assert answer.headers.get("content-encoding", "identity") in ("identity", "gzip", "br", "zstd")
    assert answer.json()


@pytest.mark.parametrize("accept", ["a/b," * 15_000, 'a/b;"' + ";" * 60_000, "a/b" + ";a" * 30_000])
@pytest.mark.parametrize("path", ["/organisations", "/sparql?query=ASK%20%7B%7D"])
def test_of_a_very_long_wish_the_beginning_is_read(server: httpx.Client, path: str, accept: str) -> None:
    """The time to read one grows with its square."""
    assert_problem(server.get(path, headers={"accept": accept}), 406, "not-acceptable")
    assert_problem(server.get(path, headers={"accept": f"{accept}, application/json"}), 406, "not-acceptable")
    assert server.get(path, headers={"accept": f"application/json, {accept}"}).is_success
