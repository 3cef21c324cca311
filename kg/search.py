"""Search over the texts that name things: labels, names, titles, identifiers.

What contains the search as it stands comes first, then what has all of its words in any order and in any of its texts.
Where there is nothing of either, words that are spelt nearly so are taken for those of the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.spelling import fold

_MOST_WORDS, _MOST_NEAR = 8, 5
"""Words of a search that are looked for, and spellings that are tried for one of them."""

_WORD = re.compile(r"\w+")
_EQUAL, _BEGINNING, _WITHIN, _BY_WORDS, _NEARLY = range(5)


class Hit(NamedTuple):
    """Something that was found, in order of its rank: how it was found, how long the text is, what it is."""

    tier: int
    length: str
    iri: str
    text: str


class Index:
    """Texts, each with the IRI of what it names. It is made once, and looked through from the first to the last."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Take in (text, IRI)."""
        found = list(texts)
        self._texts = [text for text, _ in found]
        self._iris = [iri for _, iri in found]
        self._folded = [fold(text) for text in self._texts]
        self._words = [f" {' '.join(_WORD.findall(folded))}" for folded in self._folded]

    def find(self, search: str) -> list[Hit]:
        """List what is found, once each and the best first.

        Case, width, composition of letters and white space make no difference.
        """
        wanted = fold(search)
        words = list(dict.fromkeys(_WORD.findall(wanted)))[:_MOST_WORDS]
        hits = list(self._containing(wanted)) if wanted else []
        if words != [wanted]:
            hits += self._having([[each] for each in words], _BY_WORDS)
        return _best(hits or self._having([self._near(each) for each in words], _NEARLY))

    def _containing(self, wanted: str) -> Iterator[Hit]:
        for place, folded in enumerate(self._folded):
            if wanted in folded:
                tier = _EQUAL if folded == wanted else _BEGINNING if folded.startswith(wanted) else _WITHIN
                yield self._hit(tier, place)

    def _having(self, words: Sequence[Sequence[str]], tier: int) -> Iterator[Hit]:
        """Yield the texts of what has each word in some text, in one of its spellings."""
        texts = [set[int]().union(*map(self._with, spellings)) for spellings in words]
        owners = [{self._iris[place] for place in each} for each in texts]
        common = set.intersection(*owners) if owners else set()
        for place in set[int]().union(*texts):
            if self._iris[place] in common:
                missing = sum(place not in each for each in texts)
                yield self._hit(tier + 2 * missing, place)

    def _with(self, word: str) -> Iterable[int]:
        """Find the texts that have a word; one of Latin letters must begin there, for others are written in one."""
        sought = f" {word}" if word.isascii() else word
        return [place for place, words in enumerate(self._words) if sought in words]

    def _near(self, word: str) -> list[str]:
        """List the spellings to try for a word: its own if there is one, or else those nearest to it."""
        if next(iter(self._with(word)), None) is not None:
            return [word]
        most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=most, limit=_MOST_NEAR)
        return [each for each, _, _ in near]

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted({word for words in self._words for word in words.split()})

    def _hit(self, tier: int, place: int) -> Hit:
        text = self._texts[place]
        return Hit(tier, f"{len(self._folded[place]):07}", self._iris[place], text)


def _best(hits: Iterable[Hit]) -> list[Hit]:
    """Keep of each thing the best hit."""
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.iri)
        if known is None or hit < known:
            best[hit.iri] = hit
    return sorted(best.values())
