"""The words that queries are made of: classes, properties and terms of schemes, as an editor completes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kg.ontology import ONTOLOGY_IRI, ontology
from kg.store.rdf import PREFIXES, RDF_TYPE, compact
from kg.terms import our_terms
from kg.vocabulary import load_vocabulary

_OWL, _RDFS, _SKOS = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["skos"]
_KINDS: tuple[tuple[str, Literal["class", "property"]], ...] = (
    (f"{_OWL}Class", "class"),
    (f"{_RDFS}Class", "class"),
    (f"{_OWL}ObjectProperty", "property"),
    (f"{_OWL}DatatypeProperty", "property"),
    (f"{_OWL}AnnotationProperty", "property"),
    (f"{PREFIXES['rdf']}Property", "property"),
)
_EVERYWHERE = (RDF_TYPE.value, f"{_RDFS}label", f"{_SKOS}prefLabel", f"{_SKOS}altLabel", f"{_SKOS}broader")
_BESIDE = {
    "dcterms": ("description", "isReplacedBy"),
    "owl": ("sameAs",),
    "prov": (
        "Activity",
        "Agent",
        "endedAtTime",
        "generated",
        "influenced",
        "used",
        "wasAssociatedWith",
        "wasInformedBy",
    ),
    "rdfs": ("Class", "comment"),
    "void": ("Dataset",),
}
"""What is written beside records: datasets, decisions, the history."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word: `name` is how a query writes it, with a usual prefix or as an IRI in brackets.

    `scheme` is the short name of the scheme of a concept, and empty for others.
    """

    name: str
    kind: Literal["class", "property", "concept"]
    label: str
    definition: str
    scheme: str = ""


@cache
def query_terms() -> Sequence[QueryTerm]:
    """List the words of the ontology and those of other vocabularies that records are written in, by their names.

    >>> [(each.name, each.label) for each in query_terms() if each.name == "ikg:Contribution"]
    [('ikg:Contribution', 'contribution')]
    """
    terms = {each.name: each for each in (*_foreign(), *_declared(), *_concepts())}
    return tuple(sorted(terms.values(), key=lambda term: (term.kind == "concept", term.name)))


@cache
def written_terms() -> frozenset[str]:
    """List the IRIs of what records, their descriptions and their history are written in."""
    beside = (f"{PREFIXES[prefix]}{name}" for prefix, names in _BESIDE.items() for name in names)
    classes = load_vocabulary().classes.values()
    fields = (field.iri for each in classes for field in each.fields.values())
    return frozenset({*beside, *fields, *(each.iri for each in classes), *_EVERYWHERE})


def _declared() -> Iterator[QueryTerm]:
    for type_, kind in _KINDS:
        for iri in ontology().subjects(RDF_TYPE.value, type_):
            if ":" in iri:
                yield _term(iri, kind)


def _foreign() -> Iterator[QueryTerm]:
    """Name what records are written in, whether or not the ontology declares it."""
    for record_class in load_vocabulary().classes.values():
        yield _term(record_class.iri, "class")
        for field in record_class.fields.values():
            yield _term(field.iri, "property")
    for iri in _EVERYWHERE:
        yield _term(iri, "property")


def _concepts() -> Iterator[QueryTerm]:
    for iri in our_terms():
        scheme = iri.rpartition("/")[0].removeprefix(f"{ONTOLOGY_IRI}/")
        yield QueryTerm(_written(iri), "concept", _label(iri), ontology().definition(iri), scheme)


def _term(iri: str, kind: Literal["class", "property"]) -> QueryTerm:
    return QueryTerm(_written(iri), kind, _label(iri), ontology().definition(iri))


def _label(iri: str) -> str:
    return ontology().label(iri) or iri.replace("#", "/").rpartition("/")[2]


def _written(iri: str) -> str:
    name = compact(iri)
    return f"<{iri}>" if name == iri or "/" in name else name
