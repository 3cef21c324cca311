from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg.changes import Origin, Refused, Repository
from kg.desk import LoadOptions, RemovesMuch, check, load
from kg.errors import UnreadableInput
from kg.export import read_all
from kg.mapping import Mapping
from kg.records import Record, find_datasets
from kg.settings import Settings
from kg.store.rdf import RDF_TYPE, Literal, NamedNode, Quad
from kg.validation import Gate, Intake
from kg.validation.intake import Digests
from kg.workspace import Workspace
from tests.conftest import HARBOUR
from tests.generator import ecosystem, write_dataset
from tests.kg.desk.loading import REPORT, bring, counts, files, ids, place, refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "demo"


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
    rehearsed = load(repository, workspace.intake(folder), LoadOptions(rehearse=True))
    assert (rehearsed.version, rehearsed.tally.added, len(repository.store)) == (0, 30, 0)
    assert counts(bring(workspace, repository, folder)) == (1, 30, 0, 0, 0)


def test_what_the_graph_says_of_a_record_beyond_its_fields_stays(
    workspace: Workspace, repository: Repository, folder: Path, mapping: Mapping
) -> None:
    bring(workspace, repository, folder, ecosystem(30))
    subject = NamedNode(mapping.iri("organisations/body-1"))
    stray = Quad(subject, NamedNode("https://example.org/mood"), Literal("good"), mapping.graph("demo"))
    with repository.prepare(Origin("ann", "stray")) as writer:
        writer.add([stray])
        repository.commit(writer.finish())
    for label in ("Two", "Three"):
        body, records = "organisations/body-1", {each.id: each for each in ecosystem(30)}
        records[body] = replace(records[body], values={**records[body].values, "label": (label,)})
        bring(workspace, repository, folder, list(records.values()))
        assert stray in set(repository.store.quads())


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


@pytest.mark.parametrize(
    ("before", "removed", "is_much"),
    [(100, 20, False), (100, 21, True), (30, 10, False), (30, 11, True), (4, 2, False), (4, 3, True), (40, 40, True)],
)
def test_a_load_that_removes_much_wants_to_be_told_so(
    workspace: Workspace, repository: Repository, folder: Path, before: int, removed: int, is_much: bool
) -> None:
    """More than ten records that are more than a fifth, or more than half of however few."""
    records = [REPORT, *(place(f"p{n}") for n in range(before - 1))]
    bring(workspace, repository, folder, records)
    shutil.rmtree(folder)
    rest = records[: before - removed] or [Record("Document", "documents/new", REPORT.values)]
    write_dataset(folder, iter(rest))
    if is_much:
        for rehearse in (True, False):
            with pytest.raises(RemovesMuch) as refused:
                load(repository, workspace.intake(folder), LoadOptions(rehearse=rehearse))
            (told,) = refused.value.report.violations
            assert told.message.startswith(f"the load would remove {removed} of the {before} records of 'demo'; ")
            assert (told.file, told.line) == (str(folder / "dataset.yml"), 1)
        assert (repository.version, len(files(repository))) == (1, 1)
        assert check(workspace.intake(folder), workspace.gate, repository.store).notices[-1] == told.message
    assert load(repository, workspace.intake(folder), LoadOptions(force=is_much)).tally.removed == removed


def test_what_free_content_says_of_an_id_is_in_nobodys_way(
    workspace: Workspace, repository: Repository, folder: Path, mapping: Mapping
) -> None:
    ulsan, own = NamedNode(mapping.iri("places/ulsan")), NamedNode("urn:example:mine")
    place_class = NamedNode(mapping.vocabulary.classes["Place"].iri)
    foreign = Quad(NamedNode("urn:example:place"), RDF_TYPE, place_class, mapping.graph("demo"))
    free = [
        Quad(ulsan, RDF_TYPE, place_class, own),
        Quad(ulsan, NamedNode("urn:example:note"), Literal("x"), own),
        foreign,
    ]
    with repository.prepare(Origin("ann", "notes of my own")) as writer:
        writer.add(free)
        repository.commit(writer.finish())
    assert bring(workspace, repository, folder, [REPORT, place("ulsan")]).tally.added == 2
    assert ids(repository, mapping) == {"documents/two", "places/ulsan"}
    assert place("ulsan") in read_all(repository.store, mapping)
    assert bring(workspace, repository, folder, [REPORT]).tally.removed == 1
    assert set(free) <= set(repository.store.quads())


class Overtaken(Intake):
    """Records of which a file is edited as soon as a load has looked whether they are others."""

    edit: tuple[Path, str]

    def digests(self) -> Digests:
        digests = super().digests()
        path, text = self.edit
        path.write_text(text, encoding="utf-8")
        return digests


def test_a_file_that_changes_while_it_is_loaded_removes_nothing(
    workspace: Workspace, repository: Repository, folder: Path
) -> None:
    """An editor that empties a file and writes it anew must not make a load of half of it."""
    records = [REPORT, *(place(f"p{n}") for n in range(9))]
    bring(workspace, repository, folder, records)
    whole = (folder / "places.csv").read_text(encoding="utf-8").replace("city", "region", 1)
    for left in ("".join(whole.splitlines(keepends=True)[:-1]), whole[: whole.index(",")], ""):
        (folder / "places.csv").write_text(whole, encoding="utf-8")
        intake = Overtaken(find_datasets(folder), workspace.mapping, workspace.texts)
        intake.edit = (folder / "places.csv", left)
        with pytest.raises(UnreadableInput, match="changed while"):
            load(repository, intake, LoadOptions(take="file"))
    assert (repository.version, len(files(repository))) == (1, 1)


def test_a_check_beside_the_graph_tells_what_a_removal_breaks_and_every_fault(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_dataset(one, iter([REPORT, place("korea"), place("japan")]))
    write_dataset(two, iter([place("ulsan", within="places/korea")]))
    for each in (one, two):
        load(repository, workspace.intake(each))
    write_dataset(one, iter([REPORT, place("japan")]))
    report = check(workspace.intake(one), workspace.gate, repository.store)
    assert [(each.focus.rpartition("/")[2], each.field) for each in report.violations] == [("ulsan", "within")]
    assert report.violations == refusal(repository, workspace, one).violations
