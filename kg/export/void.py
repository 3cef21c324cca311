"""The graph described in VoID (Vocabulary of Interlinked Datasets, W3C 2011)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from kg.mapping import Mapping
from kg.ontology import ONTOLOGY_IRI
from kg.records import Dataset
from kg.store import Store
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term

_VOID = PREFIXES["void"]
_VOCABULARIES = ("dcterms", "foaf", "org", "prov", "skos")
_INTEGER = NamedNode(f"{PREFIXES['xsd']}integer")


def void_quads(store: Store, mapping: Mapping, root: str) -> list[Quad]:
    """Describe the whole graph and each dataset in it; `root` is where the service answers."""
    return [
        *_whole(store, mapping, root),
        *(quad for each in mapping.described(store) for quad in _dataset(store, mapping, each, root)),
    ]


def _whole(store: Store, mapping: Mapping, root: str) -> Iterator[Quad]:
    whole = NamedNode(f"{root}.well-known/void#graph")
    yield _quad(whole, RDF_TYPE, NamedNode(f"{_VOID}Dataset"))
    yield _quad(whole, _void("sparqlEndpoint"), NamedNode(f"{root}sparql"))
    yield _quad(whole, _void("uriSpace"), Literal(mapping.base_iri))
    yield _quad(whole, _void("vocabulary"), NamedNode(ONTOLOGY_IRI))
    for prefix in _VOCABULARIES:
        yield _quad(whole, _void("vocabulary"), NamedNode(PREFIXES[prefix]))
    for name, record_class in mapping.vocabulary.classes.items():
        count = sum(1 for _ in store.quads(None, RDF_TYPE, NamedNode(record_class.iri)))
        if count:
            part = BlankNode(f"class{name}")
            yield _quad(whole, _void("classPartition"), part)
            yield _quad(part, _void("class"), NamedNode(record_class.iri))
            yield _quad(part, _void("entities"), _integer(count))
    for graph in sorted(store.graphs()):
        yield _quad(whole, _void("subset"), NamedNode(graph))


def _dataset(store: Store, mapping: Mapping, dataset: Dataset, root: str) -> Iterator[Quad]:
    graph = mapping.graph(dataset.name)
    yield from mapping.describe(dataset)
    yield _quad(graph, _void("triples"), _integer(sum(1 for _ in store.quads(graph=graph))))
    yield _quad(graph, _void("dataDump"), NamedNode(f"{root}graphs?graph={quote(graph.value, safe='')}"))


def _void(name: str) -> NamedNode:
    return NamedNode(f"{_VOID}{name}")


def _integer(count: int) -> Literal:
    return Literal(str(count), datatype=_INTEGER)


def _quad(subject: NamedNode | BlankNode, predicate: NamedNode, term: Term) -> Quad:
    return Quad(subject, predicate, term, DefaultGraph())
