"""What a search finds, by what it can be narrowed, and what is linked with it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body

_OF_WORD = "The words spelt nearly so that were taken for it; none where it was left out."


class FacetCount(Body):
    """A value of a field, and how many would be left if the list were narrowed to it."""

    value: Annotated[str, Field(description="What the filter is given; empty for what does not tell the field.")]
    label: str
    total: int


class Facet(Body):
    """A field by which a list can be narrowed, with the most frequent of its values, counted without its own filter."""

    field: Annotated[str, Field(description="The parameter; `type` and `dataset` are no fields of records.")]
    label: str
    values: list[FacetCount]
    more: Annotated[bool, Field(description="There are more values, or too many to be counted where none is here.")]


FACETS = Annotated[list[Facet], Field(description="With `facets=true`: by what the list can be narrowed.")]


class FoundAt(Body):
    """Where something that was found is."""

    self: str


class Found(Body):
    """Something that a search finds."""

    id: Annotated[str, Field(description="Its IRI.")]
    type: str
    label: str
    match: Annotated[str, Field(description="The text in which it was found: a label, name, title or identifier.")]
    links: FoundAt


class NearWord(Body):
    """A word of the search that no name has."""

    word: str
    spellings: Annotated[list[str], Field(description=_OF_WORD)]
    initials: Annotated[bool, Field(description="Whether it was taken for the initials of names instead.")]


class LinkedTotal(Body):
    """How many things of a type are found, or linked with what is found."""

    type: str
    total: Annotated[int | None, Field(description="Null where too much is found to follow its links.")]


class Findings(Body):
    """A page of what a search finds."""

    items: list[Found]
    total: int
    next: str | None
    version: int
    near: Annotated[list[NearWord], Field(description="What was found by other spellings of words.")]
    facets: FACETS | None = None
    linked: Annotated[list[LinkedTotal] | None, Field(description="With `facets=true`: what `show` would show.")] = None


MODELS: tuple[type[Body], ...] = (Findings,)
