"""Names in a picture: how wide they are about, in lines, and shortened where they are too long."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_LINE, _LINES = 16.0, 2
"""The width of a line in ems, and the lines of a name."""


def width(text: str) -> float:
    """Give the width of a text in ems, rather too wide than too narrow, whichever font shows it.

    >>> width("ab"), width("울산")
    (1.24, 2.0)
    """
    return round(sum(map(_width, text)), 3)


def lines(name: str) -> list[str]:
    """Break a name into lines, shortened with an ellipsis where it has more.

    >>> lines("West Midlands Combined Authority"), lines("WMG")
    (['West Midlands Combined', 'Authority'], ['WMG'])
    >>> lines("University of Birmingham Enterprise Limited Holdings of the Midlands")
    ['University of Birmingham', 'Enterprise Limited…']
    >>> lines("한국전자통신연구원한국전자통신연구원")
    ['한국전자통신연구원한국전자통신연', '구원']
    """
    broken: list[str] = []
    for word in _words(name):
        if broken and width(f"{broken[-1]} {word}") <= _LINE:
            broken[-1] = f"{broken[-1]} {word}"
        else:
            broken.append(word)
    if len(broken) <= _LINES:
        return broken or ["–"]
    return [*broken[: _LINES - 1], _shortened(broken[_LINES - 1])]


def box(texts: Sequence[str], size: float) -> tuple[float, float]:
    """Give the width and height of some lines in a size of type."""
    return max(map(width, texts)) * size, len(texts) * size * 1.25


def _words(name: str) -> list[str]:
    """Give the words of a name, those cut that are longer than a line; what cannot be seen is taken out."""
    visible = "".join(" " if unicodedata.category(each) in ("Cc", "Cs", "Co", "Cn") else each for each in name)
    words: list[str] = []
    for word in visible.split():
        part = ""
        for character in word:
            if part and width(part + character) > _LINE:
                words.append(part)
                part = ""
            part += character
        words.append(part)
    return words


def _shortened(line: str) -> str:
    while line and width(f"{line}…") > _LINE:
        line = line[:-1].rstrip()
    return f"{line}…"


def _width(character: str) -> float:
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.0
    return 0.0 if unicodedata.combining(character) else 0.78 if character.isupper() or character in "mwMW@%" else 0.62
