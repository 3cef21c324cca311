"""A drawing of what runs through columns of stops: where each stop and each stream between two of them is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 1000
_LEFT, _RIGHT, _BAR = 232.0, 754.0, 14.0
"""Where the first and the last column begin, and how wide a stop is."""
_SLOT, _GAP, _TOP = 46.0, 8.0, 34.0
"""The least height that a stop has for its name, the space between two, and that above all."""
_LOWEST, _TALLEST, _EACH = 70.0, 300.0, 70.0
"""The height of all that runs: one stop alone needs no large box; with each beside it there is more, to a point."""
_LEAST, _THINNEST = 2.0, 1.0
"""The heights below which a stop or a stream could not be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stop as it is drawn; `label_y` is the middle of its slot."""

    id: str
    column: int
    x: float
    y: float
    height: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Band:
    """A stream as it is drawn: the outline of it, as the `d` of an SVG path."""

    source: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class Sankey:
    """Everything that is drawn, in a box of `WIDTH` by `height`."""

    bars: Sequence[Bar]
    bands: Sequence[Band]
    height: float


def sankey(columns: Sequence[Sequence[str]], streams: Mapping[tuple[str, str], float]) -> Sankey:
    """Lay out columns of stops and the streams between them; heights are proportional to amounts.

    The stops of a column stand in the order that is given, and the streams of a stop in the order of their other ends,
    so that those of one stop never cross. Every amount is the same number of points in all columns, the largest that
    leaves each stop room for its name.

    >>> drawing = sankey([["a"], ["b", "c"]], {("a", "b"): 3.0, ("a", "c"): 1.0})
    >>> [round(bar.height / drawing.bars[2].height) for bar in drawing.bars]
    [4, 3, 1]
    """
    sizes = _sizes(columns, streams)
    tallest = max((len(column) * (_SLOT + _GAP) for column in columns), default=0.0)
    most = max(map(len, columns), default=0)
    room = max(min(_TALLEST, _LOWEST + _EACH * most), tallest * 1.15)
    scale = _scale(columns, sizes, room)
    step = (_RIGHT - _LEFT) / max(1, len(columns) - 1)
    bars = {
        bar.id: bar
        for at, column in enumerate(columns)
        for bar in _bars(at, _LEFT + at * step, [(stop, sizes[stop] * scale) for stop in column], room)
    }
    return Sankey([*bars.values()], _bands(columns, streams, bars, scale), round(room + _TOP + _GAP, 1))


def _sizes(columns: Sequence[Sequence[str]], streams: Mapping[tuple[str, str], float]) -> Mapping[str, float]:
    """Give what stops at each: as much as comes in or goes out."""
    incoming = {stop: 0.0 for column in columns for stop in column}
    outgoing = {**incoming}
    for (source, target), amount in streams.items():
        outgoing[source] += amount
        incoming[target] += amount
    return {stop: max(incoming[stop], outgoing[stop]) for stop in incoming}


def _scale(columns: Sequence[Sequence[str]], sizes: Mapping[str, float], room: float) -> float:
    """Give the most points per amount with which every column, its names included, fits into the room."""
    total = max((sum(sizes[stop] for stop in column) for column in columns), default=0.0)
    if not total:
        return 0.0
    low, high = 0.0, room / total
    for _ in range(50):
        middle = (low + high) / 2
        if max(_stack([sizes[stop] * middle for stop in column]) for column in columns) <= room:
            low = middle
        else:
            high = middle
    return low


def _stack(heights: Sequence[float]) -> float:
    """Give the height of stops one below the other, with the room of their names and between them."""
    return sum(max(_SLOT, height) + _GAP for height in heights)


def _bars(at: int, x: float, column: Sequence[tuple[str, float]], room: float) -> list[Bar]:
    """Stack the stops of a column, each given with its height, in the middle of the room."""
    y, bars = _TOP + (room - _stack([height for _, height in column])) / 2, []
    for stop, exact_height in column:
        height = max(_LEAST, exact_height)
        slot = max(_SLOT, height)
        top = y + (slot - height) / 2
        bars.append(Bar(stop, at, round(x, 1), round(top, 2), round(height, 2), round(y + slot / 2, 1)))
        y += slot + _GAP
    return bars


def _bands(
    columns: Sequence[Sequence[str]],
    streams: Mapping[tuple[str, str], float],
    bars: Mapping[str, Bar],
    scale: float,
) -> list[Band]:
    left, right = ({stop: bar.y for stop, bar in bars.items()} for _ in range(2))
    bands = []
    for sources, targets in pairwise(columns):
        for source in sources:
            for target in targets:
                if (source, target) in streams:
                    height = streams[source, target] * scale
                    start, end = left[source], right[target]
                    bands.append(Band(source, target, _outline(bars[source], bars[target], start, end, height)))
                    left[source] += height
                    right[target] += height
    return bands


def _outline(source: Bar, target: Bar, start: float, end: float, height: float) -> str:
    """Draw a band from the right of one stop to the left of another, level at both ends."""
    height = max(_THINNEST, height)
    near, far = source.x + _BAR, target.x
    middle = (near + far) / 2
    return (
        f"M{near:.1f} {start:.2f}C{middle:.1f} {start:.2f} {middle:.1f} {end:.2f} {far:.1f} {end:.2f}"
        f"V{end + height:.2f}C{middle:.1f} {end + height:.2f} {middle:.1f} {start + height:.2f} "
        f"{near:.1f} {start + height:.2f}Z"
    )
