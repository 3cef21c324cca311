"""Text in the one spelling in which figures are read and compared."""

from __future__ import annotations

import re
import unicodedata

_SPELT = {
    **dict.fromkeys(map(ord, "‘’‛′`"), "'"),
    **dict.fromkeys(map(ord, "“”„″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "〜～∼"), "~"),
    ord("½"): ".5",
    ord("¼"): ".25",
    ord("¾"): ".75",
    ord("₤"): "£",
}


def plain(text: str) -> str:
    """Spell quotes, dashes, fractions and widths in one way, in small letters, with single spaces.

    >>> plain("Over　２½ million — ‘£3Ｍ’")
    "over 2.5 million - '£3m'"
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SPELT))
    return re.sub(r"\s+", " ", text).strip().lower()


def placed(text: str) -> tuple[str, tuple[int, ...]]:
    """Give a text in plain spelling, and for each place in that, its end included, the place in the text itself.

    No places are given where characters are spelt together, so that it cannot be told.

    >>> placed("½ of £2")
    ('.5 of £2', (0, 0, 1, 2, 3, 4, 5, 6, 7))
    """
    pieces = [plain(each) if each.strip() else " " for each in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    spelt = plain(text)
    return (spelt, (*places, len(text))) if "".join(pieces) == spelt else (spelt, ())
