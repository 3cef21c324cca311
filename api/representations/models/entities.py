"""Entities and lists of them, one model per class of the ontology, generated from its vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, create_model

from api.representations.models.base import Body, Number
from kg.ontology import ontology
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field as RecordField
from kg.vocabulary import FieldKind, RecordClass, load_vocabulary

_LITERALS: Mapping[str, Any] = {f"{PREFIXES['xsd']}decimal": Number, f"{PREFIXES['xsd']}integer": int}
_ID = Annotated[str, Field(description="Its IRI.")]


class Links(Body):
    """Addresses on this service."""

    self: str


class Evidence(Body):
    """Where something is told: in a document as a whole, or from `start` to `end` of its text (characters)."""

    id: _ID
    type: Literal["Evidence"]
    document: Annotated[str, Field(description="The IRI of the document.")]
    start: int = 0
    end: int = 0
    digest: Annotated[str, Field(description="The first 16 digits of the SHA-256 digest of the passage.")] = ""


class EvidenceRecord(Body):
    """Where something is told, as it is sent; its `id` is made."""

    id: str | None = None
    type: str | None = None
    document: str
    start: int | None = None
    end: int | None = None
    digest: str | None = None


Labels = Annotated[dict[str, str], Field(description="The labels of what is referred to, by IRI.")]


class Described(Body):
    """What every entity has."""

    id: _ID
    label: Annotated[str, Field(description="Its label, or its id in words where it has none.")]
    evidence: list[Evidence]
    links: Links
    labels: Labels = Field(default_factory=dict)


class Found(Body):
    """What a search finds."""

    id: _ID
    type: str
    label: str
    match: Annotated[str, Field(description="The text in which it was found: a label, name, title or identifier.")]
    links: Links


class Findings(Body):
    """A page of what a search finds."""

    items: list[Found]
    total: int
    next: str | None
    version: int


def _entity_type(field: RecordField) -> Any:
    literal = _LITERALS.get(field.datatype, str)
    one = {FieldKind.EVIDENCE: Evidence, FieldKind.LITERAL: literal}.get(field.kind, str)
    return list[one] if field.many else one  # type: ignore[valid-type]


def _record_type(field: RecordField) -> Any:
    """A record may give the values of a list, also of one; and texts where an entity has numbers."""
    literal = float | str if field.datatype in _LITERALS else str
    one: Any = {FieldKind.EVIDENCE: EvidenceRecord | str, FieldKind.LITERAL: literal}.get(field.kind, str)
    return one | list[one] | None if field.many else one | None


def meaning(field: RecordField) -> str:
    """Say what a field means, and which values it takes."""
    takes = {
        FieldKind.REFERENCE: "An IRI.",
        FieldKind.CONCEPT: f"A term of `/ontology/{field.scheme_name}`.",
        FieldKind.FIELD: "Names of fields.",
    }.get(field.kind, "")
    if field.datatype.startswith(PREFIXES["edtf"]):
        takes = "A date, a part of one, or an interval (EDTF, ISO 8601-2)."
    return " ".join(filter(None, (ontology().definition(field.iri), takes)))


def _entity(record_class: RecordClass) -> type[Body]:
    fields = {
        name: (Annotated[_entity_type(field), Field(description=meaning(field))], None)
        for name, field in record_class.fields.items()
        if name not in Described.model_fields
    }
    type_ = {"type": (Literal[record_class.name], ...)}
    about = ontology().definition(record_class.iri)
    return create_model(record_class.name, __base__=Described, __doc__=about, **type_, **fields)  # type: ignore[call-overload, no-any-return]


_SENT_BACK: Mapping[str, Any] = {
    "label": (str | None, None),
    "links": (Links | None, None),
    "labels": (dict[str, str] | None, None),
}
"""What every entity has, whatever the fields of its class: it may be sent back, and is passed over."""


def _record(record_class: RecordClass) -> type[Body]:
    fields = {
        name: (Annotated[_record_type(field), Field(description=meaning(field))], None)
        for name, field in record_class.fields.items()
    }
    told = {"id": (str, ...), "type": (Literal[record_class.name], ...), **_SENT_BACK}
    about = f"A record of {record_class.collection}, as it is sent."
    return create_model(f"{record_class.name}Record", __base__=Body, __doc__=about, **{**told, **fields})


def _list(name: str, entity: type[Body]) -> type[Body]:
    fields = {
        "items": (list[entity], ...),  # type: ignore[valid-type]
        "total": (Annotated[int, Field(description="How many there are on all pages.")], ...),
        "next": (Annotated[str | None, Field(description="The cursor of the next page.")], ...),
        "version": (Annotated[int, Field(description="The version of the graph.")], ...),
        "labels": (Labels, ...),
    }
    return create_model(f"{name}List", __base__=Body, __doc__="A page of a list.", **fields)  # type: ignore[call-overload, no-any-return]


@cache
def entities() -> Mapping[str, type[Body]]:
    """Make the model of an entity of each class."""
    return {name: _entity(each) for name, each in load_vocabulary().classes.items()}


@cache
def lists() -> Mapping[str, type[Body]]:
    """Make the model of a list of each class."""
    return {name: _list(name, model) for name, model in entities().items()}


@cache
def records() -> Mapping[str, type[Body]]:
    """Make the model of what is sent of each class."""
    return {name: _record(each) for name, each in load_vocabulary().classes.items()}


@cache
def sent() -> type[RootModel[Any]]:
    """Make the model of a record of any class, or of several."""
    record: Any = Annotated[reduce(or_, records().values()), Field(discriminator="type")]
    return create_model("Records", __base__=RootModel[record | list[record]])
