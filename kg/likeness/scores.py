"""How alike two profiles are: a score for each feature, the score of all, and both in words.

Names are compared by the words they share, each by how rare it is (a soft TF-IDF), and by their letters. Source:
W. Cohen, P. Ravikumar, S. Fienberg, A Comparison of String Distance Metrics for Name-Matching Tasks, 2003.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import log

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kg.likeness.names import ComparedName, sounds, without_kind
from kg.likeness.profiles import Profile

_SHORT, _MIDDLING = 4, 9
"""Letters from which on a word may have one slip and still be the same, and two."""

_WORTH, _LEAST, _HEARD = 60.0, 4, 80.0
"""Percent of letters in common from which two names are worth to be compared by their words; consonants that two must
have to sound alike, and percent of them in common."""


_IN_WORDS = {
    "same-identifiers": "both have {}",
    "other-identifiers": "different numbers of {}",
    "same-name": "{} and {} are the same name",
    "same-name-in-two-scripts": "{} and {} are the same name in two scripts",
    "acronym": "{} and {} are a name and its acronym",
    "same-words": "{} and {} have the same words",
    "spelt-nearly-so": "{} and {} are spelt nearly so",
    "sound-alike": "{} and {} sound alike in two scripts",
    "same-places": "both in {}",
    "other-places": "in different places",
    "same-neighbours": "linked to {} of the same",
    "kin": "one is a part of the other, or linked to it as another body",
}
OF_NAMES = frozenset({name for name, text in _IN_WORDS.items() if text.startswith("{} and {}")})
"""The kinds of reasons that are about two names."""

REASONS = frozenset(_IN_WORDS)
"""The kinds of reasons."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two are or are not alike: its kind, and what it is about.

    `values` are two names, ids of places, schemes, identifiers with their scheme, or a number of neighbours.
    """

    kind: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it in words, with things by their ids.

        >>> str(Reason("same-places", ("places/ulsan", "places/busan")))
        'both in places/ulsan, places/busan'
        """
        return _IN_WORDS[self.kind].format(*self.values if self.kind in OF_NAMES else (", ".join(self.values),))


@dataclass(frozen=True, slots=True)
class PairScore:
    """How alike two are, from 0 to 1, on the whole and by feature, and the reasons."""

    total: float
    features: Mapping[str, float]
    reasons: tuple[Reason, ...]

    @property
    def in_words(self) -> list[str]:
        """Say the reasons in words."""
        return [str(each) for each in self.reasons]


class Rarity:
    """How much a word tells: the less names have it, the more."""

    def __init__(self, counts: Mapping[str, int], names: int) -> None:
        self._counts, self._names = counts, max(names, 2)

    def of(self, word: str) -> float:
        """Give the weight of a word, about 1 for one that every tenth name has."""
        return log((self._names + 1) / (self._counts.get(word, 0) + 1)) + 0.5


def may_be_alike(one: Profile, other: Profile) -> bool:
    """Tell whether two may come to a score of a half: not where all their names have different numbers in them.

    Such names are worth 0.3, unless they are made of the same words or letters, and all else adds 0.13 at most; an
    identifier in common is worth more. To tell this takes a tenth of the time of a score.
    """
    if not one.identifiers.isdisjoint(other.identifiers):
        return True
    return any(_may_be_one(*names) for names in product(one.names.values(), other.names.values()))


def _may_be_one(one: ComparedName, other: ComparedName) -> bool:
    if one.numbers == other.numbers:
        return True
    if len(one.skeleton) == len(other.skeleton):
        return sorted(one.words) == sorted(other.words)
    return one.initials == other.skeleton or other.initials == one.skeleton


def score(one: Profile, other: Profile, rarity: Rarity) -> PairScore:
    """Compare two profiles."""
    features: dict[str, float] = {}
    reasons: list[Reason] = []
    shared = one.identifiers & other.identifiers
    schemes = {scheme for scheme, _ in one.identifiers} & {scheme for scheme, _ in other.identifiers}
    if schemes:
        features["identifiers"] = 1.0 if shared else 0.0
        identifiers = tuple(" ".join(each) for each in sorted(shared))
        ground = ("same-identifiers", identifiers) if shared else ("other-identifiers", tuple(sorted(schemes)))
        reasons.append(Reason(*ground))
    name, reason = _best_name(one.names.values(), other.names.values(), rarity)
    features["names"] = name
    if reason:
        reasons.append(reason)
    total = max(name, 0.95) if shared else name - (0.3 if schemes else 0.0)
    if one.places and other.places:
        places = one.places & other.places
        features["places"] = 1.0 if places else 0.0
        reasons.append(Reason("same-places", tuple(sorted(places))) if places else Reason("other-places"))
        total += 0.04 if places else -0.08
    if one.neighbours and other.neighbours:
        both = one.neighbours & other.neighbours
        features["neighbours"] = round(len(both) / min(len(one.neighbours), len(other.neighbours)), 3)
        if both:
            reasons.append(Reason("same-neighbours", (str(len(both)),)))
            total += min(0.03 * len(both), 0.09)
    if other.id in one.kin or one.id in other.kin:
        reasons.append(Reason("kin"))
        total -= 0.4
    return PairScore(round(min(max(total, 0.0), 1.0), 3), features, tuple(reasons))


def _best_name(
    names: Iterable[ComparedName], others: Iterable[ComparedName], rarity: Rarity
) -> tuple[float, Reason | None]:
    best, reason = 0.0, None
    for one, other in product(names, others):
        value, how = _name_score(one, other, rarity)
        if value > best:
            best, reason = value, Reason(how, (one.text, other.text)) if how else None
    return round(best, 3), reason


def _name_score(one: ComparedName, other: ComparedName, rarity: Rarity) -> tuple[float, str]:
    in_two_scripts = one.is_foreign != other.is_foreign
    if one.skeleton == other.skeleton:
        return 1.0, "same-name-in-two-scripts" if in_two_scripts else "same-name"
    letters = fuzz.ratio(one.skeleton, other.skeleton)
    if letters < _WORTH and not in_two_scripts:
        if one.initials == other.skeleton or other.initials == one.skeleton:
            return 0.7, "acronym"
        return (0.98, "same-words") if sorted(one.words) == sorted(other.words) else (0.0, "")
    if one.numbers != other.numbers:
        return 0.3, ""
    words = _by_words(one.words, other.words, rarity)
    value, how = 0.3 * letters / 100 + 0.7 * words, "spelt-nearly-so" if words < 1 else "same-words"
    if in_two_scripts and (sound := _by_sound(one, other)) > value:
        return sound, "sound-alike"
    return max(value, 0.98 * words if words == 1 else 0.0), how


def _by_words(words: tuple[str, ...], others: tuple[str, ...], rarity: Rarity) -> float:
    """Give the part of the words that both have, with a slip or two, weighted by how rare they are."""
    shared = {*words} & {*others}
    own, unmatched = ([word for word in each if word not in shared] for each in (words, others))
    common = 2 * sum(rarity.of(word) for word in shared)
    rest = sum(rarity.of(word) for word in (*own, *unmatched))
    for word in own:
        best = min(unmatched, key=lambda each: OSA.distance(word, each), default="")
        slips = OSA.distance(word, best)
        if best[:1] == word[:1] and slips <= _slips_in(word):
            unmatched.remove(best)
            common += (rarity.of(word) + rarity.of(best)) * (1 - slips / 4)
    return common / (2 * sum(rarity.of(word) for word in shared) + rest)


def _slips_in(word: str) -> int:
    return 0 if len(word) < _SHORT else 1 if len(word) < _MIDDLING else 2


def _by_sound(one: ComparedName, other: ComparedName) -> float:
    """Compare what two scripts do not share as words: borrowed words sound alike, and are spelt otherwise."""
    shared = {*one.words} & {*other.words}
    first, second = without_kind(*("".join(word for word in each.words if word not in shared) for each in (one, other)))
    letters, by_sound = fuzz.ratio(first, second), fuzz.ratio(sounds(first), sounds(second))
    if min(len(sounds(first)), len(sounds(second))) < _LEAST or letters < _WORTH or by_sound < _HEARD:
        return 0.0
    return (0.4 * by_sound + 0.5 * letters) / 100
