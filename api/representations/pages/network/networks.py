"""Rankings, groups and ways as a page shows them, and which page an answer about a network has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import suffixes
from api.representations.networks import TABLE
from api.representations.pages.network.bubbles import Bubbles, bubble, bubbles_of
from api.representations.pages.network.explorer import Drawing, Thing, explorer_page
from api.representations.pages.network.measures import MEASURE_LABELS
from api.representations.pages.network.questions import asking
from api.representations.pages.rendering import render, root_of
from kg.network import View

GroupRow = tuple[Mapping[str, Any], Sequence[tuple[Mapping[str, Any], Thing]], int]

_MEMBERS = 60
"""Members of a group on a page; all of them are in every data format."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The ranks that one may have, and the one that it has, as places on a scale from 0 to 100."""

    low: int
    high: int
    start: float
    width: float
    at: float


def network_page(request: Request, base: str, view: View, body: Mapping[str, Any]) -> bytes:
    """Show the answer of a network route, whichever it was."""
    drawing = Drawing(base, root_of(request), view, body["record_labels"])
    if "scores" in body:
        return _ranking(request, drawing, body)
    if "paths" in body:
        return _paths(request, drawing, body)
    groups = body.get("communities", body.get("components"))
    if groups is not None:
        return _groups(request, drawing, body, groups)
    return explorer_page(request, drawing, body)


def _ranking(request: Request, drawing: Drawing, body: Mapping[str, Any]) -> bytes:
    scores = body["scores"]
    last = max((interval[1] for each in scores if (interval := each.get("rank_interval"))), default=1)
    values = {
        "view": drawing.view,
        "body": body,
        "measure": body["measure"],
        "label": MEASURE_LABELS[body["measure"]],
        "formats": suffixes(TABLE),
        "most": max((each["score"] for each in scores), default=0) or 1,
        "scores": [(each, drawing.thing(each), interval_of(each, last)) for each in scores],
        **asking(request, drawing.view),
    }
    return render(request, "network/ranking.html", values)


def interval_of(score: Mapping[str, Any], last: int) -> Interval | None:
    """Give the ranks that one may have on a scale up to the last; None where nobody asked for them."""
    if not score.get("rank_interval"):
        return None
    low, high = score["rank_interval"]
    scale = 100 / max(last, 1)
    return Interval(low, high, (low - 1) * scale, (high - low + 1) * scale, (score["rank"] - 0.5) * scale)


def _paths(request: Request, drawing: Drawing, body: Mapping[str, Any]) -> bytes:
    labels = {each["id"]: each for path in body["paths"] for each in path["nodes"]}
    values = {
        "view": drawing.view,
        "body": body,
        "paths": [[*steps_of(path, drawing, labels)] for path in body["paths"]],
        "lengths": [path["length"] for path in body["paths"]],
        "formats": suffixes(drawing.formats),
        **asking(request, drawing.view),
    }
    return render(request, "network/paths.html", values)


def steps_of(
    path: Mapping[str, Any], drawing: Drawing, labels: Mapping[str, Any]
) -> Iterator[tuple[Any, Any, Sequence[Any]]]:
    """Yield each node of a way, with what leads to the next one."""
    nodes = path["nodes"]
    for at, node in enumerate(nodes):
        ends = {node["id"], nodes[at + 1]["id"]} if at + 1 < len(nodes) else set()
        edges = [each for each in path["edges"] if {each["source"], each["target"]} == ends]
        yield node, drawing.thing(node), [drawing.edge(each, labels) for each in edges]


def _groups(request: Request, drawing: Drawing, body: Mapping[str, Any], groups: Sequence[Sequence[str]]) -> bytes:
    values = {
        "view": drawing.view,
        "body": body,
        "is_divided": "communities" in body,
        "picture": _picture(body) if len(body.get("bubbles", ())) > 1 else None,
        "groups": [*_members(drawing, body, groups)],
        "formats": suffixes(TABLE) if "communities" in body else ("json",),
        **asking(request, drawing.view),
    }
    return render(request, "network/groups.html", values)


def _members(drawing: Drawing, body: Mapping[str, Any], groups: Sequence[Sequence[str]]) -> Iterator[GroupRow]:
    """Yield what is told of each group, some of its nodes, the best linked first, and how many it has."""
    nodes = {each["id"]: each for each in body["nodes"]}
    for group, account in zip(groups, body["about"], strict=True):
        best = dict.fromkeys([*account["best_linked"], *group])
        yield account, [(nodes[iri], drawing.thing(nodes[iri])) for iri in [*best][:_MEMBERS]], len(group)


def _picture(body: Mapping[str, Any]) -> Bubbles:
    labels = {each["id"]: each["label"] for each in body["nodes"]}
    drawn = [
        bubble(
            place, account["size"], account["label"], [labels[iri] for iri in account["best_linked"]], f"#group-{at}"
        )
        for at, (place, account) in enumerate(zip(body["bubbles"], body["about"], strict=False), start=1)
    ]
    return bubbles_of(drawn, body["links"])
