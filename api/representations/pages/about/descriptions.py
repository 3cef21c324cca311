"""Statements about things as a page shows them: terms, the ontology, the shapes, and what the graph holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request

from api.http.negotiation import suffixes
from api.http.visitor import visitor_of
from api.representations.pages.languages import marked, messages
from api.representations.pages.rendering import local, render, root_of
from api.representations.pages.speech import Value
from api.representations.statements import DESCRIPTION
from kg.catalogue import Selection
from kg.edition import Edition
from kg.ontology import ENGLISH, ONTOLOGY_IRI, ontology
from kg.reference import label_of, narrowable
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, Literal, NamedNode, Quad, Term, text_of
from kg.vocabulary import FieldKind

_FIRST, _REST = f"{PREFIXES['rdf']}first", f"{PREFIXES['rdf']}rest"
_SEAM = re.compile("([a-z])([A-Z])(?=[a-z])")
"""Where the words of the local name of a property meet."""

SPOKEN = (
    marked("type"),
    marked("label"),
    marked("in scheme"),
    marked("top concept of"),
    marked("is defined by"),
    marked("scope note"),
    marked("close match"),
    marked("related match"),
    marked("sub class of"),
    marked("sub property of"),
    marked("see also"),
    marked("title"),
    marked("description"),
    marked("The SHACL shapes"),
    marked("What the graph holds"),
)
"""Properties of other vocabularies that the ontology is told in, and headings."""

_LABELS = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['rdfs']}label")

Said: TypeAlias = "Value | Statements"
Statements: TypeAlias = Sequence[tuple[str, Sequence[Said]]]
"""What is said of one thing: each property with its values, of which one without a name is what is said of it."""


@dataclass(frozen=True, slots=True)
class Description:
    """Statements as a request asks for them: under a heading, with the edition where they are about the term `iri`.

    `has_suffixes` tells whether the address takes the format at its end.
    """

    request: Request
    heading: str
    quads: Sequence[Quad]
    iri: str = ""
    edition: Edition | None = None
    has_suffixes: bool = True


def description_page(description: Description) -> bytes:
    """Show statements by what they are about: a term first, under the heading, then what names it."""
    root, language = root_of(description.request), visitor_of(description.request).language
    statements = _Statements(description.quads, root, language)
    term, edition = NamedNode(description.iri) if description.iri else None, description.edition
    values = {
        "heading": statements.heading(description),
        "iri": description.iri,
        "formats": suffixes(DESCRIPTION) if description.has_suffixes else (),
        "term": statements.about(term) if term else (),
        "sections": [
            (statements.named(each), text_of(each).partition("#")[2], statements.about(each))
            for each in statements.subjects()
            if each != term
        ],
        "uses": list(_uses(edition, description.iri, root, language))
        if edition and term and statements.is_term(term)
        else [],
    }
    return render(description.request, "about/description.html", values)


class _Statements:
    def __init__(self, quads: Iterable[Quad], root: str, language: str) -> None:
        self._root, self._language = root, language
        self._of: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self._of[quad.subject][quad.predicate.value].append(quad.object)

    def subjects(self) -> list[Term]:
        """List what has a name, and is told of."""
        return [each for each in self._of if isinstance(each, NamedNode)]

    def is_term(self, subject: Term) -> bool:
        """Tell a term from a scheme of them."""
        return NamedNode(f"{PREFIXES['skos']}Concept") in self._of[subject][RDF_TYPE.value]

    def about(self, subject: Term) -> Statements:
        """Give what is said of a thing; its label is its heading."""
        properties = self._of[subject].items()
        return [
            (self._property(name), list(self._values(self._spoken(values))))
            for name, values in properties
            if name not in _LABELS or not isinstance(subject, NamedNode)
        ]

    def heading(self, description: Description) -> str:
        """Give the label of the term that is told of, or the heading, in the language of the reader."""
        return ontology().label(description.iri, self._language) or messages(self._language).gettext(
            description.heading
        )

    def _property(self, iri: str) -> str:
        """Name a property, in the language of the reader where that has a word for it."""
        words = _SEAM.sub(lambda match: f"{match[1]} {match[2].lower()}", label_of(iri, self._language))
        return messages(self._language).gettext(words)

    def _spoken(self, terms: Sequence[Term]) -> Iterable[Term]:
        """Leave out what is said in other languages, where something is said in that of the reader, or in English."""
        languages = {each.language for each in terms if isinstance(each, Literal) and each.language}
        chosen = self._language if self._language in languages else ENGLISH
        return (each for each in terms if not isinstance(each, Literal) or each.language in (None, chosen))

    def _values(self, terms: Iterable[Term]) -> Iterator[Said]:
        for term in terms:
            if isinstance(term, BlankNode) and _FIRST in self._of[term]:
                yield from self._values([*self._of[term][_FIRST], *self._of[term][_REST]])
            elif isinstance(term, BlankNode):
                yield self.about(term)
            elif term != NamedNode(f"{PREFIXES['rdf']}nil"):
                yield self.named(term)

    def named(self, term: Term) -> Value:
        """Name a thing, with its address here where it has one."""
        text = text_of(term)
        if not isinstance(term, NamedNode):
            return Value(text)
        labels = (label for name in _LABELS for label in self._spoken(self._of.get(term, {}).get(name, ())))
        own = next(map(text_of, labels), "")
        if text.startswith(ONTOLOGY_IRI):
            path, _, fragment = text.removeprefix(ONTOLOGY_IRI).partition("#")
            address = f"{self._root}/ontology{quote(path)}" + (f"#{quote(fragment)}" if fragment else "")
        else:
            address = local(text, f"{ONTOLOGY_IRI}/", self._root)
        return Value(own or label_of(text, self._language) or text, address)


def _uses(edition: Edition, iri: str, root: str, language: str) -> Iterator[Value]:
    """Count the records that name a term, or one that is narrower, by class and field; each count leads to the list."""
    for record_class in edition.mapping.vocabulary.classes.values():
        for field in record_class.fields.values():
            if field.kind is FieldKind.CONCEPT and iri.startswith(field.scheme):
                term = iri.removeprefix(field.scheme)
                if field.spans_schemes and term.partition("/")[0] not in narrowable():
                    continue
                total = edition.catalogue.page(record_class.collection, Selection({field.name: [term]}, limit=1)).total
                if total:
                    address = f"{root}/{record_class.collection}?{field.name}={quote(term)}"
                    name = messages(language).gettext(record_class.name)
                    yield Value(f"{name}, {label_of(field.iri, language)}: {total:,}", address)
