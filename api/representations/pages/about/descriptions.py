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
from api.representations.pages.rendering import local, render, root_of
from api.representations.pages.speech import Value
from api.representations.statements import DESCRIPTION
from kg.catalogue import Selection
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI
from kg.reference import label_of, narrowable
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, NamedNode, Quad, Term, text_of
from kg.vocabulary import FieldKind

_FIRST, _REST = f"{PREFIXES['rdf']}first", f"{PREFIXES['rdf']}rest"
_SEAM = re.compile("([a-z])([A-Z])(?=[a-z])")
"""Where the words of the local name of a property meet."""

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
    root, statements = root_of(description.request), _Statements(description.quads, root_of(description.request))
    term, edition = NamedNode(description.iri) if description.iri else None, description.edition
    values = {
        "heading": description.heading,
        "iri": description.iri,
        "formats": suffixes(DESCRIPTION) if description.has_suffixes else (),
        "term": statements.about(term) if term else (),
        "sections": [
            (statements.named(each), text_of(each).partition("#")[2], statements.about(each))
            for each in statements.subjects()
            if each != term
        ],
        "uses": list(_uses(edition, description.iri, root)) if edition and term and statements.is_term(term) else [],
    }
    return render(description.request, "about/description.html", values)


class _Statements:
    def __init__(self, quads: Iterable[Quad], root: str) -> None:
        self._root = root
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
            (_SEAM.sub(lambda match: f"{match[1]} {match[2].lower()}", label_of(name)), list(self._values(values)))
            for name, values in properties
            if name not in _LABELS or not isinstance(subject, NamedNode)
        ]

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
        own = next((text_of(label) for name in _LABELS for label in self._of.get(term, {}).get(name, ())), "")
        if text.startswith(ONTOLOGY_IRI):
            path, _, fragment = text.removeprefix(ONTOLOGY_IRI).partition("#")
            address = f"{self._root}/ontology{quote(path)}" + (f"#{quote(fragment)}" if fragment else "")
        else:
            address = local(text, f"{ONTOLOGY_IRI}/", self._root)
        return Value(own or label_of(text) or text, address)


def _uses(edition: Edition, iri: str, root: str) -> Iterator[Value]:
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
                    yield Value(f"{record_class.name}, {label_of(field.iri)}: {total:,}", address)
