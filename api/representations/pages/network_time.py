"""Networks over time as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from api.representations.pages.entities import Value
from api.representations.pages.questions import asked, offers
from api.representations.pages.rendering import local, render, root_of
from kg.network import MEASURES, View, find_view

_MOST = 200
"""Edges on a page; all of them are in the JSON."""


def series_page(request: Request, base: str, view: View, body: Mapping[str, Any]) -> bytes:
    """Show a network year by year."""
    root = root_of(request)
    nodes = [Value(each["label"], local(each["id"], base, root)) for each in body["nodes"]]
    years = [
        (year, [Value(each["label"], local(each["id"], base, root)) for each in year["first"]])
        for year in body["series"]
    ]
    shown = {"view": view, "body": body, "nodes": nodes, "years": years}
    return render(request, "series.html", {**shown, **_asking(request, view)})


def comparison_page(request: Request, base: str, body: Mapping[str, Any]) -> bytes:
    """Show what entered and left a network."""
    root = root_of(request)

    def value(iri: str, label: str) -> Value:
        return Value(label, local(iri, base, root))

    edges = [
        (
            each,
            value(each["source"], each["source_label"]),
            value(each["target"], each["target_label"]),
            [value(iri, iri.rpartition("/")[2]) for iri in (each["after"] or each["before"])["records"]],
        )
        for each in body["edges"]["items"][:_MOST]
    ]
    view = find_view(body["view"])
    shown = {
        **_asking(request, view),
        "view": view,
        "body": body,
        "nodes": {
            name: [value(each["id"], each["label"]) for each in part["items"]] for name, part in body["nodes"].items()
        },
        "edges": edges,
        "ranks": [(each, value(each["id"], each["label"])) for each in body["ranks"]["items"][:_MOST]],
    }
    return render(request, "comparison.html", shown)


def _asking(request: Request, view: View) -> dict[str, Any]:
    """Give what a page shows of what else can be asked."""
    query = request.query_params
    return {"question": asked(request), "offers": [*offers(view)], "measures": [*MEASURES], "query": query}
