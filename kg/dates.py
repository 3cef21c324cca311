"""Dates as records have them, held against a date that somebody asks for: what is certainly later, what was known."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from kg.errors import UnreadableInput

_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_SEPARATOR = re.compile(r"\.\.|[/,]")
_PRECISIONS = ("millennium", "century", "decade", "year", "season", "month", "day")
_START = re.compile(r"([\dX]{4})(?:-([\dX]{2}))?(?:-([\dX]{2}))?")


def demand_date(text: str) -> None:
    """Raise UnreadableInput for what is no year, month or day."""
    if not _PARTIAL_DATE.fullmatch(text):
        raise UnreadableInput(f"{text!r} is not a date", "Write 2025, 2025-03 or 2025-03-14.")


def was_known(date: str, published: Sequence[Iterable[str]], told_as_of: Iterable[str]) -> bool:
    """Tell whether a record may have been known by a date, from the dates of each document behind it and its own day.

    >>> was_known("2019", [["2018-05"], ["2021"]], []), was_known("2019", [["2021"]], []), was_known("2019", [[]], [])
    (True, False, True)
    """
    if any(begins_after(day, date) for day in told_as_of):
        return False
    later = (any(begins_after(each, date) for each in dates) for dates in published)
    return not published or not all(later)


class Span(NamedTuple):
    """From when until when, as partial dates, both empty where nothing tells; and how precisely that is told.

    `precision` is that of the least precise end: day, month, season, year, decade, century or millennium.
    """

    begins: str = ""
    ends: str = ""
    precision: str = ""


def span(times: Iterable[str]) -> Span:
    """Give the stretch that some EDTF expressions lie in; one with an open or unknown end leaves that end open.

    >>> [tuple(span(times)) for times in (["2018-05/2020", "2019-03-02"], ["201X"], ["2020/.."])]
    [('2018-05', '2020', 'year'), ('2010', '2019', 'decade'), ('2020', '', 'year')]
    >>> [tuple(span(times)) for times in ([], ["../2025-03"], ["[2019,2021]"], ["XXXX-06-24"])]
    [('', '', ''), ('', '2025-03', 'month'), ('2019', '2021', 'year'), ('', '', '')]
    """
    points = [*times]
    parts = [each.strip() for time in points for each in _SEPARATOR.split(time.strip("[]{}"))]
    begins = ["" if (opening := earliest(time)).startswith("0000") else opening for time in points]
    ends = [latest(time) for time in points]
    dates = [start for part in parts if (start := _START.match(part)) and start[1] != "XXXX"]
    coarsest = min((_precision(each) for each in dates), default=len(_PRECISIONS))
    return Span(
        min(begins, default="") if all(begins) else "",
        max(ends, key=lambda end: end + "~", default="") if all(ends) else "",
        [*_PRECISIONS, ""][coarsest],
    )


def begins_after(time: str, date: str) -> bool:
    """Tell whether an EDTF expression certainly begins after a partial date has ended.

    The earliest date that the expression allows decides: unspecified digits are zeros, of a set any member
    counts, a season is somewhere in its year. An open or unknown start, a time without a year and years of
    other than four digits are after nothing.

    Source: EDTF (ISO 8601-2:2019), levels 0 and 1.

    >>> begins_after("2025-06", "2025"), begins_after("2026/2028", "2025-12"), begins_after("../2030", "2025")
    (False, True, False)
    >>> begins_after("202X", "2021"), begins_after("2025-23~", "2025-03"), begins_after("XXXX-04-02", "2025")
    (False, False, False)
    """
    start = earliest(time)
    return start > date and not start.startswith(date)


def earliest(time: str) -> str:
    """Give the partial date at which an EDTF expression may begin; empty where nothing tells.

    >>> earliest("202X/2031"), earliest("2025-23~"), earliest("[2019-05,2018]"), earliest("../2030")
    ('2020', '2025', '2018', '')
    """
    if time[:1] in ("[", "{"):
        return min(earliest(each.strip()) for each in re.split(r",|\.\.", time[1:-1]))
    start = _START.match(time)
    return "-".join(part.replace("X", "0") for part in _calendar_parts(start) if part) if start else ""


def years_of(times: Iterable[str]) -> tuple[int, int] | None:
    """Give the first and the last year that some times tell of; None where none tells any.

    >>> years_of(["2019-06/2020", "201X"]), years_of(["XXXX-01"])
    ((2010, 2020), None)
    """
    ends = {earliest(end)[:4] for time in times for end in (time, time.rpartition("/")[2])}
    years = [int(year) for year in ends if year.isdecimal() and int(year)]
    return (min(years), max(years)) if years else None


def certain_year(time: str) -> str:
    """Give the year that an EDTF expression certainly lies in; empty where there is no one such year.

    What is uncertain or approximate is certainly in none.

    >>> certain_year("2025-03-14"), certain_year("2025-03/2025-11"), certain_year("2025-23"), certain_year("[2019-05]")
    ('2025', '2025', '2025', '2019')
    >>> [certain_year(each) for each in ("2024/2025", "202X", "2025?", "XXXX-05", "../2025", "2025/..", "")]
    ['', '', '', '', '', '', '']
    """
    first, last = earliest(time)[:4], latest(time)[:4]
    is_sure = first == last and first != "0000" and not any(mark in time for mark in "~?%")
    return first if is_sure else ""


def ends_before(time: str, date: str) -> bool:
    """Tell whether an EDTF expression certainly ends before a partial date begins: the latest that it allows decides.

    An open or unknown end, a time without a year and years of other than four digits are before nothing.

    >>> ends_before("2025-06", "2026"), ends_before("2024/2025", "2025-03"), ends_before("2020/..", "2025")
    (True, False, False)
    >>> ends_before("201X", "2020"), ends_before("2025-23", "2025-12"), ends_before("[2019, 2021]", "2021")
    (True, False, False)
    """
    end = latest(time)
    return bool(end) and end < date and not date.startswith(end)


def latest(time: str) -> str:
    """Give the partial date at which an EDTF expression may end; empty where nothing tells.

    >>> latest("2019/202X"), latest("2025-23~"), latest("[2019-05,2018]"), latest("[2019..]"), latest("XXXX-05")
    ('2029', '2025', '2019-05', '', '')
    """
    if time[:1] in ("[", "{"):
        ends = [latest(each.strip()) for each in re.split(r",|\.\.", time[1:-1])]
        return max(ends, key=lambda end: f"{end}~") if all(ends) else ""  # a year ends after its months
    end = _START.match(time.rpartition("/")[2])
    if end is None or end[1] == "XXXX":
        return ""
    year, *rest = (part for part in _calendar_parts(end) if part)
    return "-".join([year.replace("X", "9"), *takewhile(lambda part: "X" not in part, rest)])


def days(time: str) -> tuple[str, str]:
    """Give the first and the last day that an EDTF expression may mean, each empty where nothing tells.

    >>> days("2024-02"), days("2019/.."), days("202X"), days("2025-02-30"), days("XXXX-05")
    (('2024-02-01', '2024-02-29'), ('2019-01-01', ''), ('2020-01-01', '2029-12-31'), ('', ''), ('', ''))
    """
    return _day(earliest(time), last=False), _day(latest(time), last=True)


def _day(partial: str, *, last: bool) -> str:
    """Give the first or the last day of a partial date; empty for a day that is none."""
    if not partial or partial.startswith("0000"):
        return ""
    parts = [int(part) for part in partial.split("-") if int(part)]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12 if last else 1
    try:
        day = parts[2] if len(parts) > 2 else monthrange(year, month)[1] if last else 1
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _precision(start: re.Match[str]) -> int:
    """Give the place among _PRECISIONS of one date."""
    year, month, day = start[1], start[2] or "X", start[3] or "X"
    if "X" in year:
        return max(0, 3 - year.count("X"))
    if "X" in month:
        return 3
    return 4 if month > "12" else 5 if "X" in day else 6


def _calendar_parts(start: re.Match[str]) -> tuple[str, ...]:
    year, month, day = start[1], start[2] or "", start[3] or ""
    return (year, month, day) if month <= "12" else (year,)
