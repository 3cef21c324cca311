"""Who bridges two sides as a page shows it: the answer in a sentence, the ranks, the sides and ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.http.negotiation import suffixes
from api.representations.models.questions import Filtered
from api.representations.networks import TABLE
from api.representations.pages.network.explorer import Drawing
from api.representations.pages.network.networks import interval_of, steps_of
from api.representations.pages.network.questions import asking
from api.representations.pages.rendering import render, root_of
from kg.network import View

_SMALL = 0.01
"""Below this share a digit after the point is told."""


def bridging_page(request: Request, base: str, view: View, body: Mapping[str, Any]) -> bytes:
    """Show who bridges two sides."""
    drawing, bridges = Drawing(base, root_of(request), view, body["record_labels"]), body["bridges"]
    last = max((each["rank_interval"][1] for each in bridges if "rank_interval" in each), default=1)
    values = {
        "view": view,
        "body": body,
        "first": [drawing.thing(each) for each in bridges if each["rank"] == 1],
        "bridges": [(each, drawing.thing(each), interval_of(each, last), _percent(each["share"])) for each in bridges],
        "sides": [
            (side, drawing.thing(side), [drawing.thing(each) for each in side["members"]])
            for side in (body["one"], body["other"])
        ],
        "shared": [drawing.thing(each) for each in body["shared"]],
        "ways": [*_ways(drawing, body)],
        "around": drawing.named_around(bridges[0]) if bridges else "",
        "network": _network(request, drawing, bridges[0]) if bridges else "",
        "formats": suffixes(TABLE),
        **asking(request, view),
    }
    return render(request, "network/between.html", values)


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= _SMALL else f"{share:.1%}"


def _ways(drawing: Drawing, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the ways that are told, each with the name of whom it goes through."""
    for each in body["bridges"]:
        if each["way"]:
            nodes = {node["id"]: node for node in each["way"]["nodes"]}
            yield each["label"], [*steps_of(each["way"], drawing, nodes)]


def _network(request: Request, drawing: Drawing, bridge: Mapping[str, Any]) -> str:
    """Give the address of the network around a bridge, as far as its way reaches, with the same filters."""
    ids = [node["id"] for node in bridge["way"]["nodes"]] if bridge["way"] else []
    at = ids.index(bridge["id"]) if bridge["id"] in ids else 1
    filters = [(name, value) for name, value in request.query_params.multi_items() if name in Filtered.model_fields]
    radius = max(at, len(ids) - 1 - at, 1)
    return f"{drawing.thing(bridge).around}?{urlencode([*filters, ('radius', radius), ('format', 'gexf')])}"
