"""An entity as a page shows it: its fields in words, its evidence, and all that points at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from api.representations.pages.rendering import grouped, local, local_evidence, render, root_of
from kg.catalogue import SEPARATE, Selection
from kg.edition import Edition
from kg.reference import label_of
from kg.store.rdf import text_of
from kg.vocabulary import FIELDS_BY_CONFIDENCE, Field, FieldKind

_MOST = 50
"""Records of a group that stand on the page of what they point at."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value in words, with the address of what it names where there is one."""

    text: str
    address: str = ""


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


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """The first records of one class that point at an entity by one field, and the address of the list of all."""

    label: str
    records: Sequence[Value]
    total: int
    address: str


class Wording:
    """Puts what a body says into words; `root` is where the service answers."""

    def __init__(self, edition: Edition, body: Mapping[str, Any], root: str = "") -> None:
        self._edition, self._root = edition, root
        self._labels: Mapping[str, str] = body["labels"]
        self._base = edition.mapping.base_iri

    def named(self, iri: str) -> Value:
        """Name what an IRI stands for."""
        label = self._labels.get(iri) or self._edition.catalogue.label(iri)
        return Value(label, local(iri, self._base, self._root))

    def item(self, body: Mapping[str, Any]) -> Value:
        """Name an entity whose body is here."""
        return Value(body["label"], local(body["id"], self._base, self._root))

    def value(self, field: Field, value: Any) -> Value:
        """Put one value into words."""
        text = str(value)
        if field.kind is FieldKind.REFERENCE:
            return self.named(text)
        if field.kind is FieldKind.CONCEPT:
            iri = text if "://" in text else text_of(self._edition.mapping.term(field, text))
            return self.named(iri) if iri.startswith(self._base) else Value(label_of(iri))
        if text.startswith(("https://", "http://")):
            return Value(text, text)
        return Value(grouped(text) if field.is_number else text)

    def rows(self, body: Mapping[str, Any]) -> list[FieldRow]:
        """Lay out the fields of an entity, those without a value left out."""
        fields = self._edition.mapping.vocabulary.classes[body["type"]].fields
        apart = {name: key.removesuffix("_fields") for key in FIELDS_BY_CONFIDENCE for name in _list(body.get(key))}
        return [
            FieldRow(
                name, label_of(field.iri), [self.value(field, each) for each in _list(body[name])], apart.get(name, "")
            )
            for name, field in fields.items()
            if body.get(name) not in (None, "", []) and field.kind not in (FieldKind.EVIDENCE, FieldKind.FIELD)
        ]

    def evidence(self, body: Mapping[str, Any]) -> list[CitedPassage]:
        """Lay out where an entity is taken from."""
        return [
            CitedPassage(
                self.named(each["document"]), place_in(each), local_evidence(each["id"], self._base, self._root)
            )
            for each in body["evidence"]
        ]

    def passages(self, body: Mapping[str, Any]) -> list[Value]:
        """Name the evidence of an entity in short."""
        return [passage(each["id"], self._base, self._root) for each in body["evidence"]]

    def told(self, body: Mapping[str, Any]) -> list[tuple[str, Sequence[tuple[Value, Sequence[Value]]]]]:
        """Lay out what only members tell: the field, each value, and who tells it."""
        fields = self._edition.mapping.vocabulary.classes[body["type"]].fields
        members = {each["id"]: Value(each["label"], self._separate(each["id"])) for each in body.get("members", ())}
        return [
            (label_of(fields[name].iri), others)
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
        return f"{local(iri, self._base, self._root)}?members={SEPARATE}"

    def pointing(self, iris: Sequence[str], members: str) -> list[LinkGroup]:
        """Group the records that point at a thing, by their class and the field that does.

        `iris` are its records, first the one that is shown; with `members="separate"` it is the only one.
        """
        catalogue, collections = self._edition.catalogue, self._edition.mapping.vocabulary.by_collection
        reference, groups = quote(iris[0].removeprefix(self._base)), list[LinkGroup]()
        wish = f"&members={members}" if members else ""
        for each in catalogue.pointing_at(*iris):
            record_class = collections[each.collection]
            label = f"{record_class.name}: {label_of(record_class.fields[each.field].iri)}"
            selection = Selection({each.field: iris[:1]}, limit=_MOST, members=members)
            first = catalogue.page(each.collection, selection)
            address = f"{self._root}/{each.collection}?{each.field}={reference}{wish}"
            groups.append(LinkGroup(label, [self.named(record) for record in first.iris], first.total, address))
        return groups


def entity_page(request: Request, edition: Edition, body: Mapping[str, Any], formats: Sequence[str]) -> bytes:
    """Show one entity; `formats` are those that it has as data."""
    wording = Wording(edition, body, root_of(request))
    values = {
        "version": edition.version,
        "body": body,
        "formats": formats,
        "rows": wording.rows(body),
        "evidence": wording.evidence(body),
        "members": wording.members(body),
        "told": wording.told(body),
        "history": local(body["id"], edition.mapping.base_iri, f"{root_of(request)}/history"),
        "groups": wording.pointing(
            [body["id"], *(each["id"] for each in body.get("members", ()))], request.query_params.get("members", "")
        ),
    }
    return render(request, "entity.html", values)


def passage(iri: str, base: str, root: str) -> Value:
    """Name evidence by its fragment, which is the document and where in it."""
    return Value(iri.partition("#")[2], local_evidence(iri, base, root))


def place_in(evidence: Mapping[str, Any]) -> str:
    """Say where in its document evidence is."""
    start, end = evidence.get("start"), evidence.get("end")
    return "the whole document" if start is None else f"characters {start:,} to {end:,}"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
