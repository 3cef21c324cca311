"""Loads of several datasets, or of one that was another: what is left over, renamed, moved, described beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.changes import Origin, Refused, Repository
from kg.desk import LoadOptions, RemovesMuch, check, load
from kg.export import read_all
from kg.mapping import Mapping
from kg.records import Record
from kg.store.rdf import RDF_TYPE, Literal, NamedNode, Quad
from kg.workspace import Workspace
from tests.generator import ecosystem, write_dataset
from tests.kg.desk.loading import REPORT, bring, counts, files, ids, place, refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "demo"


def rename(data: Path, old: str, new: str) -> None:
    shutil.move(data / old, data / new)
    (data / new / "dataset.yml").write_text(f"name: {new}\n")


def test_datasets_that_are_left_over(
    workspace: Workspace, repository: Repository, tmp_path: Path, mapping: Mapping
) -> None:
    data = tmp_path / "data"
    write_dataset(data / "one", ecosystem(30))
    load(repository, workspace.intake(data))
    shutil.rmtree(data / "one")
    place = Record("Place", "places/two", {"label": ("Two",), "kind": ("city",), "confidence": ("stated",)})
    report = Record("Document", "documents/two", {"label": ("Two",), "kind": ("report",)})
    write_dataset(data / "two", iter([Record("Place", place.id, {**place.values, "evidence": ("two",)}), report]))
    done = load(repository, workspace.intake(data))
    assert (done.version, done.tally.added, done.left_over) == (2, 2, (mapping.graph("one").value,))
    assert mapping.graph("one").value in set(repository.store.graphs())
    with pytest.raises(RemovesMuch) as refused:
        load(repository, workspace.intake(data), LoadOptions(prune=True))
    assert "with all its records, 30; give its folder as well" in refused.value.report.violations[0].message
    pruned = load(repository, workspace.intake(data), LoadOptions(prune=True, force=True))
    assert (pruned.left_over, pruned.tally.removed, pruned.tally.unchanged) == ((), 30, 2)
    assert not list(repository.store.quads(graph=mapping.graph("one")))
    again = load(repository, workspace.intake(data), LoadOptions(prune=True))
    assert (again.version, again.left_over) == (pruned.version, ())


def test_a_dataset_that_is_renamed_is_not_there_twice(
    workspace: Workspace, repository: Repository, tmp_path: Path, mapping: Mapping
) -> None:
    data = tmp_path / "data"
    write_dataset(data / "one", ecosystem(30))
    load(repository, workspace.intake(data))
    rename(data, "one", "two")
    with pytest.raises(Refused) as refused:
        load(repository, workspace.intake(data))
    told = refused.value.report.violations
    assert {(each.field, "`kg load --prune`" in each.message, each.line > 1) for each in told} == {("id", True, True)}
    assert len(told) == 30
    assert repository.version == 1
    assert files(repository) == ["0000000001.rdfp"]
    assert counts(load(repository, workspace.intake(data), LoadOptions(prune=True))) == (2, 30, 0, 30, 0)
    assert not list(repository.store.quads(graph=mapping.graph("one")))
    assert ids(repository, mapping) == {record.id for record in ecosystem(30)}


def test_another_folder_of_the_same_name_does_not_take_the_place_of_the_first(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    one, two = tmp_path / "a" / "places", tmp_path / "b" / "places"
    write_dataset(one, iter([REPORT, place("ulsan"), place("busan")]))
    write_dataset(two, iter([Record("Document", "documents/other", REPORT.values)]))
    load(repository, workspace.intake(one))
    with pytest.raises(RemovesMuch, match="would remove much"):
        load(repository, workspace.intake(two))
    assert repository.version == 1


def test_a_record_moves_from_one_dataset_to_another_and_changes_on_the_way(
    workspace: Workspace, repository: Repository, tmp_path: Path, mapping: Mapping
) -> None:
    data, new_report = tmp_path / "data", Record("Document", "documents/new", REPORT.values)
    for old, new in (("a", "b"), ("b", "a")):
        write_dataset(data / old, iter([REPORT, place("ulsan", note=old), place("busan"), place("jeju")]))
        write_dataset(data / new, iter([new_report]))
        load(repository, workspace.intake(data), LoadOptions(force=True))
        write_dataset(data / old, iter([REPORT, place("busan"), place("jeju")]))
        write_dataset(
            data / new, iter([Record("Document", "documents/new", REPORT.values), place("ulsan", note="moved")])
        )
        tally = load(repository, workspace.intake(data)).tally
        assert (tally.added, tally.changed, tally.removed, tally.unchanged) == (1, 0, 1, 4)
        moved = list(repository.store.quads(NamedNode(mapping.iri("places/ulsan"))))
        assert {quad.graph_name for quad in moved} == {mapping.graph(new)}
        assert [quad.object for quad in moved if quad.object == Literal("moved")]
        shutil.rmtree(data)


def test_a_dataset_is_renamed_and_changed_at_once(
    workspace: Workspace, repository: Repository, tmp_path: Path, mapping: Mapping
) -> None:
    data = tmp_path / "data"
    write_dataset(data / "one", iter([REPORT, place("ulsan", note="before")]))
    load(repository, workspace.intake(data))
    shutil.rmtree(data)
    write_dataset(data / "two", iter([REPORT, place("ulsan", note="after")]))
    assert load(repository, workspace.intake(data), LoadOptions(prune=True, force=True)).tally.removed == 2
    assert place("ulsan", note="after") in read_all(repository.store, mapping)


def test_a_check_knows_the_other_datasets_of_the_graph_as_a_load_does(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_dataset(one, iter([REPORT, place("korea")]))
    write_dataset(two, iter([place("ulsan", within="places/korea")]))
    alone = check(workspace.intake(two), workspace.gate)
    assert sorted(each.field for each in alone.violations) == ["evidence", "within"]
    load(repository, workspace.intake(one))
    for _ in ("as new", "as loaded"):
        beside = check(workspace.intake(two), workspace.gate, repository.store)
        assert (beside.violations, beside.records) == ((), 1)
        assert load(repository, workspace.intake(two)).report.records == 1
    write_dataset(two, iter([place("korea")]))
    for report in (check(workspace.intake(two), workspace.gate, repository.store), refusal(repository, workspace, two)):
        assert [(Path(each.file).name, each.line, each.field) for each in report.violations] == [
            ("places.csv", 2, "id")
        ]


def test_what_else_is_described_among_the_datasets_stays_as_it_is(
    workspace: Workspace, repository: Repository, folder: Path, mapping: Mapping
) -> None:
    """Over HTTP anything can be written there; it neither stops a load nor becomes a folder of an export."""
    graph, odd = mapping.datasets_graph, NamedNode(f"{mapping.base_iri}datasets/../../etc")
    strange = {
        Quad(odd, RDF_TYPE, NamedNode("http://rdfs.org/ns/void#Dataset"), graph),
        Quad(odd, NamedNode("http://purl.org/dc/terms/license"), Literal("no IRI"), graph),
    }
    with repository.prepare(Origin("ann", "strange")) as writer:
        writer.add(strange)
        repository.commit(writer.finish())
    bring(workspace, repository, folder, ecosystem(20))
    assert strange <= set(repository.store.quads(graph=graph))
    assert [each.name for each in mapping.described(repository.store)] == ["demo"]


@pytest.mark.parametrize(
    ("name", "fix"),
    [("West", "west"), ("My%20Region", "my-20region"), ("demo/", "demo"), ("울산", "ulsan"), ("", "west-")],
)
def test_a_graph_among_those_of_datasets_has_a_name_that_a_dataset_can_have(
    repository: Repository, mapping: Mapping, name: str, fix: str
) -> None:
    """Whoever writes over HTTP makes datasets as well; two that differ in case alone cannot be told apart."""
    graph = NamedNode(f"{mapping.datasets_graph.value}/{name}")
    quad = Quad(NamedNode("https://example.org/x"), NamedNode("https://example.org/y"), Literal("free"), graph)
    with repository.prepare(Origin("ann", "a graph")) as writer:
        writer.add([quad])
        change = writer.finish()
    with pytest.raises(Refused) as refused:
        repository.commit(change)
    (violation,) = refused.value.report.violations
    assert violation.focus == graph.value
    assert f"small letters, digits and single hyphens, such as {fix}" in violation.message
    assert repository.version == 0


def test_graphs_elsewhere_have_any_name(repository: Repository, mapping: Mapping) -> None:
    names = (f"{mapping.base_iri}graphs/My Notes".replace(" ", "%20"), f"{mapping.base_iri}datasets-of-mine/X", "urn:X")
    node = NamedNode("https://example.org/x")
    with repository.prepare(Origin("ann", "graphs")) as writer:
        writer.add(Quad(node, node, node, NamedNode(name)) for name in names)
        assert repository.commit(writer.finish()) == 1
