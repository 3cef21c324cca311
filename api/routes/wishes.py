"""What lists and searches can be asked for alike: datasets, facets, all pages at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Query

from api.http.negotiation import HTML, Representation
from kg.catalogue import Selection
from kg.errors import LimitExceeded, UnreadableInput
from kg.sentences import Sentence

OF_PAST = ("version", "at", "history")
"""The parameters of every reading, which name an older version."""

Members = Annotated[
    Literal["", "separate"],
    Query(description="With `separate`, each record by itself, also where several were decided to be one."),
]
Dataset = Annotated[
    tuple[str, ...],
    Query(description="Only what this dataset tells; give it several times for several."),
]
WithFacets = Annotated[
    bool, Query(description="With true, also by what the list can be narrowed, and how many would be left.")
]
AllPages = Annotated[
    Literal["", "all"], Query(description="With `all`, all pages at once, up to the limit of downloads.")
]


def at_once(selection: Selection, most: int) -> Selection:
    """Ask for all pages, of which there may be so many items. Raises UnreadableInput beside a cursor."""
    if selection.cursor:
        raise UnreadableInput(
            Sentence("cursor is of one page, and all are asked for"), Sentence("Leave out cursor, or pages.")
        )
    return replace(selection, limit=most)


def demand_all(pages: str, next_: str, selection: Selection) -> None:
    """Raise LimitExceeded where all pages were asked for and there are more."""
    if pages and next_:
        raise LimitExceeded("result", f"{selection.limit:,} items")


def saved_as(pages: str, name: str, representation: Representation, version: int) -> Mapping[str, str]:
    """Name the file that a browser saves a list with all pages as."""
    if not pages or representation is HTML:
        return {}
    return {"Content-Disposition": f'attachment; filename="{name}-{version}.{representation.name}"'}
