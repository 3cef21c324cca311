"""Communities as bubbles on a page: each a link, with its foremost members below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.network.drawing.groups import named_in_lines
from kg.network.drawing.labels import box
from kg.network.drawing.scene import SIZE

_MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Bubble:
    """A community: where its bubble is, how many are in it, its name, that in lines, and where it leads."""

    x: float
    y: float
    radius: float
    size: int
    label: str
    lines: Sequence[str]
    address: str


@dataclass(frozen=True, slots=True)
class Bubbles:
    """All that are drawn, and the lines between them, each with the ties it stands for and how thick it is."""

    width: float
    height: float
    bubbles: Sequence[Bubble]
    lines: Sequence[tuple[Bubble, Bubble, int, float]]


def bubbles_of(bubbles: Sequence[Bubble], links: Sequence[Mapping[str, Any]]) -> Bubbles:
    """Put bubbles into a picture that has room for their names."""
    most = max((each["ties"] for each in links), default=1)
    return Bubbles(
        max((each.x + max(each.radius, box(each.lines, SIZE)[0] / 2) for each in bubbles), default=0.0) + _MARGIN,
        max((each.y + each.radius + 8 + box(each.lines, SIZE)[1] for each in bubbles), default=0.0),
        bubbles,
        [
            (bubbles[each["one"]], bubbles[each["other"]], each["ties"], 1 + 9 * (each["ties"] / most) ** 0.5)
            for each in links
        ],
    )


def bubble(place: Mapping[str, Any], size: int, label: str, names: Sequence[str], address: str) -> Bubble:
    """Make one."""
    return Bubble(place["x"], place["y"], place["radius"], size, label, named_in_lines(names), address)
