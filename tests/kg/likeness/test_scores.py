"""The score of two, and what tells fast that it cannot be high."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from kg.likeness.profiles import Profile
from kg.likeness.scores import Rarity, may_be_alike, score

WORDS = ["harbour", "works", "12", "1", "2", "21", "ulsan", "of", "3d", "lab", "울산", "technopark", "hw12", "Ltd"]


def _profile(chance: Random, number: int) -> Profile:
    profile = Profile(f"organisations/{number}", "", places=frozenset(chance.sample(["a", "b"], chance.randrange(2))))
    profile.neighbours |= {*chance.sample(["x", "y", "z", "w"], chance.randrange(5))}
    profile.identifiers |= {("GB-COH", each) for each in chance.sample(["1", "2", "3"], chance.randrange(2))}
    for _ in range(chance.randrange(1, 3)):
        profile.add_name(" ".join(chance.choices(WORDS, k=chance.randrange(1, 5))))
    return profile


@pytest.mark.parametrize("seed", range(8))
def test_what_is_passed_over_would_not_have_come_to_a_half(seed: int) -> None:
    chance = Random(seed)
    profiles = [_profile(chance, number) for number in range(120)]
    counts = Counter(word for each in profiles for name in each.names.values() for word in name.words)
    rarity = Rarity(counts, len(profiles))
    passed_over = 0
    for one in profiles:
        for other in profiles:
            if not may_be_alike(one, other):
                passed_over += 1
                assert score(one, other, rarity).total < 0.5, (one.names, other.names)
    assert passed_over > 1_000


def test_numbers_that_differ_and_the_same_words_in_another_order() -> None:
    def named(*names: str) -> Profile:
        profile = Profile("organisations/a", "")
        for each in names:
            profile.add_name(each)
        return profile

    assert not may_be_alike(named("Harbour Works 1"), named("Harbour Works 2"))
    assert may_be_alike(named("12 Harbour 3"), named("3 Harbour 12"))
    assert may_be_alike(named("Harbour Works 1"), named("Harbour Works 2", "Harbour Works 1"))
