"""The ontology as the folder `ontology/` has it: read once in a process, and looked up by subject and property.

>>> lead = f"{ONTOLOGY_IRI}/roles/lead"
>>> ontology().label(lead), lead in ontology().concepts(f"{ONTOLOGY_IRI}/roles")
('Lead', True)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kg.store.rdf import PREFIXES, BlankNode, Literal, NamedNode, Quad, canonical, read_quads, text_of

ONTOLOGY_IRI = "https://w3id.org/innovation-kg/ontology"
ENGLISH = "en"
_LANGUAGES = ("korean.ttl",)
"""What is said in other languages; read last, for what has no regard to languages takes the first, which is English."""

_RDF, _RDFS, _SKOS = (PREFIXES[prefix] for prefix in ("rdf", "rdfs", "skos"))


@dataclass(frozen=True, eq=False)
class Ontology:
    """Triples, and what they say of a subject; all by the text of the term: the IRI, the label, the lexical form."""

    quads: Sequence[Quad]

    def texts(self, subject: str, property_: str) -> Sequence[str]:
        """List the values of a property, in the order of the file."""
        return self._by_subject.get(subject, {}).get(property_, ())

    def text(self, subject: str, property_: str) -> str:
        """Give the value of a property that has one, empty for none."""
        return next(iter(self.texts(subject, property_)), "")

    def label(self, iri: str, language: str = ENGLISH) -> str:
        """Give the label of a class, property or concept in a language, else in English; empty for one without."""
        return self.told(iri, f"{_SKOS}prefLabel", language) or self.told(iri, f"{_RDFS}label", language)

    def definition(self, iri: str, language: str = ENGLISH) -> str:
        """Say what a class, property or concept means, empty where nothing is said."""
        return self.told(iri, f"{_SKOS}definition", language)

    def translations(self, language: str) -> Mapping[str, str]:
        """Map the English labels and definitions to those in another language; of labels alike, the first counts."""
        texts: dict[str, str] = {}
        for (subject, property_, tag), text in self._by_language.items():
            english = self._by_language.get((subject, property_, ENGLISH), "")
            if tag == language and english:
                texts.setdefault(english, text)
        return texts

    def told(self, subject: str, property_: str, language: str) -> str:
        """Give a text in a language, else in English; empty for none."""
        return self._by_language.get((subject, property_, language)) or self.text(subject, property_)

    def subjects(self, property_: str, value: str) -> Sequence[str]:
        """List the subjects that have a value, in the order of the file."""
        return self._by_value.get((property_, value), ())

    def concepts(self, scheme: str) -> Sequence[str]:
        """List the concepts of a scheme by their IRIs."""
        return self.subjects(f"{_SKOS}inScheme", scheme)

    def members(self, head: str) -> Iterator[str]:
        """Walk an RDF list."""
        while head != f"{_RDF}nil":
            yield self.text(head, f"{_RDF}first")
            head = self.text(head, f"{_RDF}rest")

    @cached_property
    def graph(self) -> Sequence[Quad]:
        """The triples in the graph of the ontology, where each load puts them: those in English.

        So a term has one label there, and what groups by labels counts nothing twice.
        """
        english = (each for each in self.quads if _language_of(each) in ("", ENGLISH))
        return canonical(english, NamedNode(ONTOLOGY_IRI))

    @cached_property
    def _by_subject(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        index: dict[str, dict[str, list[str]]] = {}
        for quad in self.quads:
            properties = index.setdefault(text_of(quad.subject), {})
            properties.setdefault(quad.predicate.value, []).append(text_of(quad.object))
        return index

    @cached_property
    def _by_language(self) -> Mapping[tuple[str, str, str], str]:
        return {
            (text_of(quad.subject), quad.predicate.value, language): text_of(quad.object)
            for quad in self.quads
            if (language := _language_of(quad))
        }

    @cached_property
    def _by_value(self) -> Mapping[tuple[str, str], Sequence[str]]:
        index: dict[tuple[str, str], list[str]] = {}
        for quad in self.quads:
            index.setdefault((quad.predicate.value, text_of(quad.object)), []).append(text_of(quad.subject))
        return index


def _language_of(quad: Quad) -> str:
    return (quad.object.language or "") if isinstance(quad.object, Literal) else ""


def ontology_folder() -> Path:
    """Find the ontology: beside the package in a checkout, inside it when installed."""
    inside = Path(__file__).parent / "ontology"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "ontology"


@cache
def ontology() -> Ontology:
    """Read classes, properties and views, the schemes of terms, registers, own recipes, and other languages."""
    recipes = sorted(f"recipes/{each.name}" for each in (ontology_folder() / "recipes").glob("*.ttl"))
    return Ontology(tuple(_read("ontology.ttl", "schemes.ttl", "identifiers.ttl", *recipes, *_LANGUAGES)))


@cache
def shape_quads() -> Sequence[Quad]:
    """Read the shapes."""
    return tuple(_read("shapes.ttl"))


@cache
def said_in(language: str) -> Mapping[str, str]:
    """Map what ontology and shapes say in English to the same in another language."""
    return _with_shapes().translations(language)


def demand_of(shape: str, language: str = ENGLISH) -> str:
    """Give what a shape demands in a language, else in English; empty where it does not say, or is none of ours."""
    return _with_shapes().told(shape, f"{PREFIXES['sh']}message", language)


@cache
def _with_shapes() -> Ontology:
    return Ontology((*ontology().quads, *shape_quads()))


@cache
def listed_values() -> Mapping[str, tuple[frozenset[str], str]]:
    """Map the properties whose values the shapes list (sh:in) to these, and to the message of the shape."""
    shapes = Ontology(shape_quads())
    shaped = {each.subject for each in shapes.quads if each.predicate.value == f"{PREFIXES['sh']}in"}
    return {
        shapes.text(shape, f"{PREFIXES['sh']}path"): (
            frozenset(shapes.members(shapes.text(shape, f"{PREFIXES['sh']}in"))),
            shapes.text(shape, f"{PREFIXES['sh']}message"),
        )
        for shape in map(text_of, shaped)
    }


@cache
def context() -> Mapping[str, Any]:
    """Read the JSON-LD context."""
    content: Mapping[str, Any] = json.loads((ontology_folder() / "context.jsonld").read_bytes())["@context"]
    return content


def _read(*names: str) -> Iterator[Quad]:
    """Read files; their blank nodes are named by their order, so that the same files give the same bytes."""
    blank_nodes: dict[BlankNode, BlankNode] = {}

    def steady(term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return blank_nodes.setdefault(term, BlankNode(f"b{len(blank_nodes)}"))

    quads: Iterable[Quad] = (
        quad for name in names for quad in read_quads((ontology_folder() / name).read_bytes(), "turtle")
    )
    for quad in quads:
        yield Quad(steady(quad.subject), quad.predicate, steady(quad.object), quad.graph_name)
