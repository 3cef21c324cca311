"""The first page: what the graph holds, where it comes from, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from api.representations.pages.door.overview import overview_of
from api.representations.pages.find.lists import title_of
from api.representations.pages.rendering import render, root_of
from kg.edition import Edition

_FIRST = (
    "organisations",
    "programmes",
    "projects",
    "contributions",
    "participations",
    "agreements",
    "events",
    "outcomes",
    "people",
    "places",
)
"""The collections that people come for."""

_ASIDE = frozenset({"documents", "funders"})


def home_page(request: Request, edition: Edition, body: Mapping[str, Any]) -> bytes:
    """Show the doors of the service, with the number of entities of each kind."""
    counts, by_collection = body["counts"], edition.mapping.vocabulary.by_collection
    overview = overview_of(edition, root_of(request))
    values = {
        "body": body,
        "counts": [(name, by_collection[name].name, title_of(name), counts[name]) for name in _FIRST],
        "more": [
            (name, title_of(name), total)
            for name, total in counts.items()
            if name not in _FIRST and name not in _ASIDE and total
        ],
        "overview": overview,
        "examples": [each.label for each in (*overview.activities[:1], *overview.participants[:2])] if overview else [],
    }
    return render(request, "door/home.html", values)
