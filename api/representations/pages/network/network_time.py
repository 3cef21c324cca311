"""Networks over time as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.representations.pages.network.questions import asking
from api.representations.pages.rendering import local, render, root_of
from api.representations.pages.speech import Value
from kg.network import View, find_view

_MOST = 200
"""Edges on a page; all of them are in the JSON."""
_WIDE, _HIGH, _LABELS = 960, 180, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in a chart: where its two bars stand, and how high they are."""

    year: str
    x: float
    width: float
    nodes: int
    nodes_high: float
    edges: int
    edges_high: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that stand on a floor."""

    width: int
    height: int
    floor: int
    bars: Sequence[Bar]


def series_page(request: Request, base: str, view: View, body: Mapping[str, Any]) -> bytes:
    """Show a network year by year."""
    root = root_of(request)
    nodes = [Value(each["label"], local(each["id"], base, root)) for each in body["nodes"]]
    years = [
        (year, [Value(each["label"], local(each["id"], base, root)) for each in year["first"]])
        for year in body["series"]
    ]
    values = {"view": view, "body": body, "nodes": nodes, "years": years, "chart": _chart(body["series"])}
    return render(request, "network/series.html", {**values, **asking(request, view)})


def _chart(years: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Draw the sizes of some years; one alone is no chart."""
    if len(years) < 2:
        return None
    most = max(1, *(max(each["coverage"]["nodes"], each["coverage"]["edges"]) for each in years))
    step, each_label = _WIDE / len(years), len(years) // _LABELS + 1

    def bar(place: int, year: Mapping[str, Any]) -> Bar:
        nodes, edges = year["coverage"]["nodes"], year["coverage"]["edges"]
        high = (round(_HIGH * size / most, 1) for size in (nodes, edges))
        x, width = round(place * step + step * 0.1, 1), round(step * 0.4, 1)
        return Bar(year["year"], x, width, nodes, next(high), edges, next(high), place % each_label == 0)

    return Chart(_WIDE, _HIGH + 22, _HIGH, [bar(place, year) for place, year in enumerate(years)])


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
            [
                value(iri, body["record_labels"].get(iri) or iri.rpartition("/")[2])
                for iri in (each["after"] or each["before"])["records"]
            ],
        )
        for each in body["edges"]["items"][:_MOST]
    ]
    view = find_view(body["view"])
    values = {
        **asking(request, view),
        "view": view,
        "body": body,
        "nodes": {
            name: [value(each["id"], each["label"]) for each in part["items"]] for name, part in body["nodes"].items()
        },
        "edges": edges,
        "ranks": [(each, value(each["id"], each["label"])) for each in body["ranks"]["items"][:_MOST]],
    }
    return render(request, "network/comparison.html", values)
