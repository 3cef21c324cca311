"""A survey of an edition: what is found only by a look at all records and texts, with how much of each text they cover.

It takes as long as `kg check`, so a graph of more than `MOST` records is not surveyed: its checks, conflicts and pairs
have lists of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from kg.catalogue import SHORTCOMINGS
from kg.citing.coverage import Passages, SentenceState, coverage
from kg.edition import Edition
from kg.likeness import Likeness, SuggestionWishes
from kg.records import Violation
from kg.texts import Contradicted, NotAtHand, SourceTexts
from kg.validation.plausibility import CHECKS, by_check, warnings_of
from kg.vocabulary import FieldKind

MOST = 5_000
"""Records of a graph that is surveyed: a second or two."""

SURVEYED = tuple(each for each in CHECKS if each not in SHORTCOMINGS)
"""The checks whose findings are no list of shortcomings already."""

_EACH = 5_000
"""Findings of one check that are kept."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of the text of a document is somebody's: its sentences, those in records, and those left out."""

    sentences: int
    in_records: int
    left_out: int

    @property
    def share(self) -> float:
        """Give the share of the sentences that somebody has looked at, from 0 to 1."""
        return round((self.in_records + self.left_out) / self.sentences, 3) if self.sentences else 1.0


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found.

    `warnings` are the first findings of each check, by its id, and `counts` how many there are; those with a reason
    noted in the record count as well. `covered` are the documents, by id, of which the text is at hand.
    """

    warnings: Mapping[str, tuple[Violation, ...]]
    counts: Mapping[str, int]
    covered: Mapping[str, Covered]
    conflicts: int
    duplicates: int


def survey(edition: Edition, texts: SourceTexts) -> Survey | None:
    """Survey an edition; None where it holds more than `MOST` records."""
    if edition.catalogue.size > MOST:
        return None
    warnings = by_check(warnings_of(edition.store, edition.mapping, texts))
    return Survey(
        warnings={id_: tuple(warnings[id_][:_EACH]) for id_ in SURVEYED if id_ in warnings},
        counts={id_: len(warnings[id_]) for id_ in SURVEYED if id_ in warnings},
        covered=_covered(edition, texts),
        conflicts=len(edition.conflicts()),
        duplicates=len(Likeness(edition.catalogue).suggestions(SuggestionWishes())),
    )


def _covered(edition: Edition, texts: SourceTexts) -> dict[str, Covered]:
    catalogue, classes = edition.catalogue, edition.mapping.vocabulary.classes
    sources = {each.id: each for each in catalogue.records("Source")}
    citing = [name for name, each in classes.items() if any(f.kind is FieldKind.EVIDENCE for f in each.fields.values())]
    records = [each for name in citing for each in catalogue.records(name)]
    covered = {}
    for document in sorted(catalogue.records("Document"), key=lambda each: each.id):
        try:
            sentences = coverage(document, sources, Passages.of(document.slug, records), texts)
        except (NotAtHand, Contradicted):
            continue
        states = Counter(each.state for each in sentences)
        covered[document.id] = Covered(len(sentences), states[SentenceState.RECORD], states[SentenceState.OMISSION])
    return covered


class KeptSurvey:
    """The survey of the version that was asked about last, with the texts of then. Threads take turns."""

    def __init__(self, texts: SourceTexts) -> None:
        self._texts, self._lock = texts, Lock()
        self._last: tuple[tuple[int, str], Survey | None] | None = None

    def of(self, edition: Edition) -> Survey | None:
        """Give what :func:`survey` does."""
        with self._lock:
            state = edition.version, self._texts.state()
            if self._last is None or self._last[0] != state:
                self._last = state, survey(edition, self._texts)
            return self._last[1]
