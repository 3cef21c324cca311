"""Korean numerals: digits and Hangul, with units of ten, a hundred, a thousand, and of each four places beyond."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.figures.numerals import Numeral, decimal_of

_DIGITS = {each: Decimal(value) for value, each in enumerate("영일이삼사오육칠팔구")}
_SMALL = {"십": Decimal(10), "백": Decimal(100), "천": Decimal(1000)}
_LARGE = {"만": Decimal(10**4), "억": Decimal(10**8), "조": Decimal(10**12), "경": Decimal(10**16)}
_NATIVE = {
    each: Decimal(value)
    for value, names in enumerate(
        ("한 하나", "두 둘", "세 셋", "네 넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"), 1
    )
    for each in names.split()
} | {"스무": Decimal(20)}
_COUNTED = "원|달러|불|유로|엔|위안|파운드|명|개|곳|건|배|팀|가지|차례|군데|기관|기업|%|퍼센트"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MIXED = re.compile(
    rf"(?<![\d.,])(?:{_NUMBER}) ?[십백천만억조경]"
    rf"(?: ?(?:{_NUMBER}) ?[십백천만억조경]|[일이삼사오육칠팔구]?[십백천]|[만억조경])*"
    rf"(?: ?\d{{1,4}}(?= ?(?:{_COUNTED})))?"
)
_HANGUL = re.compile(
    rf"(?<![가-힣\d])[일이삼사오육칠팔구]?[십백천만억조][일이삼사오육칠팔구십백천만억조]*(?= ?(?:{_COUNTED}))"
)
_COUNT = re.compile(
    rf"(?<![가-힣])(?:{'|'.join(sorted(_NATIVE, key=len, reverse=True))})"
    r"(?= ?(?:배|명|개|곳|건|팀|가지|군데)(?!월))"
)
_PIECES = re.compile(rf"{_NUMBER}|[가-힣]")


def read_korean(text: str, start: int) -> Numeral | None:
    """Read the Korean numeral that begins at a place.

    >>> def value(numeral): return str(read_korean(numeral, 0).readings[0][0])
    >>> [value(each) for each in ("3억 5천만 원", "1조 2,000억원", "이천오백만 달러", "3만5천")]
    ['350000000', '1200000000000', '25000000', '35000']
    >>> read_korean("3억", 0).end, read_korean("만들어", 0), read_korean("두 배", 0).readings[0][0]
    (2, None, Decimal('2'))
    """
    if text.startswith("절반", start):
        return Numeral(((Decimal("0.5"), Decimal("0.5")),), start + 2, is_part=True)
    match = _MIXED.match(text, start) or _HANGUL.match(text, start)
    if match:
        return Numeral.exactly(_value(match[0]), match.end())
    count = _COUNT.match(text, start)
    return Numeral.exactly(_NATIVE[count[0]], count.end()) if count else None


def _value(numeral: str) -> Decimal:
    """Add up: a small unit multiplies the number before it, a large one all since the last large one."""
    total = group = Decimal(0)
    number: Decimal | None = None
    for piece in _PIECES.findall(numeral):
        if piece in _SMALL:
            group += (Decimal(1) if number is None else number) * _SMALL[piece]
            number = None
        elif piece in _LARGE:
            total += (group + (number or 0) or Decimal(1)) * _LARGE[piece]
            group, number = Decimal(0), None
        else:
            number = _DIGITS[piece] if piece in _DIGITS else decimal_of(piece)
    return total + group + (number or 0)
