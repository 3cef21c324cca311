from __future__ import annotations

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


@given(PAIRS, PAIRS, st.randoms())
def test_the_order_of_pairs_does_not_matter(
    same: list[tuple[str, str]], parts: list[tuple[str, str]], random: Random
) -> None:
    facts = Facts(same, parts)
    turned = [(other, one) for one, other in same]
    random.shuffle(turned)
    again = Facts(turned, reversed(parts))
    assert facts.outermost("abcdefg") == again.outermost("abcdefg")
