"""A version that is read again is the graph as it was then, whichever copies there are to make it of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Repository
from kg.changes import copies as copies_
from kg.changes.archive import Archive, version_at
from kg.errors import UnknownName
from kg.store import EMBEDDED, Snapshot
from kg.store.rdf import Quad
from kg.validation import Gate
from tests.kg.history.changing import State, bring_to, repository_of, states


def read(snapshot: Snapshot) -> set[Quad]:
    with snapshot:
        store = EMBEDDED.open_snapshot(snapshot.folder)
        try:
            return set(store.quads())
        finally:
            store.close()


@settings(max_examples=10)
@given(history=st.lists(states, min_size=2, max_size=5), order=st.randoms(use_true_random=False))
def test_each_version_is_as_it_was(gate: Gate, history: list[State], order: object) -> None:
    with repository_of(gate) as repository:
        graphs: dict[int, set[Quad]] = {0: set()}
        for state in history:
            version = bring_to(repository, state)
            graphs[version] = set(repository.store.quads())
        copies = Archive(repository.home / "history", repository.journal, repository.snapshot)
        versions = [*graphs, *graphs]
        order.shuffle(versions)  # type: ignore[attr-defined]
        for version in versions:
            assert read(copies.snapshot(version)) == graphs[version]


def test_few_copies_stay_beside_those_that_are_read(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies_, "_KEPT", 2)
    for number in range(6):
        bring_to(repository, State({"one": (str(number), False)}))
    copies = Archive(repository.home / "history", repository.journal, repository.snapshot)
    with copies.snapshot(1):
        for version in (2, 3, 4, 5):
            copies.snapshot(version).release()
        assert folders(repository.home) == ["1", "4", "5"]
    copies.snapshot(2).release()
    assert folders(repository.home) == ["2", "5"]
    Archive(repository.home / "history", repository.journal, repository.snapshot)
    assert not folders(repository.home)


def folders(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "history").glob("*"))


def test_a_version_that_is_not_there_and_the_time_of_one(repository: Repository) -> None:
    for number in range(3):
        bring_to(repository, State({"one": (str(number), False)}))
    copies = Archive(repository.home / "history", repository.journal, repository.snapshot)
    with pytest.raises(UnknownName, match="0 to 3"):
        copies.snapshot(4)
    time = repository.journal.glance(3).origin.time
    assert version_at(repository.journal, time, 3) == 3
    assert version_at(repository.journal, "2000-01-01T00:00:00+00:00", 3) == 0
