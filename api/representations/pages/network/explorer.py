"""A network, whole or around one thing, as a page shows it: its nodes and edges as tables, and a drawing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.requests import Request

from api.representations.models.questions import NeighbourhoodWishes, NetworkWishes
from api.representations.networks import NETWORK
from api.representations.pages.body_words import passage
from api.representations.pages.network.bubbles import Bubbles, bubble, bubbles_of
from api.representations.pages.network.measures import MEASURE_LABELS
from api.representations.pages.network.names import MOST_RECORDS
from api.representations.pages.network.questions import asking
from api.representations.pages.rendering import Links, local, render
from api.representations.pages.speech import Value
from kg.network import MEASURES, View, load_views
from kg.network.drawing.places import MOST_PLACED

W = TypeVar("W", NetworkWishes, NeighbourhoodWishes)

_NODES, _EDGES = 150, 100
"""Nodes of a drawing, and edges of a table, unless the address says how many; all are in every data format."""
_SHOWN, _FOLDED = 3, MOST_RECORDS - 3
"""Records and passages of an edge that are named in a table: at once, and when somebody unfolds them."""
_MOST_YEARS = 100
_LINKS = "degree"

CONTROLS = (
    "measures",
    "as_of",
    "min_confidence",
    "weight",
    "radius",
    "types",
    "roles",
    "include_planned",
    "communities",
    "top",
    "drawn",
)
"""What the form of a network has; whatever else was asked is kept beside it."""
FILES = ("gexf", "graphml", "csv", "svg", "json")
"""The formats that stand below a drawing, those that people ask for first."""


def drawn(wishes: W) -> W:
    """Give what a page wishes of a network where the address says nothing: so much of it as can be looked at."""
    top, edges = min(wishes.top or _NODES, MOST_PLACED), wishes.edges or _EDGES
    measures = ",".join(dict.fromkeys([*wishes.measured, _LINKS]))
    return wishes.model_copy(update={"measures": measures, "top": top, "edges": edges, "layout": True})


@dataclass(frozen=True, slots=True)
class Thing:
    """A node: its name, the address of its page, that of its neighbourhood, and of which class it is."""

    text: str
    address: str
    around: str
    type: str


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as a row of a table: its ends, and what it rests on."""

    told: Mapping[str, Any]
    source: Thing
    target: Thing
    records: Some
    evidence: Some


@dataclass(frozen=True, slots=True)
class Some:
    """Some of many: those that are `seen` at once, those that are `folded` away, and how many there are besides."""

    seen: Sequence[Value]
    folded: Sequence[Value]
    others: int

    @classmethod
    def of(cls, iris: Sequence[str], show: Callable[[str], Value]) -> Some:
        """Choose the first ones, and show these alone: an edge of a large network may rest on thousands."""
        values = [show(each) for each in iris[:_FOLDED]]
        return cls(values[:_SHOWN], values[_SHOWN:], max(len(iris) - _FOLDED, 0))


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shows nodes and edges of a view; `root` is where the service answers, `records` what records are called."""

    base: str
    root: str
    view: View
    records: Mapping[str, str]

    @property
    def formats(self) -> Mapping[Any, str]:
        """The formats that networks have."""
        return NETWORK

    def thing(self, node: Mapping[str, Any]) -> Thing:
        """Show a node."""
        around = f"{self.root}/network/{self.view.name}/ego/{quote(node['id'].removeprefix(self.base), safe='/')}"
        return Thing(node["label"], local(node["id"], self.base, self.root), around, node.get("type", ""))

    def named_around(self, node: Mapping[str, Any]) -> str:
        """Give the name of a file with the network around a node."""
        return f"{self.view.name}-around-{node['id'].rpartition('/')[2]}"

    def _record(self, iri: str) -> Value:
        return Value(self.records.get(iri) or iri.rpartition("/")[2], local(iri, self.base, self.root))

    def edge(self, edge: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> Line:
        """Show an edge between two of some nodes, by their IRIs."""
        return Line(
            edge,
            self.thing(nodes[edge["source"]]),
            self.thing(nodes[edge["target"]]),
            Some.of(edge["records"], self._record),
            Some.of(edge["evidence"], lambda iri: passage(iri, self.base, self.root)),
        )


def explorer_page(request: Request, drawing: Drawing, body: Mapping[str, Any]) -> bytes:
    """Show a network, whole or around one node."""
    query, nodes = request.query_params, {each["id"]: each for each in body["nodes"]}
    measure = next(iter(filter(None, query.get("measures", "").split(","))), _LINKS)
    groups = body.get("groups")
    links = Links(request)
    ranked = [*_ranked(body["nodes"], measure)]
    focus = next((nodes[each] for each in body.get("focus", ()) if each in nodes), None)
    values = {
        "view": drawing.view,
        "views": load_views().values(),
        "body": body,
        "focus": focus and drawing.thing(focus),
        "measure": measure,
        "measure_label": MEASURE_LABELS.get(measure, measure),
        "meaning": MEASURES[measure].meaning,
        "nodes": [(rank, node, drawing.thing(node)) for rank, node in ranked],
        "edges": [drawing.edge(each, nodes) for each in body["edges"]],
        "types": sorted({each["type"] for each in body["nodes"] if each["type"]}),
        "files": FILES,
        "file": drawing.named_around(focus) if focus else _part(drawing.view, body.get("community")),
        "controls": CONTROLS,
        "roles": sorted(drawing.view.role_names),
        "years": _years(body, query.get("as_of", "")),
        "as_of": query.get("as_of", ""),
        "drawn": None if groups else _drawn(body, focus, measure),
        "community": body.get("community"),
        "groups": groups,
        "bubbles": groups and _bubbles(groups, links),
        "everything": links.without("community", "drawn", "top"),
        **asking(request, drawing.view),
    }
    return render(request, "network/network.html", values)


def _part(view: View, community: Any) -> str:
    return f"{view.name}-community-{community['number']}" if community else view.name


def _ranked(nodes: Sequence[Mapping[str, Any]], measure: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Rank nodes by a measure; equal scores share a rank, and those that have none come last, without one."""
    ordered = sorted(nodes, key=lambda node: (-node["scores"].get(measure, float("-inf")), node["label"]))
    rank, before = 0, None
    for place, node in enumerate(ordered, start=1):
        score = node["scores"].get(measure)
        if score != before:
            rank, before = place, score
        yield (rank if score is not None else 0), node


def _years(body: Mapping[str, Any], chosen: str) -> Sequence[str]:
    """Give what can be chosen as the time until which all counts: each year that is told, and what was chosen."""
    first, last = body["years"] or (1, 0)
    years = [str(year) for year in range(max(first, last - _MOST_YEARS), last + 1)]
    return years if chosen in ("", *years) else sorted([*years, chosen])


def _bubbles(groups: Mapping[str, Any], links: Links) -> Bubbles:
    drawn = []
    for each in groups["items"]:
        address = links.without("drawn", "top", community=each["number"])
        drawn.append(bubble(each, each["size"], each["label"], each["names"], address))
    return bubbles_of(drawn, groups["links"])


def _drawn(body: Mapping[str, Any], focus: Mapping[str, Any] | None, measure: str) -> dict[str, Any]:
    """Give what the island draws."""
    kept = ("id", "label", "type", "x", "y", "community")
    return {
        "directed": body["directed"],
        "focus": focus and focus["id"],
        "measure": measure,
        "nodes": [
            {**{name: node[name] for name in kept if name in node}, "score": node["scores"].get(measure, 0)}
            for node in body["nodes"]
        ],
        "ties": body["ties"]["items"],
    }
