"""The course of quality as a page draws it: a panel for each thing that is counted, with steps where it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request

from api.representations.pages.languages import marked
from api.representations.pages.rendering import render
from kg.edition import Edition

Body = Mapping[str, Any]

WIDTH, HEIGHT = 240, 56
"""The size of a panel, in units of its drawing."""

_TOP, _RIGHT = 6, 232
_DOTS = 40
"""Points that are marked one by one."""

STEPS = {
    "version": marked("each version"),
    "day": marked("each day"),
    "month": marked("each month"),
    "year": marked("each year"),
}

CLAIMS = "claims"


@dataclass(frozen=True, slots=True)
class Panel:
    """What is counted, with its first and last count and its most; `line` and `area` are paths of SVG."""

    name: str
    title: str
    first: int
    last: int
    most: int
    line: str
    area: str
    dots: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panels:
    """The panels of a course, and the titles of what was never there in all its time."""

    drawn: Sequence[Panel]
    never: Sequence[str]


def panels(body: Body) -> Panels:
    """Draw a course; what was never counted has no panel."""
    points = body["points"]
    places = [*_places([each["period"] for each in points], body["step"])]
    series = {CLAIMS: (marked("Claims"), [each["claims"] for each in points])}
    series |= {
        each["name"]: (each["title"], [point["counts"][each["name"]] for point in points]) for each in body["checks"]
    }
    drawn = [_panel(name, title, counts, places) for name, (title, counts) in series.items() if any(counts)]
    return Panels(drawn, [title for title, counts in series.values() if not any(counts)])


def _panel(name: str, title: str, counts: Sequence[int], places: Sequence[float]) -> Panel:
    most = max(counts)
    heights = [round(HEIGHT - count / most * (HEIGHT - _TOP), 1) for count in counts]
    line = f"M{places[0]} {heights[0]}"
    line += "".join(f"H{x}V{y}" for x, y in zip(places[1:], heights[1:], strict=True)) + f"H{WIDTH}"
    area = f"{line}V{HEIGHT}H{places[0]}Z"
    dots = [*zip(places, heights, strict=True)] if len(counts) <= _DOTS else []
    return Panel(name, title, counts[0], counts[-1], most, line, area, dots)


def _places(names: Sequence[str], step: str) -> Iterator[float]:
    """Place periods: versions at equal distances, stretches of time by when they begin."""
    moments = [*range(len(names))] if step == "version" else [_begin(each).toordinal() for each in names]
    length = moments[-1] - moments[0] if moments else 0
    for each in moments:
        yield round(4 + (each - moments[0]) / length * (_RIGHT - 4), 1) if length else 4.0


def _begin(period: str) -> date:
    """Give the first day of a period.

    >>> _begin("2026"), _begin("2026-11")
    (datetime.date(2026, 1, 1), datetime.date(2026, 11, 1))
    """
    return date.fromisoformat(f"{period}-01-01"[: len("2026-11-26")])


def course_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show the course, drawn and as a table in which each number opens its list."""
    values = {
        "course": body,
        "panels": panels(body),
        "steps": STEPS,
        "formats": formats,
        "classes": [*edition.mapping.vocabulary.classes],
        "datasets": [each.name for each in edition.datasets()],
    }
    return render(request, "review/over_time.html", values)
