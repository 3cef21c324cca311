"""What rests on a document, in the order in which it stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from api.representations.pages.body_words import Wording, place_in
from api.representations.pages.rendering import local_evidence
from api.representations.pages.speech import Value
from kg.quoting import words_of
from kg.texts import SourceTexts

MOST = 60
"""Passages of a document that stand on its page."""

_RECORDS = 6
"""Records of one passage that are named with it."""


@dataclass(frozen=True, slots=True)
class RestingPassage:
    """A passage with the first records that rest on it, how many more do, and its words where these are shown."""

    place: str
    address: str
    records: Sequence[Value]
    more: int
    words: str


@dataclass(frozen=True, slots=True)
class Resting:
    """The first passages of a document, and how many there are."""

    passages: Sequence[RestingPassage]
    total: int


def resting_on(wording: Wording, body: Mapping[str, Any], texts: SourceTexts, *, may_see: bool) -> Resting:
    """Lay out what rests on a document."""
    catalogue = wording.edition.catalogue
    passages, total = catalogue.resting_on(body["id"], MOST)
    rows = []
    for passage, numbers in passages:
        iris = catalogue.numbered(islice(numbers, _RECORDS))
        names = catalogue.names(iris)
        place = {"start": passage.start, "end": passage.end} if passage.has_place else {}
        words, _ = words_of(wording.edition, texts, passage, may_see=may_see)
        rows.append(
            RestingPassage(
                place_in(place, wording.speech),
                local_evidence(f"{iris[0]}#{passage.fragment}", wording.base, wording.root),
                [Value(each.text, each.address, names[iri].type) for iri in iris for each in [wording.named(iri)]],
                len(numbers) - len(iris),
                words or "",
            )
        )
    return Resting(rows, total)
