"""What a form for a record asks: the fields of a class as vocabulary and shapes describe them.

>>> fields = {each.name: each for each in form_of("Contribution")}
>>> fields["kind"].is_needed, fields["through"].targets, fields["currency"].entry
(True, ('Programme', 'Project'), <Entry.CHOICE: 'choice'>)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.ontology import Ontology, listed_values, ontology, shape_quads
from kg.reference import DictionaryEntry, concepts, label_of, needed
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field, FieldKind, RecordClass, load_vocabulary

_SH = PREFIXES["sh"]
_XSD = PREFIXES["xsd"]
_LONG = frozenset({"description", "note", "quote", "definition", "text", "answer", "doubt", "reason"})
"""Fields whose texts are sentences."""

ABOUT_THE_RECORD = ("confidence", "evidence", "note")
"""Fields that every record has and that tell how it is known, in the order in which they are asked."""

SELDOM = ("quote", "stated_fields", "implied_fields", "ambiguous_fields", "accepted")
"""Fields of every record that few need."""


class Entry(StrEnum):
    """How the value of a field is entered."""

    TEXT = "text"
    LONG = "long"
    TERM = "term"
    CHOICE = "choice"
    REFERENCE = "reference"
    DATE = "date"
    NUMBER = "number"
    FIELD = "field"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    `demand` is what its shape says in words, `targets` are the classes that it may refer to, `choices` what can stand
    in it where that is a list.
    """

    field: Field
    label: str
    definition: str
    demand: str
    is_needed: bool
    entry: Entry
    targets: tuple[str, ...] = ()
    choices: tuple[DictionaryEntry, ...] = ()

    @property
    def name(self) -> str:
        """Give the name of the field in records."""
        return self.field.name


@cache
def form_of(class_name: str) -> Sequence[FormField]:
    """List the fields of a form for a class, in the order in which they are asked: first what is its own."""
    record_class = load_vocabulary().classes[class_name]
    shaped = {path: shape for shape, path in _property_shapes(record_class)}
    own = [each for each in record_class.fields if each not in (*ABOUT_THE_RECORD, *SELDOM)]
    names = [*own, *(each for each in (*ABOUT_THE_RECORD, *SELDOM) if each in record_class.fields)]
    return tuple(_form_field(record_class, record_class.fields[name], shaped) for name in names)


def _form_field(record_class: RecordClass, field: Field, shaped: Mapping[str, str]) -> FormField:
    shape = shaped.get(field.iri, "")
    return FormField(
        field,
        label_of(field.iri),
        ontology().definition(field.iri),
        _shapes().text(shape, f"{_SH}message"),
        field.name in needed(record_class.name),
        _entry(field),
        tuple(dict.fromkeys(_targets(shape))) if field.kind is FieldKind.REFERENCE else (),
        tuple(_choices(field)),
    )


def _entry(field: Field) -> Entry:
    kinds = {
        FieldKind.REFERENCE: Entry.REFERENCE,
        FieldKind.CONCEPT: Entry.TERM,
        FieldKind.FIELD: Entry.FIELD,
        FieldKind.EVIDENCE: Entry.PASSAGE,
    }
    if field.kind in kinds:
        return kinds[field.kind]
    if field.iri in listed_values():
        return Entry.CHOICE
    if field.is_number:
        return Entry.NUMBER
    if field.datatype.endswith("EDTF"):
        return Entry.DATE
    return Entry.LONG if field.name in _LONG else Entry.TEXT


def _choices(field: Field) -> Iterator[DictionaryEntry]:
    if field.kind is FieldKind.CONCEPT:
        yield from concepts(field.scheme_name)
    elif field.iri in listed_values():
        values, _ = listed_values()[field.iri]
        yield from (DictionaryEntry(each, "", each, "", "value") for each in sorted(values))


def _property_shapes(record_class: RecordClass) -> Iterator[tuple[str, str]]:
    """Yield the shapes of properties of a class, each with its property; the first that says something comes last."""
    shapes = _shapes()
    targeting = shapes.subjects(f"{_SH}targetClass", record_class.iri)
    common = (each for each in shapes.subjects(f"{_SH}targetSubjectsOf", f"{PREFIXES['ikg']}statedField"))
    for node in (*common, *reversed(targeting)):
        for shape in (node, *shapes.texts(node, f"{_SH}property")):
            if path := shapes.text(shape, f"{_SH}path"):
                yield shape, path


def _targets(shape: str) -> Iterator[str]:
    """Yield the names of the classes that a shape lets a property refer to."""
    shapes, by_iri = _shapes(), load_vocabulary().by_iri
    yield from (by_iri[each].name for each in shapes.texts(shape, f"{_SH}class") if each in by_iri)
    for node in shapes.texts(shape, f"{_SH}node"):
        yield from _targets(node)
    for head in shapes.texts(shape, f"{_SH}or"):
        for member in shapes.members(head):
            yield from _targets(member)


@cache
def _shapes() -> Ontology:
    return Ontology(shape_quads())
