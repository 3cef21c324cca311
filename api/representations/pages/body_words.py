"""What a body says, in words: its fields, what it names, and where it is taken from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.representations.pages.languages import marked
from api.representations.pages.naming import Namer, title_of
from api.representations.pages.rendering import grouped, local, local_evidence
from api.representations.pages.speech import Speech, Value
from kg.catalogue import SEPARATE
from kg.edition import Edition
from kg.vocabulary import FIELDS_BY_CONFIDENCE, Field, FieldKind

_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
_DURATION = "http://www.w3.org/2001/XMLSchema#duration"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with its values; `confidence` says how sure it is, where it is surer or less sure than the record."""

    name: str
    label: str
    values: Sequence[Value]
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """Where a document says it; `address` leads to the passage."""

    document: Value
    place: str
    address: str


class Wording(Namer):
    """Puts what a body says into words of a language; `root` is where the service answers."""

    def __init__(self, edition: Edition, body: Mapping[str, Any], root: str = "", language: str = "en") -> None:
        super().__init__(edition, root, language)
        self.learn([*body["labels"], *filter(None, [body.get("id", "")])])

    def type_of(self, iri: str) -> str:
        """Name the class of what an IRI stands for; empty for what is no record here."""
        return self.named(iri).type

    def item(self, body: Mapping[str, Any]) -> Value:
        """Name an entity whose body is here."""
        if body["id"] in self:
            return self.named(body["id"])
        title = title_of(self.edition, body["id"], body["type"], self.speech)
        return Value(title or body["label"], local(body["id"], self.base, self.root), body["type"])

    def field(self, class_name: str, name: str) -> Field:
        """Find a field."""
        return self.edition.mapping.vocabulary.classes[class_name].fields[name]

    def value(self, field: Field, value: Any) -> Value:
        """Put one value into words."""
        text = str(value)
        if field.kind is FieldKind.REFERENCE:
            return self.named(text)
        if field.kind is FieldKind.CONCEPT:
            return self.term(field, text)
        if text.startswith(("https://", "http://")):
            return Value(text, text)
        if field.datatype == _DURATION:
            return Value(self.speech.duration(text))
        return Value(self.speech.date(text) if field.datatype == _EDTF else grouped(text) if field.is_number else text)

    def rows(self, body: Mapping[str, Any]) -> list[FieldRow]:
        """Lay out the fields of an entity, those without a value left out."""
        fields = self.edition.mapping.vocabulary.classes[body["type"]].fields
        return [
            FieldRow(
                name,
                self.label(field.iri),
                [self.value(field, each) for each in listed(body[name])],
                sureness(body, name),
            )
            for name, field in fields.items()
            if body.get(name) not in (None, "", []) and field.kind not in (FieldKind.EVIDENCE, FieldKind.FIELD)
        ]

    def evidence(self, body: Mapping[str, Any]) -> list[CitedPassage]:
        """Lay out where an entity is taken from."""
        return [
            CitedPassage(
                self.named(each["document"]),
                place_in(each, self.speech),
                local_evidence(each["id"], self.base, self.root),
            )
            for each in body["evidence"]
        ]

    def passages(self, body: Mapping[str, Any]) -> list[Value]:
        """Name the evidence of an entity in short."""
        return [passage(each["id"], self.base, self.root) for each in body["evidence"]]

    def told(self, body: Mapping[str, Any]) -> list[tuple[str, Sequence[tuple[Value, Sequence[Value]]]]]:
        """Lay out what only members tell: the field, each value, and who tells it."""
        fields = self.edition.mapping.vocabulary.classes[body["type"]].fields
        members = {each["id"]: Value(each["label"], self._separate(each["id"])) for each in body.get("members", ())}
        return [
            (self.label(fields[name].iri), others)
            for name, values in body.get("merged", {}).items()
            if fields[name].kind not in (FieldKind.EVIDENCE, FieldKind.FIELD)
            and (
                others := [
                    (self.value(fields[name], each["value"]), [members[iri] for iri in each["from"]])
                    for each in values
                    if body["id"] not in each["from"]
                ]
            )
        ]

    def members(self, body: Mapping[str, Any]) -> list[Value]:
        """Name the other records that an entity is described by."""
        return [Value(each["label"], self._separate(each["id"])) for each in body.get("members", ())]

    def _separate(self, iri: str) -> str:
        return f"{local(iri, self.base, self.root)}?members={SEPARATE}"


def sureness(body: Mapping[str, Any], name: str) -> str:
    """Say how sure a body is of a field, where that is surer or less sure than of the whole."""
    apart = {field: key.removesuffix("_fields") for key in FIELDS_BY_CONFIDENCE for field in listed(body.get(key))}
    return apart.get(name, "")


def passage(iri: str, base: str, root: str) -> Value:
    """Name evidence by its fragment, which is the document and where in it."""
    return Value(iri.partition("#")[2], local_evidence(iri, base, root))


def place_in(evidence: Mapping[str, Any], speech: Speech | None = None) -> str:
    """Say where in its document evidence is."""
    speech = speech or Speech()
    start, end = evidence.get("start"), evidence.get("end")
    if start is None:
        return speech.text(marked("the whole document"))
    return str(speech.say(marked("characters %(start)s to %(end)s"), start=f"{start:,}", end=f"{end:,}"))


def listed(value: Any) -> list[Any]:
    """Give the values of a field, which may be one or none."""
    return value if isinstance(value, list) else [] if value is None else [value]
