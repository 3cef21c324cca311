"""Networks and what is computed of them, which a worker writes: each format by the name it has in `kg.network`.

A page is made of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, SVG, Representation
from api.representations.pages.network.measures import MEASURE_LABELS
from api.representations.pages.rendering import render
from kg.network import EXPORTS, MEASURES, load_views


def _views(_: Request) -> dict[str, Any]:
    return {
        "views": [
            {"name": view.name, "label": view.label, "description": view.description, "directed": view.directed}
            for view in load_views().values()
        ],
        "measures": [
            {
                "name": name,
                "meaning": measure.meaning,
                "exactness": measure.exactness,
                "weightable": measure.weightable,
            }
            for name, measure in MEASURES.items()
        ],
    }


VIEWS: Mapping[Representation, Callable[[Request], Any]] = {
    JSON: _views,
    HTML: lambda request: render(request, "network/views.html", _views(request) | {"measure_labels": MEASURE_LABELS}),
}
"""What there is to ask."""

_FILES: Mapping[Representation, str] = {
    Representation(name, export.media_type): name for name, export in EXPORTS.items() if name != "excel"
}
NETWORK: Mapping[Representation, str] = {JSON: "json", **_FILES, HTML: "json"}
"""A network, whole or near a node."""

TABLE: Mapping[Representation, str] = {
    JSON: "json",
    CSV: "csv",
    HTML: "json",
}
"""Whatever else can be asked: scores, groups, money, how a network is built."""

FLOWS: Mapping[Representation, str] = {
    JSON: "json",
    CSV: "csv",
    SVG: "json",
    HTML: "json",
}
"""Money on its way, of which a picture is made of JSON as pages are."""

COMPONENTS: Mapping[Representation, str] = {
    JSON: "json",
    HTML: "json",
}

PATHS: Mapping[Representation, str] = NETWORK
"""Paths, or the part of the network that they lead through as a file."""
