"""The vocabulary as data: which classes of record there are, which fields they have, and what each field means in RDF.

Nothing here is named in code: classes and fields come from `ontology/context.jsonld`, the collection of a class and
its network edges from `ontology/ontology.ttl`, and the terms that a field may take from `ontology/schemes.ttl`.

>>> vocabulary = load_vocabulary()
>>> contribution = vocabulary.classes["Contribution"]
>>> contribution.collection
'contributions'
>>> contribution.fields["amount"].datatype
'http://www.w3.org/2001/XMLSchema#decimal'
>>> vocabulary.by_collection["funders"]
Traceback (most recent call last):
KeyError: 'funders'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property
from typing import Any

from kg.ontology import ONTOLOGY_IRI, Ontology, context, ontology

_COLLECTION = f"{ONTOLOGY_IRI}#collection"
_XSD = "http://www.w3.org/2001/XMLSchema#"


class FieldKind(Enum):
    """How the value of a field is written in RDF."""

    LITERAL = "literal"
    REFERENCE = "reference"
    CONCEPT = "concept"
    FIELD = "field"
    EVIDENCE = "evidence"


FIELDS_BY_CONFIDENCE = ("stated_fields", "implied_fields", "ambiguous_fields")
"""The fields that say of which other fields a record is more or less sure than on the whole."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record class: the column of the table, the key of the JSON body, the property in RDF.

    The values of a field of kind FIELD are names of fields of the same class; `siblings` are those and their IRIs.
    """

    name: str
    iri: str
    kind: FieldKind
    datatype: str = f"{_XSD}string"
    scheme: str = ""
    many: bool = False
    siblings: tuple[tuple[str, str], ...] = ()

    @property
    def is_number(self) -> bool:
        """Tell whether its values are numbers."""
        return self.datatype in (f"{_XSD}decimal", f"{_XSD}integer")

    @property
    def scheme_name(self) -> str:
        """Give the short name of the scheme of a concept field, such as ``roles``."""
        return self.scheme.rstrip("/").rpartition("/")[2]

    @property
    def spans_schemes(self) -> bool:
        """Tell whether terms of several schemes can stand here, each with the name of its scheme (roles/partner)."""
        return self.scheme == f"{ONTOLOGY_IRI}/"


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A class of record: one table, one collection of the API, one class in RDF."""

    name: str
    iri: str
    collection: str
    fields: Mapping[str, Field]

    @property
    def columns(self) -> tuple[str, ...]:
        """List the columns of its table; few of them may be left out of a file (kg/records/tables.py)."""
        return ("id", *self.fields)


@dataclass(frozen=True)
class Vocabulary:
    """All record classes, found by name, by collection and by IRI."""

    classes: Mapping[str, RecordClass]
    context: Mapping[str, Any]

    @cached_property
    def by_collection(self) -> Mapping[str, RecordClass]:
        """Find a class by the name of its table."""
        return {each.collection: each for each in self.classes.values()}

    @cached_property
    def anything(self) -> RecordClass:
        """What every class has in common, without a name: the fields that all of them have."""
        first, *others = self.classes.values()
        fields = {name: each for name, each in first.fields.items() if all(name in other.fields for other in others)}
        same = {name: replace(each, siblings=()) for name, each in fields.items() if each.kind is not FieldKind.FIELD}
        return RecordClass("", "", "", same)

    @cached_property
    def by_iri(self) -> Mapping[str, RecordClass]:
        """Find a class by its IRI."""
        return {each.iri: each for each in self.classes.values()}


@cache
def load_vocabulary() -> Vocabulary:
    """Read the vocabulary from context and ontology, once per process."""
    return Vocabulary(dict(_record_classes(context(), ontology())), context())


def _record_classes(terms: Mapping[str, Any], declared: Ontology) -> Iterator[tuple[str, RecordClass]]:
    prefixes = {key: value for key, value in terms.items() if isinstance(value, str) and value.startswith("http")}
    common = [key for key, value in terms.items() if _is_field(key, value)]
    for name, definition in terms.items():
        if isinstance(definition, dict) and name[0].isupper():
            iri = _expand(definition["@id"], prefixes)
            fields = {**definition["@context"], **{key: terms[key] for key in common}}
            read = {key: _read_field(key, value, prefixes) for key, value in fields.items()}
            yield name, RecordClass(name, iri, declared.text(iri, _COLLECTION), _with_siblings(read))


def _is_field(key: str, value: Any) -> bool:
    keyword = key.startswith("@") or (isinstance(value, str) and (value.startswith("@") or "//" in value))
    return key[0].islower() and not keyword


def _with_siblings(fields: Mapping[str, Field]) -> dict[str, Field]:
    siblings = tuple((field.name, field.iri) for field in fields.values())
    return {
        name: replace(field, siblings=siblings) if field.kind is FieldKind.FIELD else field
        for name, field in fields.items()
    }


def _read_field(name: str, definition: str | Mapping[str, Any], prefixes: Mapping[str, str]) -> Field:
    if isinstance(definition, str):
        return Field(name, _expand(definition, prefixes), FieldKind.LITERAL)
    iri, type_, many = (
        _expand(definition["@id"], prefixes),
        definition.get("@type", "xsd:string"),
        "@container" in definition,
    )
    scoped = definition.get("@context", {})
    if type_ == "@vocab" and not scoped:
        return Field(name, iri, FieldKind.FIELD, many=many)
    if type_ == "@vocab":
        return Field(name, iri, FieldKind.CONCEPT, scheme=scoped["@vocab"], many=many)
    if type_ == "@id" and scoped:
        return Field(name, iri, FieldKind.EVIDENCE, many=many)
    if type_ == "@id":
        return Field(name, iri, FieldKind.REFERENCE, many=many)
    return Field(name, iri, FieldKind.LITERAL, _expand(type_, prefixes), many=many)


def _expand(compact: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = compact.partition(":")
    return prefixes[prefix] + local
