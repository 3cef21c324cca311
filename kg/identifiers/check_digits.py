"""Check digits: whether an identifier of the right form has those that its other characters demand.

>>> CHECKS["iso-7064-mod-11-2"]("0000-0002-1825-0097"), CHECKS["iso-7064-mod-11-2"]("0000-0002-1825-0079")
(True, False)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def _mod_11_2(identifier: str) -> bool:
    """ISO/IEC 7064, MOD 11-2, of ISNI (ISO 27729) and ORCID: the last character is a digit or X for ten."""
    digits = identifier.replace("-", "")
    remainder = 0
    for digit in digits[:-1]:
        remainder = (remainder + int(digit)) * 2 % 11
    return (12 - remainder) % 11 == (10 if digits[-1] == "X" else int(digits[-1]))


def _mod_97_10(identifier: str) -> bool:
    """ISO/IEC 7064, MOD 97-10, of LEI (ISO 17442): letters count from A, which is 10."""
    return int("".join(str(int(character, 36)) for character in identifier)) % 97 == 1


def _ror(identifier: str) -> bool:
    """ROR: MOD 97-10 over a number in Crockford's base 32 (https://ror.readme.io/docs/identifier)."""
    number = 0
    for character in identifier[:-2]:
        number = number * 32 + _CROCKFORD.index(character)
    return 98 - number * 100 % 97 == int(identifier[-2:])


def _korea_business(identifier: str) -> bool:
    """National Tax Service of the Republic of Korea: weights, and a carry of the ninth digit, modulo 10."""
    digits = _digits(identifier)
    carry = digits[8] * 5 // 10
    return (_weighted(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5, 1)) + carry) % 10 == 0


def _united_kingdom_vat(identifier: str) -> bool:
    """HM Revenue and Customs: weights modulo 97, since 2010 with 42 or 55 more; GD and HA have none."""
    if not identifier.isdecimal():
        return True
    return _weighted(_digits(identifier), (8, 7, 6, 5, 4, 3, 2, 10, 1)) % 97 in (0, 42, 55)


def _digits(identifier: str) -> list[int]:
    return [int(character) for character in identifier if character.isdecimal()]


def _weighted(digits: Iterable[int], weights: Iterable[int]) -> int:
    """Add up as many digits as there are weights, each times its weight."""
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "iso-7064-mod-11-2": _mod_11_2,
    "iso-7064-mod-97-10": _mod_97_10,
    "korea-business": _korea_business,
    "ror": _ror,
    "united-kingdom-vat": _united_kingdom_vat,
}
"""The algorithms by the names that `ikg:checkDigits` gives them."""
