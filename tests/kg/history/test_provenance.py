"""What is told of changes in PROV-O: who, when, why, and what each touched, of which some is named."""

from __future__ import annotations

import pytest

from kg.changes import Origin, Repository
from kg.history import activity, provenance
from kg.mapping import Mapping
from kg.store.rdf import PREFIXES, Literal, NamedNode, Quad, text_of
from tests.kg.history.changing import REPORT, State, bring_to, place


def facts(repository: Repository, mapping: Mapping, version: int) -> dict[str, list[str]]:
    """What is told of a change, by the local name of the property; IRIs as what follows the base."""
    told: dict[str, list[str]] = {}
    for quad in activity(repository.journal.read(version), mapping):
        assert quad.graph_name == mapping.changes_graph
        if text_of(quad.subject) == f"{mapping.base_iri}changes/{version}":
            name = quad.predicate.value.replace("#", "/").rpartition("/")[2]
            told.setdefault(name, []).append(text_of(quad.object).removeprefix(mapping.base_iri))
    return {name: sorted(values) for name, values in told.items()}


def commit(repository: Repository, origin: Origin, *quads: Quad) -> int:
    with repository.prepare(origin) as writer:
        writer.add(quads)
        change = writer.finish()
    return repository.commit(change)


def test_a_change_tells_who_when_why_and_what_it_touched(repository: Repository, mapping: Mapping) -> None:
    bring_to(repository, State({"one": ("a", True)}))
    origin = Origin("안나 & co", "A “reason”\nof two lines", "HTTP", proposed_by="an importer")
    graph = mapping.graph("demo")
    version = commit(repository, origin, *mapping.to_quads(place("two", "b"), graph))
    change = facts(repository, mapping, version)
    assert change.pop("endedAtTime") == [repository.journal.glance(version).origin.time]
    assert change == {
        "type": [f"{PREFIXES['prov']}Activity", "ontology#Change"],
        "version": ["2"],
        "wasInformedBy": ["changes/1"],
        "description": ["A “reason”\nof two lines"],
        "cameBy": ["HTTP"],
        "wasAssociatedWith": ["changes?author=%EC%95%88%EB%82%98%20%26%20co#agent"],
        "proposedBy": ["changes?author=an%20importer#agent"],
        "recordsTouched": ["1"],
        "triplesAdded": ["7"],
        "triplesRemoved": ["0"],
        "influenced": ["datasets/demo", "places/two"],
    }
    quads = [*activity(repository.journal.read(version), mapping)]
    labels = {text_of(each.object) for each in quads if each.predicate.value == f"{PREFIXES['rdfs']}label"}
    assert labels == {"안나 & co", "an importer"}
    assert facts(repository, mapping, 1)["influenced"] == ["datasets/demo", REPORT.id, "places/one"]
    assert "wasInformedBy" not in facts(repository, mapping, 1)


def test_of_many_records_the_first_are_named_and_all_are_counted(
    repository: Repository, mapping: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provenance, "MOST_RECORDS", 2)
    bring_to(repository, State(dict.fromkeys(("two", "one", "one-more"), ("a", False))))
    change = facts(repository, mapping, 1)
    assert change["influenced"] == ["datasets/demo", REPORT.id, "places/one"]
    assert change["recordsTouched"] == ["4"]


def test_free_content_is_no_record(repository: Repository, mapping: Mapping) -> None:
    node = NamedNode("urn:a")
    commit(repository, Origin("ann", "", "update"), Quad(node, node, Literal("free"), node))
    change = facts(repository, mapping, 1)
    assert "influenced" not in change
    assert (change["recordsTouched"], change["triplesAdded"]) == (["0"], ["1"])
    assert "description" not in change
