"""The first page: what the graph holds, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from api.representations.pages.rendering import render
from kg.catalogue import Selection
from kg.edition import Edition
from kg.network import load_views


def home_page(request: Request, edition: Edition, body: Mapping[str, Any]) -> bytes:
    """Show the doors of the service, with the number of entities of each kind."""
    counts = [(name, edition.catalogue.page(name, Selection(limit=1)).total) for name in body["collections"]]
    values = {"version": edition.version, "counts": counts, "views": list(load_views().values())}
    return render(request, "home.html", values)
