"""Figures in a text: numbers with their scale, currency and unit, and what the words about them say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.figures.bounds import bounds_before, bounds_behind
from kg.figures.currencies import currencies_after, currencies_before
from kg.figures.korean import read_korean
from kg.figures.numerals import AMBIGUOUS, SCALES, Numeral, Reading, read_digits, read_words
from kg.figures.plain import plain

_BEGIN = re.compile(r"(?<![\w.])\.?\d|(?<=[^\W\d_])\d|(?<![^\W\d_])[a-z]{2,}|(?<![^\W\d_])an? [a-z]|[가-힣]")
_SCALE = re.compile(rf"[ -]?(?:{'|'.join(sorted(SCALES, key=len, reverse=True))})s?(?![a-z0-9])")
_UNIT = re.compile(
    r"(?P<percent> ?(?:%|per ?cent(?:age)?(?: points?)?|퍼센트|pc\b))|(?P<times>[ -]?(?:fold|times|x(?![a-z])|×|배))"
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?![a-z])")
_LINK = re.compile(r"(?: ?[-~] ?| (?:to|or) |에서 |부터 )")
_SHARE = re.compile(r" (?:in|out of|of every|of) ")
_LETTER = re.compile("[a-z]")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile(r"[a-z]+|\d[\d.,]*|.")
_LONGEST = 1 << 14
"""Characters of a text in which figures are looked for; passages are sentences."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed at `start` to before `end` of a text in :func:`plain` spelling.

    `readings` are the numbers it may mean, `currencies` the codes that the sign or word beside it may stand for, `unit`
    is "percent", "times" or empty, and `bounds` are the terms that agree with the words about it, such as over.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]
    unit: str = ""
    currencies: frozenset[str] = frozenset()
    bounds: frozenset[str] = frozenset()
    is_part: bool = False

    def means(self, value: Decimal) -> bool:
        """Tell whether a number, of either sign, is one that this may mean; shares count as percentages as well.

        >>> [figures(each)[0].means(Decimal(50)) for each in ("half", "50%", "£50m")]
        [True, True, False]
        >>> figures("4.5%")[0].means(Decimal("0.045"))
        True
        """
        size = abs(value)
        spoken = [size]
        if self.unit == "percent" or self.is_part:
            spoken += [size * 100, size / 100]
        if self.unit == "times":
            spoken += [size / 100, size / 100 + 1]
        return any(low <= each <= high for low, high in self.readings for each in spoken)


def figures(text: str) -> tuple[Figure, ...]:
    """Find the figures of a text; places are those in `plain(text)`.

    >>> [(str(each.readings[0][0]), *each.currencies, *sorted(each.bounds)) for each in figures("Over €3.5bn, US$4")]
    [('3500000000.0', 'EUR', 'at-least', 'over'), ('4', 'USD')]
    >>> [[str(low) for low, _ in each.readings] for each in figures("the G20, 5G, KRW 2 trillion and 1 in 5 firms")]
    [['2000000000000'], ['1', '0.2'], ['5']]
    >>> figures("£2-3 million")[0].means(Decimal(2500000)), figures("between two and four jobs")[0].means(Decimal(3))
    (True, True)
    """
    plain_text = plain(text)[:_LONGEST]
    return tuple(_joined(list(_scan(plain_text)), plain_text))


def _scan(text: str) -> Iterator[Figure]:
    place = last = 0
    while match := _BEGIN.search(text, place):
        figure = _figure_at(text, match.start(), last)
        if figure is None:
            word = _WORD.match(text, match.start())
            place = word.end() if word else match.end()
        else:
            yield figure
            place = last = figure.end


def _figure_at(text: str, start: int, after: int) -> Figure | None:
    in_digits = text[start].isdigit() or text[start] == "."
    codes, begin = currencies_before(text, start, after) if in_digits else (frozenset[str](), start)
    if start and text[start].isdigit() and text[start - 1].isalpha() and text[start - 1].isascii() and not codes:
        return None  # a name, such as G20
    numeral = read_korean(text, start) or (read_digits(text, start) if in_digits else read_words(text, start))
    if numeral is None:
        return None
    numeral = _scaled(text, numeral, bool(codes))
    if numeral is None:
        return None
    behind, end = currencies_after(text, numeral.end)
    unit = _UNIT.match(text, numeral.end)
    named = unit.lastgroup if unit else "times" if numeral.is_factor else ""
    end = unit.end() if unit else end
    bounds = bounds_before(text, begin) or bounds_behind(text, end) or bounds_behind(text, numeral.end)
    return Figure(begin, end, numeral.readings, str(named or ""), codes or behind, bounds, numeral.is_part)


def _scaled(text: str, numeral: Numeral, is_money: bool) -> Numeral | None:
    """Multiply by the scale that follows; a letter that may be a unit of measure as well leaves both readings.

    Gives None for what is no number but a part of a name, such as 5G.
    """
    scale = _SCALE.match(text, numeral.end)
    behind, _ = currencies_after(text, scale.end() if scale else numeral.end)
    if scale is None:
        glued = text[numeral.end - 1].isdigit() and _LETTER.match(text, numeral.end)
        is_number = not glued or behind or _ORDINAL.match(text, numeral.end) or _UNIT.match(text, numeral.end)
        return numeral if is_number else None
    word = scale[0].strip(" -")
    factor = Decimal(SCALES.get(word) or SCALES[word.removesuffix("s")])
    readings = tuple((low * factor, high * factor) for low, high in numeral.readings)
    if word in AMBIGUOUS and not is_money and not behind:
        return replace(numeral, readings=(*readings, *numeral.readings), end=scale.end())
    return _scaled(text, replace(numeral, readings=readings, end=scale.end()), is_money)  # a thousand million


def _joined(scanned: list[Figure], text: str) -> Iterator[Figure]:
    """Give each figure what its neighbour says of it: a range what lies between, a share the quotient."""
    for number, figure in enumerate(scanned):
        after = scanned[number + 1] if number + 1 < len(scanned) else None
        if after is None:
            yield figure
            continue
        between = text[figure.end : after.start]
        opened = text[max(0, figure.start - 12) : figure.start].rstrip().endswith(("between", "from"))
        low, high = figure.readings[0][0], after.readings[0][1]
        if _LINK.fullmatch(between) or (opened and between in (" and ", " to ")):
            scaled = (
                low * (high / after_number) if (after_number := _unscaled(text, after)) and low < after_number else low
            )
            spans = tuple((min(each, high), max(each, high)) for each in {low, scaled})
            yield replace(figure, readings=(*figure.readings, *spans), currencies=figure.currencies or after.currencies)
        elif _SHARE.fullmatch(between) and high:
            yield replace(figure, readings=(*figure.readings, (low / high, low / high)), is_part=True)
        else:
            yield figure


def _unscaled(text: str, figure: Figure) -> Decimal | None:
    digits = _DIGITS.search(text, figure.start, figure.end)
    return Decimal(digits[0].replace(",", "")) if digits else None
