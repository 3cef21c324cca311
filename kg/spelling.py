"""One text in many spellings: what counts as the same name, and what is looked up without regard to spelling.

Systems disagree on how they write one text. A Mac names a file in decomposed letters (NFD) where a table has composed
ones (NFC), an input method writes Latin letters in full width, a spreadsheet puts a no-break space. Names and ids are
compared in NFC, on both sides; what people search for is compared by `fold`, on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import takewhile

from kg.characters import normalised, visible


def nfc(text: str) -> str:
    """Spell a text in Unicode NFC, in which equal texts are equal strings."""
    return normalised("NFC", text)


def spellings(text: str) -> list[str]:
    """List the forms in which a text may have been stored, each once: as it is, composed, decomposed."""
    return list(dict.fromkeys((text, nfc(text), normalised("NFD", text))))


def fold(text: str) -> str:
    """Give what two texts have in common that differ in case, width, composition or white space alone.

    Source: Unicode 15, definition D146 and section 5.18, compatibility caseless matching without ignorable characters.

    >>> fold("Ｈａｒｂｏｕｒ\\u3000 LAB") == fold("harbour lab")
    True
    >>> fold("울산") == fold(unicodedata.normalize("NFD", "울산"))
    True
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    if not text.isprintable():
        text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    folded = normalised("NFKC", normalised("NFKC", text).casefold())
    return " ".join(folded.split())


def initials(name: str) -> set[str]:
    """Give what a name may be called by its initials: the first letters of its words, without the small words between.

    A word that begins with several capitals may stand with all of them. One letter alone is too little.

    >>> initials("Department for Science, Innovation and Technology"), sorted(initials("Innovate UK"))
    ({'DSIT'}, ['IU', 'IUK'])
    """
    capitals = ["".join(takewhile(str.isupper, word)) for word in re.findall(r"\w+", name)]
    if sum(map(bool, capitals)) < 2:
        return set()
    return {"".join(each[:1] for each in capitals), "".join(capitals)}


NEAR = 0.6
"""How alike two names are, from 0 to 1, of which one may be a slip for the other."""

_LONGEST_NAME = 60
_LONGEST_ECHO = 200
"""Characters of what was sent that a message repeats."""


def nearest(name: str, names: Iterable[str], near: float = NEAR) -> str:
    """Give the one of some names that another was probably meant to be, whatever the case; empty where none is near.

    >>> nearest("Fundng", ["partnership", "funding"]), nearest("x", ["funding"])
    ('funding', '')
    """
    by_folding = {each.casefold(): each for each in names}
    close = get_close_matches(name[:_LONGEST_NAME].casefold(), by_folding, n=1, cutoff=near)
    return by_folding[close[0]] if close else ""


def suggestion(name: str, choices: Iterable[str]) -> str:
    """Say which name was probably meant, or else which there are.

    >>> suggestion("organization", ["Organisation", "Place"]), suggestion("x", ["Organisation", "Place"])
    ("did you mean 'Organisation'?", 'use one of: Organisation, Place')
    """
    names = list(choices)
    near = nearest(name, names)
    return f"did you mean {near!r}?" if near else f"use one of: {', '.join(names)}"


def is_text(text: str) -> bool:
    """Tell whether all is characters: bytes that are none come from a command line or a folder as halves of some.

    >>> is_text("울산"), is_text(b"\\xbf\\xef".decode(errors="surrogateescape"))
    (True, False)
    """
    return not any("\ud800" <= each <= "\udfff" for each in text)


def slug(text: str) -> str:
    """Make an id of small letters, digits and hyphens; empty where no letter has a Latin form.

    Accents are dropped, and Hangul is romanised syllable by syllable, by the names that Unicode gives them.

    >>> slug("Café notes (2).final"), slug("울산 회의록"), slug("北京")
    ('cafe-notes-2-final', 'ulsan-hoeyirog', '')
    """
    latin = (_latin(each) for each in normalised("NFKC", text))
    return "-".join("".join(latin).split())


@lru_cache(maxsize=1 << 14)
def _latin(character: str) -> str:
    name = unicodedata.name(character, "")
    if name.startswith("HANGUL SYLLABLE "):
        return name.rpartition(" ")[2].lower()
    plain = unicodedata.normalize("NFKD", character).casefold()
    letters = "".join(each for each in plain if each.isascii() and each.isalnum())
    return letters or ("" if unicodedata.category(character) in ("Mn", "Cf") else " ")


def beginning(text: str, length: int = 40) -> str:
    """Give the beginning of a text, where it is longer than so many characters.

    >>> beginning("Memorandum of understanding", 10)
    'Memorandum…'
    """
    return text if len(text) <= length else f"{text[:length]}…"


def shortened(text: str, most: int = 1000) -> str:
    """Leave out the middle of a message that is longer than so many characters: what it repeats may be without end.

    >>> len(shortened("x" * 5000)), shortened("short")
    (1003, 'short')
    """
    return text if len(text) <= most else f"{text[: most - 200]} … {text[-200:]}"


def brief(text: str) -> str:
    r"""Write what somebody sent so that a message can name it: on one line, cut where it is long, nothing unseen.

    >>> print(brief("a\x1b[31m\nb"), len(brief("x" * 3000)))
    a\u001B[31m\nb 201
    """
    return on_one_line(beginning(text, _LONGEST_ECHO))


def on_one_line(text: str) -> str:
    """Write a text so that a message shows it on one line, with what is not seen as escapes.

    >>> print(on_one_line("a\\nb"), on_one_line("울산\\u200b"))
    a\\nb 울산\\u200B
    """
    return visible(text).translate({ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"})
