"""Blocks: which pairs are looked at at all, of the billion that there may be.

Two records are in one block if they share an identifier, a name without spaces, a name and its acronym, the sound of a
name in two scripts, or the beginning of one of the rarest words of a name but for a letter. A slip of the pen in a
common word does no harm, for the rare words of the name are whole then. Source: W. Garbe, SymSpell (symmetric deletes),
2012.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

from kg.likeness.names import ComparedName, sounds
from kg.likeness.profiles import Profile

_RAREST, _BEGINNING = 2, 7
"""Words of a name by which it is found, and letters of them that count."""

_LONG, _HEARD = 9, 5
"""Letters from which on a word is no acronym; consonants by which two names are found that sound alike."""

_COMMON = 250
"""Records with the same key, beyond which it tells too little."""


class Blocks:
    """Profiles by what they have in common; `counts` tells how many names have a word."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._by_key: dict[str, list[str]] = {}
        self._keys: dict[str, Set[str]] = {}

    def add(self, profile: Profile) -> None:
        """Take in a profile."""
        self._keys[profile.id] = self._common_keys(profile) | set(_found_by(profile))
        for key in self._keys[profile.id]:
            self._by_key.setdefault(key, []).append(profile.id)

    def remove(self, id_: str) -> None:
        """Take out a profile by its id."""
        for key in self._keys.pop(id_):
            self._by_key[key].remove(id_)

    def candidates(self, profile: Profile) -> set[str]:
        """Give the ids of what may be the same as one."""
        ids: set[str] = set()
        for key in self._common_keys(profile) | set(_sought_by(profile)):
            others = self._by_key.get(key, ())
            if len(others) <= _COMMON:
                ids.update(others)
        ids.discard(profile.id)
        return ids

    def _common_keys(self, profile: Profile) -> set[str]:
        """Give the keys that two have in common, whichever of them is looked for."""
        keys = {f"{scheme} {value}" for scheme, value in profile.identifiers}
        for name in profile.names.values():
            keys.add(f"name {name.skeleton}")
            for word in sorted(name.words, key=lambda each: (self._counts[each], each))[:_RAREST]:
                keys |= _beginnings(word)
        return keys


def _beginnings(word: str) -> set[str]:
    """Give the first letters of a word, and the same without one of them: two with one slip have one in common."""
    begin = word[:_BEGINNING]
    if len(begin) < 4:
        return {begin}
    return {begin, *(begin[:place] + begin[place + 1 :] for place in range(1, len(begin)))}


def _found_by(profile: Profile) -> Iterator[str]:
    """Yield the keys under which a profile is found by another kind of name."""
    for name in profile.names.values():
        if name.initials:
            yield f"initials {name.initials}"
        if _may_be_acronym(name):
            yield f"acronym {name.skeleton}"
        yield f"{'foreign' if name.is_foreign else 'latin'} {sounds(name.skeleton)[:_HEARD]}"


def _sought_by(profile: Profile) -> Iterator[str]:
    """Yield the keys under which stands what may be the same: of a name its acronym, in one script the other."""
    for name in profile.names.values():
        if name.initials:
            yield f"acronym {name.initials}"
        if _may_be_acronym(name):
            yield f"initials {name.skeleton}"
        yield f"{'latin' if name.is_foreign else 'foreign'} {sounds(name.skeleton)[:_HEARD]}"


def _may_be_acronym(name: ComparedName) -> bool:
    return len(name.words) == 1 and len(name.skeleton) < _LONG
