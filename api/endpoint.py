"""The SPARQL endpoint described for machines (SPARQL 1.1 Service Description, W3C 2013)."""

from __future__ import annotations

from collections.abc import Iterator

from kg.store.rdf import RDF_TYPE, BlankNode, DefaultGraph, NamedNode, Quad

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_WRITTEN = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"),
)


def endpoint_quads(endpoint: str, *, union: bool, writable: bool) -> Iterator[Quad]:
    """Say what the endpoint speaks and writes.

    `union`: its default graph is the union of all graphs; `writable`: there is somebody who may update.
    """
    node = BlankNode("service")
    said = [
        (RDF_TYPE, f"{_SD}Service"),
        (NamedNode(f"{_SD}endpoint"), endpoint),
        (NamedNode(f"{_SD}supportedLanguage"), f"{_SD}SPARQL11Query"),
        *([(NamedNode(f"{_SD}supportedLanguage"), f"{_SD}SPARQL11Update")] if writable else []),
        *((NamedNode(f"{_SD}resultFormat"), f"{_FORMATS}{name}") for name in _WRITTEN),
        *([(NamedNode(f"{_SD}feature"), f"{_SD}UnionDefaultGraph")] if union else []),
    ]
    return (Quad(node, predicate, NamedNode(iri), DefaultGraph()) for predicate, iri in said)
