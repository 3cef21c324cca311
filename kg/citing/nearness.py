"""Where words stand in a text, and what stands there instead where they stand nowhere.

>>> text = "The Council’s fund of £2m was awarded in March."
>>> [each.words for each in near(text, "the council's fund")]
['The Council’s fund']
>>> near(text, "was awarded in April")[0].words
'was awarded in'
>>> near(text, "something else entirely"), excerpt(text, 4, 13, around=6)
([], 'The [Council’s] fund …')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.texts import normalise

_SIGNS = str.maketrans("‘’‚‛′`´“”„‟″«»–—―−‐‑\u00ad", "'''''''\"\"\"\"\"\"\"-------")
_SHARE = 0.5
"""How much of a passage must stand in a text for it to be likely that it was meant."""

_LONGEST = 2_000
"""Characters of a passage of which the longest part is looked for."""


@dataclass(frozen=True, slots=True)
class NearPassage:
    """Words that stand in a text, and how they differ from those that were looked for."""

    start: int
    words: str
    why: str


def near(text: str, words: str) -> list[NearPassage]:
    """Find what was probably meant by words that stand nowhere in a text as they are; nothing where nothing is near.

    First all that differs in capitals, quotation marks and dashes alone; else the longest part that stands there.
    """
    passage = _alike(normalise(words))
    starts = [match.start() for match in re.finditer(re.escape(passage), _alike(text))] if passage else []
    if starts:
        why = "in other capitals, quotation marks or dashes"
        return [NearPassage(start, text[start : start + len(passage)], why) for start in starts]
    part = SequenceMatcher(None, passage[:_LONGEST], _alike(text), autojunk=False).find_longest_match()
    if not passage or part.size < _SHARE * len(passage):
        return []
    stretch = text[part.b : part.b + part.size]
    start = part.b + len(stretch) - len(stretch.lstrip())
    return [NearPassage(start, stretch.strip(), f"{part.size:,} of {len(passage):,} characters")]


def excerpt(text: str, start: int, end: int, around: int = 30) -> str:
    """Show a passage in brackets with what stands around it."""
    before, after = text[max(start - around, 0) : start], text[end : end + around]
    cut = "… " if start > around else "", " …" if end + around < len(text) else ""
    return f"{cut[0]}{before.lstrip()}[{text[start:end]}]{after.rstrip()}{cut[1]}"


def _alike(text: str) -> str:
    """Spell a text so that what looks alike is alike, each character in its place."""
    small = (letter if len(letter := each.lower()) == 1 else each for each in text)  # few letters become two
    return "".join(small).translate(_SIGNS)
