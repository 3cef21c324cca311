"""How well a text answers a search. It is pure, and the same for one text as for a million.

What contains the search as it stands comes first, then what has all of its words in any order and in any of its texts.
Where nothing has a word that begins so, capitals are taken for initials. Where there is nothing of all that, words that
are spelt nearly so are taken for those of the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.catalogue.entries import words_of
from kg.spelling import fold, initials

MOST_WORDS, MOST_NEAR = 8, 5
"""Words of a search that are looked for, and spellings that are tried for one of them."""

EQUAL, BEGINNING, WITHIN, BY_WORDS, NEARLY = range(5)
BY_INITIALS = EQUAL
"""The only tier of a search that is taken for initials."""


class Hit(NamedTuple):
    """Something that was found, in order of its rank: how it was found, how long the text is, what it is."""

    tier: int
    length: str
    iri: str
    text: str


@dataclass(frozen=True)
class SearchQuestion:
    """A search: what a text is to contain, unless that is empty, and the spellings of each word it may have instead.

    `tier` is that of a text which has a spelling of each word. With `initials`, a text is to have these
    and nothing else.
    """

    phrase: str
    words: Sequence[Sequence[str]]
    tier: int = BY_WORDS
    initials: str = ""

    @classmethod
    def of(cls, search: str) -> SearchQuestion:
        """Read what somebody searches for; case, width, composition of letters and white space make no difference."""
        phrase = fold(search)
        words = list(dict.fromkeys(words_of(phrase)))[:MOST_WORDS]
        return cls(phrase, [[each] for each in words] if words != [phrase] else [])

    def tier_of(self, text: str, folded: str) -> int | None:
        """Say how a text is found, None where it is not: the less the better."""
        if self.initials:
            return BY_INITIALS if self.initials in initials(text) else None
        if self.phrase and self.phrase in folded:
            return EQUAL if folded == self.phrase else BEGINNING if folded.startswith(self.phrase) else WITHIN
        if not self.words:
            return None
        line = f" {' '.join(words_of(folded))}"
        missing = sum(not any(sought(each) in line for each in spellings) for spellings in self.words)
        return self.tier + 2 * missing if missing < len(self.words) else None

    def best(self, iri: str, texts: Iterable[tuple[str, str]]) -> Hit | None:
        """Give the best hit among the texts of one thing, each as (text, folded text)."""
        tiers = ((self.tier_of(text, folded), text, folded) for text, folded in texts)
        return min(
            (Hit(tier, f"{len(folded):07}", iri, text) for tier, text, folded in tiers if tier is not None),
            default=None,
        )


def sought(word: str) -> str:
    """Spell a word as it is looked for: one of Latin letters must begin there, for others are written in one."""
    return f" {word}" if word.isascii() else word
