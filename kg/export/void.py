"""The graph described in VoID (Vocabulary of Interlinked Datasets, W3C 2011)."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from urllib.parse import quote

from kg.mapping import Mapping
from kg.ontology import ONTOLOGY_IRI
from kg.records import Dataset
from kg.store import Store
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, text_of

_VOID = PREFIXES["void"]
_VOCABULARIES = ("dcterms", "foaf", "org", "prov", "skos")
_INTEGER = NamedNode(f"{PREFIXES['xsd']}integer")

_OF_GRAPHS = "SELECT ?key (COUNT(*) AS ?count) WHERE { GRAPH ?key { ?s ?p ?o } } GROUP BY ?key"
_OF_CLASSES = "SELECT ?key (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s a ?key } } GROUP BY ?key"
"""Quads by graph, and those that tell a class by class. The engine counts a million in half a second, where to read
them takes ten, and holds no lock on Python meanwhile."""


def void_quads(store: Store, mapping: Mapping, root: str) -> list[Quad]:
    """Describe the whole graph and each dataset in it; `root` is where the service answers."""
    triples = _counts(store, _OF_GRAPHS)
    return [
        *_whole(store, mapping, root),
        *(quad for each in mapping.described(store) for quad in _dataset(mapping, each, root, triples)),
    ]


def _counts(store: Store, query: str) -> Map[str, int]:
    """Give the counts of named graphs by what they are of, by IRI."""
    return {text_of(each["key"]): int(text_of(each["count"])) for each in store.select(query)}


def _whole(store: Store, mapping: Mapping, root: str) -> Iterator[Quad]:
    entities = _counts(store, _OF_CLASSES)
    whole = NamedNode(f"{root}.well-known/void#graph")
    yield _quad(whole, RDF_TYPE, NamedNode(f"{_VOID}Dataset"))
    yield _quad(whole, _void("sparqlEndpoint"), NamedNode(f"{root}sparql"))
    yield _quad(whole, _void("uriSpace"), Literal(mapping.base_iri))
    yield _quad(whole, _void("vocabulary"), NamedNode(ONTOLOGY_IRI))
    for prefix in _VOCABULARIES:
        yield _quad(whole, _void("vocabulary"), NamedNode(PREFIXES[prefix]))
    for name, record_class in mapping.vocabulary.classes.items():
        beside = store.quads(None, RDF_TYPE, NamedNode(record_class.iri), DefaultGraph())
        count = entities.get(record_class.iri, 0) + sum(1 for _ in beside)
        if count:
            part = BlankNode(f"class{name}")
            yield _quad(whole, _void("classPartition"), part)
            yield _quad(part, _void("class"), NamedNode(record_class.iri))
            yield _quad(part, _void("entities"), _integer(count))
    for graph in sorted(store.graphs()):
        yield _quad(whole, _void("subset"), NamedNode(graph))


def _dataset(mapping: Mapping, dataset: Dataset, root: str, triples: Map[str, int]) -> Iterator[Quad]:
    graph = mapping.graph(dataset.name)
    yield from mapping.describe(dataset)
    yield _quad(graph, _void("triples"), _integer(triples.get(graph.value, 0)))
    yield _quad(graph, _void("dataDump"), NamedNode(f"{root}graphs?graph={quote(graph.value, safe='')}"))


def _void(name: str) -> NamedNode:
    return NamedNode(f"{_VOID}{name}")


def _integer(count: int) -> Literal:
    return Literal(str(count), datatype=_INTEGER)


def _quad(subject: NamedNode | BlankNode, predicate: NamedNode, term: Term) -> Quad:
    return Quad(subject, predicate, term, DefaultGraph())
