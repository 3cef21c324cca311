"""Checks of a number against the figure that was printed, and of that against the passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kg.figures import KNOWN, Figure, currencies_in, figures, may_bound, plain
from kg.validation.plausibility.case import Case, Finding

_PIECE = re.compile(r"\d+|[^\W\d]+|\S")
_SCALE_WORD = re.compile(
    r"(?<![a-z])(?:k|m|mn|bn|tn|thousands?|millions?|billions?|trillions?|lakhs?|crores?|dozens?)(?![a-z])|'?000s?\b|[백천만억조]"
)
_SCALES = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9, "tn": 12, "trillion": 12,
    "lakh": 5, "crore": 7, "백": 2, "천": 3, "만": 4, "억": 8, "조": 12, "000": 3,
}  # fmt: skip
_AROUND = 48
"""Characters about a passage's figure in which what belongs to it stands."""


def amount_disagrees(case: Case) -> Iterator[Finding]:
    """A number that is not the printed one."""
    if case.number is None or not case.printed:
        return
    field, number = case.number
    sizes = [number, *(number * scale for scale in _scales_of_the_unit(case))]
    if any(figure.means(size) for figure in case.printed for size in sizes) or _is_sum(case.printed, number):
        return
    if _is_of_a_table(case, number):
        return
    printed = case.record.one("printed")
    amounts = " or ".join(dict.fromkeys(_shown(low) for figure in case.printed for low, _ in figure.readings[:1]))
    yield Finding(field, f"{field} is {_shown(number)}, but {printed!r} is printed, which is {amounts}", _shown(number))


def printed_nowhere(case: Case) -> Iterator[Finding]:
    """A printed figure that no cited passage has."""
    printed = plain(case.record.one("printed"))
    if not printed or not case.passages or any(_whole_occurrences(case, printed)):
        return
    placed = [(passage, each) for passage in case.passages for each in figures(passage)]
    same = [(passage, each) for passage, each in placed if any(_agree(each, other) for other in case.printed)]
    cut = any(_occurrences(printed, passage) for passage in case.passages)
    if cut and not same:
        message = "stands there only as part of another figure"
    elif same:
        spellings = sorted({passage[each.start : each.end] for passage, each in same})
        message = f"stands in no cited passage, where {' and '.join(map(repr, spellings[:3]))} is printed; copy that"
    else:
        message = "stands in no cited passage; cite where it stands, or correct it"
    yield Finding("printed", f"printed {message}", case.record.one("printed"))


def number_unsupported(case: Case) -> Iterator[Finding]:
    """A number without the figure as printed, that no cited passage has either."""
    if case.number is None or case.record.one("printed") or not case.figures:
        return
    field, number = case.number
    sizes = [number, *(number * scale for scale in _scales_of_the_unit(case))]
    if case.is_stated(field) and not any(figure.means(size) for figure in case.figures for size in sizes):
        message = f"{field} is no figure of the cited passages; give what they print as printed, or mark it as implied"
        yield Finding(field, message, _shown(number))


def bound_disagrees(case: Case) -> Iterator[Finding]:
    """A bound that the words about the figure contradict."""
    bound = case.record.one("bound")
    if not bound or not case.is_stated("bound") or case.number is None:
        return
    own = [each for each in case.printed if each.means(case.number[1])]
    allowed = [each.bounds for each in own if each.bounds]
    if not allowed and own:
        places = [_crossing(passage, *span) for passage, span in _places(case)]
        allowed = [frozenset().union(*(each.bounds for each in crossing)) for crossing in places]
    if allowed and all(each and bound not in each for each in allowed):
        codes = " or ".join(sorted(frozenset().union(*allowed)))
        yield Finding("bound", f"bound is {bound}, but the words about the figure say {codes}", bound)
    elif allowed and bound != "exact" and case.understood and not any(allowed) and not _may_be_bounded(case, own):
        yield Finding("bound", f"bound is {bound}, but nothing in the cited passages says so", bound)


def currency_unnamed(case: Case) -> Iterator[Finding]:
    """A currency that the text does not name, or another than it names."""
    currency = case.record.one("currency").upper()
    if not currency or not case.is_stated("currency"):
        return
    printed = plain(case.record.one("printed"))
    named = frozenset().union(*(each.currencies for each in case.printed)) or currencies_in(printed)
    if named:
        if currency not in named:
            yield Finding("currency", f"currency is {currency}, but the printed figure is in {_list(named)}", currency)
        return
    if not case.understood or currency.lower() in " ".join(case.passages) or currency not in KNOWN:
        return
    crossing = (each for passage, span in _places(case) for each in _crossing(passage, *span))
    near = frozenset().union(*(each.currencies for each in crossing))
    currencies = near or frozenset().union(
        *map(currencies_in, case.passages), *(each.currencies for each in case.figures)
    )
    if currency not in currencies:
        message = (
            f"which name {_list(currencies)}" if currencies else "which name none; mark it as implied if it is certain"
        )
        yield Finding("currency", f"currency is {currency}, which is not in the cited passages, {message}", currency)


def _scales_of_the_unit(case: Case) -> Iterator[Decimal]:
    """Give the scales that the unit, or what is measured, brings along, as in million pounds."""
    for name in ("unit", "metric"):
        for match in _SCALE_WORD.finditer(plain(case.record.one(name))):
            word = match[0].strip("'").removesuffix("s")
            yield Decimal(10) ** _SCALES[word] if word in _SCALES else Decimal(12)


def _is_sum(printed: tuple[Figure, ...], number: Decimal) -> bool:
    return len(printed) > 1 and sum(each.readings[0][0] for each in printed) == abs(number)


def _is_of_a_table(case: Case, number: Decimal) -> bool:
    """Tell whether the number may be a bare figure of a table, whose head gives the scale."""
    printed = plain(case.record.one("printed"))
    if _SCALE_WORD.search(printed) or not any(character.isdigit() for character in printed):
        return False
    scales = {Decimal(10) ** power for power in (3, 4, 5, 6, 7, 8, 9, 12)}
    scaled = any(low and abs(number) / low in scales for figure in case.printed for low, _ in figure.readings)
    return scaled and (not case.passages or any(_SCALE_WORD.search(each) for each in case.passages))


def _occurrences(printed: str, passage: str) -> list[tuple[int, int]]:
    pieces = _PIECE.findall(printed)
    spaced = r"[ -]?".join(map(re.escape, pieces))
    start = r"(?<!\w)" if pieces[0][0].isalnum() else ""
    end = r"(?![a-z0-9])" if pieces[-1][-1].isalnum() else ""
    return [match.span() for match in re.finditer(start + spaced + end, passage)]


def _whole_occurrences(case: Case, printed: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Find what was printed, where it is not a part of another figure."""
    for passage in case.passages:
        for start, end in _occurrences(printed, passage):
            crossing = _crossing(passage, start, end)
            if not case.printed or all(any(_agree(each, own) for own in case.printed) for each in crossing):
                yield passage, (start, end)


def _places(case: Case) -> list[tuple[str, tuple[int, int]]]:
    printed = plain(case.record.one("printed"))
    return list(_whole_occurrences(case, printed)) if printed else []


def _crossing(passage: str, start: int, end: int) -> list[Figure]:
    """List the figures that cross a place, as they read with the words around it."""
    begin = passage.rfind(" ", 0, max(0, start - _AROUND)) + 1  # from the beginning of a word
    window = figures(passage[begin : end + _AROUND])
    return [each for each in window if begin + each.start < end and start < begin + each.end]


def _may_be_bounded(case: Case, own: Sequence[Figure]) -> bool:
    """Tell whether a number may be more or less than a figure, in words not known here, or as one of a range."""
    is_range = any(low != high for figure in own for low, high in figure.readings)
    return is_range or any(map(may_bound, (*case.passages, plain(case.record.one("printed")))))


def _agree(one: Figure, other: Figure) -> bool:
    return any(other.means(low) for low, _ in one.readings)


def _shown(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _list(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes))
