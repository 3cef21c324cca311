from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.changes import Refused, Repository
from kg.desk import Loaded, LoadOptions, RemovesMuch, check, load
from kg.errors import UnreadableInput
from kg.export import read_all
from kg.mapping import Mapping
from kg.records import Record, Report, find_datasets
from kg.settings import Settings
from kg.store.rdf import RDF_TYPE, Literal, NamedNode, Quad
from kg.validation import Gate, Intake
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
    rehearsed = load(repository, workspace.intake(folder), LoadOptions(rehearse=True))
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
    assert counts(bring(workspace, repository, folder)) == (2, 0, 0, 0, 30)
    loaded = load(repository, workspace.intake(folder), LoadOptions(take_file=True))
    assert counts(loaded) == (3, 0, 1, 0, 29)
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
    pruned = load(repository, workspace.intake(data), LoadOptions(prune=True))
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


def place(slug: str, **values: str) -> Record:
    said = {"label": slug.title(), "kind": "city", "confidence": "stated", "evidence": "two", **values}
    return Record("Place", f"places/{slug}", {name: (value,) for name, value in said.items()})


REPORT = Record("Document", "documents/two", {"label": ("Two",), "kind": ("report",)})


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
    with repository.prepare("ann", "notes of my own") as writer:
        writer.add(free)
        repository.commit(writer.finish())
    assert bring(workspace, repository, folder, [REPORT, place("ulsan")]).tally.added == 2
    assert ids(repository, mapping) == {"documents/two", "places/ulsan"}
    assert place("ulsan") in read_all(repository.store, mapping)
    assert bring(workspace, repository, folder, [REPORT]).tally.removed == 1
    assert set(free) <= set(repository.store.quads())


def test_a_dataset_is_renamed_and_changed_at_once(
    workspace: Workspace, repository: Repository, tmp_path: Path, mapping: Mapping
) -> None:
    data = tmp_path / "data"
    write_dataset(data / "one", iter([REPORT, place("ulsan", note="before")]))
    load(repository, workspace.intake(data))
    shutil.rmtree(data)
    write_dataset(data / "two", iter([REPORT, place("ulsan", note="after")]))
    assert load(repository, workspace.intake(data), LoadOptions(prune=True)).tally.removed == 2
    assert place("ulsan", note="after") in read_all(repository.store, mapping)


class Overtaken(Intake):
    """Records of which a file is edited between the check and the load."""

    edit: tuple[Path, str]

    def check(self) -> Report:
        report = super().check()
        path, text = self.edit
        path.write_text(text, encoding="utf-8")
        return report


def test_a_file_that_changes_while_it_is_loaded_removes_nothing(
    workspace: Workspace, repository: Repository, folder: Path
) -> None:
    """An editor that empties a file and writes it anew must not make a load of half of it."""
    records = [REPORT, *(place(f"p{n}") for n in range(9))]
    bring(workspace, repository, folder, records)
    whole = (folder / "places.csv").read_text(encoding="utf-8")
    for left in ("".join(whole.splitlines(keepends=True)[:-1]), whole[: whole.index(",")], ""):
        (folder / "places.csv").write_text(whole, encoding="utf-8")
        intake = Overtaken(find_datasets(folder), workspace.mapping, workspace.texts)
        intake.edit = (folder / "places.csv", left)
        with pytest.raises(UnreadableInput, match="changed while"):
            load(repository, intake, LoadOptions(take_file=True))
    assert (repository.version, len(files(repository))) == (1, 1)


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


def refusal(repository: Repository, workspace: Workspace, folder: Path) -> Report:
    with pytest.raises(Refused) as refused:
        load(repository, workspace.intake(folder), LoadOptions(force=True))
    return refused.value.report


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


def test_what_else_is_described_among_the_datasets_stays_as_it_is(
    workspace: Workspace, repository: Repository, folder: Path, mapping: Mapping
) -> None:
    """Over HTTP anything can be written there; it neither stops a load nor becomes a folder of an export."""
    graph, odd = mapping.datasets_graph, NamedNode(f"{mapping.base_iri}datasets/../../etc")
    strange = {
        Quad(odd, RDF_TYPE, NamedNode("http://rdfs.org/ns/void#Dataset"), graph),
        Quad(odd, NamedNode("http://purl.org/dc/terms/license"), Literal("no IRI"), graph),
    }
    with repository.prepare("ann", "strange") as writer:
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
    with repository.prepare("ann", "a graph") as writer:
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
    with repository.prepare("ann", "graphs") as writer:
        writer.add(Quad(node, node, node, NamedNode(name)) for name in names)
        assert repository.commit(writer.finish()) == 1
