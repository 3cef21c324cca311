"""What lists and searches are asked for, and what they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.catalogue.ranking import Hit

SEPARATE = "separate"
"""The wish to have each record by itself, also where several were decided to be one."""

ANY = "any"
"""In place of a value: whatever it is."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list is asked for. `filters` maps a field to the values of which a record must have one.

    The empty value stands for records that do not tell the field, and `ANY` for those that do.

    `ranges` maps a field of numbers or dates to the least and the most that it may be, either of which may be empty.
    `known_by` leaves out what only documents of later dates tell, or what is told as of a later day.

    What was decided to be one is listed once, if any of its records passes, and is pointed at by what points at any of
    them; with `members="separate"` each record stands for itself.
    """

    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    search: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = 100
    known_by: str = ""
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    members: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: IRIs in order, the number on all pages, and the cursor of the next page, empty at the end."""

    iris: tuple[str, ...]
    total: int
    next: str


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what a search finds: the best first, the number on all pages, the cursor of the next page."""

    hits: tuple[Hit, ...]
    total: int
    next: str


@dataclass(frozen=True, slots=True)
class Pointing:
    """The records of one collection that point at something with one of their fields, and how many there are."""

    collection: str
    field: str
    total: int
