"""A text laid out for reading: lines, sentences with what became of each, and the pieces that passages cut them into.

Passages may overlap.

>>> passages = [CitedPassage(0, 10, ("projects/boat",)), CitedPassage(2, 15, ("places/quay",))]
>>> (line,) = lay_out("A new boat sails.", [((0, 17), [(0, 17)])], passages)
>>> [(each.words, each.passages) for each in line[0].pieces]
[('A ', (0,)), ('new boat', (0, 1)), (' sail', (1,)), ('s.', ())]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.citing.coverage import Passages, SentenceState, raw_text
from kg.citing.sentences import Span, find_paragraphs
from kg.records import Passage, Record
from kg.texts import SourceTexts


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """Where in a document some records rest, by their ids; `digest` is that of the words there."""

    start: int
    end: int
    records: tuple[str, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that the same passages cover, by their places in the list of passages."""

    start: int
    end: int
    words: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence in its pieces; `state` is None for what stands between sentences, such as a bare number."""

    start: int
    end: int
    state: SentenceState | None
    pieces: tuple[Piece, ...]


Line = Sequence[ReadSentence]


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a document in lines, the passages that records cite of it, and how many sentences are whose."""

    text: str
    lines: Sequence[Line]
    passages: Sequence[CitedPassage]

    def count(self, state: SentenceState) -> int:
        """Count the sentences of a state."""
        return sum(each.state is state for line in self.lines for each in line)


def cited_passages(document: str, records: Iterable[Record]) -> list[CitedPassage]:
    """Collect what records cite of a document, by its slug, in the order of the text, the longer ones first."""
    citing: defaultdict[Passage, list[str]] = defaultdict(list)
    for record in records:
        for passage in map(Passage.of, record.values.get("evidence", ())):
            if passage.document == document and passage.has_place:
                citing[passage].append(record.id)
    ordered = sorted(citing, key=lambda each: (each.start, -each.end))
    return [CitedPassage(each.start, each.end, tuple(sorted(citing[each])), each.digest) for each in ordered]


def read(document: Record, sources: Mapping[str, Record], records: Sequence[Record], texts: SourceTexts) -> Reading:
    """Lay out the text of a document with the passages that records cite of it. Raises NotAtHand, and Contradicted."""
    text = texts.text(document, sources)
    offset = int(document.one("source_start") or 0)
    lines = [
        (_shifted(line, offset), [_shifted(each, offset) for each in sentences])
        for line, sentences in find_paragraphs(raw_text(document, sources, texts))
        if line[0] >= offset and line[1] <= offset + len(text)
    ]
    passages = cited_passages(document.slug, records)
    return Reading(text, lay_out(text, lines, passages, Passages.of(document.slug, records)), passages)


def lay_out(
    text: str,
    lines: Iterable[tuple[Span, Sequence[Span]]],
    cited: Sequence[CitedPassage],
    passages: Passages | None = None,
) -> list[Line]:
    """Cut the lines of a text, given by their positions and those of their sentences, into pieces."""
    pieces = _Pieces(text, cited)
    laid_out = list[Line]()
    for (start, end), sentences in lines:
        line, place = list[ReadSentence](), start
        for first, last in sentences:
            if first > place:
                line.append(ReadSentence(place, first, None, pieces.between(place, first)))
            state = passages.state((first, last)) if passages else SentenceState.NOBODY
            line.append(ReadSentence(first, last, state, pieces.between(first, last)))
            place = last
        if place < end:
            line.append(ReadSentence(place, end, None, pieces.between(place, end)))
        laid_out.append(line)
    return laid_out


class _Pieces:
    """Cuts a text where passages begin and end, from its beginning on."""

    def __init__(self, text: str, cited: Sequence[CitedPassage]) -> None:
        self._text, self._cited = text, cited
        self._next, self._open = 0, list[int]()

    def between(self, start: int, end: int) -> tuple[Piece, ...]:
        """Give the pieces of a stretch; the stretches are asked for in order."""
        while self._next < len(self._cited) and self._cited[self._next].start < end:
            self._open.append(self._next)
            self._next += 1
        self._open = [each for each in self._open if self._cited[each].end > start]
        return tuple(self._cut(start, end))

    def _cut(self, start: int, end: int) -> Iterator[Piece]:
        inside = [self._cited[each] for each in self._open]
        ends = {place for each in inside for place in (each.start, each.end) if start < place < end}
        bounds = [start, *sorted(ends), end]
        for first, last in pairwise(bounds):
            covering = tuple(n for n in self._open if self._cited[n].start <= first and self._cited[n].end >= last)
            yield Piece(first, last, self._text[first:last], covering)


def _shifted(span: Span, by: int) -> Span:
    return span[0] - by, span[1] - by
