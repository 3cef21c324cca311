"""The vocabulary as a page shows it: a dictionary with a filter, every entry with its use and an example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from api.http.negotiation import suffixes
from api.http.visitor import visitor_of
from api.representations.pages.languages import marked, messages
from api.representations.pages.rendering import local, render, root_of
from api.representations.pages.speech import Value
from api.representations.statements import DESCRIPTION
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.reference import label_of
from kg.spelling import fold
from kg.store.rdf import PREFIXES, compact
from kg.vocabulary import FieldKind

_VIEW = f"{ONTOLOGY_IRI}#View"

_RELATIONS = {
    "subClassOf": marked("sub class of"),
    "subPropertyOf": marked("sub property of"),
    "closeMatch": marked("close match"),
    "relatedMatch": marked("related match"),
    "seeAlso": marked("see also"),
}
"""How terms of other vocabularies are related, in words."""


def dictionary_page(request: Request, edition: Edition, body: Mapping[str, Any]) -> bytes:
    """Show the dictionary, or what of it has the words of the filter."""
    words, root = request.query_params.get("q", ""), root_of(request)
    translate = messages(visitor_of(request).language).gettext
    properties = {each["iri"]: each for each in body["properties"]}
    filter_ = _Filter(words, translate)
    classes, entries = filter_.of(body["classes"]), filter_.of(body["properties"])
    views = ontology().subjects(f"{PREFIXES['rdf']}type", _VIEW)
    schemes = [{**each, "terms": filter_.of(each["terms"], each["label"])} for each in body["schemes"]]
    values = {
        "body": body,
        "words": words,
        "formats": ("json", *suffixes(DESCRIPTION)),
        "classes": classes,
        "properties": entries,
        "scheme_labels": {each["name"]: translate(each["label"]) for each in body["schemes"]},
        "schemes": [each for each in schemes if each["terms"]],
        "by_iri": properties,
        "anchors": {iri: _anchor(iri) for iri in (*properties, *(each["iri"] for each in body["classes"]))},
        "example": lambda thing: Value(thing["label"], local(thing["id"], edition.mapping.base_iri, root)),
        "value": lambda entry: _value(edition, entry, root, visitor_of(request).language),
        "listed": lambda use: _listed(edition, use, root),
        "found": sum(map(len, (classes, entries, *(each["terms"] for each in schemes)))),
        "views": [] if words else [(label_of(iri), ontology().definition(iri), iri) for iri in views],
        "meaning": ontology().text(ONTOLOGY_IRI, f"{PREFIXES['dcterms']}description"),
        "edition_of": ontology().text(ONTOLOGY_IRI, f"{PREFIXES['owl']}versionInfo"),
        "short": compact,
        "relations": _RELATIONS,
        "collections": {each["name"]: each["collection"] for each in body["classes"]},
    }
    return render(request, "about/ontology.html", values)


class _Filter:
    """Keeps what has some words in its name, label or definition, in English or the language of the page.

    Everything is kept where there are no words.
    """

    def __init__(self, words: str, translate: Callable[[str], str]) -> None:
        self._words, self._translate = fold(words).split(), translate

    def of(self, entries: Iterable[Mapping[str, Any]], around: str = "") -> Sequence[Mapping[str, Any]]:
        """Choose among entries; `around` is what they all belong to."""
        return [each for each in entries if self._has(f"{around} {each['name']}", each["label"], each["definition"])]

    def _has(self, name: str, *texts: str) -> bool:
        folded = fold(" ".join((name, *texts, *map(self._translate, texts))))
        return all(word in folded for word in self._words)


def _anchor(iri: str) -> str:
    """Give the fragment of an entry: that of its IRI where it is ours, else its short name.

    >>> _anchor(f"{ONTOLOGY_IRI}#funder"), _anchor("http://www.w3.org/2004/02/skos/core#prefLabel")
    ('funder', 'skos:prefLabel')
    """
    return iri.removeprefix(f"{ONTOLOGY_IRI}#") if iri.startswith(f"{ONTOLOGY_IRI}#") else compact(iri)


def _value(edition: Edition, entry: Mapping[str, Any], root: str, language: str) -> Value:
    """Show an example value of a property, with an address where it has one."""
    text, use = entry["example"], entry["uses"][0]
    field = edition.mapping.vocabulary.classes[use["type"]].fields[use["field"]]
    if field.kind is FieldKind.REFERENCE and "://" not in text:
        iri = edition.mapping.iri(text)
        return Value(edition.catalogue.label(iri), local(iri, edition.mapping.base_iri, root))
    if field.kind is FieldKind.CONCEPT and not field.spans_schemes:
        label = ontology().label(f"{field.scheme}{text}", language) or text
        return Value(label, f"{root}/ontology/{field.scheme_name}/{quote(text)}")
    return Value(text if len(text) < 100 else f"{text[:97]}…")


def _listed(edition: Edition, use: Mapping[str, Any], root: str) -> str:
    """Give the address of the records that tell a field."""
    record_class = edition.mapping.vocabulary.classes[use["type"]]
    return f"{root}/{record_class.collection}?{use['field']}=any"
