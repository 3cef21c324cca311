"""What is wrong with the scheme or the value of an identifier, told so that a steward can mend it.

>>> print(fault("GB-CHO", "01234567").message)
there is no register GB-CHO; did you mean GB-COH (Companies House)? `kg ref identifier-schemes` lists all
>>> print(fault("GB-COH", "1234567").message)
GB-COH (Companies House) has no such identifier; was this 01234567? A spreadsheet takes leading zeros.
>>> fault("GB-COH", "01234567") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kg.identifiers.schemes import Scheme, load_schemes
from kg.identifiers.spelling import invisible, likely_original
from kg.spelling import nearest

_LISTED = ("GB", "UK", "KR", "XI", "XM", "XR")
"""The registers of these places are all known, or meant to be: a code that is not among them is a slip."""

_ELSEWHERE = re.compile(r"[A-Z]{2}-[A-Z0-9][A-Z0-9_-]*")
_NEAR = 0.82
"""How alike two codes are, from 0 to 1, of which one is taken for a slip of the other; two letters swapped are."""

_NAMED = 10
"""Registers that a sentence names before it only counts them."""

_LONGEST = 40
"""Characters that the code of a register has at most."""

_AS_IT_IS = re.compile(r"\S+(?: \S+)*")

_NUMBERS = re.compile(r"[+-]?[0-9]+[.,][0-9]+E[+-]?[0-9]+|[+-]?[0-9]+E\+[0-9]+", re.IGNORECASE)
_ERRORS = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)", re.IGNORECASE)
_NOTHING = re.compile(
    r"n/?a|n\.a\.|none|null|nil|nan|true|false|unknown|not known|not applicable|missing|tb[acd]|[0?x.*-]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: with the ``scheme`` or with the ``value``."""

    field: Literal["scheme", "value"]
    message: str


def fault(code: str, identifier: str) -> Fault | None:
    """Tell what is wrong with an identifier of a scheme, None where nothing is.

    A register of a country of which none is listed is taken at its word, and so are its identifiers, but for what no
    register gives.
    """
    scheme = load_schemes().get(code)
    if scheme is None:
        if message := _slip(code) if len(code) <= _LONGEST else f"there is no register {code[:_LONGEST]}…":
            return Fault("scheme", message)
        scheme = Scheme(code, "", _AS_IT_IS)
    message = _spoilt(scheme, identifier) or _unlike(scheme, identifier)
    return Fault("value", message) if message else None


def taken_as_they_are(codes: Iterable[str]) -> tuple[str, ...]:
    """Say how many identifiers were not checked, and of which registers, given the scheme of each; or nothing.

    >>> taken_as_they_are(["GB-COH", "FR-SIRENE", "DE-CR", "FR-SIRENE"])
    ('3 identifiers were not checked, because it is not known here how these registers write them: DE-CR, FR-SIRENE',)
    """
    unknown = [code for code in codes if code not in load_schemes() and fault(code, "1") is None]
    if not unknown:
        return ()
    counted = f"{len(unknown):,} identifiers were" if len(unknown) > 1 else "1 identifier was"
    names = sorted(set(unknown))
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    registers = f"{', '.join(names[:_NAMED])}{more}"
    return (f"{counted} not checked, because it is not known here how these registers write them: {registers}",)


@lru_cache(maxsize=1024)
def _slip(code: str) -> str:
    """Say that there is no such register, and which may be meant; empty for one that may be elsewhere."""
    names: dict[str, Scheme] = {}
    for each in load_schemes().values():
        for name in (each.code, each.code.partition("-")[2], each.label.upper()):
            names.setdefault(name, each)
    plain = re.sub(r"[\s_-]+", "-", code.strip().upper()).replace("UK-", "GB-")
    near = nearest(plain, names, _NEAR)
    if _ELSEWHERE.fullmatch(code) and code[:2] not in _LISTED and not near:
        return ""
    near = near or nearest(code, names)
    hint = f"did you mean {_named(names[near])}?" if near else "take the code of org-id.guide, such as FR-SIRENE."
    return f"there is no register {code}; {hint} `kg ref identifier-schemes` lists all"


def _spoilt(scheme: Scheme, identifier: str) -> str:
    """Say what stands in place of an identifier."""
    if _NOTHING.fullmatch(identifier):
        return f"{_named(scheme)} has no such identifier; leave the record out until the identifier is known"
    if _ERRORS.fullmatch(identifier):
        happened = "a spreadsheet wrote an error in its place"
    elif _NUMBERS.fullmatch(identifier):
        happened = "a spreadsheet made a number of it, whose last digits are lost"
    else:
        return ""
    return f"{_named(scheme)} has no such identifier: {happened}; {_look_up(scheme)}"


def _unlike(scheme: Scheme, identifier: str) -> str:
    """Say in what an identifier differs from those that the register gives."""
    unseen = ", ".join(invisible(identifier)[:5])
    if scheme.accepts(identifier) and not unseen:
        return ""
    beginning = f"{_named(scheme)} has no such identifier"
    if original := likely_original(scheme, identifier):
        original_value, happened = original
        because = "; ".join(happened) + (f" ({unseen})" if unseen else "")
        return f"{beginning}; was this {original_value}? {because[0].upper()}{because[1:]}."
    if scheme.has_form(identifier):
        why = "its check digits are wrong, so a character is mistyped or two are swapped"
    else:
        why = (
            f"they look like {' or '.join(scheme.examples)}"
            if scheme.examples
            else "it must be as the register writes it"
        )
    return f"{beginning}: {why}; {_look_up(scheme)}"


def _named(scheme: Scheme) -> str:
    return f"{scheme.code} ({scheme.label})" if scheme.label else scheme.code


def _look_up(scheme: Scheme) -> str:
    return f"look it up again{f' at {scheme.page}' if scheme.page else ''} and enter it as text"
