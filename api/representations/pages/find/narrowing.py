"""How a page shows by what its list is narrowed, and by what it can be: chips that go, and values with their counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.representations.pages.languages import marked
from api.representations.pages.rendering import Links
from kg.vocabulary import load_vocabulary

TYPE = "type"
"""The parameter of a search that says of which class it is."""

_OPEN = 4
"""Facets that are open at first."""

_UNCHIPPED = frozenset({"cursor", "limit", "sort", "facets", "pages", "show", "version", "at", "history"})
"""Parameters that narrow nothing."""

_BLANK = frozenset({"q", "type", "known_by", "members", "dataset"})
"""Parameters that say nothing when they are empty, as a form sends them; an empty field is what is not stated."""

_WORDS = {
    "q": marked("words"),
    "known_by": marked("known by"),
    "members": marked("records that are one"),
}
_LABELS = (marked("type"), marked("dataset"), marked("document"), marked("not stated"), marked("in no one year"))
"""What facets that are no fields are called."""

_ENDS = {
    "min": marked("at least"),
    "max": marked("at most"),
    "from": marked("since"),
    "until": marked("until"),
}
"""How the ends of a range are called."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: its address narrows the list to it, or no more where it `is_chosen`."""

    text: str
    total: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as a page shows it."""

    field: str
    label: str
    choices: Sequence[Choice]
    more: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """What a list is narrowed by, and the address at which it is not."""

    label: str
    text: str
    address: str


def facet_views(request: Request, body: Mapping[str, Any]) -> list[FacetView]:
    """Lay out the facets of a body; those that cannot narrow are left out."""
    views: list[FacetView] = []
    for facet in body["facets"]:
        name = facet["field"]
        filters = _references(request.query_params.getlist(name))
        choices = []
        for each in facet["values"]:
            value, is_chosen = each["value"], each["value"] in filters
            if is_chosen:
                address = _without(request, name, filters[value])
            else:
                address = _of_type(request, value) if name == TYPE else Links(request).adding(name, value)
            choices.append(Choice(each["label"], each["total"], address, is_chosen))
        if filters or len(choices) > 1 or facet["more"]:
            is_open = bool(filters) or len(views) < _OPEN
            views.append(FacetView(name, facet["label"], choices, facet["more"], is_open))
    return views


def _without(request: Request, name: str, value: str) -> str:
    return _of_type(request, "") if name == TYPE else Links(request).dropping(name, value)


def _of_type(request: Request, type_: str) -> str:
    """Give the address of the same search of another type, of which the fields of this one say nothing."""
    common = {"q", "dataset", "members", *load_vocabulary().anything.fields}
    pairs = [each for each in request.query_params.multi_items() if each[0] in common and each[1]]
    pairs += [(TYPE, type_)] if type_ else []
    return f"{request.url.path}?{urlencode(pairs)}" if pairs else request.url.path


def _references(values: Sequence[str]) -> dict[str, str]:
    """Map values as facets have them, which name records by their ids, to what was given, which may be IRIs."""
    return {(each.split("/", 4)[-1] if "://" in each else each): each for each in values}


def chips(request: Request, body: Mapping[str, Any]) -> Iterator[Chip]:
    """Name all that a list is narrowed by."""
    facets = {facet["field"]: facet for facet in body["facets"]}
    for name, value in request.query_params.multi_items():
        if name in _UNCHIPPED or (not value and name in _BLANK):
            continue
        facet, (field, _, end), address = facets.get(name), name.rpartition("_"), _without(request, name, value)
        if facet:
            labels = {each["value"]: each["label"] for each in facet["values"]}
            yield Chip(facet["label"], labels.get(next(iter(_references([value]))), value), address)
        elif end in _ENDS and field:
            yield Chip(f"{field.replace('_', ' ')} {_ENDS[end]}", value, address)
        else:
            yield Chip(_WORDS.get(name, name.replace("_", " ")), value, address)


def others(request: Request, *but: str) -> list[tuple[str, str]]:
    """List the parameters that a form of some others keeps."""
    return [each for each in request.query_params.multi_items() if each[0] not in {*but, "cursor"}]
