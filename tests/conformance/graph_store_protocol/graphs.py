"""Graphs that are written, read and compared, and where they are found."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pyoxigraph as ox
import rdflib

from tests.api.conftest import BASE

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
