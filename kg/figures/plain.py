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
