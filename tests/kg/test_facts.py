from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kg.facts import Facts

PAIRS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=12)


def test_same_is_symmetric_and_transitive() -> None:
    facts = Facts(same=[("c", "b"), ("a", "b"), ("y", "x")])
    assert [facts.of(each) for each in "abcxyz"] == ["a", "a", "a", "x", "x", "z"]


def test_wholes_of_the_same_fact_are_shared() -> None:
    facts = Facts(same=[("part", "twin")], parts=[("twin", "whole"), ("whole", "grand")])
    assert facts.wholes(facts.of("part")) == {"whole", "grand"}


def test_a_part_goes_by_its_outermost_whole_that_is_there() -> None:
    facts = Facts(parts=[("part", "whole"), ("whole", "grand")])
    assert facts.outermost(["part", "grand"]) == {"part": "grand", "grand": "grand"}
    assert facts.outermost(["part", "whole"]) == {"part": "whole", "whole": "whole"}
    assert facts.outermost(["part"]) == {"part": "part"}


def test_a_circle_of_parts_is_one_fact_and_ends() -> None:
    facts = Facts(parts=[("a", "b"), ("b", "c"), ("c", "a")])
    assert set(facts.outermost(["a", "b", "c"]).values()) == {"a"}


def test_a_part_of_what_is_in_a_circle_is_a_part() -> None:
    facts = Facts(parts=[("a", "b"), ("b", "c"), ("c", "b")])
    assert facts.outermost(["a", "b"]) == {"a": "b", "b": "b"}


@given(PAIRS, PAIRS, st.randoms())
def test_the_order_of_pairs_does_not_matter(
    same: list[tuple[str, str]], parts: list[tuple[str, str]], random: Random
) -> None:
    facts = Facts(same, parts)
    turned = [(other, one) for one, other in same]
    random.shuffle(turned)
    again = Facts(turned, reversed(parts))
    assert facts.outermost("abcdefg") == again.outermost("abcdefg")


@given(PAIRS, PAIRS, st.sets(st.sampled_from("abcdefg")))
def test_the_outermost_whole_is_that_within_the_fewest_others(
    same: list[tuple[str, str]], parts: list[tuple[str, str]], records: set[str]
) -> None:
    """As it is by definition: of a fact and what is there above it, that above which there is least, circles apart."""
    facts = Facts(same, parts)
    present = {facts.of(each) for each in records}

    def above(fact: str) -> int:
        return sum(fact not in facts.wholes(whole) for whole in facts.wholes(fact) & present)

    def outermost(fact: str) -> str:
        return min((facts.wholes(fact) | {fact}) & present, key=lambda each: (above(each), each))

    assert facts.outermost(records) == {each: outermost(facts.of(each)) for each in records}


def test_many_parts_within_parts_are_walked_once() -> None:
    """By looking up the wholes of each whole of each part it would take days."""
    names = [f"s{place:05}" for place in range(20_000)]
    assert set(Facts(parts=pairwise(names)).outermost(names).values()) == {names[-1]}
