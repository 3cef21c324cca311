"""Pictures of networks in SVG, to be put into a report or looked at in a browser.

Nothing in them runs or is fetched, and every colour stands in an attribute, so that any content security policy lets
them be; one style, which never changes, turns the colours for a dark screen. Colours and shapes are those of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import hypot, sqrt
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from kg.characters import writable
from kg.network.content import Content
from kg.network.drawing.labels import width
from kg.network.drawing.marks import MARKS
from kg.network.drawing.scene import SIZE, SMALL, Link, Scene, Spot, scene_of
from kg.network.model import Network
from kg.network.ranking import coverage
from kg.store.xml_output import guarded

STYLE = (
    "@media (prefers-color-scheme:dark){.paper{fill:#1a2027}.ink{fill:#e4e8ec;stroke:#1a2027}"
    ".quiet{fill:#a3afba;stroke:#1a2027}.line{stroke:#7c8894}.head{fill:#7c8894}.mark{stroke:#1a2027}"
    + "".join(f".{name}{{fill:{mark.dark}}}" for name, mark in MARKS.items())
    + ".focus{stroke:#e4e8ec}}"
)
"""The only style, for dark screens; what may be allowed by its digest."""

_PAPER, _INK, _QUIET, _LINE = "#ffffff", "#1b232c", "#56616d", "#7d8893"
_FONTS = (
    "system-ui, 'Noto Sans', 'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif"
)
_NARROWEST = 520.0
_MARGIN, _ROW = 24.0, 18.0
_THINNEST, _THICKEST = 1.2, 7.0


def write_svg(content: Content, output: IO[bytes]) -> None:
    """Draw a network, or the best linked part of it that can be made out in one picture; the caption says which."""
    with guarded(output, "xml") as guard:
        for part in _picture(scene_of(content), content):
            guard.write(f"{part}\n".encode())


def _picture(scene: Scene, content: Content) -> Iterator[str]:
    across = max(scene.width, _NARROWEST)
    legend, below = _legend(scene, across)
    caption = list(_caption(scene, content, across - 2 * _MARGIN))
    high = scene.height + below + len(caption) * _ROW + _MARGIN
    size = {"width": f"{across:.0f}", "height": f"{high:.0f}", "viewBox": f"0 0 {across:.0f} {high:.0f}"}
    yield _open("svg", xmlns="http://www.w3.org/2000/svg", **size, role="img", font_family=_FONTS)
    yield f"<title>{_text(_heading(scene, content))}</title>"
    yield f"<desc>{_text(' '.join(caption))}</desc>"
    yield f"<style>{STYLE}</style>"
    yield _open("rect", "/", class_="paper", width="100%", height="100%", fill=_PAPER)
    most = max((link.weight for link in scene.links), default=1)
    yield from (_link(link, most) for link in scene.links)
    yield from (_spot(spot) for spot in scene.spots)
    yield from (_name(spot) for spot in scene.spots)
    yield from (_words(*link.at, link.words, _BESIDE_LINE) for link in scene.links if link.words)
    yield from legend
    for row, line in enumerate(caption):
        y = scene.height + below + row * _ROW
        yield _words(_MARGIN, y, line, _BESIDE_MARK if row else _FIRST)
    yield "</svg>"


def _link(link: Link, most: int) -> str:
    thick = _thickness(link.weight, most)
    title = f"<title>{_text(link.title)}</title>"
    if link.one is link.other:
        spot, radius = link.one, link.one.radius + 3
        x, y = spot.x + radius * 0.8, spot.y - radius * 0.8
        ring = _open("circle", "/", class_="line", cx=x, cy=y, r=radius, fill="none", stroke=_LINE, stroke_width=thick)
        return f"<g>{title}{ring}</g>"
    far = hypot(link.other.x - link.one.x, link.other.y - link.one.y) or 1.0
    along = (link.other.x - link.one.x) / far, (link.other.y - link.one.y) / far
    head = 5 + thick
    first, last = link.one.radius + 2, far - link.other.radius - 2
    begin, end = first + head * link.to_one * 0.8, last - head * link.to_other * 0.8

    def at(distance: float, aside: float = 0.0) -> tuple[float, float]:
        return link.one.x + along[0] * distance - along[1] * aside, link.one.y + along[1] * distance + along[0] * aside

    (x1, y1), (x2, y2) = at(begin), at(end)
    line = _open("line", "/", class_="line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=_LINE, stroke_width=thick)
    heads = [
        _polygon([at(tip), at(tip + back, head / 2), at(tip + back, -head / 2)], class_="head", fill=_LINE)
        for leads, tip, back in ((link.to_one, first, head), (link.to_other, last, -head))
        if leads
    ]
    return f"<g>{title}{line}{''.join(heads)}</g>"


def _spot(spot: Spot) -> str:
    mark = _mark(spot.mark, spot.x, spot.y, spot.radius, is_focus=spot.focus)
    return f"<g><title>{_text(spot.title)}</title>{mark}</g>"


def _mark(name: str, x: float, y: float, radius: float, *, is_focus: bool = False) -> str:
    """Draw a mark: a colour and a shape, of which paper shows around it."""
    scale = radius / 5
    outline = (
        {"stroke": _INK, "stroke_width": 2.5 / scale} if is_focus else {"stroke": _PAPER, "stroke_width": 1 / scale}
    )
    place = f"translate({x - 6 * scale:.1f} {y - 6 * scale:.1f}) scale({scale:.2f})"
    classes = f"mark {name} focus" if is_focus else f"mark {name}"
    return f"{_open('g', class_=classes, fill=MARKS[name].light, **outline, transform=place)}{MARKS[name].shape}</g>"


def _name(spot: Spot) -> str:
    first = spot.y + spot.radius + 4 + SIZE * 0.9
    rows = (
        _words(spot.x, first + row * SIZE * 1.25, line, _BOLD if spot.focus else _PLAIN)
        for row, line in enumerate(spot.lines)
    )
    return "".join(rows)


@dataclass(frozen=True, slots=True)
class _Hand:
    """How words are written: anchored at their middle or start, in a size, quiet or bold or neither."""

    anchor: str = "middle"
    size: float = SIZE
    quiet: bool = False
    bold: bool = False


_PLAIN, _BOLD = _Hand(), _Hand(bold=True)
_BESIDE_LINE, _BESIDE_MARK = _Hand(size=SMALL, quiet=True), _Hand("start", quiet=True)
_FIRST = _Hand("start", bold=True)


def _words(x: float, y: float, text: str, hand: _Hand) -> str:
    """Write a line of text, with paper around its letters, for lines pass below."""
    told: dict[str, Any] = {"x": x, "y": y, "text_anchor": hand.anchor, "font_size": hand.size}
    halo = {"stroke": _PAPER, "stroke_width": 3, "paint_order": "stroke", "stroke_linejoin": "round"}
    colour = {"class_": "quiet", "fill": _QUIET} if hand.quiet else {"class_": "ink", "fill": _INK}
    weight = {"font_weight": "bold"} if hand.bold else {}
    return _open("text", **colour, **told, **halo, **weight) + f"{_text(text)}</text>"


def _legend(scene: Scene, across: float) -> tuple[list[str], float]:
    """Draw what marks and lines mean, in rows, and give the height of it."""
    parts: list[str] = []
    x, y = _MARGIN, scene.height + _ROW

    def put(draw: str, text: str) -> None:
        nonlocal x, y
        parts.append(draw + _words(x + 26, y + 4, text, _BESIDE_MARK))
        x += 26 + width(text) * SIZE + 18

    def room(text: str) -> None:
        nonlocal x, y
        if x > _MARGIN and x + 26 + width(text) * SIZE > across - _MARGIN:
            x, y = _MARGIN, y + _ROW + 4

    for mark, name in scene.legend.items():
        room(name)
        put(_mark(mark, x + 9, y, 7), name)
    weights = sorted({link.weight for link in scene.links})
    for weight in dict.fromkeys((*weights[:1], *weights[-1:])):
        text, thick = scene.network.weight_text(weight), _thickness(weight, weights[-1])
        room(text)
        put(_open("line", "/", class_="line", x1=x, y1=y, x2=x + 20, y2=y, stroke=_LINE, stroke_width=thick), text)
    return parts, y - scene.height + 2 * _ROW


def _heading(scene: Scene, content: Content) -> str:
    about = scene.network
    return f"{about.view} network, recipe {about.recipe}, version {content.version}"


def _caption(scene: Scene, content: Content, room: float) -> Iterator[str]:
    """Say what is shown, of how much, and what it rests on."""
    rests_on, shown = coverage(content.network), scene.network
    total = max(content.network.total_nodes, rests_on.nodes)
    nodes = f"{len(shown.iris)} of {total} nodes"
    if len(shown.iris) < rests_on.nodes:
        nodes += ", those with most neighbours"
    wide = "are facts" if shown.rows.money is None else "is money"
    told = [
        f"{nodes}, {len(shown.starts)} of {rests_on.edges} edges.",
        f"Marks are by class, lines as wide as there {wide}{_roles(shown)}.",
        f"{rests_on.stated_share:.0%} of the edges are stated, {rests_on.undated_share:.0%} undated.",
    ]
    if scene.sized_by:
        told[0] += f" The area of a mark is its {_spaced(scene.sized_by)}."
    if rests_on.left_out:
        reasons = ", ".join(f"{count} {_spaced(reason)}" for reason, count in rests_on.left_out.items())
        told.append(f"Records left out: {reasons}.")
    yield _heading(scene, content)
    yield from _wrapped(" ".join(told), room)


def _roles(network: Network) -> str:
    """Name the role of all lines where there is but one."""
    roles = {network.roles[each] for each in set(network.rows.role.tolist())}
    return f", all of them {''.join(roles)}" if len(roles) == 1 else ""


def _wrapped(text: str, room: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer) * SIZE > room:
            yield line
            longer = word
        line = longer
    yield line


def _thickness(weight: int, most: int) -> float:
    share = (weight - 1) / (most - 1) if most > 1 else 0.0
    return round(_THINNEST + (_THICKEST - _THINNEST) * sqrt(share), 1)


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _polygon(corners: Iterable[tuple[float, float]], **attributes: Any) -> str:
    return _open("polygon", "/", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), **attributes)


def _open(name: str, end: str = "", /, **attributes: Any) -> str:
    written: Mapping[str, str] = {
        key.rstrip("_").replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
        for key, value in attributes.items()
    }
    return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in written.items())}{end}>"


def _text(text: str) -> str:
    return escape(writable(text))
