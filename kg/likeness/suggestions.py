"""Suggestions: the pairs of a class that are alike enough, and nothing that was decided."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import TextIO

from kg.catalogue import Catalogue
from kg.errors import UnknownField
from kg.facts import smallest_linked
from kg.likeness.blocks import Blocks
from kg.likeness.profiles import Profile, classes_of_things, mentioned_in, read_profile, read_profiles
from kg.likeness.scores import PairScore, Rarity, may_be_alike, score

LEAST, USUAL = 0.5, 0.75
"""The score from which on a pair is worth a look at all, and from which on it is suggested."""

_AGAIN = 2_000
"""Records that have changed, from which on all is read anew."""


@dataclass(frozen=True, slots=True)
class SuggestionWishes:
    """What suggestions are asked for: of one class by name, of one record by id, or of all; from which score on."""

    class_name: str = ""
    of: str = ""
    least: float = USUAL


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two records, by id and label, that may be one; `decision` is the id of one that left it open."""

    first: str
    first_label: str
    second: str
    second_label: str
    class_name: str
    score: PairScore
    decision: str = ""

    @property
    def command(self) -> str:
        """Say how to decide, in the shell."""
        return f"kg decide {self.first} {self.second} same --reason '...'"


def write_suggestions(suggestions: Iterable[Suggestion], output: TextIO) -> None:
    """Write suggestions as CSV with a header."""
    table = csv.writer(output, lineterminator="\n")
    table.writerow(["score", "first", "first_label", "second", "second_label", "reasons"])
    for each in suggestions:
        row = each.score.total, each.first, each.first_label, each.second, each.second_label
        table.writerow([*row, "; ".join(each.score.in_words)])


class Decided:
    """What was decided: clusters, which of them are told apart, and which pairs were left open."""

    def __init__(self, catalogue: Catalogue) -> None:
        pairs: dict[str, list[tuple[str, str]]] = {"same": [], "not-same": []}
        self._open: dict[tuple[str, str], str] = {}
        for record in catalogue.records("Decision"):
            (first,), (second,), (verdict,) = (record.values[name] for name in ("first", "second", "verdict"))
            if verdict == "undecided":
                self._open[_pair(first, second)] = record.id
            else:
                pairs[verdict].append((first, second))
        self._cluster = smallest_linked(pairs["same"])
        self._apart = {_pair(self._of(first), self._of(second)) for first, second in pairs["not-same"]}

    def settles(self, first: str, second: str) -> bool:
        """Tell whether two are decided to be one, or not to be, directly or over others."""
        one, other = self._of(first), self._of(second)
        return one == other or _pair(one, other) in self._apart

    def left_open(self, first: str, second: str) -> str:
        """Give the id of the decision that left it open, empty for none."""
        return self._open.get(_pair(first, second), "")

    def _of(self, id_: str) -> str:
        return self._cluster.get(id_, id_)


Advance = Callable[[float], object]
"""Is told which share of the records has been compared, from 0 to 1."""


class Likeness:
    """The records of one version of the graph by how alike they are. What it needs is read when it is asked for."""

    def __init__(self, catalogue: Catalogue, advance: Advance = lambda _: None) -> None:
        self._catalogue, self._version, self._advance = catalogue, catalogue.version, advance
        self._decided = Decided(catalogue)
        self._classes: dict[str, _Class] = {}
        self._mentioned: dict[str, list[str]] = {}

    @property
    def version(self) -> int:
        """The version of the graph that it is of."""
        return self._version

    def suggestions(self, wishes: SuggestionWishes) -> list[Suggestion]:
        """Give the pairs that are alike enough, the likeliest first, those that a decision left open last.

        Raises UnknownField, and UnknownIri.
        """
        classes = _classes_in(wishes, self._catalogue)
        self._compare([name for name in classes if name not in self._classes])
        pairs = (pair for name in classes for pair in self._classes[name].pairs(self._decided, wishes))
        return sorted(pairs, key=lambda pair: (bool(pair.decision), -pair.score.total, pair.first, pair.second))

    def brought_to(self, catalogue: Catalogue) -> Likeness:
        """Give the likeness of another version: this one, changed where records changed, or a new one."""
        touched = self._touched(catalogue)
        if touched is None:
            return Likeness(catalogue, self._advance)
        self._catalogue, self._decided = catalogue, self._decided if not touched else Decided(catalogue)
        self._version = catalogue.version
        concerned = self._concerned(touched)
        for each in self._classes.values():
            each.bring_to(catalogue, concerned)
        return self

    def has(self, catalogue: Catalogue, wishes: SuggestionWishes) -> bool:
        """Tell whether a version needs no comparison of all. Raises as :meth:`suggestions` does."""
        is_near = self._touched(catalogue) is not None
        return is_near and self._classes.keys() >= {*_classes_in(wishes, catalogue)}

    def _touched(self, catalogue: Catalogue) -> Sequence[str] | None:
        """List the IRIs of what changed until another version; None where that is an older one, or they are many."""
        touched = catalogue.touched_since(self._version) if catalogue.version >= self._version else None
        return touched if touched is not None and len(touched) <= _AGAIN else None

    def compared(self, class_name: str, first: str, second: str) -> Suggestion | None:
        """Give a pair of a class that was compared already; None where that was not, or the two are not alike."""
        if class_name not in self._classes:
            return None
        pairs = self._classes[class_name].pairs(self._decided, SuggestionWishes(class_name, first, LEAST))
        return next((each for each in pairs if second in (each.first, each.second)), None)

    def _compare(self, names: Sequence[str]) -> None:
        """Read the records of some classes, and compare those of each."""
        profiles, mentioned = read_profiles(self._catalogue, names) if names else ({}, {})
        for id_, ids in mentioned.items():
            self._mentioned.setdefault(id_, []).extend(ids)
        every, done = sum(map(len, profiles.values())), count(1)
        for name in names:
            self._classes[name] = _Class(name, profiles[name], lambda: self._advance(next(done) / every))

    def _concerned(self, touched: Sequence[str]) -> set[str]:
        """Give the ids of what changed, and of what records that changed are or were about."""
        mapping = self._catalogue.mapping
        concerned = {mapping.reference(iri) for iri in touched}
        for id_ in [*concerned]:
            concerned.update(self._mentioned.pop(id_, ()))
            if self._catalogue.type_of(mapping.iri(id_)):
                self._mentioned[id_] = [*mentioned_in(self._catalogue.record(mapping.iri(id_)))]
                concerned.update(self._mentioned[id_])
        return concerned


def _classes_in(wishes: SuggestionWishes, catalogue: Catalogue) -> Sequence[str]:
    """Name the classes whose records are to be compared. Raises UnknownField, and UnknownIri."""
    names = classes_of_things()
    if wishes.class_name and wishes.class_name not in names:
        raise UnknownField("class to look for duplicates in", wishes.class_name, names)
    if not wishes.of:
        return [wishes.class_name] if wishes.class_name else names
    own = catalogue.record(catalogue.mapping.iri(wishes.of)).type
    return [own] if own in names and wishes.class_name in ("", own) else []


class KeptLikeness:
    """The likeness of the newest version that was asked about. Threads take turns.

    `share` is that of the records which have been compared, while all are.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._likeness: Likeness | None = None
        self.share = 0.0

    def suggestions(self, catalogue: Catalogue, wishes: SuggestionWishes) -> list[Suggestion]:
        """Give what :meth:`Likeness.suggestions` does, for the version of a catalogue."""
        with self._lock:
            likeness, self._likeness = self._likeness, None  # what fails half-way is not used again
            self.share = 0.0
            likeness = Likeness(catalogue, self._note) if likeness is None else likeness.brought_to(catalogue)
            suggestions = likeness.suggestions(wishes)
            self._likeness = likeness
            return suggestions

    def has(self, catalogue: Catalogue, wishes: SuggestionWishes) -> bool:
        """Tell whether suggestions come at once: not while records are being compared. Raises as they do."""
        likeness = self._likeness
        return likeness is not None and likeness.has(catalogue, wishes)

    def _note(self, share: float) -> None:
        self.share = share

    def suggestion(self, catalogue: Catalogue, class_name: str, first: str, second: str) -> Suggestion | None:
        """Give one pair as far as it can be told at once: None while others are being compared, or were not yet."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            likeness = self._likeness
            if likeness is None or catalogue.version < likeness.version:
                return None
            self._likeness = None
            likeness = likeness.brought_to(catalogue)
            pair = likeness.compared(class_name, first, second)
            self._likeness = likeness
            return pair
        finally:
            self._lock.release()


class _Class:
    """The records of one class: their profiles, and with which others each makes a pair that is worth a look."""

    def __init__(self, name: str, profiles: dict[str, Profile], advance: Callable[[], object]) -> None:
        self._name, self._profiles = name, profiles
        self._partners: dict[str, dict[str, PairScore]] = {}
        counts = Counter[str]()
        for profile in self._profiles.values():
            counts.update({word for each in profile.names.values() for word in each.words})
        self._rarity, self._blocks = Rarity(counts, len(self._profiles)), Blocks(counts)
        for profile in self._profiles.values():
            self._blocks.add(profile)
        for id_ in self._profiles:
            self._find_partners(id_, after=id_)
            advance()

    def pairs(self, decided: Decided, wishes: SuggestionWishes) -> Iterator[Suggestion]:
        """Yield the pairs that are alike enough, of all or of one."""
        for id_ in [wishes.of] if wishes.of else self._partners:
            for other, result in self._partners.get(id_, {}).items():
                if result.total >= wishes.least and (wishes.of or id_ < other) and not decided.settles(id_, other):
                    first, second = (self._profiles[each] for each in sorted((id_, other)))
                    names = first.id, first.label, second.id, second.label
                    yield Suggestion(*names, self._name, result, decided.left_open(id_, other))

    def bring_to(self, catalogue: Catalogue, concerned: Set[str]) -> None:
        """Read anew the records of some ids."""
        mapping = catalogue.mapping
        for id_ in concerned & self._profiles.keys():
            self._blocks.remove(id_)
            del self._profiles[id_]
            for other in self._partners.pop(id_, ()):
                del self._partners[other][id_]
        there = [id_ for id_ in concerned if catalogue.type_of(mapping.iri(id_)) == self._name]
        for id_ in there:
            self._profiles[id_] = read_profile(catalogue, id_, mapping.iri(id_))
            self._blocks.add(self._profiles[id_])
        for id_ in there:
            self._find_partners(id_)

    def _find_partners(self, id_: str, after: str = "") -> None:
        """Compare a record with all that it may be, or with those whose ids come after another."""
        profile = self._profiles[id_]
        for other in self._blocks.candidates(profile):
            if other > after and may_be_alike(profile, self._profiles[other]):
                first, second = sorted((profile, self._profiles[other]), key=lambda each: each.id)
                result = score(first, second, self._rarity)
                if result.total >= LEAST:
                    self._partners.setdefault(id_, {})[other] = result
                    self._partners.setdefault(other, {})[id_] = result


def _pair(first: str, second: str) -> tuple[str, str]:
    return (first, second) if first < second else (second, first)
