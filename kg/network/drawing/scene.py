"""What a picture of a network shows and where: nodes with their names, links between them, as plain geometry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg.network.content import Content, plain_row
from kg.network.drawing.labels import box, lines
from kg.network.drawing.layout import arranged
from kg.network.drawing.marks import MARKS, mark_of
from kg.network.graphs import components, degrees, ties
from kg.network.model import Network, Node
from kg.network.structure.exploring import largest

MOST_NODES, MOST_EDGES = 60, 240
"""What a reader can make out in one picture; of more, the best linked are drawn."""
SIZE, SMALL = 12.0, 10.0
"""Sizes of type, in pixels."""

_NAMED = 3
"""Classes that share a mark and are named in the legend."""
_RADIUS, _LARGEST = 7.0, 18.0
_GAP, _MARGIN = 16.0, 24.0
_SPOKEN = 16
"""Links whose roles are written beside them, where there is room; of more, they are in the titles alone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node in the picture: the middle of its mark, how large that is, and its name in lines below."""

    node: Node
    mark: str
    x: float
    y: float
    radius: float
    lines: Sequence[str]
    title: str
    focus: bool


@dataclass(frozen=True, slots=True)
class Link:
    """All edges between two spots, which are the same for a loop; `to_one` and `to_other` tell where they lead."""

    one: Spot
    other: Spot
    weight: int
    to_one: bool
    to_other: bool
    title: str
    words: str = ""
    at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scene:
    """The picture, `width` by `height` pixels; `legend` tells of each mark which classes it stands for."""

    network: Network
    width: float
    height: float
    spots: Sequence[Spot]
    links: Sequence[Link]
    legend: Mapping[str, str]
    sized_by: str


def scene_of(content: Content) -> Scene:
    """Place what can be shown of a network. Raises nothing: also an empty network has a picture."""
    network = largest(content.network, MOST_NODES, MOST_EDGES)
    nodes = list(network.nodes)
    measure = next(iter(content.scores), "")
    spots = _placed(network, nodes, replace(content, network=network), measure)
    links = _links(network, spots)
    return Scene(
        network,
        max((spot.x + max(box(spot.lines, SIZE)[0] / 2, spot.radius) for spot in spots), default=0.0) + _MARGIN,
        max((spot.y + spot.radius + box(spot.lines, SIZE)[1] for spot in spots), default=0.0) + _MARGIN,
        spots,
        _spoken(links, spots) if len({*network.rows.role.tolist()}) > 1 and len(links) <= _SPOKEN else _silent(links),
        _legend(nodes),
        measure,
    )


def _legend(nodes: Sequence[Node]) -> Mapping[str, str]:
    """Name the classes of each mark that there is, in the order of MARKS."""
    types = sorted({node.type for node in nodes})
    sharing = {mark: [each or "not stated" for each in types if mark_of(each) == mark] for mark in MARKS}
    return {mark: ", ".join(names) if len(names) <= _NAMED else "other" for mark, names in sharing.items() if names}


def _placed(network: Network, nodes: Sequence[Node], content: Content, measure: str) -> list[Spot]:
    source, target, _ = ties(network)
    radii = _radii(nodes, content.scores.get(measure, {}))
    names = [lines(node.label) for node in nodes]
    lettered = [box(each, SIZE) for each in names]
    sizes = [
        (max(wide, 2 * radius), 2 * radius + 4 + high) for (wide, high), radius in zip(lettered, radii, strict=True)
    ]
    boxes = np.asarray(sizes, dtype=np.float64).reshape(-1, 2)
    placed = arranged(components(network)[1], source, target, boxes, _GAP) + _MARGIN
    neighbours = degrees(network).tolist()
    rows = {row["id"]: row for row in content.nodes()}
    columns = {name: kind for name, kind in content.node_columns.items() if name not in ("id", "label", "same_as")}
    spots = []
    for place, node in enumerate(nodes):
        x, y = placed[place].tolist()
        facts = ", ".join(f"{name} {value}" for name, value in plain_row(rows[node.iri], columns).items())
        title = f"{node.label}\n{facts}\nneighbours here {neighbours[place]}\n{node.iri}"
        top = y - sizes[place][1] / 2 + radii[place]
        spots.append(
            Spot(node, mark_of(node.type), x, top, radii[place], names[place], title, node.iri in content.focus)
        )
    return spots


def _radii(nodes: Sequence[Node], scores: Mapping[str, float]) -> list[float]:
    """Give the sizes of marks: their areas are as their scores."""
    most = max((scores.get(node.iri, 0.0) for node in nodes), default=0.0)
    if most <= 0:
        return [_RADIUS] * len(nodes)
    shares = [max(scores.get(node.iri, 0.0), 0.0) / most for node in nodes]
    return [round(max(_LARGEST * share**0.5, _RADIUS / 2), 1) for share in shares]


def _links(network: Network, spots: Sequence[Spot]) -> list[Link]:
    place = {spot.node.iri: number for number, spot in enumerate(spots)}
    between: dict[tuple[int, int], list[tuple[bool, str, str]]] = {}
    for edge in network.edges:
        one, other = place[edge.source], place[edge.target]
        ends = f"{spots[one].node.label} {'→' if network.directed else '–'} {spots[other].node.label}"
        facts = network.weight_text(int(edge.weighs / network.unit))
        between.setdefault((min(one, other), max(one, other)), []).append(
            (one <= other, edge.role, f"{ends}: {edge.role}, {facts}" + "".join(f", {each}" for each in edge.when))
        )
    weights = {
        (one, other): weight for one, other, weight in zip(*(each.tolist() for each in ties(network)), strict=True)
    }
    return [
        Link(
            spots[one],
            spots[other],
            weights[one, other],
            network.directed and not all(forward for forward, _, _ in tie),
            network.directed and any(forward for forward, _, _ in tie),
            "\n".join(title for _, _, title in tie),
            ", ".join(dict.fromkeys(role for _, role, _ in tie)),
        )
        for (one, other), tie in sorted(between.items())
    ]


def _spoken(links: Iterable[Link], spots: Sequence[Spot]) -> list[Link]:
    """Find room along each link for its words, where they lie over nothing; where there is none, they are left out."""
    taken = [_around(spot) for spot in spots]
    placed = []
    for link in links:
        wide, high = box([link.words], SMALL)
        for share in (0.5, 0.4, 0.6, 0.3, 0.7):
            x = link.one.x + (link.other.x - link.one.x) * share
            y = link.one.y + (link.other.y - link.one.y) * share
            rectangle = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if link.one is not link.other and not any(_over(rectangle, each) for each in taken):
                taken.append(rectangle)
                placed.append(replace(link, at=(x, y)))
                break
        else:
            placed.append(replace(link, words=""))
    return placed


def _silent(links: Iterable[Link]) -> list[Link]:
    return [replace(link, words="") for link in links]


_Rectangle = tuple[float, float, float, float]


def _around(spot: Spot) -> _Rectangle:
    wide, high = box(spot.lines, SIZE)
    half = max(wide / 2, spot.radius)
    return spot.x - half, spot.y - spot.radius, spot.x + half, spot.y + spot.radius + 4 + high


def _over(one: _Rectangle, other: _Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
