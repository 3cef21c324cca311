"""Pictures of networks in SVG, to be put into a report or looked at in a browser.

Nothing in them runs or is fetched, and every colour stands in an attribute, so that any content security policy lets
them be; one style, which never changes, turns the colours for a dark screen. Colours and shapes are those of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import hypot
from typing import IO, Any

from kg.network.content import Content
from kg.network.drawing.elements import (
    BESIDE_LINE,
    BESIDE_MARK,
    BOLD,
    LINE,
    MARGIN,
    PLAIN,
    ROW,
    mark,
    sheet,
    tag,
    text_of,
    thickness,
    words,
    wrapped,
)
from kg.network.drawing.labels import width
from kg.network.drawing.scene import SIZE, Link, Scene, Spot, scene_of
from kg.network.model import Network
from kg.network.ranking.rank import coverage
from kg.store.xml_output import guarded

_NARROWEST = 520.0


def write_svg(content: Content, output: IO[bytes]) -> None:
    """Draw a network, or the best linked part of it that can be made out in one picture; the caption says which."""
    with guarded(output, "xml") as guard:
        for part in _picture(scene_of(content), content):
            guard.write(f"{part}\n".encode())


def _picture(scene: Scene, content: Content) -> Iterator[str]:
    across = max(scene.width, _NARROWEST)
    legend, below = _legend(scene, across)
    caption = list(_caption(scene, content, across - 2 * MARGIN))
    high = scene.height + below + len(caption) * ROW + MARGIN
    yield from sheet((across, high), caption, scene.height + below, [*_parts(scene), *legend])


def _parts(scene: Scene) -> Iterator[str]:
    most = max((link.weight for link in scene.links), default=1)
    yield from (_link(link, most) for link in scene.links)
    yield from (_spot(spot) for spot in scene.spots)
    yield from (_name(spot) for spot in scene.spots)
    yield from (words(*link.at, link.words, BESIDE_LINE) for link in scene.links if link.words)


def _link(link: Link, most: int) -> str:
    thick = thickness(link.weight, most)
    title = f"<title>{text_of(link.title)}</title>"
    if link.one is link.other:
        spot, radius = link.one, link.one.radius + 3
        x, y = spot.x + radius * 0.8, spot.y - radius * 0.8
        ring = tag("circle", "/", class_="line", cx=x, cy=y, r=radius, fill="none", stroke=LINE, stroke_width=thick)
        return f"<g>{title}{ring}</g>"
    far = hypot(link.other.x - link.one.x, link.other.y - link.one.y) or 1.0
    along = (link.other.x - link.one.x) / far, (link.other.y - link.one.y) / far
    head = 5 + thick
    first, last = link.one.radius + 2, far - link.other.radius - 2
    begin, end = first + head * link.to_one * 0.8, last - head * link.to_other * 0.8

    def at(distance: float, aside: float = 0.0) -> tuple[float, float]:
        return link.one.x + along[0] * distance - along[1] * aside, link.one.y + along[1] * distance + along[0] * aside

    (x1, y1), (x2, y2) = at(begin), at(end)
    line = tag("line", "/", class_="line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=LINE, stroke_width=thick)
    heads = [
        _polygon([at(tip), at(tip + back, head / 2), at(tip + back, -head / 2)], class_="head", fill=LINE)
        for leads, tip, back in ((link.to_one, first, head), (link.to_other, last, -head))
        if leads
    ]
    return f"<g>{title}{line}{''.join(heads)}</g>"


def _spot(spot: Spot) -> str:
    drawn = mark(spot.mark, spot.x, spot.y, spot.radius, is_focus=spot.focus)
    return f"<g><title>{text_of(spot.title)}</title>{drawn}</g>"


def _name(spot: Spot) -> str:
    first = spot.y + spot.radius + 4 + SIZE * 0.9
    rows = (
        words(spot.x, first + row * SIZE * 1.25, line, BOLD if spot.focus else PLAIN)
        for row, line in enumerate(spot.lines)
    )
    return "".join(rows)


def _legend(scene: Scene, across: float) -> tuple[list[str], float]:
    """Draw what marks and lines mean, in rows, and give the height of it."""
    parts: list[str] = []
    x, y = MARGIN, scene.height + ROW

    def put(draw: str, text: str) -> None:
        nonlocal x, y
        parts.append(draw + words(x + 26, y + 4, text, BESIDE_MARK))
        x += 26 + width(text) * SIZE + 18

    def room(text: str) -> None:
        nonlocal x, y
        if x > MARGIN and x + 26 + width(text) * SIZE > across - MARGIN:
            x, y = MARGIN, y + ROW + 4

    for group, name in scene.legend.items():
        room(name)
        put(mark(group, x + 9, y, 7), name)
    weights = sorted({link.weight for link in scene.links})
    for weight in dict.fromkeys((*weights[:1], *weights[-1:])):
        text, thick = scene.network.weight_text(weight), thickness(weight, weights[-1])
        room(text)
        put(tag("line", "/", class_="line", x1=x, y1=y, x2=x + 20, y2=y, stroke=LINE, stroke_width=thick), text)
    return parts, y - scene.height + 2 * ROW


def _heading(scene: Scene, content: Content) -> str:
    about = scene.network
    return f"{about.view} network, recipe {about.recipe}, version {content.version}"


def _caption(scene: Scene, content: Content, room: float) -> Iterator[str]:
    """Say what is shown, of how much, and what it rests on."""
    rests_on, network = coverage(content.network), scene.network
    total = max(content.network.total_nodes, rests_on.nodes)
    nodes = f"{len(network.iris)} of {total} nodes"
    if len(network.iris) < rests_on.nodes:
        nodes += ", those with most neighbours"
    wide = "are facts" if network.rows.money is None else "is money"
    sentences = [
        f"{nodes}, {len(network.starts)} of {rests_on.edges} edges.",
        f"Marks are by class, lines as wide as there {wide}{_roles(network)}.",
        f"{rests_on.stated_share:.0%} of the edges are stated, {rests_on.undated_share:.0%} undated.",
    ]
    if scene.sized_by:
        sentences[0] += f" The area of a mark is its {_spaced(scene.sized_by)}."
    if rests_on.left_out:
        reasons = ", ".join(f"{count} {_spaced(reason)}" for reason, count in rests_on.left_out.items())
        sentences.append(f"Records left out: {reasons}.")
    yield _heading(scene, content)
    yield from wrapped(" ".join(sentences), room)


def _roles(network: Network) -> str:
    """Name the role of all lines where there is but one."""
    roles = {network.roles[each] for each in set(network.rows.role.tolist())}
    return f", all of them {''.join(roles)}" if len(roles) == 1 else ""


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _polygon(corners: Iterable[tuple[float, float]], **attributes: Any) -> str:
    return tag("polygon", "/", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), **attributes)
