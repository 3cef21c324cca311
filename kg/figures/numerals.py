"""Numbers in digits and in English words: what each may mean, and where it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Reading = tuple[Decimal, Decimal]
"""The lowest and the highest number that is meant: the same, but for fractions without an end, and for ranges."""

SCALES = {
    "k": 10**3, "thousand": 10**3, "grand": 10**3,
    "lakh": 10**5, "lac": 10**5, "crore": 10**7,
    "m": 10**6, "mn": 10**6, "mm": 10**6, "mio": 10**6, "mil": 10**6, "mln": 10**6, "million": 10**6,
    "millionen": 10**6, "millones": 10**6,
    "b": 10**9, "bn": 10**9, "bln": 10**9, "mrd": 10**9, "milliard": 10**9, "milliarden": 10**9, "billion": 10**9,
    "t": 10**12, "tn": 10**12, "trn": 10**12, "trillion": 10**12,
    "dozen": 12,
}  # fmt: skip
AMBIGUOUS = frozenset({"m", "b", "t", "mm", "mil"})
"""Scales that are units of measure as well, unless a currency stands by."""

_GROUPED = re.compile(
    r"(?P<comma>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?)"
    r"|(?P<indian>\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?)"
    r"|(?P<dot>\d{1,3}(?:\.\d{3}){2,}(?!\d)(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d))"
    r"|(?P<space>\d{1,3}(?:[ ']\d{3})+(?![\d,.]?\d)(?:[.,]\d{1,2}(?!\d))?)"
    r"|(?P<plain>\d+(?:\.\d+)?|\.\d+)(?P<tail>,\d{1,2}(?!\d))?"
)
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL = {
    **{name: value for value, name in enumerate(_UNITS)},
    **{name: value * 10 for value, name in enumerate(_TENS, 2)},
}
_LARGE = {name: value for name, value in SCALES.items() if len(name) > 3 and name != "dozen"}
_PARTS = {
    **dict.fromkeys(("half", "halves"), 2),
    **{
        name + s: value
        for name, value in (("third", 3), ("quarter", 4), ("fifth", 5), ("tenth", 10))
        for s in ("", "s")
    },
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_SINGLE = {"single": 1, "sole": 1, "both": 2, "couple": 2}
_TIMES = {
    **dict.fromkeys(("double", "doubled", "doubles", "doubling", "twice"), 2),
    **dict.fromkeys(("triple", "tripled", "triples", "tripling", "treble", "trebled", "thrice"), 3),
    **dict.fromkeys(("quadruple", "quadrupled", "quadrupling"), 4),
}
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a number may mean, and the place behind it; `is_factor` where it says how many times, as threefold does."""

    readings: tuple[Reading, ...]
    end: int
    is_factor: bool = False
    is_part: bool = False

    @classmethod
    def exactly(cls, value: Decimal | int, end: int) -> Numeral:
        """Make one of a single meaning."""
        return cls(((Decimal(value), Decimal(value)),), end)


def decimal_of(digits: str) -> Decimal:
    """Read digits with commas between thousands, and a point."""
    return Decimal(digits.replace(",", ""))


def read_digits(text: str, start: int) -> Numeral | None:
    """Read the number in digits that begins at a place, with thousands marked in any of the ways in use.

    >>> [str(read_digits(each, 0).readings[0][0]) for each in ("1,250,000.50 p", "1.250.000,50", "2,50,000", "12'500")]
    ['1250000.50', '1250000.50', '250000', '12500']
    >>> read_digits("1,5", 0).readings[0][0], [str(low) for low, _ in read_digits("2 150 people", 0).readings]
    (Decimal('1.5'), ['2150', '2', '150'])
    """
    match = _GROUPED.match(text, start)
    if match is None:
        return None
    if match["comma"] or match["indian"]:
        return Numeral.exactly(decimal_of(match[0]), match.end())
    if match["dot"]:
        return Numeral.exactly(Decimal(match[0].replace(".", "").replace(",", ".")), match.end())
    if match["space"]:
        parts = re.split("[ ']", match[0].replace(",", "."))
        values = [Decimal("".join(parts)), *map(Decimal, parts if " " in match[0] else ())]
        return Numeral(tuple((each, each) for each in dict.fromkeys(values)), match.end())
    if match["tail"] and "." not in match["plain"]:
        return Numeral.exactly(Decimal(match[0].replace(",", ".")), match.end())
    return Numeral.exactly(Decimal(match["plain"]), match.end("plain"))


def read_words(text: str, start: int) -> Numeral | None:
    """Read the number in English words that begins at a place.

    >>> def value(words): return str(read_words(words, 0).readings[0][0])
    >>> [value(each) for each in ("two million", "a dozen", "half a million", "two and a half thousand")]
    ['2000000', '12', '500000', '2500']
    >>> [value(each) for each in ("three hundred and twenty-one thousand", "three quarters", "threefold", "tripled")]
    ['321000', '0.75', '3', '3']
    >>> read_words("a third", 0).readings[0], read_words("millions", 0), read_words("someone", 4)
    ((Decimal('0.33'), Decimal('0.34')), None, None)
    """
    first = _WORD.match(text, start)
    if first is None or (start and text[start - 1].isalnum()):
        return None
    return _read_factor(first) or _Words(text, start).read() or _read_alone(first)


def _read_factor(word: re.Match[str]) -> Numeral | None:
    name = word[0].removesuffix("fold")
    times = {**SMALL, "hundred": 100, "thousand": 1000}.get(name, 0) if name != word[0] else _TIMES.get(name, 0)
    if not times:
        return None
    return Numeral(((Decimal(times), Decimal(times)),), word.end(), is_factor=True)


def _read_alone(word: re.Match[str]) -> Numeral | None:
    value = _ORDINALS.get(word[0], _SINGLE.get(word[0]))
    return None if value is None else Numeral.exactly(value, word.end())


class _Words:
    """Adds words up, one after the other, as far as they make one number."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._end = text, start
        self._total, self._group = Fraction(0), Fraction(0)
        self._last = ""

    def read(self) -> Numeral | None:
        """Take words while they go on; None where none is a number."""
        place, before = self._end, ""
        while word := _WORD.match(self._text, place):
            if word[0] in ("a", "an", "and", "of") and before not in ("a", "an"):
                before = f"{before} {word[0]}".strip()
            elif self._take(word[0], before):
                self._end, before = word.end(), ""
            else:
                break
            place = word.end() + 1
            if self._text[word.end() : place] not in (" ", "-"):
                break
        value = self._total + self._group
        if not self._last:
            return None
        low = Decimal(value.numerator) / Decimal(value.denominator)
        is_part = self._last in _PARTS and value < 1
        endless = low != low.quantize(Decimal("0.0001")) if value.denominator > 1 else False
        rounded = Decimal(int(low * 100)) / 100
        reading = (rounded, rounded + Decimal("0.01")) if endless and value < 100 else (low, low)
        return Numeral((reading,), self._end, is_part=is_part)

    def _take(self, word: str, before: str) -> bool:
        """Add one word, if it can come next after articles and conjunctions."""
        if word in SMALL:
            added = self._add(Fraction(SMALL[word]), before)
        elif word in _PARTS:
            added = self._add_part(Fraction(1, _PARTS[word]), before)
        elif word in ("hundred", "dozen", "score"):
            added = self._multiply_group({"hundred": 100, "dozen": 12, "score": 20}[word], before)
        elif word in _LARGE or (self._last and word.removesuffix("s") in _LARGE):
            added = self._multiply(_LARGE[word.removesuffix("s")], before)
        else:
            added = False
        if added:
            self._last = word
        return added

    def _add(self, value: Fraction, before: str) -> bool:
        if self._last == "" or self._last in _LARGE or self._last.removesuffix("s") in _LARGE:
            fits = before in ("", "and") and (before == "" or self._last != "")
        elif self._last == "hundred":
            fits = before in ("", "and")
        else:
            fits = before == "" and self._last in _TENS and 0 < value < 10
        if fits:
            self._group += value
        return fits

    def _add_part(self, part: Fraction, before: str) -> bool:
        if self._last == "":
            fits = before in ("a", "an") or part == Fraction(1, 2)
            self._group += part if fits else 0
        elif before in ("and a", "and an"):
            fits, self._group = True, self._group + part
        else:
            fits = before == "" and self._last in SMALL
            self._group *= part if fits else 1
        return fits

    def _multiply_group(self, value: int, before: str) -> bool:
        starts = self._last == "" and before in ("a", "an")
        goes_on = (self._last in SMALL and before == "") or (self._last in _PARTS and before in ("a", "of a"))
        if starts:
            self._group += value
        elif goes_on:
            self._group *= value
        return starts or goes_on

    def _multiply(self, scale: int, before: str) -> bool:
        if self._last == "" and before not in ("a", "an"):
            return False
        if before not in ("", "a", "an", "of a"):
            return False
        if self._last in _LARGE and not self._group:
            self._total *= scale  # a thousand million
        else:
            self._total += (self._group or Fraction(1)) * scale
        self._group = Fraction(0)
        return True
