"""An entity as a page shows it: its fields in words, its evidence, and all that points at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from api.representations.pages.rendering import local, render, root_of
from kg.edition import Edition
from kg.reference import label_of
from kg.store.rdf import NamedNode, text_of
from kg.vocabulary import Field, FieldKind

_MOST = 500
"""Records that point at one entity of which a page tells; all of them are a list of their own."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value in words, with the address of what it names where there is one."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A field with its values; `doubt` says where it is less sure than the record."""

    name: str
    label: str
    values: Sequence[Value]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a document says it."""

    document: Value
    start: int | None
    end: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one class that point at an entity by one field, and the address of the list of all."""

    label: str
    records: Sequence[Value]
    address: str


class Wording:
    """Puts the fields of entities of one edition into words; `root` is where the service answers."""

    def __init__(self, edition: Edition, root: str = "") -> None:
        self._edition, self._root = edition, root
        self._base = edition.mapping.base_iri

    def named(self, iri: str) -> Value:
        """Name what an IRI stands for."""
        return Value(self._edition.catalogue.label(iri), local(iri, self._base, self._root))

    def value(self, field: Field, value: Any) -> Value:
        """Put one value into words."""
        text = str(value)
        if field.kind is FieldKind.REFERENCE:
            return self.named(text)
        if field.kind is FieldKind.CONCEPT:
            return Value(label_of(text if "://" in text else f"{field.scheme}{text}"))
        if text.startswith(("https://", "http://")):
            return Value(text, text)
        return Value(text)

    def rows(self, body: Mapping[str, Any]) -> list[Row]:
        """Lay out the fields of an entity, those without a value left out."""
        fields = self._edition.mapping.vocabulary.classes[body["type"]].fields
        doubts = {name: doubt for doubt in ("implied", "ambiguous") for name in _list(body.get(f"{doubt}_fields"))}
        return [
            Row(
                name, label_of(field.iri), [self.value(field, each) for each in _list(body[name])], doubts.get(name, "")
            )
            for name, field in fields.items()
            if body.get(name) not in (None, "", []) and field.kind not in (FieldKind.EVIDENCE, FieldKind.FIELD)
        ]

    def evidence(self, body: Mapping[str, Any]) -> list[Passage]:
        """Lay out where an entity is taken from."""
        return [
            Passage(self.named(each["document"]), each.get("start"), each.get("end"), each.get("digest", ""))
            for each in body["evidence"]
        ]

    def pointing(self, iri: str) -> list[Group]:
        """Group the records that point at an entity, by their class and the field that does."""
        groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for class_name, collection, field, record in islice(self._references(iri), _MOST):
            address = f"{self._root}/{collection}?{field.name}={quote(iri.removeprefix(self._base))}"
            groups[f"{class_name}: {label_of(field.iri)}", address].append(record)
        return [
            Group(label, [self.named(each) for each in sorted(records)], address)
            for (label, address), records in sorted(groups.items())
        ]

    def _references(self, iri: str) -> Iterator[tuple[str, str, Field, str]]:
        classes = self._edition.mapping.vocabulary.classes
        types: dict[str, str] = {}
        for quad in self._edition.store.quads(None, None, NamedNode(iri)):
            record = text_of(quad.subject)
            if record not in types:
                types[record] = self._edition.catalogue.type_of(record) if record.startswith(self._base) else ""
            if not types[record]:
                continue
            record_class = classes[types[record]]
            for field in record_class.fields.values():
                if field.kind is FieldKind.REFERENCE and field.iri == quad.predicate.value:
                    yield record_class.name, record_class.collection, field, record


def entity_page(request: Request, edition: Edition, body: Mapping[str, Any]) -> bytes:
    """Show one entity."""
    wording = Wording(edition, root_of(request))
    shown = {
        "version": edition.version,
        "body": body,
        "rows": wording.rows(body),
        "evidence": wording.evidence(body),
        "groups": wording.pointing(body["id"]),
    }
    return render(request, "entity.html", shown)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
