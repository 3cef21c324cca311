"""Where the sentences of a source text are: positions in its normalised form, without the words.

>>> from kg.texts import normalise
>>> raw = "A heading\\n1.\\nMr. Kim came. He  saw (twice). 5G won."
>>> text = normalise(raw)
>>> [text[start:end] for start, end in find_sentences(raw)]
['A heading', 'Mr. Kim came.', 'He saw (twice).', '5G won.']
>>> len(find_sentences("협약을 체결했다. 사업은 3년간 진행된다."))
2
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.spelling import nfc

Span = tuple[int, int]

_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s+["'“‘(\[]?[A-Z0-9£$€₩À-Þ가-힣])""")
_LETTER = re.compile(r"[^\W\d_]")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|Sir|St|No|vs|etc|e\.g|i\.e|approx|[A-Z])\.$")


def find_sentences(raw: str) -> list[Span]:
    """Give the positions of the sentences of a text as it stands in its file; a heading is a line of its own."""
    return [sentence for _, sentences in find_paragraphs(raw) for sentence in sentences]


def find_paragraphs(raw: str) -> list[tuple[Span, list[Span]]]:
    """Give the positions of the lines of a text that are not blank, each with those of its sentences."""
    paragraphs: list[tuple[Span, list[Span]]] = []
    place = 0
    for line in nfc(raw.removeprefix("\ufeff")).splitlines():
        if words := " ".join(line.split()):
            spans = [(place + start, place + end) for start, end in _in_line(words) if _LETTER.search(words[start:end])]
            paragraphs.append(((place, place + len(words)), spans))
            place += len(words) + 1
    return paragraphs


def _in_line(line: str) -> Iterator[Span]:
    start = 0
    for match in _END.finditer(line):
        if not _ABBREVIATION.search(line[: match.end()]):
            yield start, match.end()
            start = match.end() + 1
    if start < len(line):
        yield start, len(line)


def share(span: Span, spans: list[Span]) -> float:
    """Tell how much of `span` lies within `spans`, which may overlap.

    >>> share((0, 10), [(0, 4), (2, 6), (20, 30)])
    0.6
    """
    reached, covered = span[0], 0
    for start, end in sorted(spans):
        begin, stop = max(start, reached), min(end, span[1])
        covered += max(stop - begin, 0)
        reached = max(reached, stop)
    return covered / (span[1] - span[0])
