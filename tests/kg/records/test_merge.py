"""Merging has the laws of a three-way merge."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import Record
from kg.records.merge import Clash, Merged, merge

Values = tuple[str, ...]


def record(values: Mapping[str, Values]) -> Record:
    return Record("Place", "places/p", dict(values))


fields = st.sampled_from(["label", "note", "sectors"])
sides = st.none() | st.dictionaries(fields, st.sampled_from([("a",), ("b",), ("a", "b")])).map(record)


@given(sides, sides)
def test_a_side_that_did_not_move_gives_way(base: Record | None, side: Record | None) -> None:
    assert merge(base, side, base) == merge(base, base, side) == merge(base, side, side) == Merged(side)


@given(sides, sides, sides)
def test_it_is_the_same_from_either_side(base: Record | None, one: Record | None, other: Record | None) -> None:
    forth, back = merge(base, one, other), merge(base, other, one)
    mirrored = {Clash(each.field, each.base, each.theirs, each.ours) for each in back.clashes}
    assert set(forth.clashes) == mirrored
    if not mirrored:
        assert forth.record == back.record


@given(sides, sides, sides)
def test_what_was_merged_merges_to_itself(base: Record | None, one: Record | None, other: Record | None) -> None:
    merged = merge(base, one, other)
    if not merged.clashes:
        for side in (one, other):
            assert merge(side, side, merged.record) == Merged(merged.record)
            assert merge(base, merged.record, side) == Merged(merged.record)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(*[st.sampled_from([(), ("1",), ("2",)])] * 2)))
def test_edits_of_different_fields_are_both_there(edits: Mapping[str, tuple[Values, Values]]) -> None:
    def of(place: int, fields: str) -> Record:
        values = {name: pair[place if name in fields else 0] for name, pair in edits.items()}
        return record({name: value for name, value in values.items() if value})

    assert merge(of(0, ""), of(1, "abc"), of(1, "def")) == Merged(of(1, "abcdef"))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "clashes"),
    [
        ({"note": ("a",)}, {"note": ("b",)}, {"note": ("c",)}, [Clash("note", ("a",), ("b",), ("c",))]),
        ({"note": ("a",)}, {}, {"note": ("c",)}, [Clash("note", ("a",), (), ("c",))]),
        ({"note": ("a",)}, {}, {}, []),
        (None, {"note": ("b",)}, {"note": ("c",)}, [Clash("note", (), ("b",), ("c",))]),
        (None, {"note": ("b",)}, {"label": ("c",)}, []),
        ({}, None, {"label": ("c",)}, [Clash("id", ("places/p",), (), ("places/p",))]),
        ({"label": ("c",)}, {"label": ("d",)}, None, [Clash("id", ("places/p",), ("places/p",), ())]),
    ],
)
def test_what_moved_apart_is_named(
    base: Mapping[str, Values] | None,
    ours: Mapping[str, Values] | None,
    theirs: Mapping[str, Values] | None,
    clashes: list[Clash],
) -> None:
    one, two, three = (None if each is None else record(each) for each in (base, ours, theirs))
    assert list(merge(one, two, three).clashes) == clashes
