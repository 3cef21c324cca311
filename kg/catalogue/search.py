"""Search in the index: how many things are found, and the best of them in order, without reading all of them.

The words of all texts are few beside the texts. So a search is first put in terms of words, whose postings say what is
found. Only what stands on the page is read then: texts in the order of their rank, as long as the page has room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import and_

from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.entries import LENGTH_BITS, LONGEST, first_of_length, length_of, signs_of, words_of
from kg.catalogue.postings import LAST, Postings
from kg.catalogue.ranking import (
    BEGINNING,
    BY_INITIALS,
    EQUAL,
    MOST_NEAR,
    MOST_WORDS,
    NEARLY,
    WITHIN,
    Hit,
    SearchQuestion,
)
from kg.spelling import fold

_FEW = 300
"""Things that are ranked one by one. Of more, texts are read in the order of their rank."""

_BATCH, _WALK = 256, 16
"""Texts that are read at once; how many of them are read in order in the time in which one is found by its number."""

Place = tuple[int, str, str]
"""The beginning of a hit, which says where it stands among the others."""


@dataclass(frozen=True)
class Matches:
    """What a search finds: the numbers of the things, and the question that ranks their texts.

    Where it is found by other spellings, `near` are its words, each with those that were tried for it.
    """

    question: SearchQuestion
    things: BitMap
    near: Sequence[tuple[str, Sequence[str]]] = ()


class Search:
    """Searches one index."""

    def __init__(self, database: Database) -> None:
        self._database, self._postings = database, Postings(database)

    def find(self, search: str) -> Matches:
        """Find what a search is for."""
        question = SearchQuestion.of(search)
        if not question.phrase:
            return Matches(question, BitMap())
        bearers = self._bearers(search)
        if bearers:
            return Matches(SearchQuestion("", (), initials=search.strip()), bearers)
        things = self._containing(question) | self._having(question.words)
        if things:
            return Matches(question, things)
        words = list(dict.fromkeys(words_of(question.phrase)))[:MOST_WORDS]
        near = [self._near(each) for each in words]
        return Matches(SearchQuestion("", near, NEARLY), self._having(near), [*zip(words, near, strict=True)])

    def _bearers(self, search: str) -> BitMap:
        """Give what has a search as its initials, unless a word of something begins so: names go before initials."""
        letters = search.strip()
        if not letters.isupper() or self._with(fold(letters), of.OWN_WORD, of.OWN_PART):
            return BitMap()
        return self._postings.get(of.OWN_INITIALS, letters)

    def hits(
        self, matches: Matches, among: BitMap | None = None, after: Place | None = None, few: int = _FEW
    ) -> Iterator[Hit]:
        """Yield the best hit of each thing that was found, the best first, after a place in that order.

        So `few` are ranked one by one.
        """
        things = matches.things if among is None else matches.things & among
        if len(things) > few:
            return self._many(matches.question, things, after)
        best = (matches.question.best(iri, texts) for iri, texts in self._texts_of(things))
        return iter(sorted(hit for hit in best if hit is not None and (after is None or hit[:3] > after)))

    def _many(self, question: SearchQuestion, things: BitMap, after: Place | None) -> Iterator[Hit]:
        """Read the texts in the order of their rank, and give those that are the best of what they name."""
        place = after or (EQUAL, "0", "")
        for stage, texts in self._stages(question):
            if stage < place[0]:
                continue
            length = min(int(place[1]), LONGEST) if stage == place[0] else 0
            while group := _next_length(texts, length):
                length = length_of(group.min())
                for rows in self._in_order(length, group, place[2] if place[:2] == (stage, f"{length:07}") else ""):
                    owners = BitMap(
                        owner for owner, *own in rows if owner in things and question.tier_of(*own) == stage
                    )
                    best = (question.best(iri, own) for iri, own in self._texts_of(owners))
                    for hit in sorted(each for each in best if each is not None):
                        is_here = (hit.tier, min(int(hit.length), LONGEST)) == (stage, length)
                        if is_here and (after is None or hit[:3] > after):
                            place = after = hit[:3]  # two of its texts may be in two batches
                            yield hit
                length += 1

    def _in_order(self, length: int, numbers: BitMap, begin: str) -> Iterator[list[tuple[int, str, str]]]:
        """Yield (owner, text, folded) of texts of a length in batches, in the order of what they name, or at once."""
        last = first_of_length(length + 1) - 1
        newest = self._database.rows("SELECT max(number) FROM text WHERE number <= ?", (last,))[0][0]
        if length == LONGEST or len(numbers) ** 2 <= _WALK * (newest - first_of_length(length) + 1):
            yield list(self._database.rows_in("SELECT owner, text, folded FROM text WHERE number IN", numbers))
            return
        query = (  # the number is ours
            f"SELECT owner, text, folded, number, iri FROM text WHERE number >> {LENGTH_BITS} = ? "  # noqa: S608
            "AND (iri, number) > (?, ?) ORDER BY iri, number LIMIT ?"
        )
        place: tuple[str, int] | None = (begin, -1)
        while place is not None:
            rows = self._database.rows(query, (length, *place, _BATCH))
            place = (rows[-1][4], rows[-1][3]) if len(rows) == _BATCH else None
            yield [(owner, text, folded) for owner, text, folded, number, _ in rows if number in numbers]

    def _texts_of(self, things: BitMap) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield (IRI, its texts as they are and folded) of things."""
        query = "SELECT iri, text, folded FROM text WHERE owner IN"
        rows = sorted(self._database.rows_in(query, things))
        for iri, texts in groupby(rows, key=lambda row: str(row[0])):
            yield iri, [(text, folded) for _, text, folded in texts]

    def _stages(self, question: SearchQuestion) -> Iterator[tuple[int, BitMap]]:
        """Yield the tiers in order, each with all of the texts that may be in it, and perhaps some more."""
        if question.initials:
            yield BY_INITIALS, self._postings.get(of.INITIALS, question.initials)
        if question.phrase:
            containing = self._texts_containing(question.phrase)
            length = min(len(question.phrase), LONGEST)
            yield EQUAL, containing & BitMap(range(first_of_length(length), first_of_length(length + 1)))
            first = next(iter(words_of(question.phrase)), "")
            if question.phrase == first:
                beginning = containing & self._beginning(first, of.FIRST, of.FIRST)
                yield BEGINNING, beginning
                yield WITHIN, containing - beginning
            else:
                is_first = first and question.phrase.startswith(first)
                yield BEGINNING, containing & self._postings.get(of.FIRST, first) if is_first else containing
                yield WITHIN, containing
        having: list[BitMap] = [BitMap()] * len(question.words)  # by the number of words, less one, at least so many
        for spellings in question.words:
            texts = BitMap().union(*(self._with(each, of.WORD, of.PART) for each in spellings))
            for number in reversed(range(1, len(having))):
                having[number] = having[number] | (having[number - 1] & texts)
            having[0] = having[0] | texts
        for missing, texts in enumerate(reversed(having)):
            more = having[len(having) - missing] if missing else BitMap()
            yield question.tier + 2 * missing, texts - more

    def _containing(self, question: SearchQuestion) -> BitMap:
        """Find the things of which a text contains the search as it stands."""
        phrase = question.phrase
        if not question.words and words_of(phrase):
            return self._within(phrase, of.OWN_WORD, of.OWN_PART)
        texts = self._texts_containing(phrase)
        if question.words:  # of most texts it is known already, by their words, that what they name is found
            texts = texts - reduce(and_, (self._with(word, of.WORD, of.PART) for (word,) in question.words))
        rows = self._database.rows_in("SELECT owner, folded FROM text WHERE number IN", texts)
        return BitMap(owner for owner, folded in rows if phrase in folded)

    def _texts_containing(self, phrase: str) -> BitMap:
        """Find the texts that have all parts of a search, if perhaps not side by side."""
        words = words_of(phrase)
        if words == [phrase]:
            return self._within(phrase, of.WORD, of.PART)
        parts = [self._postings.get(of.SIGN, sign) for sign in set(signs_of(phrase))]
        for place, word in enumerate(words):
            begins, ends = place == 0 and phrase.startswith(word), place == len(words) - 1 and phrase.endswith(word)
            if begins:  # it may be the end of a longer one
                parts.append(self._within(word, of.WORD, of.PART))
            elif ends:
                parts.append(self._beginning(word, of.WORD, of.PART))
            else:
                parts.append(self._postings.get(of.WORD, word))
        return reduce(and_, parts)

    def _having(self, words: Sequence[Sequence[str]]) -> BitMap:
        """Find the things that have each word in some text, in one of its spellings."""
        owners = [
            BitMap().union(*(self._with(each, of.OWN_WORD, of.OWN_PART) for each in spellings)) for spellings in words
        ]
        return reduce(and_, owners) if owners else BitMap()

    def _with(self, word: str, words: int, parts: int) -> BitMap:
        """Give what has a word; one of Latin letters must begin there, for others are written in one."""
        return (self._beginning if word.isascii() else self._within)(word, words, parts)

    def _beginning(self, word: str, words: int, parts: int) -> BitMap:
        """Give what has a word that begins so, in the spaces of words and of their parts."""
        if len(word) < 3:
            return self._postings.get(parts, f"^{word}")
        return self._postings.union(
            words, self._words("SELECT word FROM word WHERE word BETWEEN ? AND ?", word, word + LAST)
        )

    def _within(self, word: str, words: int, parts: int) -> BitMap:
        """Give what has a word with this in it, in the spaces of words and of their parts."""
        if len(word) < 3:
            return self._postings.get(parts, word)
        return self._postings.union(words, self._words("SELECT word FROM within WHERE within MATCH ?", f'"{word}"'))

    def _words(self, query: str, *values: str | int) -> list[str]:
        return [word for (word,) in self._database.rows(query, values)]

    def _near(self, word: str) -> list[str]:
        """List the spellings to try for a word: its own if there is one, or else those nearest to it."""
        if self._with(word, of.OWN_WORD, of.OWN_PART):
            return [word]
        most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not most:
            return []
        query = "SELECT word FROM word WHERE length(word) BETWEEN ? AND ?"
        words = sorted(self._words(query, len(word) - most, len(word) + most))
        near = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=MOST_NEAR)
        return [each for each, _, _ in near]


def _next_length(texts: BitMap, length: int) -> BitMap:
    """Give the texts of the first length, from one on, of which there are any."""
    place = next(texts.iter_equal_or_larger(first_of_length(length)), None) if length <= LONGEST else None
    if place is None:
        return BitMap()
    found = length_of(place)
    return texts & BitMap(range(first_of_length(found), first_of_length(found + 1)))
