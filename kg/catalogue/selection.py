"""What lists and searches are asked for, and what they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.catalogue.ranking import Hit

SEPARATE = "separate"
"""The wish to have each record by itself, also where several were decided to be one."""

ANY = "any"
"""In place of a value: whatever it is."""

DATASET = "dataset"
"""In place of the name of a field: the dataset that tells the class of a record."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list is asked for. `filters` maps a field to the values of which a record must have one.

    The empty value stands for records that do not tell the field, and `ANY` for those that do.

    `ranges` maps a field of numbers or dates to the least and the most that it may be, either of which may be empty.
    `known_by` leaves out what only documents of later dates tell, or what is told as of a later day.

    What was decided to be one is listed once, if any of its records passes, and is pointed at by what points at any of
    them; with `members="separate"` each record stands for itself. Of `datasets`, by name, one must tell the record.
    """

    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    search: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = 100
    known_by: str = ""
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    members: str = ""
    datasets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: IRIs in order, the number on all pages, and the cursor of the next page, empty at the end."""

    iris: tuple[str, ...]
    total: int
    next: str


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word of a search that nothing has, and the words spelt nearly so that were taken for it.

    One that is `initials` was taken for those of what was found.
    """

    word: str
    spellings: Sequence[str]
    initials: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what a search finds: the best first, the number on all pages, the cursor of the next page."""

    hits: tuple[Hit, ...]
    total: int
    next: str
    near: tuple[NearWord, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value as a filter names it, empty for what does not tell the field; what it names; how many would be chosen."""

    value: str
    iri: str
    total: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of a field among what all other filters let pass, and those it is filtered by.

    There are `more` values, or too many to be counted, where none is given.
    """

    field: str
    values: Sequence[FacetValue]
    more: bool


@dataclass(frozen=True, slots=True)
class LinkedTotal:
    """How many things of a type are found, or linked with what is; None where that is too much to count."""

    type: str
    total: int | None


@dataclass(frozen=True, slots=True)
class Pointing:
    """The records of one collection that point at something with one of their fields, and how many there are."""

    collection: str
    field: str
    total: int
