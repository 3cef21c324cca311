"""Dates as people write them in sentences, English and Korean, as records have them (EDTF).

>>> [each.when for each in dates_in("Signed on 14 May 2023 in Ulsan; the pilot runs from June 2023 to 2025.")]
['2023-05-14', '2023-06/2025']
>>> [each.when for each in dates_in("2023년 5월 14일 체결, 2030년까지")], dates_in("£2,000 for 1500 homes, in May")
(['2023-05-14', '../2030'], [])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.dates import days

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (  # in small letters, `may` and `march` are other words
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?"
)
_YEAR = r"(?:1[6-9]|20|21)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"""(?<![\w.,£$€₩/-])(?:
      (?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)(?![\w-])
    | (?P<financial>(?P<first>{_YEAR})/(?P<second>\d\d))(?![\d/])
    | (?P<ky>{_YEAR})년(?:\ ?(?P<km>\d\d?)월(?:\ ?(?P<kd>\d\d?)일)?)?
    | (?P<day>{_DAY})(?:st|nd|rd|th)?\ (?:of\ )?(?P<month>{_MONTH})\b(?:,?\ (?P<year>{_YEAR})(?!\d))?
    | (?P<month2>{_MONTH})\.?\ (?P<day2>{_DAY})(?:st|nd|rd|th)?(?!\d)(?:,?\ (?P<year2>{_YEAR})(?!\d))?
    | (?P<month3>{_MONTH})\.?,?\ (?P<year3>{_YEAR})(?!\d)
    | (?P<bare>{_YEAR})(?![\d%]|[.,]\d|\ ?(?:million|billion|people|firms|companies|jobs|homes|places|members)\b)
    )""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r" ?(?:-|–|—|~|to|until|till|through|부터|에서) ?|,? to ", re.IGNORECASE)
_AND = re.compile(r" and ", re.IGNORECASE)
_UNTIL = re.compile(r"(?:\bby|\buntil|\btill|\bup to)(?: the end of)? $", re.IGNORECASE)
_SINCE = re.compile(r"(?:\bsince|\bfrom|\bstarting in|\bbeginning in) $", re.IGNORECASE)
_LONGEST = 1 << 14


@dataclass(frozen=True, slots=True)
class ProseDate:
    """A date at `start` to before `end` of a text: `when` in EDTF, or a financial year such as 2025/26."""

    start: int
    end: int
    when: str = ""
    financial_year: str = ""


def dates_in(text: str) -> list[ProseDate]:
    """Find the dates of a text: with a year, or with day and month."""
    text = text[:_LONGEST]
    return [_open_ended(text, each) for each in _joined(text, list(_scan(text)))]


def _scan(text: str) -> Iterator[ProseDate]:
    for match in _DATE.finditer(text):
        parts = match.groupdict()
        if parts["financial"]:
            if (int(parts["first"]) + 1) % 100 == int(parts["second"]):
                yield ProseDate(match.start(), match.end(), financial_year=parts["financial"])
            continue
        when = parts["iso"] or parts["bare"] or _written(parts)
        if when.startswith("XXXX") or days(when)[0]:  # there is no 30 February
            yield ProseDate(match.start(), match.end(), when)


def _written(parts: dict[str, str]) -> str:
    year = parts["ky"] or parts["year"] or parts["year2"] or parts["year3"] or "XXXX"
    name = parts["month"] or parts["month2"] or parts["month3"]
    month = int(parts["km"] or 0) or (_MONTHS.index(name[:3].lower()) + 1 if name else 0)
    day = int(parts["kd"] or parts["day"] or parts["day2"] or 0)
    return "-".join([year, *(f"{each:02}" for each in (month, day) if each)])


def _joined(text: str, dates: list[ProseDate]) -> Iterator[ProseDate]:
    """Make one interval of two dates with a word between them that says so."""
    while dates:
        first, dates = dates[0], dates[1:]
        if dates and first.when and dates[0].when and _are_interval(text, first, dates[0]):
            last, dates = dates[0], dates[1:]
            begin = first.when.replace("XXXX", last.when[:4])
            if days(begin)[0] and days(begin)[0] <= days(last.when)[1]:
                yield ProseDate(first.start, last.end, f"{begin}/{last.when}")
                continue
            yield from (first, last)
        else:
            yield first


def _are_interval(text: str, first: ProseDate, last: ProseDate) -> bool:
    between = text[first.end : last.start]
    opened = text[: first.start].lower().endswith("between ")
    return _BETWEEN.fullmatch(between) is not None or (opened and _AND.fullmatch(between) is not None)


def _open_ended(text: str, date: ProseDate) -> ProseDate:
    """Open an end where a word before or behind a single date says so."""
    before, behind = text[max(0, date.start - 24) : date.start], text[date.end : date.end + 2]
    if not date.when or "/" in date.when:
        return date
    if _UNTIL.search(before) or behind == "까지":
        return replace(date, when=f"../{date.when}")
    if _SINCE.search(before) or behind == "부터":
        return replace(date, when=f"{date.when}/..")
    return date
