"""The vocabulary as a dictionary."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body

Used = Annotated[int, Field(description="How many records of the graph use it.")]


class Mapped(Body):
    """A term of another vocabulary, and how it is related."""

    relation: Annotated[str, Field(description="subClassOf, subPropertyOf, closeMatch, relatedMatch or seeAlso.")]
    iri: str


class DictionaryExample(Body):
    """A record of the graph."""

    id: str
    label: str


class DictionaryField(Body):
    """A field of a class."""

    name: str
    property: str
    needed: Annotated[bool, Field(description="Whether a record must have it.")]
    total: Used


class DictionaryClass(Body):
    """A class of records."""

    name: str
    iri: str
    collection: str
    label: str
    definition: str
    total: Used
    cited: Annotated[int, Field(description="How many of them have evidence.")]
    mappings: list[Mapped]
    fields: list[DictionaryField]
    example: DictionaryExample | None


class DictionaryUse(Body):
    """A field that is written as a property."""

    type: str
    field: str
    total: Used


class DictionaryProperty(Body):
    """A property, with the fields that are written as it."""

    iri: str
    name: Annotated[str, Field(description="The IRI in short, with its prefix.")]
    label: str
    definition: str
    takes: Annotated[str, Field(description="What its values are: text, number, date, term, record, passage ...")]
    scheme: Annotated[str | None, Field(description="The scheme of its terms.")]
    many: bool
    total: Used
    uses: list[DictionaryUse]
    example: Annotated[str | None, Field(description="A value in the graph.")]
    mappings: list[Mapped]


class DictionaryTerm(Body):
    """A term of a scheme."""

    name: str
    iri: str
    label: str
    definition: str
    total: Used
    mappings: list[Mapped]


class DictionaryScheme(Body):
    """A scheme of terms."""

    name: str
    iri: str
    label: str
    definition: str
    narrowable: Annotated[bool, Field(description="Whether datasets may bring narrower terms.")]
    terms: list[DictionaryTerm]


class Dictionary(Body):
    """Classes, properties and terms, what each means, and how much the graph uses it."""

    version: int
    classes: list[DictionaryClass]
    properties: list[DictionaryProperty]
    schemes: list[DictionaryScheme]


MODELS: tuple[type[Body], ...] = (Dictionary,)
