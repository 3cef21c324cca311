"""The SPARQL endpoint described for machines (SPARQL 1.1 Service Description, W3C 2013)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from kg.store.rdf import (
    GRAPH_FORMATS,
    RDF_TYPE,
    RESULT_FORMATS,
    BlankNode,
    DefaultGraph,
    Format,
    Literal,
    NamedNode,
    Quad,
)

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_SIMPLE_ENTAILMENT = "http://www.w3.org/ns/entailment/Simple"
_GEO = "http://www.opengis.net/def/function/geosparql/"
_XSD = "http://www.w3.org/2001/XMLSchema#"

FORMAT_IRIS = {
    "turtle": f"{_FORMATS}Turtle",
    "jsonld": f"{_FORMATS}JSON-LD",
    "ntriples": f"{_FORMATS}N-Triples",
    "rdfxml": f"{_FORMATS}RDF_XML",
    "trig": f"{_FORMATS}TriG",
    "nquads": f"{_FORMATS}N-Quads",
    "json": f"{_FORMATS}SPARQL_Results_JSON",
    "xml": f"{_FORMATS}SPARQL_Results_XML",
    "csv": f"{_FORMATS}SPARQL_Results_CSV",
    "tsv": f"{_FORMATS}SPARQL_Results_TSV",
}
"""What the W3C calls each format (Unique URIs for File Formats)."""

EXTENSION_FUNCTIONS = (
    *(
        f"{_XSD}{name}"  # casts beyond those of SPARQL 1.1, 17.5
        for name in (
            *("date", "time", "duration", "dayTimeDuration", "yearMonthDuration"),
            *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
        )
    ),
    *(
        f"{_GEO}{name}"
        for name in (
            *("asGeoJSON", "getSRID", "coordinateDimension", "dimension", "spatialDimension", "isEmpty", "isSimple"),
            *("area", "length", "perimeter", "distance", "centroid", "convexHull", "envelope"),
            *("difference", "intersection", "symDifference", "union", "relate"),
            *("sfContains", "sfCrosses", "sfDisjoint", "sfEquals", "sfIntersects", "sfOverlaps", "sfTouches"),
            *("sfWithin", "ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint", "ehEquals", "ehInside", "ehMeet"),
            *("ehOverlap", "rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp", "rcc8ntppi", "rcc8po", "rcc8tpp", "rcc8tppi"),
        )
    ),
)
"""Functions of the engine that SPARQL 1.1 does not have: casts, and GeoSPARQL (OGC 11-052r4) on WKT literals."""

_NAMED = 1_000
"""Graphs that are named: a query for all of them can be ended, writing them down here cannot."""

_SERVICE, _DATASET, _DEFAULT = BlankNode("service"), BlankNode("dataset"), BlankNode("default")


def endpoint_quads(endpoint: str, *, union: bool, writable: bool, graphs: Iterable[str] = ()) -> Iterator[Quad]:
    """Say what the endpoint speaks, reads and writes, and what it is asked of.

    `union`: its default graph is the union of all graphs; `writable`: there is somebody who may update; `graphs`:
    the IRIs of the named graphs, of which some are named where there are very many.
    """
    yield from _said(
        _SERVICE,
        "Service",
        endpoint=[endpoint],
        supportedLanguage=[f"{_SD}SPARQL11Query", *([f"{_SD}SPARQL11Update"] if writable else [])],
        feature=[f"{_SD}UnionDefaultGraph"] if union else [],
        defaultEntailmentRegime=[_SIMPLE_ENTAILMENT],
        extensionFunction=EXTENSION_FUNCTIONS,
        resultFormat=_iris(GRAPH_FORMATS | RESULT_FORMATS),
        inputFormat=_iris(GRAPH_FORMATS) if writable else [],
    )
    for iri in EXTENSION_FUNCTIONS:
        yield _quad(NamedNode(iri), RDF_TYPE, NamedNode(f"{_SD}Function"))
    yield from _formats()
    yield _quad(_SERVICE, NamedNode(f"{_SD}defaultDataset"), _DATASET)
    yield from _dataset(sorted(islice(graphs, _NAMED)))


def _dataset(graphs: Iterable[str]) -> Iterator[Quad]:
    """Describe the default graph, and each named graph by its name."""
    yield from _said(_DATASET, "Dataset")
    yield _quad(_DATASET, NamedNode(f"{_SD}defaultGraph"), _DEFAULT)
    yield from _said(_DEFAULT, "Graph")
    for number, iri in enumerate(graphs):
        node = BlankNode(f"g{number}")
        yield _quad(_DATASET, NamedNode(f"{_SD}namedGraph"), node)
        yield from _said(node, "NamedGraph", name=[iri])


def _formats() -> Iterator[Quad]:
    """Give the media type of each format, and the suffix of its files."""
    for each in (GRAPH_FORMATS | RESULT_FORMATS).values():
        node = NamedNode(FORMAT_IRIS[each.name])
        yield _quad(node, RDF_TYPE, NamedNode(f"{_FORMATS}Format"))
        yield _quad(node, NamedNode(f"{_FORMATS}media_type"), Literal(each.media_type))
        yield _quad(node, NamedNode(f"{_FORMATS}preferred_suffix"), Literal(f".{each.suffix}"))


def _iris(formats: Mapping[str, Format]) -> list[str]:
    return [FORMAT_IRIS[name] for name in formats]


def _said(node: BlankNode, type_: str, **objects: Iterable[str]) -> Iterator[Quad]:
    yield _quad(node, RDF_TYPE, NamedNode(f"{_SD}{type_}"))
    for name, iris in objects.items():
        for iri in iris:
            yield _quad(node, NamedNode(f"{_SD}{name}"), NamedNode(iri))


def _quad(subject: NamedNode | BlankNode, predicate: NamedNode, object_: NamedNode | BlankNode | Literal) -> Quad:
    return Quad(subject, predicate, object_, DefaultGraph())
