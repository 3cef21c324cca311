"""Renaming a record takes its evidence and all references along, in every dataset, and notes where the old id leads."""

from __future__ import annotations

import pytest

from kg.changes import Origin, Repository
from kg.desk.rename import Renaming, replacement
from kg.desk.revert import Reverting
from kg.errors import ChangeConflict, UnknownIri, UnreadableInput
from kg.history import diff, history_of, iris_of, versions_of
from kg.mapping import Mapping, record_quads
from kg.store.rdf import NamedNode
from tests.kg.history.changing import State, bring_to

BOTH = State({"one": ("a", True), "two": ("b", False)}, {"one": "x"})


def rename(repository: Repository, old: str, new: str) -> int:
    with repository.prepare(Origin("bo", "better", "HTTP")) as writer:
        Renaming(repository.store, repository.gate.mapping, old, new)(writer)
        change = writer.finish()
    return repository.commit(change)


def says(repository: Repository, mapping: Mapping, id_: str, field: str) -> tuple[str, ...]:
    quads = record_quads(repository.store, NamedNode(mapping.iri(id_)), mapping.graph("demo"))
    return mapping.from_quads(quads).values[field]


def test_references_and_evidence_go_along(repository: Repository, mapping: Mapping) -> None:
    bring_to(repository, BOTH)
    rename(repository, "places/one", "places/first")
    assert says(repository, mapping, "names/one", "name_of") == ("places/first",)
    assert says(repository, mapping, "places/first", "evidence") == ("report", "report:4-9:0123456789abcdef")
    assert not [quad for quad in repository.store.quads() if "places/one" in str(quad.object)]
    left = [quad for quad in repository.store.quads() if "places/one" in str(quad.subject)]
    assert [quad.graph_name for quad in left] == [mapping.renames_graph]
    assert replacement(repository.store, mapping.iri("places/one"), mapping) == mapping.iri("places/first")


def test_a_document_takes_its_passages_along(repository: Repository, mapping: Mapping) -> None:
    bring_to(repository, BOTH)
    rename(repository, "documents/report", "documents/minutes")
    assert says(repository, mapping, "places/one", "evidence") == ("minutes", "minutes:4-9:0123456789abcdef")
    assert not [quad for quad in repository.store.quads() if "#report" in f"{quad.subject}{quad.object}"]


def test_each_old_address_leads_there_at_once_and_back(repository: Repository, mapping: Mapping) -> None:
    bring_to(repository, BOTH)
    first = set(repository.store.quads())
    rename(repository, "places/one", "places/first")
    rename(repository, "places/first", "places/prime")
    for old in ("one", "first"):
        assert replacement(repository.store, mapping.iri(f"places/{old}"), mapping) == mapping.iri("places/prime")
    rename(repository, "places/prime", "places/one")
    assert replacement(repository.store, mapping.iri("places/one"), mapping) == ""
    assert replacement(repository.store, mapping.iri("places/first"), mapping) == mapping.iri("places/one")
    assert {quad for quad in repository.store.quads() if quad.graph_name != mapping.renames_graph} == first


def test_a_renaming_is_reverted(repository: Repository) -> None:
    bring_to(repository, BOTH)
    first = set(repository.store.quads())
    version = rename(repository, "places/one", "places/first")
    with repository.prepare(Origin("bo", "no", "HTTP")) as writer:
        Reverting(repository, version)(writer)
        change = writer.finish()
    repository.commit(change)
    assert set(repository.store.quads()) == first


def test_the_history_goes_on_under_the_new_id(repository: Repository, mapping: Mapping) -> None:
    bring_to(repository, BOTH)
    first = repository.version
    old, new = mapping.iri("places/one"), mapping.iri("places/first")
    rename(repository, "places/one", "places/first")
    iris = iris_of(new, repository.store, mapping)
    assert iris == [new, old]
    history = [*history_of(iris, versions_of(iris, repository.journal), repository.journal, mapping)]
    assert [(each.change.record, each.change.action, each.change.was) for each in history] == [
        (new, "changed", old),
        (old, "added", ""),
    ]
    for before, after, was in ((first, first + 1, old), (first + 1, first, new)):
        difference = diff(repository.journal, before, after, repository.version)
        changes = {each.record: each for each in difference.records(mapping, 100)[0]}
        assert was not in changes
        assert [each.was for each in changes.values() if each.was] == [was]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("places/one", "places/two", ChangeConflict),
        ("places/none", "places/first", UnknownIri),
        ("places/one", "organisations/one", UnreadableInput),
        ("places/one", "places/Not a slug", UnreadableInput),
        ("places/one", "https://example.org/one", UnreadableInput),
        ("nothings/one", "nothings/two", UnreadableInput),
        ("places/one", "places/one", ChangeConflict),
    ],
)
def test_what_cannot_be_is_refused(repository: Repository, old: str, new: str, error: type[Exception]) -> None:
    bring_to(repository, BOTH)
    with pytest.raises(error):
        rename(repository, old, new)
    assert repository.version == 1
