"""The dictionary of the vocabulary: what each class, field and term means, as the ontology says.

>>> [entry.name for entry in look_up("modalities")]
['done', 'planned', 'under-way']
>>> look_up("amount")[0].kind
'field of Contribution: decimal'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.errors import UnknownName
from kg.ontology import ENGLISH, ONTOLOGY_IRI, Ontology, ontology, shape_quads
from kg.spelling import fold, nearest
from kg.store.rdf import PREFIXES, RDF_TYPE, compact
from kg.vocabulary import Field, FieldKind, load_vocabulary

ALL = "ontology"
"""In place of a scheme: the terms of all schemes that can be narrowed, each with its scheme (roles/partner)."""

_SH = PREFIXES["sh"]
_TO_NARROW = f"{PREFIXES['shape']}ATermToNarrow"
_NEAR = 0.7
_LONGEST = 60
"""Characters of a text that are compared with terms."""


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """One entry of the dictionary: `name` is what a record says, `kind` where it says it."""

    name: str
    iri: str
    label: str
    definition: str
    kind: str


def label_of(iri: str, language: str = ENGLISH) -> str:
    """Give the label of a class, property or concept in a language, else in English; its local name if it has none.

    >>> contribution = f"{ONTOLOGY_IRI}#Contribution"
    >>> label_of(contribution), label_of(contribution, "ko"), label_of("urn:x/y", "ko")
    ('contribution', '자금 지원', 'y')
    """
    return ontology().label(iri, language) or iri.replace("#", "/").rpartition("/")[2]


def concepts(scheme: str) -> list[DictionaryEntry]:
    """List the terms of a scheme by its short name, such as ``roles``, or of `ALL`, sorted; empty for others."""
    if scheme == ALL:
        return [replace(entry, name=f"{each}/{entry.name}") for each in narrowable() for entry in concepts(each)]
    iri = f"{ONTOLOGY_IRI}/{scheme}"
    terms = (_entry(each.removeprefix(f"{iri}/"), each, f"term of {scheme}") for each in ontology().concepts(iri))
    return sorted(terms, key=lambda entry: entry.name)


@cache
def narrowable() -> Sequence[str]:
    """Name the schemes for which datasets may bring narrower terms, as the shapes say, in order.

    >>> "roles" in narrowable(), "bounds" in narrowable()
    (True, False)
    """
    shapes = Ontology(shape_quads())
    members = shapes.members(shapes.text(_TO_NARROW, f"{_SH}or"))
    terms = (term for each in members for term in ontology().subjects(RDF_TYPE.value, shapes.text(each, f"{_SH}class")))
    return sorted({each.rpartition("/")[0].rpartition("/")[2] for each in terms})


@cache
def needed(class_name: str) -> frozenset[str]:
    """Name the fields that a record of a class must have, as the shapes demand.

    >>> sorted(needed("Document"))
    ['kind', 'label']
    """
    record_class = load_vocabulary().classes[class_name]
    by_subject: dict[str, dict[str, list[str]]] = {}
    for quad in shape_quads():
        properties = by_subject.setdefault(str(quad.subject), {})
        properties.setdefault(quad.predicate.value.removeprefix(_SH), []).append(str(quad.object))
    of_class = (each for each in by_subject.values() if f"<{record_class.iri}>" in each.get("targetClass", ()))
    properties_of = [by_subject[node] for shape in of_class for node in shape.get("property", ())]
    demanded = [
        each for each in properties_of if any(not count.startswith('"0"') for count in each.get("minCount", ()))
    ]
    paths = {path for each in demanded for path in each["path"]}
    return frozenset(field.name for field in record_class.fields.values() if f"<{field.iri}>" in paths)


def meant_term(scheme: str, text: str, others: Iterable[str] = ()) -> str:
    """Find the term of a scheme that a text probably means: by its name or its label; empty where none is near.

    A text that is one word of one term alone means that. `others` are the names of terms that datasets bring.

    >>> meant_term("organisation-kinds", "Local authority"), meant_term("roles", "partnr"), meant_term("roles", "tree")
    ('local-authority', 'partner', '')
    >>> meant_term("organisation-kinds", "institute"), meant_term("organisation-kinds", "body")
    ('research-institute', '')
    """
    spellings = {**_spelt(scheme), **{each: each for each in others}}
    term = _as_term(text[:_LONGEST])
    if near := nearest(term, spellings, _NEAR):
        return spellings[near]
    having = {name for form, name in spellings.items() if term in form.split("-")}
    return having.pop() if len(having) == 1 else ""


@cache
def _spelt(scheme: str) -> dict[str, str]:
    """Map how the names and labels of terms may be spelt to the terms."""
    return {_as_term(form): entry.name for entry in concepts(scheme) for form in (entry.label, entry.name)}


def _as_term(text: str) -> str:
    return fold(text).replace(" ", "-").replace("_", "-")


def schemes() -> list[str]:
    """List the short names of all schemes."""
    declared = ontology().subjects(RDF_TYPE.value, f"{PREFIXES['skos']}ConceptScheme")
    return sorted(iri.rpartition("/")[2] for iri in declared if ontology().concepts(iri))


def classes() -> list[DictionaryEntry]:
    """List the record classes under the names of their tables."""
    record_classes = load_vocabulary().classes.values()
    return [_entry(each.collection, each.iri, "table") for each in record_classes]


def fields(collection: str) -> list[DictionaryEntry]:
    """List the fields of a table; empty for an unknown one."""
    record_class = load_vocabulary().by_collection.get(collection)
    return [_field_entry(record_class.name, each) for each in record_class.fields.values()] if record_class else []


def of_dataset(name: str, iri: str, label: str, definition: str, ours: str) -> DictionaryEntry:
    """Make the entry of a term that a dataset brings; `ours` is the IRI of the term that it counts as."""
    return DictionaryEntry(
        name, iri, label, definition, f"narrower than {ours.removeprefix(f'{ONTOLOGY_IRI}/')}, of a dataset"
    )


def look_up(term: str, own: Sequence[DictionaryEntry] = ()) -> list[DictionaryEntry]:
    """Find `term` among tables, schemes, fields, properties and terms, in whatever case. Raises UnknownName.

    `own` are the terms that datasets bring (:func:`of_dataset`): they stand with the terms of the scheme that they
    narrow.
    """
    name = fold(term)
    of_scheme = concepts(name)
    narrower = [each for each in own if of_scheme and (name == ALL or each.kind.startswith(f"narrower than {name}/"))]
    named = (each for each in own if fold(each.name) == name)
    entries = fields(name) or [*of_scheme, *narrower] or [*_everywhere(name), *named]
    if not entries:
        columns = (field for each in load_vocabulary().classes.values() for field in each.fields)
        terms = (each.name for scheme in schemes() for each in concepts(scheme))
        names = {*schemes(), *columns, *terms, *(each.name for each in (*classes(), *own))}
        raise UnknownName("table, scheme, field or term", term, names)
    return entries


def _everywhere(name: str) -> Iterator[DictionaryEntry]:
    for record_class in load_vocabulary().classes.values():
        for field in record_class.fields.values():
            property_ = fold(compact(field.iri))
            if name in (fold(field.name), property_, property_.partition(":")[2]):
                yield _field_entry(record_class.name, field)
    for scheme in schemes():
        yield from (entry for entry in concepts(scheme) if fold(entry.name) == name)


def _field_entry(class_name: str, field: Field) -> DictionaryEntry:
    takes = {
        FieldKind.REFERENCE: "reference",
        FieldKind.CONCEPT: f"term of {field.scheme_name}",
        FieldKind.FIELD: "name of a field",
        FieldKind.EVIDENCE: "passage",
        FieldKind.LITERAL: field.datatype.replace("/", "#").rpartition("#")[2],
    }[field.kind]
    return _entry(field.name, field.iri, f"field of {class_name}: {takes}{', several' if field.many else ''}")


def _entry(name: str, iri: str, kind: str) -> DictionaryEntry:
    return DictionaryEntry(name, iri, ontology().label(iri) or name, ontology().definition(iri), kind)
