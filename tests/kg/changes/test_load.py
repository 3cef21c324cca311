from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.changes import Loaded, Refused, Repository, check, load
from kg.export import read_all
from kg.mapping import Mapping
from kg.records import Record
from kg.settings import Settings
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from kg.workspace import Workspace
from tests.conftest import HARBOUR
from tests.generator import ecosystem, write_dataset


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "demo"


def bring(workspace: Workspace, repository: Repository, folder: Path, records: Iterable[Record] = ()) -> Loaded:
    if found := list(records):
        shutil.rmtree(folder, ignore_errors=True)
        write_dataset(folder, iter(found))
    return load(repository, workspace.intake(folder))


def counts(loaded: Loaded) -> tuple[int, int, int, int, int]:
    tally = loaded.tally
    return loaded.version, tally.added, tally.changed, tally.removed, tally.unchanged


def files(repository: Repository) -> list[str]:
    return sorted(path.name for path in repository.journal.folder.iterdir())


def ids(repository: Repository, mapping: Mapping) -> set[str]:
    return {record.id for record in read_all(repository.store, mapping)}


def test_loading_twice_changes_nothing(workspace: Workspace, repository: Repository, folder: Path) -> None:
    records = list(ecosystem(60))
    assert counts(bring(workspace, repository, folder, records)) == (1, 60, 0, 0, 0)
    before = set(repository.store.quads())
    assert counts(bring(workspace, repository, folder)) == (1, 0, 0, 0, 60)
    assert counts(bring(workspace, repository, folder, records[::-1])) == (1, 0, 0, 0, 60)
    assert files(repository) == ["0000000001.rdfp"]
    assert set(repository.store.quads()) == before


def test_loading_what_is_shipped_twice_changes_nothing(
    workspace: Workspace, repository: Repository, shipped: Path
) -> None:
    for path in (shipped, HARBOUR):
        first = load(repository, workspace.intake(path))
        assert first.tally.added == first.report.records > 20
        again = load(repository, workspace.intake(path))
        assert (again.version, again.tally.unchanged) == (first.version, first.report.records)


def test_the_graph_follows_the_records(
    workspace: Workspace, repository: Repository, folder: Path, mapping: Mapping
) -> None:
    records = list(ecosystem(40))
    bring(workspace, repository, folder, records)
    new = Record("Organisation", "organisations/new", records[1].values)
    assert counts(bring(workspace, repository, folder, [*records, new])) == (2, 1, 0, 0, 40)
    changed = Record(new.type, new.id, {**new.values, "note": ("changed",), "kind": ("media",)})
    assert counts(bring(workspace, repository, folder, [*records, changed])) == (3, 0, 1, 0, 40)
    assert changed in read_all(repository.store, mapping)
    emptied = Record(new.type, new.id, {name: new.values[name] for name in ("label", "confidence", "evidence")})
    assert counts(bring(workspace, repository, folder, [*records, emptied])) == (4, 0, 1, 0, 40)
    assert emptied in read_all(repository.store, mapping)
    assert counts(bring(workspace, repository, folder, records)) == (5, 0, 0, 1, 40)
    assert ids(repository, mapping) == {record.id for record in records}
    assert set(repository.store.quads(graph=mapping.graph("demo"))) == {
        quad for record in records for quad in mapping.to_quads(record, mapping.graph("demo"))
    }


def test_removing_what_others_need_is_refused_and_says_where(
    workspace: Workspace, repository: Repository, folder: Path
) -> None:
    records = list(ecosystem(40))
    bring(workspace, repository, folder, records)
    rest = [record for record in records if record.id != "programmes/scheme-1"]
    with pytest.raises(Refused) as refused:
        bring(workspace, repository, folder, rest)
    told = refused.value.report.violations
    assert {Path(each.file).name for each in told} == {"contributions.csv", "participations.csv"}
    assert {each.field for each in told} == {"through", "activity"}
    assert all(each.line > 1 for each in told)
    assert repository.version == 1


def test_what_is_removed_together_with_what_refers_to_it_goes(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    data = tmp_path / "harbour.jsonl"
    data.write_bytes(HARBOUR.read_bytes())
    load(repository, workspace.intake(data))
    data.write_bytes(HARBOUR.read_bytes().replace(b"quay-works", b"harbour-works"))
    renamed = load(repository, workspace.intake(data))
    assert (renamed.version, renamed.tally.removed) == (2, renamed.tally.added)
    assert renamed.tally.changed


def test_a_rehearsal_says_what_a_load_would_do_and_does_nothing(
    workspace: Workspace, repository: Repository, folder: Path
) -> None:
    write_dataset(folder, ecosystem(30))
    rehearsed = load(repository, workspace.intake(folder), rehearse=True)
    assert (rehearsed.version, rehearsed.tally.added, len(repository.store)) == (0, 30, 0)
    assert counts(bring(workspace, repository, folder)) == (1, 30, 0, 0, 0)


def test_what_the_graph_says_of_a_record_beyond_its_fields_is_put_right(
    workspace: Workspace, repository: Repository, folder: Path, mapping: Mapping
) -> None:
    bring(workspace, repository, folder, ecosystem(30))
    subject = NamedNode(mapping.iri("organisations/body-1"))
    stray = Quad(subject, NamedNode("https://example.org/mood"), Literal("good"), mapping.graph("demo"))
    with repository.prepare("ann", "stray") as writer:
        writer.add([stray])
        repository.commit(writer.finish())
    assert counts(bring(workspace, repository, folder)) == (3, 0, 1, 0, 29)
    assert stray not in set(repository.store.quads())


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
    pruned = load(repository, workspace.intake(data), prune=True)
    assert (pruned.left_over, pruned.tally.removed, pruned.tally.unchanged) == ((), 30, 2)
    assert not list(repository.store.quads(graph=mapping.graph("one")))
    again = load(repository, workspace.intake(data), prune=True)
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
    assert counts(load(repository, workspace.intake(data), prune=True)) == (2, 30, 0, 30, 0)
    assert not list(repository.store.quads(graph=mapping.graph("one")))
    assert ids(repository, mapping) == {record.id for record in ecosystem(30)}


def test_an_empty_workspace_loads_the_ontology(workspace: Workspace, repository: Repository) -> None:
    done = load(repository, workspace.intake())
    assert counts(done) == (1, 0, 0, 0, 0)
    assert len(repository.store) > 1000
    assert load(repository, workspace.intake()).version == 1


def test_a_check_keeps_nothing(workspace: Workspace, gate: Gate, folder: Path) -> None:
    write_dataset(folder, ecosystem(30))
    report = check(workspace.intake(folder), gate)
    assert (report.conforms, report.records) == (True, 30)
    assert not workspace.settings.home.exists()


def test_another_base_iri(tmp_path: Path, folder: Path) -> None:
    workspace = Workspace(Settings(home=tmp_path / "home", data=None, base_iri="http://localhost/kg/"))
    with workspace.repository() as repository:
        bring(workspace, repository, folder, ecosystem(30))
        assert ids(repository, workspace.mapping) == {record.id for record in ecosystem(30)}
        assert NamedNode("http://localhost/kg/datasets/demo").value in set(repository.store.graphs())
