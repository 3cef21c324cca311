"""Checks of times against what the passages and the dates of the documents allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kg.dates import begins_after
from kg.validation.plausibility.case import Case, Finding

_YEAR = re.compile(r"(?<![\d.,£$€])(1[5-9]\d\d|2[01]\d\d)(?![\d%]|[.,]\d)")
_SHORT_YEAR = re.compile(r"(?:(?<=\d{4}[/-])|(?<!\w)'|\bfy ?(?:\d\d[/-])?|(?<=\d[/.-])|(?<=[a-z]-))(\d\d)(?![\d])")
_DECADE = re.compile(r"(?<!\d)(1[5-9]\d|2[01]\d)0s")
_RELATIVE = re.compile(
    r"\b(?:years?|months?|weeks?|weekend|days?|decades?|quarter|fortnight|today|yesterday|tomorrow|tonight|recent|"
    r"recently|ago|now|currently|anniversary|spring|summer|autumn|winter|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|[년월일] ?간|개월|올해|금년|지난|작년|내년|향후|다음|이번|최근|현재|오늘|당시"
)
"""What tells a time by another one, so that it may be any."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b|(\d{1,2})월"
)
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,4})[./-](\d{1,2})(?:[./-](\d{1,4}))?(?!\d)")
_DAY = re.compile(r"(?<!\d)0?([1-9]|[12]\d|3[01])(?:st|nd|rd|th|일)?(?![\d%])")
_POINT = re.compile(r"(\d{4}|XXXX)(?:-(\d\d))?(?:-(\d\d))?")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_SINGLE = re.compile(
    r"\b(?:an?|one|year-?long|annual|annually|yearly|per|decade|century|fortnight|week|quarter|half)\b|반년|분기|주간|하루"
)
"""What tells a duration without a figure."""

_FARTHEST = 12
"""Years from the date of a document that words such as next or ago reach."""


def after_its_document(case: Case) -> Iterator[Finding]:
    """What is told as done, or as of a day, by documents that are all older."""
    dates = [_date(each) for each in case.published]
    if not dates or not all(dates):
        return
    newest = max(dates)
    when, as_of = case.record.one("when"), case.record.one("as_of")
    if case.record.one("modality") == "done" and when and all(begins_after(when, each) for each in dates):
        yield Finding("when", f"this is done, but its document of {newest} is older than {when}", when)
    if as_of and all(begins_after(as_of, each) for each in dates):
        yield Finding("as_of", f"a document of {newest} cannot tell what was so as of {as_of}", as_of)


def time_unsupported(case: Case) -> Iterator[Finding]:
    """A time that neither a cited passage nor the date of its document gives."""
    for field in ("when", "as_of", "financial_year", "duration"):
        value = case.record.one(field)
        if value and case.is_stated(field) and case.understood:
            text = " \n ".join(case.understood)
            missing = _CHECKS[field](value, text, case)
            if missing:
                yield Finding(field, f"{missing}; correct it, cite where it stands, or mark it as implied", value)


def _missing_of_time(value: str, text: str, case: Case) -> str:
    return next(filter(None, (_missing_of_point(each, text, case) for each in re.split(r"[/,]|\.\.", value))), "")


def _missing_of_point(point: str, text: str, case: Case) -> str:
    """Say which part of a date nothing gives, the largest first; empty where all are there, or follow from others."""
    match = _POINT.match(point)
    published = [each for each in map(_POINT.match, case.published) if each]
    if match is None or any(_fits(match, each) for each in published):
        return ""
    year, month, day = match.groups()
    is_relative = _RELATIVE.search(text) is not None
    dated = [int(each[1]) for each in published if each[1].isdigit()]
    if year != "XXXX" and int(year) not in {*_years(text), *dated}:
        reaches = len(dated) < len(case.published) or any(abs(int(year) - each) <= _FARTHEST for each in dated)
        return "" if is_relative and reaches else _absent(year, _years(text))
    if is_relative:
        return ""
    if month and int(month) not in _months(text):
        return f"no cited passage names month {int(month)}"
    return f"no cited passage names day {int(day)}" if day and int(day) not in map(int, _DAY.findall(text)) else ""


def _fits(time: re.Match[str], published: re.Match[str]) -> bool:
    """Tell whether a time is that of the document, as far as both are told."""
    return all(mine in (theirs, None, "XXXX") for mine, theirs in zip(time.groups(), published.groups(), strict=True))


def _missing_of_financial_year(value: str, text: str, case: Case) -> str:
    if not value[:4].isdecimal():
        return ""
    first = int(value[:4])
    published = {int(each[:4]) for each in case.published if each[:4].isdigit()}
    if {first, first + 1} & (_years(text) | published) or _RELATIVE.search(text):
        return ""
    return _absent(value, _years(text))


def _missing_of_duration(value: str, text: str, case: Case) -> str:
    match = _DURATION.match(value)
    if match is None or "/" in case.record.one("when") or _SINGLE.search(text):
        return ""
    years, months, days = (int(each or 0) for each in match.groups())
    total = years * 12 + months
    spoken = {Decimal(each) for each in (years, months, total, days)} | {Decimal(total) / 12, Decimal(days) / 7}
    amounts = {low for figure in case.figures for low, high in figure.readings if low == high}
    if (spoken - {0}) & amounts or _spans(text, years):
        return ""
    return f"no cited passage names a time of {value}"


def _spans(text: str, years: int) -> bool:
    """Tell whether two years of the text are as far apart."""
    named = _years(text)
    return any(abs(one - other) in (years, years - 1) for one in named for other in named if one != other)


_CHECKS = {
    "when": _missing_of_time,
    "as_of": _missing_of_time,
    "financial_year": _missing_of_financial_year,
    "duration": _missing_of_duration,
}


def _years(text: str) -> set[int]:
    """Give the years that a text names, in full, in two digits or as a decade.

    >>> sorted(_years("from 2019-21, fy2024/25, and £2,000 in the 1990s"))[-4:]
    [2019, 2021, 2024, 2025]
    """
    full = {int(each) for each in _YEAR.findall(text)} | {int(each) for each in re.findall(r"(?<=fy)\d{4}", text)}
    short = {century + int(each) for each in _SHORT_YEAR.findall(text) for century in (1900, 2000)}
    return full | short | {int(f"{each}{unit}") for each in _DECADE.findall(text) for unit in range(10)}


def _months(text: str) -> set[int]:
    named = {_MONTHS.index(name[:3]) + 1 if name else int(number) for name, number in _MONTH.findall(text)}
    return named | {int(part) for parts in _NUMERIC.findall(text) for part in parts if part and int(part) <= 12}


def _absent(year: str, named: set[int]) -> str:
    plausible = sorted(each for each in named if each >= 1950)
    there = f", which name {', '.join(map(str, plausible[-3:]))}" if plausible else ""
    return f"{year} is not in the cited passages{there}"


def _date(published: str) -> str:
    """Give the end of the time of a publication as a date; empty where its year is not told."""
    date = published.rpartition("/")[2].rstrip("~?")
    return date if date[:4].isdigit() else ""
