"""Copies that tell of the changes beside the graph, whichever older copies there are to make them of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Repository, annals
from kg.changes.annals import Annals
from kg.changes.archive import Archive
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from tests.kg.changes.test_archive import folders, read
from tests.kg.history.changing import State, bring_to, repository_of, states

GRAPH = NamedNode("urn:changes")


def told(version: int) -> Quad:
    return Quad(NamedNode(f"urn:change:{version}"), GRAPH, Literal(str(version)), GRAPH)


def annals_of(repository: Repository) -> Annals:
    return Annals(
        repository.home / "history", repository.journal, GRAPH.value, lambda change: [told(change.position.version)]
    )


@settings(max_examples=8)
@given(history=st.lists(states, min_size=2, max_size=5), order=st.randoms(use_true_random=False))
def test_each_version_is_as_it_was_with_the_changes_until_then(gate: Gate, history: list[State], order: object) -> None:
    with repository_of(gate) as repository:
        graphs = {bring_to(repository, state): set(repository.store.quads()) for state in history}
        archive = Archive(repository.home / "archive", repository.journal, repository.snapshot)
        beside = annals_of(repository)
        versions = [*graphs, *graphs, 0]
        order.shuffle(versions)  # type: ignore[attr-defined]
        for version in versions:
            expected = graphs.get(version, set()) | {told(each) for each in range(1, version + 1)}
            assert read(beside.beside(archive.snapshot(version))) == expected
        assert set(repository.store.quads()) == graphs[repository.version], "the graph itself has none of it"


@pytest.mark.parametrize("little", [0, 16])
def test_the_next_version_goes_on_from_the_copy_before_or_begins_anew(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, little: int
) -> None:
    monkeypatch.setattr(annals, "_LITTLE", little)
    beside = annals_of(repository)
    for number in range(3):
        bring_to(repository, State({"one": (str(number), False)}))
        quads = read(beside.beside(repository.snapshot()))
        assert quads == set(repository.store.quads()) | {told(each) for each in range(1, repository.version + 1)}
    beside.clear()
    assert not folders(repository.home)
