"""The years of a time, as far as it tells any."""

from __future__ import annotations

import re

_YEAR = re.compile(r"([\dX]{4})(?=-|[?~%]|$)", re.ASCII)


def years_of(time: str) -> str:
    """Give the first and last year that an EDTF expression allows, as an interval; one alone; nothing where none.

    An end that is open or not told is "..". Years of other than four digits are none.

    >>> [years_of(each) for each in ("2025-03", "2024/2026-02", "202X", "../2022-05", "2020/..", "[2018, 2020-04]")]
    ['2025', '2024/2026', '2020/2029', '../2022', '2020/..', '2018/2020']
    >>> years_of("XXXX-06-24"), years_of("2019~"), years_of("../..")
    ('', '2019', '')
    """
    if time[:1] in ("[", "{"):
        ends = [end for each in re.split(r",", time[1:-1]) for end in _ends(each.strip().replace("..", "/"))]
    else:
        ends = [*_ends(time)]
    firsts, lasts = ends[0::2], ends[1::2]
    first = "" if "" in firsts else min(firsts)
    last = "" if "" in lasts else max(lasts)
    if first == last:
        return first
    return f"{first or '..'}/{last or '..'}"


def _ends(time: str) -> tuple[str, str]:
    """Give the first and the last year of a time or an interval; empty where it is not told."""
    start, slash, end = time.partition("/")
    first, last = (_YEAR.match(each) for each in (start, end if slash else start))
    years = (each[1] if each and each[1] != "XXXX" else "" for each in (first, last))
    return next(years).replace("X", "0"), next(years).replace("X", "9")
