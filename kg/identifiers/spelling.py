"""What an identifier that a register cannot have given was, most likely, before a spreadsheet or a copy spoilt it.

>>> from kg.identifiers.schemes import load_schemes
>>> likely_original(load_schemes()["GB-COH"], "SC 42386")
('SC042386', ('it has separators where the register has none', 'a spreadsheet takes leading zeros'))
>>> likely_original(load_schemes()["GB-COH"], "1.24E+09") is None
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import combinations

from kg.identifiers.schemes import Scheme

_LONGEST = 100
"""Characters of which an original is sought; an identifier has fewer."""

_AT_ONCE = 4
"""Mishaps that are taken to have happened to one identifier."""

_DECIMALS = re.compile(r"[.,]0+$")
_INVISIBLE = frozenset({"Cc", "Cf"})


def likely_original(scheme: Scheme, identifier: str) -> tuple[str, tuple[str, ...]] | None:
    """Give the identifier that was meant, with what happened to it, or None where nobody can tell.

    What can happen is undone in every combination, the fewest things first; what the register accepts then, check
    digits included, was meant.
    """
    if len(identifier) > _LONGEST:
        return None
    for count in range(1, _AT_ONCE + 1):
        for mishaps in combinations(_MISHAPS, count):
            originals = [identifier]
            for undo, _ in mishaps:
                originals = [each for text in originals for each in undo(scheme, text)]
            for original in originals:
                if scheme.accepts(original) and not invisible(original):
                    return original, tuple(reason for _, reason in mishaps)
    return None


def invisible(text: str) -> list[str]:
    """Name the characters of a text that nobody sees, as U+200E, each once."""
    return [f"U+{ord(each):04X}" for each in dict.fromkeys(text) if unicodedata.category(each) in _INVISIBLE]


def _visible(_: Scheme, text: str) -> Iterator[str]:
    if invisible(text):
        yield "".join(each for each in text if unicodedata.category(each) not in _INVISIBLE)


def _compatible(_: Scheme, text: str) -> Iterator[str]:
    """Undo full width, superscript and other typographic variants of characters."""
    if (plain := unicodedata.normalize("NFKC", text)) != text:
        yield plain


def _unquoted(_: Scheme, text: str) -> Iterator[str]:
    """Undo the marks by which a spreadsheet is told that a number is text."""
    if (plain := text.removeprefix("=").strip("'\"`’‘“” ")) != text:
        yield plain


def _without_address(_: Scheme, text: str) -> Iterator[str]:
    parts = re.split(r"[/=?#]", text.rstrip("/"))
    yield from ("/".join(parts[start:]) for start in range(1, len(parts)))
    yield from reversed(parts[1:-1])


def _without_code(scheme: Scheme, text: str) -> Iterator[str]:
    codes = (scheme.code, scheme.code.partition("-")[2] or scheme.code)
    any_code = "|".join(re.escape(each) for each in codes)
    plain = re.sub(rf"^(?:(?:{any_code})[\s:/_#-]*)+", "", text, flags=re.IGNORECASE)
    if plain != text:
        yield plain


def _whole(_: Scheme, text: str) -> Iterator[str]:
    if (plain := _DECIMALS.sub("", text)) != text:
        yield plain


def _joined(_: Scheme, text: str) -> Iterator[str]:
    plain = re.sub(r"[\s.,_/‐‑‒–—−-]+", "", text)
    if plain != text and not _DECIMALS.search(text):
        yield plain


def _cased(_: Scheme, text: str) -> Iterator[str]:
    yield from (each for each in (text.upper(), text.lower(), text.capitalize()) if each != text)


def _padded(_: Scheme, text: str) -> Iterator[str]:
    match = re.fullmatch(r"([A-Za-z]*)([0-9]+)([A-Za-z]*)", text)
    if match:
        yield from (f"{match[1]}{match[2].zfill(length)}{match[3]}" for length in range(len(match[2]) + 1, 21))


def _unpadded(_: Scheme, text: str) -> Iterator[str]:
    if (plain := text.lstrip("0")) != text:
        yield plain


def _separated(scheme: Scheme, text: str) -> Iterator[str]:
    """Put the separators where the examples of the scheme have them."""
    for example in scheme.examples:
        characters = iter(text)
        if len(text) == sum(each.isalnum() for each in example) < len(example):
            yield "".join(next(characters) if each.isalnum() else each for each in example)


def _lettered(_: Scheme, text: str) -> Iterator[str]:
    if (plain := text.translate(str.maketrans("OoIiLl", "001111"))) != text:
        yield plain


_MISHAPS: tuple[tuple[Callable[[Scheme, str], Iterator[str]], str], ...] = (
    (_visible, "an invisible character came with it"),
    (_compatible, "it was typed in full-width or other special characters"),
    (_unquoted, "quotation marks came with it"),
    (_without_address, "it was copied with its address"),
    (_without_code, "the code of the scheme stands in the column scheme and nowhere else"),
    (_whole, "a spreadsheet made a decimal number of it"),
    (_joined, "it has separators where the register has none"),
    (_padded, "a spreadsheet takes leading zeros"),
    (_unpadded, "it has leading zeros that the register does not write"),
    (_separated, "it lacks the separators of the register"),
    (_cased, "the register writes capitals and small letters otherwise"),
    (_lettered, "a letter stands for a digit"),
)
"""How each mishap is undone, in the order in which it is, and what is said of it."""
