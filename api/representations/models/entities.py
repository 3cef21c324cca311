"""Entities and lists of them, one model per class of the ontology, generated from its vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, create_model

from api.representations.models.base import Body, Number
from api.representations.models.finding import FACETS
from kg.ontology import ontology
from kg.reference import narrowable
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
    links: Links


class CitedEvidence(Evidence):
    """Evidence by itself, with the words of the passage where these may be shown."""

    record: str
    passage: Annotated[str | None, Field(description="The words, null where they are withheld.")]
    before: Annotated[str, Field(description="What stands before them in their paragraph, empty where withheld.")]
    after: Annotated[str, Field(description="What stands after them in their paragraph.")]
    withheld: Annotated[str, Field(description="Why they are, empty where they are not.")]
    original: Annotated[str | None, Field(description="Where the document is published.")]
    publisher: Annotated[str | None, Field(description="The IRI of who published it.")]
    published: Annotated[str | None, Field(description="The date on which it was.")]
    text: Annotated[str | None, Field(description="The IRI of the source text, whose label is the name of its file.")]
    licence: str | None
    version: int
    labels: Annotated[dict[str, str], Field(description="The labels of all that is named, by IRI.")]


class EvidenceRecord(Body):
    """Where something is told, as it is sent; its `id` is made."""

    id: str | None = None
    type: str | None = None
    document: str
    start: int | None = None
    end: int | None = None
    digest: str | None = None
    links: Links | None = None


class Member(Body):
    """A record that is shown as another, for it was decided that they are one."""

    id: _ID
    label: str
    links: Annotated[Links, Field(description="Where it is shown by itself.")]


class Told(Body):
    """A value, and the records that tell it."""

    value: str | Number | Evidence
    origins: Annotated[list[str], Field(alias="from", description="The IRIs of those records.")]


Labels = Annotated[dict[str, str], Field(description="The labels of what is referred to, by IRI.")]


class Described(Body):
    """What every entity has."""

    id: _ID
    label: Annotated[str, Field(description="Its label, or its id in words where it has none.")]
    evidence: list[Evidence]
    links: Links


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
        FieldKind.CONCEPT: _terms(field),
        FieldKind.FIELD: "Names of fields.",
        FieldKind.EVIDENCE: "As a filter, a document.",
    }.get(field.kind, "")
    if field.datatype.startswith(PREFIXES["edtf"]):
        takes = "A date, a part of one, or an interval (EDTF, ISO 8601-2)."
    return " ".join(filter(None, (ontology().definition(field.iri), takes)))


def _terms(field: RecordField) -> str:
    if field.spans_schemes:
        return "A term below `/ontology` with its scheme, such as `roles/partner`, or one of `/terms`."
    own = ", or one of `/terms` that is narrower than those" if field.scheme_name in narrowable() else ""
    return f"A term of `/ontology/{field.scheme_name}`{own}."


def _made(name: str, base: type[Body], about: str | None, fields: Mapping[str, Any]) -> type[Body]:
    return create_model(name, __base__=base, __doc__=about, **fields)


def _list_of(item: Any) -> Any:
    return list[item]


def _entity(record_class: RecordClass) -> type[Body]:
    fields = {
        name: (Annotated[_entity_type(field), Field(description=meaning(field))], None)
        for name, field in record_class.fields.items()
        if name not in Described.model_fields
    }
    type_ = {"type": (Literal[record_class.name], ...)}
    about = ontology().definition(record_class.iri)
    return _made(record_class.name, Described, about, {**type_, **fields})


_OF_ADDRESS = Field(description="Its id or IRI; left out where the address says it, or where one is to be made.")

_SENT_BACK: Mapping[str, Any] = {
    "label": (str | None, None),
    "links": (Links | None, None),
    "labels": (dict[str, str] | None, None),
    "members": (list[Member] | None, None),
    "merged": (dict[str, list[Told]] | None, None),
}
"""What every entity has, whatever the fields of its class: it may be sent back, and is passed over."""


def _record(record_class: RecordClass) -> type[Body]:
    fields = {
        name: (Annotated[_record_type(field), Field(description=meaning(field))], None)
        for name, field in record_class.fields.items()
    }
    identity = {
        "id": (Annotated[str | None, _OF_ADDRESS], None),
        "type": (Literal[record_class.name], ...),
        **_SENT_BACK,
    }
    about = f"A record of {record_class.collection}, as it is sent."
    return _made(f"{record_class.name}Record", Body, about, {**identity, **fields})


def _patch(record_class: RecordClass) -> type[Body]:
    fields = {
        name: (Annotated[_record_type(field) | None, Field(description=meaning(field))], None)
        for name, field in record_class.fields.items()
    }
    about = f"The fields of a record of {record_class.collection} that are to change; null takes one away."
    return _made(f"{record_class.name}Patch", Body, about, {**_SENT_BACK, **fields})


def _list(name: str, entity: type[Body]) -> type[Body]:
    fields = {
        "items": (_list_of(entity), ...),
        "total": (Annotated[int, Field(description="How many there are on all pages.")], ...),
        "next": (Annotated[str | None, Field(description="The cursor of the next page.")], ...),
        "version": (Annotated[int, Field(description="The version of the graph.")], ...),
        "facets": (FACETS, None),
        "labels": (Labels, ...),
        "expanded": (_expanded(), None),
    }
    return _made(f"{name}List", Body, "A page of a list.", fields)


def _answer(name: str, entity: type[Body]) -> type[Body]:
    fields = {
        "labels": (Labels, ...),
        "expanded": (_expanded(), None),
        "facts": (_list_of(_group()), None),
        "members": (Annotated[list[Member], Field(description="The other records that are shown as this one.")], None),
        "merged": (
            Annotated[dict[str, list[Told]], Field(description="What it and these tell, by field.")],
            None,
        ),
    }
    return _made(f"{name}Answer", entity, entity.__doc__, fields)


@cache
def _group() -> type[Body]:
    fields = {
        "collection": (str, ...),
        "field": (str, ...),
        "role": (str | None, ...),
        "total": (int, ...),
        "items": (_list_of(any_entity()), ...),
        "next": (Annotated[str | None, Field(description="The cursor of the next page of the list.")], ...),
        "links": (Annotated[Links, Field(description="The list of all of them.")], ...),
    }
    about = "The records that point at an entity with one field, in one role where they have roles."
    return _made("FactGroup", Body, about, fields)


def _expanded() -> Any:
    description = "What the fields in `expand` refer to, by IRI."
    return Annotated[dict[str, any_entity()], Field(description=description)]  # type: ignore[misc]


@cache
def entities() -> Mapping[str, type[Body]]:
    """Make the model of an entity of each class."""
    return {name: _entity(each) for name, each in load_vocabulary().classes.items()}


@cache
def any_entity() -> type[RootModel[Any]]:
    """Make the model of an entity of any class."""
    entity: Any = Annotated[reduce(or_, entities().values()), Field(discriminator="type")]
    return create_model("Entity", __base__=RootModel[entity], __doc__="An entity of any class.")


@cache
def lists() -> Mapping[str, type[Body]]:
    """Make the model of a list of each class."""
    return {name: _list(name, model) for name, model in entities().items()}


@cache
def answers() -> Mapping[str, type[Body]]:
    """Make the model of the answer that is an entity of each class."""
    return {name: _answer(name, model) for name, model in entities().items()}


@cache
def records() -> Mapping[str, type[Body]]:
    """Make the model of what is sent of each class."""
    return {name: _record(each) for name, each in load_vocabulary().classes.items()}


@cache
def patches() -> Mapping[str, type[Body]]:
    """Make the model of a patch of a record of each class."""
    return {name: _patch(each) for name, each in load_vocabulary().classes.items()}


@cache
def sent_records() -> type[RootModel[Any]]:
    """Make the model of a record of any class, or of several."""
    record: Any = Annotated[reduce(or_, records().values()), Field(discriminator="type")]
    return create_model("Records", __base__=RootModel[record | list[record]])


MODELS: tuple[type[Body], ...] = (CitedEvidence,)
