"""What the words about a figure say of it: that the number is more, less or near, in English and Korean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

OVER, AT_LEAST, ABOUT, NEARLY, UP_TO, EXACT = "over", "at-least", "about", "nearly", "up-to", "exact"

MULTIPLES: Mapping[str, tuple[Decimal, Decimal | None]] = {
    EXACT: (Decimal(1), Decimal(1)),
    ABOUT: (Decimal("0.9"), Decimal("1.1")),
    NEARLY: (Decimal("0.9"), Decimal(1)),
    UP_TO: (Decimal(0), Decimal(1)),
    OVER: (Decimal(1), None),
    AT_LEAST: (Decimal(1), None),
}
"""From which to which multiple of a figure its bound reaches; near is taken to mean a tenth. None: without end."""

_ABOVE = frozenset({OVER, AT_LEAST})
_NEAR = frozenset({ABOUT})
_BELOW = frozenset({NEARLY, UP_TO, ABOUT})
_MOST = frozenset({UP_TO})
_LESS = frozenset({UP_TO, NEARLY})

BEFORE = {
    "over|more than|above|exceeding|exceeds|exceeded|upwards? of|in excess of|north of|greater than|surpassing|"
    "surpassed|topping|topped|>|초과": _ABOVE,
    "at least|no fewer than|no less than|not less than|a minimum of|minimum|≥|최소|최소한|적어도": _ABOVE,
    "nearly|almost|close to|just under|approaching|just short of|just below|nearing|거의": _BELOW,
    "about|around|approximately|approx|approx\\.|roughly|some|circa|c\\.|ca\\.|~|in the region of|or so|an estimated|"
    "estimated at|약|대략": _NEAR,
    "up to|a maximum of|maximum|no more than|not more than|at most|capped at|limited to|≤|최대": _MOST,
    "less than|fewer than|under|below|<": _LESS,
}
"""Words right before a figure, as patterns, and the terms that agree with them."""

BEHIND = {
    "or more|and more|and above|and counting|plus|\\+|여|이상": _ABOVE,
    "을 넘|를 넘|이 넘|가 넘|을 초과|를 초과|을 웃|를 웃|을 돌파|를 돌파| 넘| 초과": _ABOVE,
    "or less|or fewer|or under|이하|까지": _MOST,
    "or so|가량|정도|쯤|안팎|내외|대": _NEAR,
    "에 육박|에 가까|에 달하|미만": _LESS | _BELOW,
}
"""Words right behind a figure, in the same way."""

_HINTS = re.compile(
    r"over|more|above|exceed|upward|excess|surpass|topp|beyond|beat|break|broke|pass|cross|mark|least|minimum|few|less|"
    r"under|below|near|almost|close|approach|short of|shy of|about|around|approx|rough|some|circa|estimate|region of|"
    r"so far|up to|maximum|most|cap|limit|plus|\+|[<>~≥≤]|counting|초과|최소|적어도|거의|약 |대략|최대|"
    r"여 |이상|넘|웃|돌파|이하|까지|가량|정도|쯤|안팎|내외|육박|미만"
)
"""What may say that a number is no exact one, in whatever way: where none of it stands, nothing does."""

_BEFORE_ALL = re.compile(
    rf"(?:^|(?<![a-z가-힣]))(?:{'|'.join(f'(?P<b{n}>{words})' for n, words in enumerate(BEFORE))})"
    r" ?(?:an? |its |their |another |further |additional |whopping |impressive )*$"
)
_BEHIND_ALL = re.compile(
    r"(?: ?(?:원|달러|명|개|건|곳|유로)?(?:의 )?)?[ -]?"
    rf"(?:{'|'.join(f'(?P<b{n}>{words})(?![a-z])' for n, words in enumerate(BEHIND))})"
)


def bounds_before(text: str, end: int) -> frozenset[str]:
    """Give the terms that agree with the words right before a figure, which begins at `end`; none where none does.

    >>> sorted(bounds_before("well over £3m", 10)), bounds_before("spent all over the £3m", 19)
    (['at-least', 'over'], frozenset())
    """
    match = _BEFORE_ALL.search(text, max(0, end - 48), end)
    return list(BEFORE.values())[int(str(match.lastgroup)[1:])] if match else frozenset()


def bounds_behind(text: str, start: int) -> frozenset[str]:
    """Give the terms that agree with the words right behind a figure, which ends at `start`; none where none does.

    >>> sorted(bounds_behind("3억 원 이상", 2)), sorted(bounds_behind("£3m or so", 3)), bounds_behind("£3m more", 3)
    (['at-least', 'over'], ['about'], frozenset())
    """
    match = _BEHIND_ALL.match(text, start)
    return list(BEHIND.values())[int(str(match.lastgroup)[1:])] if match else frozenset()


def may_bound(text: str) -> bool:
    """Tell whether a text has any word that could make a number more, less or near.

    >>> may_bound("beating the £3m mark"), may_bound("gave £3m")
    (True, False)
    """
    return _HINTS.search(text) is not None
