"""Records in the order of time as a page shows them: a bar for each, as wide as its time is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.models.timeline import DEFAULT
from api.representations.pages.network.names import name_for_reader
from api.representations.pages.rendering import local, render, root_of
from api.representations.pages.speech import Value
from kg.dates import days
from kg.edition import Edition

_FORMATS = ("json", "csv")
_TICKS, _COLUMNS = 8, 60
"""The most years that are marked on the axis, and the most columns of counts."""
_THINNEST = 0.5
"""Per cent of the axis below which a bar could not be seen."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The years that are drawn, and those that are marked, with where they begin in per cent."""

    first: int
    last: int
    ticks: Sequence[tuple[int, float]]

    @classmethod
    def over(cls, years: Sequence[int]) -> Axis:
        """Make the axis of some years, a year wide at least.

        >>> Axis.over([2018, 2020]).ticks
        [(2018, 0.0), (2019, 33.33), (2020, 66.67)]
        """
        first, last = (min(years), max(years)) if years else (2000, 2000)
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if (last - first) / each < _TICKS)
        axis = cls(first, last, ())
        round_years = [year for year in range(first, last + 1) if year % step == 0] or [first]
        return cls(first, last, [(year, axis.at(float(year))) for year in round_years])

    def at(self, year: float) -> float:
        """Give the place of a moment, in years, in per cent; what is outside is at an end."""
        return round(min(100.0, max(0.0, (year - self.first) / (self.last + 1 - self.first) * 100)), 2)


@dataclass(frozen=True, slots=True)
class TimeBar:
    """A time on the axis, in per cent; an open end fades."""

    x: float
    width: float
    is_open_before: bool
    is_open_after: bool
    precision: str
    is_about: bool


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A record, with its bar."""

    thing: Value
    body: Mapping[str, Any]
    bar: TimeBar


@dataclass(frozen=True, slots=True)
class YearPart:
    """How many records of a class may lie in a stretch of years; where the part stands is in per cent."""

    type: str
    total: int
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class YearColumn:
    """How many records may lie in a stretch of years, stacked by class; its place and width are in per cent."""

    years: str
    x: float
    width: float
    total: int
    parts: Sequence[YearPart]


def timeline_page(request: Request, edition: Edition, body: dict[str, Any]) -> bytes:
    """Show records in the order of time."""
    root, base = root_of(request), edition.mapping.base_iri
    name_for_reader(edition, visitor_of(request).language, body)
    axis = Axis.over([each["year"] for each in body["years"]])
    values = {
        "body": body,
        "formats": _FORMATS,
        "axis": axis,
        "columns": columns(axis, body["years"]),
        "rows": [TimeRow(_named(each, base, root), each, bar(axis, each)) for each in body["items"]],
        "yearless": [(_named(each, base, root), each) for each in body["yearless"]["items"]],
        "undated": [(_named(each, base, root), each) for each in body["undated"]["items"]],
        "types": [each["type"] for each in body["types"]],
        "all_types": edition.catalogue.timed_classes,
        "is_default": {each["type"] for each in body["types"]} == {*DEFAULT},
        "query": request.query_params,
    }
    return render(request, "flows/timeline.html", values)


def bar(axis: Axis, record: Mapping[str, Any]) -> TimeBar:
    """Place a time on an axis: from the first day that it may begin to the last that it may end."""
    begins, ends = _moment(record["begins"], last=False), _moment(record["ends"], last=True)
    start = axis.at(begins if begins is not None else (ends or 0) - 1)
    end = axis.at(ends if ends is not None else float(axis.last + 1))
    width = max(_THINNEST, round(end - start, 2))
    return TimeBar(
        x=min(start, 100 - width),
        width=width,
        is_open_before=begins is None,
        is_open_after=ends is None,
        precision=record["precision"],
        is_about=bool(record["about"]),
    )


def columns(axis: Axis, years: Sequence[Mapping[str, Any]]) -> list[YearColumn]:
    """Stack the counts of the years; where there are many, of several years together, the most of one of them."""
    step = next(each for each in (1, 5, 10, 50, 100, 1000) if (axis.last + 1 - axis.first) / each <= _COLUMNS)
    stacks: dict[int, dict[str, int]] = {}
    for each in years:
        stack = stacks.setdefault(each["year"] // step * step, {})
        for name, count in each["counts"].items():
            stack[name] = max(stack.get(name, 0), count)
    most = max((sum(stack.values()) for stack in stacks.values()), default=1)
    year_columns = []
    for year, stack in stacks.items():
        x = axis.at(float(year))
        end, top, parts = axis.at(float(year + step)), 100.0, []
        for name, count in stack.items():
            height = round(count / most * 100, 2)
            top -= height
            parts.append(YearPart(name, count, round(top, 2), height))
        label = str(year) if step == 1 else f"{year}–{year + step - 1}"
        width = round(max(0.2, (end - x) * 0.86), 2)
        year_columns.append(YearColumn(label, x, width, sum(stack.values()), parts))
    return year_columns


def _moment(partial: str | None, *, last: bool) -> float | None:
    """Give the beginning or the end of a partial date, in years."""
    if not partial:
        return None
    day = days(partial)[last]
    if not day:
        return float(partial[:4]) + last
    year, month, day_of_month = (int(each) for each in day.split("-"))
    return year + (month - 1) / 12 + (day_of_month - (not last)) / 31 / 12


def _named(thing: Mapping[str, Any], base: str, root: str) -> Value:
    return Value(thing["label"], local(thing["id"], base, root))
