"""Reverting a version: what it did is undone, or those that went on from it are named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Origin, Repository
from kg.desk.revert import Reverting
from kg.errors import ChangeConflict, LimitExceeded, UnknownName
from kg.validation import Gate
from tests.kg.history.changing import State, bring_to, repository_of, states


def revert(repository: Repository, version: int, most: int = 0) -> int:
    reverting = Reverting(repository, version, most)
    with repository.prepare(Origin("bo", "a mistake", "HTTP")) as writer:
        reverting(writer)
        change = writer.finish()
    with reverting.explained():
        return repository.commit(change)


def outcome(repository: Repository, version: int) -> int | ChangeConflict:
    try:
        return revert(repository, version)
    except ChangeConflict as conflict:
        return conflict


@settings(max_examples=25)
@given(before=states, after=states)
def test_a_revert_gives_the_graph_back_and_a_revert_of_it_undoes_that(gate: Gate, before: State, after: State) -> None:
    with repository_of(gate) as repository:
        bring_to(repository, before)
        first = set(repository.store.quads())
        version = bring_to(repository, after)
        second = set(repository.store.quads())
        if first == second:
            return
        reverted = revert(repository, version)
        assert set(repository.store.quads()) == first
        revert(repository, reverted)
        assert set(repository.store.quads()) == second


@settings(max_examples=25)
@given(history=st.lists(states, min_size=3, max_size=5))
def test_what_later_versions_did_stays_or_they_are_named(gate: Gate, history: list[State]) -> None:
    with repository_of(gate) as repository:
        graphs = [set(repository.store.quads())]
        for state in history:
            if bring_to(repository, state) == len(graphs):
                graphs.append(set(repository.store.quads()))
        newest = graphs[-1]
        for version in range(1, len(graphs)):
            was, became = graphs[version - 1], graphs[version]
            undone = outcome(repository, version)
            if isinstance(undone, ChangeConflict):
                assert undone.versions
                assert all(version < each < len(graphs) for each in undone.versions)
                assert set(repository.store.quads()) == newest
            else:
                mine = {
                    quad for quad in newest ^ set(repository.store.quads()) if "derived" not in str(quad.graph_name)
                }
                assert mine == {quad for quad in was ^ became if "derived" not in str(quad.graph_name)}
                revert(repository, undone)
                assert set(repository.store.quads()) == newest
                break


def test_what_was_changed_again_names_the_version(repository: Repository) -> None:
    for label in "abc":
        bring_to(repository, State({"one": (label, False)}))
    with pytest.raises(ChangeConflict, match="changed what it had changed: 3") as conflict:
        revert(repository, 2)
    assert conflict.value.versions == [3]
    assert repository.version == 3


def test_what_others_refer_to_names_the_version(repository: Repository) -> None:
    only = State({"one": ("a", False)})
    bring_to(repository, State())
    bring_to(repository, only)
    bring_to(repository, replace(only, names={"one": "x"}))
    with pytest.raises(ChangeConflict, match="depend on it: 3") as conflict:
        revert(repository, 2)
    assert conflict.value.versions == [3]
    assert repository.version == 3


def test_a_revert_has_a_size_and_a_version(repository: Repository) -> None:
    bring_to(repository, State())
    with pytest.raises(LimitExceeded):
        revert(repository, 1, most=2)
    with pytest.raises(UnknownName):
        revert(repository, 9)
