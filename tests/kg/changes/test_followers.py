"""Followers are told of each change in order, catch up where they are behind, and never undo a commit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.changes import ChangeSet, Repository
from kg.changes.position import START, Position
from kg.store import Store
from kg.validation import Gate
from tests.kg.changes.homes import make_home, texts, write


class Listener:
    """A follower in memory; `faults` are raised one by one before it takes anything in."""

    def __init__(self, position: Position | None = START, *faults: Exception) -> None:
        self.position = position
        self.faults = [*faults]
        self.taken: list[int] = []
        self.seen: list[set[str]] = []
        self.rebuilt = self.closed = 0

    @property
    def name(self) -> str:
        return "listener"

    def follow(self, changes: Iterator[ChangeSet], graph: Store) -> None:
        for change in changes:
            if self.faults:
                raise self.faults.pop(0)
            self.taken.append(change.position.version)
            self.position = change.position
        self.seen.append(texts(graph))

    def rebuild(self, changes: Iterator[ChangeSet], graph: Store) -> None:
        self.rebuilt += 1
        self.taken.clear()
        self.follow(changes, graph)

    def close(self) -> None:
        self.closed += 1
        if self.faults:
            raise self.faults.pop(0)


def test_each_change_is_handed_on_in_order_after_the_graph_has_it(tmp_path: Path, gate: Gate) -> None:
    listener = Listener()
    with Repository(tmp_path, gate, followers=[listener]) as repository:
        for number in range(3):
            write(repository, [str(number)])
            assert listener.position == repository.position
            assert listener.seen[-1] == {str(each) for each in range(number + 1)}
    assert (listener.taken, listener.rebuilt, listener.closed) == ([1, 2, 3], 0, 1)


def test_one_that_is_behind_catches_up_at_the_start(tmp_path: Path, gate: Gate) -> None:
    with Repository(tmp_path, gate) as repository:
        for number in range(3):
            write(repository, [str(number)])
        second = repository.journal.position(2)
    listener = Listener(second)
    with Repository(tmp_path, gate, followers=[listener]) as repository:
        assert (listener.taken, listener.rebuilt) == ([3], 0)
        assert listener.position == repository.position


@pytest.mark.parametrize("kind", ["lost", "ahead", "of another history"])
def test_one_that_is_not_certain_is_made_again(tmp_path: Path, gate: Gate, kind: str) -> None:
    home, other = make_home(tmp_path / "home", gate), make_home(tmp_path / "other", gate, "other ")
    with Repository(other, gate) as repository:
        strange = repository.journal.position(2)
    positions = {"lost": None, "ahead": Position(9, "0" * 64), "of another history": strange}
    listener = Listener(positions[kind])
    with Repository(home, gate, followers=[listener]) as repository:
        assert (listener.taken, listener.rebuilt) == ([1, 2, 3], 1)
        assert listener.position == repository.position


@pytest.mark.parametrize("fault", [OSError("full"), ValueError("a mistake"), MemoryError()])
def test_what_fails_in_a_follower_undoes_no_commit(tmp_path: Path, gate: Gate, fault: Exception) -> None:
    sick, well = Listener(START, fault), Listener()
    with Repository(tmp_path, gate, followers=[sick, well]) as repository:
        assert write(repository, ["one"]) == 1
        assert not repository.trouble
        assert repository.followers.failures == {"listener": 1}
        assert repository.followers.behind == ["listener"]
        assert (sick.position, well.position) == (START, repository.position)
        assert write(repository, ["two"]) == 2
        assert (sick.taken, sick.position) == ([1, 2], repository.position)
        assert not repository.followers.behind
        assert texts(repository.store) == {"one", "two"}


def test_one_that_fails_again_and_again_is_left_alone_for_a_while(tmp_path: Path, gate: Gate) -> None:
    listener = Listener(START, *[OSError("full")] * 1000)
    with Repository(tmp_path, gate, followers=[listener]) as repository:
        for number in range(20):
            write(repository, [str(number)])
            repository.help_followers()
        assert 2 <= repository.followers.failures["listener"] < 20
    assert listener.closed == 1  # and what it raises there harms nobody
    shutil.rmtree(tmp_path)


def test_help_needs_no_commit(tmp_path: Path, gate: Gate) -> None:
    listener = Listener(START, OSError("full"))
    with Repository(tmp_path, gate, followers=[listener]) as repository:
        write(repository, ["one"])
        repository.help_followers()
        assert listener.position == repository.position
