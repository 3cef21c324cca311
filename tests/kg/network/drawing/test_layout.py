from __future__ import annotations

from itertools import pairwise
from string import ascii_letters

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.network.drawing.bubbles import MOST_BUBBLES, bubbles_of
from kg.network.drawing.labels import box, lines, width
from kg.network.drawing.layout import Places, apart, arranged, layout
from kg.network.drawing.places import places_of
from kg.network.examples import network_of
from kg.network.kernels import compiled

SOURCE, TARGET = np.asarray([0, 1, 2, 3]), np.asarray([1, 2, 0, 4])
PIECES = np.asarray([0, 0, 0, 1, 1])


def lying_over(middles: Places, sizes: Places) -> list[tuple[int, int]]:
    """List boxes that lie over each other, one by one."""
    count = len(middles)
    return [
        (one, other)
        for one in range(count)
        for other in range(one)
        if (np.abs(middles[one] - middles[other]) < (sizes[one] + sizes[other]) / 2 - 1e-9).all()
    ]


def test_what_is_linked_stands_nearer_than_what_is_not() -> None:
    places = layout(6, np.asarray([0, 1, 3, 4, 0]), np.asarray([1, 2, 4, 5, 3]))
    far = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    assert max(far[0, 1], far[3, 4], far[4, 5]) < min(far[2, 5], far[1, 4])


def test_the_same_seed_gives_the_same_places() -> None:
    assert layout(5, SOURCE, TARGET, 1).tobytes() == layout(5, SOURCE, TARGET, 1).tobytes()
    assert layout(5, SOURCE, TARGET, 1).tobytes() != layout(5, SOURCE, TARGET, 2).tobytes()


def test_machine_code_places_to_the_last_bit_where_python_does(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(5)
    source, target = chance.integers(0, 40, (2, 90))
    monkeypatch.setattr(compiled, "_WORTH", 1 << 60)
    slow = layout(40, source, target)
    monkeypatch.setattr(compiled, "_WORTH", 0)
    assert layout(40, source, target).tobytes() == slow.tobytes()


@pytest.mark.parametrize("pairs", [("ab", "bc", "xy"), ("ab",), tuple(f"a{each}" for each in "bcdefghijklmnop")])
def test_points_stand_apart_and_each_node_has_one(pairs: tuple[str, ...]) -> None:
    network = network_of(*pairs)
    points = np.asarray([*places_of(network).values()])
    far = np.abs(points[:, None] - points[None, :]).max(axis=2) + 100 * np.eye(len(points))
    assert [*places_of(network)] == list(network.iris)
    assert far.min() >= 26


def test_bubbles_are_as_large_as_groups_and_linked_as_their_members_are() -> None:
    network = network_of("ab", "bc", "ac", "cd", "bd", "xy")
    bubbles, links = bubbles_of(network, [["a", "b", "c"], ["d"], ["x", "y"]])
    assert links == [(0, 1, 2)]
    assert bubbles[0].radius > bubbles[2].radius > bubbles[1].radius
    middles = np.asarray([each[:2] for each in bubbles])
    assert lying_over(middles, np.full((3, 2), bubbles[1].radius)) == []
    many = network_of(*(f"{one}{other}" for one, other in pairwise(ascii_letters)))
    assert len(bubbles_of(many, [[each] for each in ascii_letters])[0]) == MOST_BUBBLES
    assert bubbles_of(many, []) == ([], [])


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(1, 60)), min_size=1, max_size=25))
@settings(max_examples=40)
def test_no_box_lies_over_another_even_where_all_begin_at_one_place(extents: list[tuple[int, int]]) -> None:
    sizes = np.asarray(extents, dtype=np.float64)
    assert lying_over(apart(np.zeros((len(sizes), 2)), sizes, 8.0), sizes + 8.0) == []


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(1, 60)), min_size=5, max_size=5))
@settings(max_examples=20)
def test_pieces_lie_beside_each_other(extents: list[tuple[int, int]]) -> None:
    sizes = np.asarray(extents, dtype=np.float64)
    middles = arranged(PIECES, SOURCE, TARGET, sizes, 8.0)
    assert lying_over(middles, sizes) == []
    assert (middles - sizes / 2 >= -1e-9).all()
    first, second = ((middles - sizes / 2)[each == PIECES] for each in (0, 1))
    assert len(first) == 3
    assert len(second) == 2


def test_nothing_has_no_places() -> None:
    none = np.empty(0, np.int64)
    assert arranged(none, none, none, np.empty((0, 2)), 8.0).shape == (0, 2)


@pytest.mark.parametrize("name", ["", "   ", "\n", "\x00"])
def test_a_name_that_cannot_be_seen_is_a_dash(name: str) -> None:
    assert lines(name) == ["–"]


@given(st.text(max_size=80))
def test_names_keep_to_two_lines_of_a_width(name: str) -> None:
    broken = lines(name)
    assert 1 <= len(broken) <= 2
    assert all(width(line) <= 16.0 for line in broken)
    assert box(broken, 10.0)[0] <= 160.0
