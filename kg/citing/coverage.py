"""Which sentences of a text records rest on, which were left out with a reason, and which nobody has looked at.

A sentence counts by what covers most of its characters, and as nobody's where less than half are covered. A record may
rest on several sentences and a sentence may bear several records: this tells where curators have looked, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kg.citing.sentences import Span, find_sentences, share
from kg.files import decode, read_bytes
from kg.records import Passage, Record
from kg.texts import LARGEST, SourceTexts

_ENOUGH = 0.5
"""The share of a sentence that passages must cover for it to be somebody's."""


class SentenceState(StrEnum):
    """What became of a sentence."""

    RECORD = "in a record"
    OMISSION = "left out"
    NOBODY = "nobody's"


@dataclass(frozen=True, slots=True)
class Passages:
    """The positions in one document that records point at, and those that omissions do."""

    cited: list[Span]
    left_out: list[Span]

    @classmethod
    def of(cls, document: str, records: Iterable[Record]) -> Passages:
        """Collect what records cite of a document, by its slug."""
        passages = cls([], [])
        for record in records:
            for passage in map(Passage.of, record.values.get("evidence", ())):
                if passage.document == document and passage.has_place:
                    spans = passages.left_out if record.type == "Omission" else passages.cited
                    spans.append((passage.start, passage.end))
        return passages

    def state(self, sentence: Span) -> SentenceState:
        """Tell what became of a sentence."""
        if share(sentence, [*self.cited, *self.left_out]) < _ENOUGH:
            return SentenceState.NOBODY
        return (
            SentenceState.RECORD
            if share(sentence, self.cited) >= share(sentence, self.left_out)
            else SentenceState.OMISSION
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, by its positions in it, and what became of it."""

    start: int
    end: int
    words: str
    state: SentenceState


def sentences_in(document: Record, spans: Iterable[Span]) -> Iterator[Span]:
    """Give those sentences of a source that are in the part which is a document, by their positions in that."""
    start, end = int(document.one("source_start") or 0), int(document.one("source_end") or 1 << 30)
    return ((first - start, last - start) for first, last in spans if first >= start and last <= end)


def raw_text(document: Record, sources: Mapping[str, Record], texts: SourceTexts) -> str:
    """Read the text of the source of a document as it stands in its file. Raises NotAtHand, and Contradicted."""
    path = texts.path(document, sources[document.one("source")])
    return decode(read_bytes(path, LARGEST), str(path))


def coverage(document: Record, sources: Mapping[str, Record], passages: Passages, texts: SourceTexts) -> list[Sentence]:
    """Go through the sentences of a document. Raises NotAtHand, and Contradicted."""
    text = texts.text(document, sources)
    spans = sentences_in(document, find_sentences(raw_text(document, sources, texts)))
    return [Sentence(start, end, text[start:end], passages.state((start, end))) for start, end in spans]
