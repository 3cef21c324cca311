"""Which currencies the words and signs of a text may stand for, by their codes in ISO 4217."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD"})
_CROWNS = frozenset({"SEK", "NOK", "DKK", "ISK", "CZK"})
_YEN = frozenset({"JPY", "CNY"})
_POUNDS = frozenset({"GBP", "EGP", "GIP", "FKP"})
_RUPEES = frozenset({"INR", "PKR", "LKR", "NPR"})
_WON = frozenset({"KRW", "KPW"})

_NAMES = {
    **dict.fromkeys(("£", "pound", "pounds", "파운드"), _POUNDS),
    **dict.fromkeys(("sterling", "gb£", "stg", "영국 파운드"), frozenset({"GBP"})),
    **dict.fromkeys(("€", "euro", "euros", "유로"), frozenset({"EUR"})),
    **dict.fromkeys(("$", "dollar", "dollars", "달러", "불"), _DOLLARS),
    **dict.fromkeys(("us$", "usd$", "미국 달러", "미화"), frozenset({"USD"})),
    "a$": frozenset({"AUD"}), "au$": frozenset({"AUD"}), "c$": frozenset({"CAD"}), "ca$": frozenset({"CAD"}),
    "nz$": frozenset({"NZD"}), "s$": frozenset({"SGD"}), "hk$": frozenset({"HKD"}), "nt$": frozenset({"TWD"}),
    **dict.fromkeys(("₩", "won", "원", "억원", "만원", "조원"), _WON),
    **dict.fromkeys(("¥", "yen", "엔"), _YEN),
    **dict.fromkeys(("yuan", "rmb", "renminbi", "위안"), frozenset({"CNY"})),
    **dict.fromkeys(("₹", "rs", "rupee", "rupees", "루피"), _RUPEES),
    **dict.fromkeys(("franc", "francs", "sfr"), frozenset({"CHF"})),
    **dict.fromkeys(("kr", "krona", "kronor", "krone", "kroner"), _CROWNS),
    "zł": frozenset({"PLN"}), "zloty": frozenset({"PLN"}), "r$": frozenset({"BRL"}), "₪": frozenset({"ILS"}),
}  # fmt: skip
_CODES = [
    "gbp",
    "eur",
    "usd",
    "krw",
    "jpy",
    "cny",
    "chf",
    "aud",
    "cad",
    "nzd",
    "sgd",
    "hkd",
    "twd",
    "sek",
    "nok",
    "dkk",
    "isk",
    "czk",
    "pln",
    "huf",
    "ron",
    "bgn",
    "inr",
    "brl",
    "zar",
    "ils",
    "try",
    "mxn",
    "aed",
    "sar",
    "thb",
    "vnd",
    "idr",
    "myr",
    "php",
    "kpw",
    "egp",
]
_OF_NATIONS = {
    "dollar": {
        "us": "USD", "american": "USD", "australian": "AUD", "canadian": "CAD", "new zealand": "NZD",
        "singapore": "SGD", "hong kong": "HKD", "taiwan": "TWD",
    },
    "pound": {"british": "GBP", "uk": "GBP", "egyptian": "EGP"},
    "won": {"korean": "KRW", "south korean": "KRW"},
    "rupee": {"indian": "INR", "pakistani": "PKR"},
    "franc": {"swiss": "CHF"},
    "kronor": {"swedish": "SEK"},
    "kroner": {"norwegian": "NOK", "danish": "DKK"},
}  # fmt: skip
CURRENCIES: dict[str, frozenset[str]] = {
    **_NAMES,
    **{code: frozenset({code.upper()}) for code in _CODES},
    **{
        f"{nation} {unit}{plural}": frozenset({code})
        for unit, codes in _OF_NATIONS.items()
        for nation, code in codes.items()
        for plural in ("", "s")
    },
}
"""The codes that each sign, code or word may stand for; words in small letters."""

KNOWN = frozenset(code for codes in CURRENCIES.values() for code in codes)
"""The currencies of which there are signs or words here; of others only the code is known."""


_WORDS_OF_OTHERS = frozenset({"won", "kr", "rs", "try", "불", "원", "엔"})
"""What is a currency only beside a number: elsewhere it is another word, or a part of one."""


def _one_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))


_SIGNS = [each for each in CURRENCIES if not each[-1].isalpha()]
_WORDS = [each for each in CURRENCIES if each[-1].isalpha()]
_LATIN = [each for each in CURRENCIES if not re.search("[가-힣]", each)]
_BEFORE = re.compile(rf"(?<![a-z])(?:{_one_of(_LATIN)}) ?$")
_AFTER = re.compile(rf"여?(?: (?:of )?|-)?(?:(?P<word>{_one_of(_WORDS)})(?![a-z])|(?P<sign>{_one_of(_SIGNS)}))")
_ALONE = re.compile(
    rf"(?<![a-z])(?P<word>{_one_of(set(_WORDS) - _WORDS_OF_OTHERS)})(?![a-z])|(?P<sign>{_one_of(_SIGNS)})"
)


def currencies_before(text: str, end: int, start: int = 0) -> tuple[frozenset[str], int]:
    """Give what the sign or code right before a place may stand for, and where it begins; nothing, and the place.

    >>> currencies_before("some us$3", 8), currencies_before("over 3", 5)
    ((frozenset({'USD'}), 5), (frozenset(), 5))
    """
    match = _BEFORE.search(text, max(start, end - 24), end)
    codes = CURRENCIES.get(match[0].strip(), frozenset()) if match else frozenset()
    return (codes, match.start()) if match and codes else (frozenset(), end)


def currencies_after(text: str, start: int) -> tuple[frozenset[str], int]:
    """Give what the word or sign right behind a place may stand for, and where it ends; nothing, and the place.

    >>> sorted(currencies_after("3 trillion won", 10)[0]), currencies_after("3 people", 1)
    (['KPW', 'KRW'], (frozenset(), 1))
    """
    match = _AFTER.match(text, start)
    return (CURRENCIES[match["word"] or match["sign"]], match.end()) if match else (frozenset(), start)


def currencies_in(text: str) -> frozenset[str]:
    """Give what all signs and words of money in a text may stand for.

    >>> sorted(currencies_in("euros and kr; who won?")), sorted(currencies_in("300억원"))
    (['EUR'], ['KPW', 'KRW'])
    """
    currencies = [CURRENCIES[each["word"] or each["sign"]] for each in _ALONE.finditer(text)]
    return frozenset().union(*currencies)
