"""Where the paragraphs of a source text are: positions in its normalised form, without the words.

>>> from kg.texts import normalise
>>> raw = "Heading\\n\\nThe first runs\\nover two lines.\\n\\n\\nThe second."
>>> text = normalise(raw)
>>> [text[start:end] for start, end in find_paragraphs(raw)]
['Heading', 'The first runs over two lines.', 'The second.']
>>> find_paragraphs("One line.\\nAnother line.")
[(0, 9), (10, 23)]
"""

from __future__ import annotations

import re

from kg.citing.sentences import Span
from kg.spelling import nfc

_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*\r?\n")


def find_paragraphs(raw: str) -> list[Span]:
    """Give the positions of the paragraphs of a text as it stands in its file.

    Blank lines divide them; in a text without blank lines each line is one.
    """
    text = nfc(raw.removeprefix("\ufeff")).strip()
    blocks = _BLANK_LINE.split(text)
    spans: list[Span] = []
    place = 0
    for words in (" ".join(each.split()) for each in (blocks if len(blocks) > 1 else text.splitlines())):
        if not words:
            continue
        spans.append((place, place + len(words)))
        place += len(words) + 1
    return spans
