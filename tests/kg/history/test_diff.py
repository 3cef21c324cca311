"""A difference leads from one version to the other, and speaks of records and fields."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Repository
from kg.errors import UnknownName
from kg.history import diff
from kg.mapping import Mapping
from kg.store.rdf import Quad
from kg.validation import Gate
from tests.kg.history.changing import State, bring_to, repository_of, states


@settings(max_examples=25)
@given(history=st.lists(states, min_size=1, max_size=6))
def test_applied_to_one_version_it_gives_the_other(gate: Gate, history: list[State]) -> None:
    with repository_of(gate) as repository:
        versions: dict[int, set[Quad]] = {0: set()}
        for state in history:
            version = bring_to(repository, state)
            versions[version] = set(repository.store.quads())
        for before, quads in versions.items():
            for after, others in versions.items():
                difference = diff(repository.journal, before, after, repository.version)
                removed, added = (
                    {quad for is_addition, quad in difference.rows if is_addition is each} for each in (False, True)
                )
                assert removed <= quads
                assert not added & quads
                assert (quads - removed) | added == others


def test_it_names_records_fields_and_other_graphs(repository: Repository, mapping: Mapping) -> None:
    bring_to(repository, State({"one": ("a", False), "two": ("b", True)}, {"one": "x"}))
    bring_to(repository, State({"one": ("c", True), "one-more": ("b", False)}, {"one": "x"}, frozenset("pq")))
    difference = diff(repository.journal, 1, 2, 2)
    changes, truncated = difference.records(mapping, 10)
    assert not truncated
    assert [(mapping.reference(each.record), each.type, each.action) for each in changes] == [
        ("places/one", "Place", "changed"),
        ("places/one-more", "Place", "added"),
        ("places/two", "Place", "removed"),
    ]
    assert [(each.field, each.before, each.after) for each in changes[0].fields] == [
        ("label", ("a",), ("c",)),
        ("evidence", (), ("report:4-9:0123456789abcdef",)),
    ]
    assert {each.field: each.after for each in changes[1].fields}["kind"] == ("city",)
    assert [(each.graph, each.added, each.removed) for each in difference.graphs(mapping)] == [("urn:a", 2, 0)]
    backwards, _ = diff(repository.journal, 2, 1, 2).records(mapping, 10)
    assert [each.action for each in backwards] == ["changed", "removed", "added"]
    assert difference.records(mapping, 2)[1]


def test_what_was_undone_in_between_is_left_out(repository: Repository, mapping: Mapping) -> None:
    first = State({"one": ("a", False)})
    for state in (first, State({"one": ("b", True)}, free=frozenset("p")), first):
        bring_to(repository, state)
    assert not diff(repository.journal, 1, 3, 3).rows
    assert diff(repository.journal, 1, 2, 3).rows


def test_a_version_that_is_not_there_is_refused(repository: Repository) -> None:
    with pytest.raises(UnknownName, match="0 to 0"):
        diff(repository.journal, 0, 1, repository.version)
