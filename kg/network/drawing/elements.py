"""What pictures in SVG are written of: elements, words with paper around them, colours, and the one style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.characters import writable
from kg.network.drawing.labels import width
from kg.network.drawing.marks import MARKS
from kg.network.drawing.scene import SIZE, SMALL

STYLE = (
    "@media (prefers-color-scheme:dark){.paper{fill:#1a2027}.ink{fill:#e4e8ec;stroke:#1a2027}"
    ".quiet{fill:#a3afba;stroke:#1a2027}.line{stroke:#7c8894}.head{fill:#7c8894}.mark{stroke:#1a2027}"
    + "".join(f".{name}{{fill:{mark.dark}}}" for name, mark in MARKS.items())
    + ".focus{stroke:#e4e8ec}.bubble{fill:#16343f;stroke:#74c4e4}}"
)
"""The only style, for dark screens; what may be allowed by its digest."""

PAPER, INK, QUIET, LINE = "#ffffff", "#1b232c", "#56616d", "#7d8893"
FONTS = "system-ui, 'Noto Sans', 'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif"
MARGIN, ROW = 24.0, 18.0
"""What is left free at the borders, and the height of a line of a caption."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How words are written: anchored at their middle or start, in a size, quiet or bold or neither."""

    anchor: str = "middle"
    size: float = SIZE
    quiet: bool = False
    bold: bool = False


PLAIN, BOLD = Hand(), Hand(bold=True)
BESIDE_LINE, BESIDE_MARK = Hand(size=SMALL, quiet=True), Hand("start", quiet=True)
FIRST = Hand("start", bold=True)


def words(x: float, y: float, text: str, hand: Hand) -> str:
    """Write a line of text, with paper around its letters, for lines pass below."""
    attributes: dict[str, Any] = {"x": x, "y": y, "text_anchor": hand.anchor, "font_size": hand.size}
    halo = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke", "stroke_linejoin": "round"}
    colour = {"class_": "quiet", "fill": QUIET} if hand.quiet else {"class_": "ink", "fill": INK}
    weight = {"font_weight": "bold"} if hand.bold else {}
    return tag("text", **colour, **attributes, **halo, **weight) + f"{text_of(text)}</text>"


def sheet(size: tuple[float, float], caption: Sequence[str], below: float, parts: Iterable[str]) -> Iterator[str]:
    """Write a picture of some width and height, its parts on paper, with a caption that begins `below` its top.

    The first line of the caption is its title.
    """
    across, high = size
    room = {"width": f"{across:.0f}", "height": f"{high:.0f}", "viewBox": f"0 0 {across:.0f} {high:.0f}"}
    yield tag("svg", xmlns="http://www.w3.org/2000/svg", **room, role="img", font_family=FONTS)
    yield f"<title>{text_of(caption[0])}</title>"
    yield f"<desc>{text_of(' '.join(caption))}</desc>"
    yield f"<style>{STYLE}</style>"
    yield tag("rect", "/", class_="paper", width="100%", height="100%", fill=PAPER)
    yield from parts
    for row, line in enumerate(caption):
        yield words(MARGIN, below + row * ROW, line, BESIDE_MARK if row else FIRST)
    yield "</svg>"


def wrapped(text: str, room: float) -> Iterator[str]:
    """Break a text into lines that have room."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer) * SIZE > room:
            yield line
            longer = word
        line = longer
    yield line


def tag(name: str, end: str = "", /, **attributes: Any) -> str:
    """Open an element, or with an `end` of a slash write it whole; `class_` is its class."""
    written: Mapping[str, str] = {
        key.rstrip("_").replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
        for key, value in attributes.items()
    }
    return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in written.items())}{end}>"


def text_of(text: str) -> str:
    """Write a text as XML has it."""
    return escape(writable(text))


_THINNEST, _THICKEST = 1.2, 7.0


def thickness(weight: int, most: int) -> float:
    """Give how thick a line of some weight is where the heaviest has `most`."""
    share = (weight - 1) / (most - 1) if most > 1 else 0.0
    return round(_THINNEST + (_THICKEST - _THINNEST) * sqrt(share), 1)


def mark(name: str, x: float, y: float, radius: float, *, is_focus: bool = False) -> str:
    """Draw a mark: a colour and a shape, of which paper shows around it."""
    scale = radius / 5
    outline = {"stroke": INK, "stroke_width": 2.5 / scale} if is_focus else {"stroke": PAPER, "stroke_width": 1 / scale}
    place = f"translate({x - 6 * scale:.1f} {y - 6 * scale:.1f}) scale({scale:.2f})"
    classes = f"mark {name} focus" if is_focus else f"mark {name}"
    return f"{tag('g', class_=classes, fill=MARKS[name].light, **outline, transform=place)}{MARKS[name].shape}</g>"
