"""A load undoes nobody's work, and reads nothing again that it has read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.changes import Origin, Repository
from kg.desk import Loaded, LoadOptions, Side, load
from kg.desk.last_load import last_load
from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.store.rdf import NamedNode, Quad
from kg.workspace import Workspace
from tests.conftest import HARBOUR
from tests.generator import ecosystem, write_dataset

RECORDS = 30


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    write_dataset(folder / "one", ecosystem(RECORDS))
    (folder / "two").mkdir()
    shutil.copy(HARBOUR, folder / "two" / "records.jsonl")
    (folder / "two" / "dataset.yml").write_text("name: two\n")
    return folder


class Steward:
    """Loads, and edits over other ways."""

    def __init__(self, workspace: Workspace, repository: Repository, mapping: Mapping, data: Path) -> None:
        self.workspace, self.repository, self.mapping, self.data = workspace, repository, mapping, data

    def load(self, path: Path | None = None, *, rehearse: bool = False, take: Side = "") -> Loaded:
        options = LoadOptions(rehearse=rehearse, take=take)
        return load(self.repository, self.workspace.intake(path or self.data), options)

    def quads(self, record: str, dataset: str = "one") -> list[Quad]:
        iri, graph = NamedNode(self.mapping.iri(record)), self.mapping.graph(dataset)
        return list(record_quads(self.repository.store, iri, graph))

    def change(self, removed: list[Quad], added: list[Quad]) -> None:
        with self.repository.prepare(Origin("ann", "SPARQL update")) as writer:
            writer.remove(removed)
            writer.add(added)
            change = writer.finish()
        self.repository.commit(change)

    def relabel(self, record: str, label: str, dataset: str = "one") -> None:
        before = self.quads(record, dataset)
        said = self.mapping.from_quads(before)
        edited = Record(said.type, said.id, {**said.values, "label": (label,)})
        self.change(before, self.mapping.to_quads(edited, self.mapping.graph(dataset)))

    def label(self, record: str, dataset: str = "one") -> str:
        return self.mapping.from_quads(self.quads(record, dataset)).one("label")


@pytest.fixture
def steward(workspace: Workspace, repository: Repository, mapping: Mapping, data: Path) -> Steward:
    return Steward(workspace, repository, mapping, data)


def edit_file(data: Path, old: str, new: str) -> None:
    for path in (data / "one").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if old in text:
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
            return
    raise AssertionError(f"no table says {old}")


def body(steward: Steward, number: int, dataset: str = "one") -> str:
    """The id of one of the organisations."""
    intake = steward.workspace.intake(steward.data / dataset)
    (only,) = intake.datasets
    return sorted(record.id for record in intake.records(only) if record.type == "Organisation")[number]


def test_what_was_edited_in_the_graph_stays(steward: Steward) -> None:
    steward.load()
    first = body(steward, 0)
    steward.relabel(first, "Edited live")
    version = steward.repository.version
    loaded = steward.load()
    assert loaded.kept == (steward.mapping.iri(first),)
    assert (loaded.version, steward.label(first)) == (version, "Edited live")

    second = body(steward, 1)
    edit_file(steward.data, steward.label(second), "Edited in the file")
    loaded = steward.load()
    assert loaded.kept == (steward.mapping.iri(first),)
    assert (loaded.tally.changed, loaded.tally.kept, loaded.conflicts) == (1, 1, ())
    assert (steward.label(first), steward.label(second)) == ("Edited live", "Edited in the file")


def test_an_edit_that_the_file_says_as_well_is_no_more_said(steward: Steward) -> None:
    steward.load()
    first = body(steward, 0)
    before = steward.label(first)
    steward.relabel(first, "Agreed")
    edit_file(steward.data, before, "Agreed")
    assert steward.load().kept == ()
    edit_file(steward.data, "Agreed", "From the file")
    assert steward.load().tally.changed == 1
    assert steward.label(first) == "From the file"


def test_records_added_and_removed_in_the_graph_stay_so(steward: Steward, mapping: Mapping) -> None:
    steward.load()
    last = body(steward, -1)
    made = mapping.from_quads(steward.quads(last))
    added = Record(made.type, "organisations/added-live", made.values)
    steward.change([], mapping.to_quads(added, mapping.graph("one")))
    loaded = steward.load()
    assert loaded.kept == (mapping.iri(added.id),)
    edit_file(steward.data, steward.label(body(steward, 0)), "So that the tables are read")
    loaded = steward.load()
    assert (loaded.tally.removed, loaded.kept) == (0, (mapping.iri(added.id),))
    assert steward.quads(added.id)


def test_a_load_of_one_dataset_forgets_no_edits_of_another(steward: Steward) -> None:
    steward.load()
    first = body(steward, 0, "two")
    steward.relabel(first, "Edited live", "two")
    edit_file(steward.data, steward.label(body(steward, 1)), "Edited in the file")
    assert steward.load(steward.data / "one").tally.changed == 1
    loaded = steward.load()
    assert (loaded.kept, steward.label(first, "two")) == ((steward.mapping.iri(first),), "Edited live")


LOSSES: dict[str, Callable[[Path], object]] = {
    "lost": lambda path: path.unlink(),
    "damaged": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "put back": lambda path: shutil.copy(path.with_name("older"), path),
}


@pytest.mark.parametrize("how", LOSSES)
def test_the_edits_are_told_from_the_journal_where_the_note_is_gone(steward: Steward, how: str) -> None:
    steward.load()
    note = steward.repository.home / "loaded.json"
    shutil.copy(note, note.with_name("older"))
    first = body(steward, 0)
    steward.relabel(first, "Edited live")
    edit_file(steward.data, steward.label(body(steward, 1)), "Edited in the file")
    steward.load()
    LOSSES[how](note)
    edit_file(steward.data, "Edited in the file", "Edited again")
    loaded = steward.load()
    assert (loaded.kept, loaded.tally.changed) == ((steward.mapping.iri(first),), 1)
    assert steward.label(first) == "Edited live"


def test_a_rehearsal_notes_nothing(steward: Steward) -> None:
    steward.load(rehearse=True)
    assert last_load(steward.repository.home, steward.repository.journal).digest == ""
    assert steward.load().tally.added > RECORDS


def test_the_same_files_are_known_wherever_they_were_written(steward: Steward, tmp_path: Path) -> None:
    first = steward.load()
    remarks = first.report.remarks
    again = steward.load()
    assert (again.version, again.tally.unchanged, again.tally.added) == (first.version, first.tally.added, 0)
    assert again.report.remarks == remarks
    shutil.copytree(steward.data, tmp_path / "copy" / "data")
    digests = {steward.workspace.intake(path).digest() for path in (steward.data, tmp_path / "copy" / "data")}
    assert len(digests) == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "a letter": lambda data: edit_file(data, "a", "b"),
    "a line end": lambda data: edit_file(data, "\n", "\r\n"),
    "a new file": lambda data: (data / "one" / "notes.txt").write_text("x"),
    "a file less": lambda data: next((data / "one").glob("p*.csv")).unlink(),
    "a new dataset": lambda data: (data / "three").mkdir(),
    "another name": lambda data: (data / "one").rename(data / "uno"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_is_read(steward: Steward, change: str) -> None:
    before = steward.workspace.intake(steward.data).digest()
    CHANGES[change](steward.data)
    assert steward.workspace.intake(steward.data).digest() != before


def test_a_start_without_records_forgets_nothing(steward: Steward) -> None:
    steward.load()
    before = last_load(steward.repository.home, steward.repository.journal)
    load(steward.repository, steward.workspace.intake())
    assert last_load(steward.repository.home, steward.repository.journal) == before


@pytest.mark.parametrize("linked", ["a folder", "files"])
def test_what_is_changed_behind_a_link_is_read(steward: Steward, tmp_path: Path, linked: str) -> None:
    links = tmp_path / "links"
    links.mkdir()
    if linked == "a folder":
        (links / "one").symlink_to(steward.data / "one")
    else:
        (links / "one").mkdir()
        for path in (steward.data / "one").iterdir():
            (links / "one" / path.name).symlink_to(path)
    steward.load(links)
    edit_file(steward.data, steward.label(body(steward, 0)), "Edited behind the link")
    assert steward.load(links).tally.changed == 1
