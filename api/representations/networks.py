"""Networks and what is computed of them, which a worker writes: each format by the name it has in `kg.network`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.http.negotiation import CSV, GEXF, GRAPHML, JSON, Representation
from kg.network import MEASURES, load_views


def _views() -> dict[str, Any]:
    return {
        "views": [
            {"name": view.name, "label": view.label, "description": view.description, "directed": view.directed}
            for view in load_views().values()
        ],
        "measures": [
            {"name": name, "meaning": measure.meaning, "weightable": measure.weightable}
            for name, measure in MEASURES.items()
        ],
    }


VIEWS: Mapping[Representation, Callable[[], Any]] = {
    JSON: _views,
}
"""What there is to ask."""

NETWORK: Mapping[Representation, str] = {
    JSON: "json",
    CSV: "csv",
    GEXF: "gexf",
    GRAPHML: "graphml",
}
"""A network, whole."""

RANKING: Mapping[Representation, str] = {
    JSON: "json",
    CSV: "csv",
}
"""The scores of its nodes."""

COMMUNITIES: Mapping[Representation, str] = {
    JSON: "json",
}

COMPONENTS: Mapping[Representation, str] = {
    JSON: "json",
}

PATHS: Mapping[Representation, str] = {
    JSON: "json",
}

NEIGHBOURHOOD: Mapping[Representation, str] = {
    JSON: "json",
}
