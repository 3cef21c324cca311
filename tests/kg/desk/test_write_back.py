"""File to graph to file: the bytes of what nobody edited stay, whatever the form of the file."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from difflib import ndiff
from pathlib import Path

import pytest

from kg.changes import Origin, Repository
from kg.desk import LoadOptions, load
from kg.desk.write_back import EditedApart, Exported, export_records
from kg.errors import UnreadableInput
from kg.mapping import record_quads
from kg.records import Record, write_table
from kg.store.rdf import NamedNode
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace

PLACES = load_vocabulary().classes["Place"]
HEADER = "id,label,kind,description,within,confidence,evidence,note"
TABLE = f"""\ufeff{HEADER}\r
"ulsan","Ulsan",city,"A ""harbour"", with ships",,stated,report,\r
busan, Busan ,city,"Two\r
lines",,stated,"report",\r
\r
seoul,Seoul,city,,,stated,report,=1+1\r
"""
DOCUMENTS = load_vocabulary().classes["Document"]


class Files:
    """A dataset in files, loaded into a graph, which is edited there."""

    def __init__(self, workspace: Workspace, repository: Repository, folder: Path) -> None:
        self.workspace, self.repository, self.folder = workspace, repository, folder
        self.mapping = repository.gate.mapping
        self.graph = self.mapping.graph("demo")
        folder.mkdir()
        (folder / "dataset.yml").write_text("name: demo\n")
        (folder / "documents.jsonl").write_text(
            '{"type":"Document", "id":"documents/report","label":"Report",  "kind":"report"}\n'
        )
        self.places = folder / "places.csv"

    def bring(self, text: str = TABLE) -> None:
        self.places.write_bytes(text.encode())
        self.load()

    def load(self) -> tuple[int, int, int]:
        tally = load(self.repository, self.workspace.intake(self.folder), LoadOptions(force=True)).tally
        return tally.added, tally.changed, tally.removed

    def record(self, id_: str) -> Record:
        return self.mapping.from_quads(record_quads(self.repository.store, self._node(id_), self.graph))

    def edit(self, id_: str, **values: str | Sequence[str] | None) -> None:
        """Change fields of a record in the graph; None takes one away."""
        record = self.record(id_)
        new = {name: (each,) if isinstance(each, str) else tuple(each or ()) for name, each in values.items()}
        merged = {name: each for name, each in {**record.values, **new}.items() if each}
        self.put(id_, replace(record, values=merged))

    def put(self, id_: str, record: Record | None) -> None:
        present = set(record_quads(self.repository.store, self._node(id_), self.graph))
        quads = set(self.mapping.to_quads(record, self.graph)) if record else set()
        with self.repository.prepare(Origin("ana", "an edit", "HTTP")) as writer:
            writer.remove(present - quads)
            writer.add(quads - present)
            change = writer.finish()
        self.repository.commit(change)

    def _node(self, id_: str) -> NamedNode:
        return NamedNode(self.mapping.iri(id_))

    def export(self, folder: Path | None = None) -> Exported:
        held = self.repository
        return export_records(folder or self.folder, held.home, held.version, held.store, self.mapping)

    def text(self) -> str:
        return self.places.read_bytes().decode()


@pytest.fixture
def files(workspace: Workspace, repository: Repository, tmp_path: Path) -> Files:
    return Files(workspace, repository, tmp_path / "demo")


def place(slug: str, **values: str) -> Record:
    fields = {"label": slug.title(), "kind": "city", "confidence": "stated", "evidence": "report", **values}
    return Record("Place", f"places/{slug}", {name: (value,) for name, value in fields.items()})


def difference(before: str, after: str) -> tuple[list[str], list[str]]:
    """Give the lines that went and those that came."""
    lines = list(ndiff(before.split("\n"), after.split("\n")))
    return [each[2:] for each in lines if each[0] == "-"], [each[2:] for each in lines if each[0] == "+"]


def test_without_an_edit_no_file_is_touched(files: Files) -> None:
    files.bring()
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(files.folder.iterdir())]
    assert files.export() == Exported()
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(files.folder.iterdir())] == before


def test_an_edit_is_one_line_and_one_cell(files: Files) -> None:
    files.bring()
    files.edit("places/ulsan", note="New")
    files.edit("places/busan", label="Pusan, Korea")
    assert files.export().changed == 2
    assert files.text() == TABLE.replace('ships",,stated,report,', 'ships",,stated,report,New').replace(
        " Busan ", '"Pusan, Korea"'
    )
    assert files.load() == (0, 0, 0)
    assert next(files.repository.store.quads(graph=files.mapping.files_graph), None) is None
    assert files.export() == Exported()


def test_after_an_export_nothing_noted_is_left(files: Files) -> None:
    """A load before the export notes what the files do not say; one after it has nothing to note."""
    files.bring()
    files.edit("places/ulsan", note="New")
    files.bring(TABLE.replace("Seoul", "Seoul City"))
    assert next(files.repository.store.quads(graph=files.mapping.files_graph), None) is not None
    files.export()
    assert files.load() == (0, 0, 0)
    assert next(files.repository.store.quads(graph=files.mapping.files_graph), None) is None


def test_a_new_record_is_appended_and_a_removed_one_loses_its_line(files: Files) -> None:
    files.bring()
    files.put("places/jeju", place("jeju"))
    files.put("places/busan", None)
    written = files.export()
    assert (written.added, written.removed, written.changed) == (1, 1, 0)
    gone = 'busan, Busan ,city,"Two\r\nlines",,stated,"report",\r\n'
    assert files.text() == TABLE.replace(gone, "") + "jeju,Jeju,city,,,stated,report,\r\n"
    assert files.load() == (0, 0, 0)


@pytest.mark.parametrize("ends", [True, False])
def test_in_a_table_sorted_by_id_a_new_record_stands_at_its_place(files: Files, ends: bool) -> None:
    rows = [HEADER, *(f"{each},X,city,,,stated,report," for each in ("b", "d"))]
    files.bring("\n".join(rows) + "\n" * ends)
    for slug in ("a", "c", "e"):
        files.put(f"places/{slug}", place(slug))
    files.export()
    lines = files.text().split("\n")
    assert [each.partition(",")[0] for each in lines if each] == ["id", "a", "b", "c", "d", "e"]
    assert files.text().endswith("\n") == ends
    assert files.load() == (0, 0, 0)


def test_a_field_without_a_column_adds_the_column(files: Files) -> None:
    quoted = '"id","label","kind","description","within","confidence","evidence","note"\n'
    files.bring(quoted + '"b","B","city","","","stated","report",""\n')
    files.edit("places/b", implied_fields="kind")
    files.export()
    assert files.text() == (f'{quoted[:-1]},"implied_fields"\n"b","B","city","","","stated","report","","kind"\n')
    assert files.load() == (0, 0, 0)


def test_the_first_record_of_a_class_makes_its_table_where_there_are_no_lines_of_json(files: Files) -> None:
    (files.folder / "documents.jsonl").unlink()
    with (files.folder / "documents.csv").open("w", newline="") as table:
        write_table([Record("Document", "documents/report", {"label": ("R",), "kind": ("report",)})], DOCUMENTS, table)
    files.load()
    files.put("places/ulsan", place("ulsan"))
    files.export()
    assert "\nulsan,Ulsan,,city," in files.text()
    assert files.load() == (0, 0, 0)


def test_lines_of_json_keep_their_form(files: Files) -> None:
    files.bring()
    path = files.folder / "documents.jsonl"
    before = path.read_text()
    files.edit("documents/report", label="The report", note="울산")
    files.put("places/jeju", place("jeju"))
    files.export()
    assert path.read_text() == before.replace('"Report"', '"The report"').replace(
        '"kind":"report"', '"kind":"report",  "note":"울산"'
    )
    files.edit("documents/report", note=None)
    files.export()
    assert path.read_text() == before.replace('"Report"', '"The report"')
    assert files.load() == (0, 0, 0)


def test_what_was_edited_in_the_files_meanwhile_stays(files: Files) -> None:
    files.bring()
    files.edit("places/ulsan", note="New")
    edited = TABLE.replace('"Ulsan"', '"Ulsan City"').replace("Seoul", "Soul")
    files.places.write_bytes(edited.encode())
    written = files.export()
    assert (written.changed, written.otherwise) == (1, 2)
    assert files.text() == edited.replace('ships",,stated,report,', 'ships",,stated,report,New')
    assert files.load() == (0, 2, 0)


def test_an_edit_that_is_taken_back_after_an_export_is_taken_back_in_the_file(files: Files) -> None:
    """What was exported is what the file said, though no load came between."""
    files.bring()
    for note in ("New", "Newer", None):
        files.edit("places/ulsan", note=note)
        files.export()
    assert files.text() == TABLE
    files.edit("places/ulsan", note="Again")
    files.export()
    files.places.write_bytes(files.text().replace("Again", "Of the file").encode())
    assert files.load() == (0, 1, 0)
    assert files.record("places/ulsan").one("note") == "Of the file"


def test_a_copy_of_the_files_gets_the_edits_and_decides_nothing(files: Files, tmp_path: Path) -> None:
    """The files that were loaded do not say yet what a copy says: loading them undoes no edit."""
    files.bring()
    shutil.copytree(files.folder, tmp_path / "copy")
    files.edit("places/ulsan", note="New")
    assert files.export(tmp_path / "copy").changed == 1
    files.places.write_bytes(TABLE.replace("Seoul", "Soul").encode())
    assert files.load() == (0, 1, 0)
    assert files.record("places/ulsan").one("note") == "New"
    assert files.export().changed == 1


def test_where_both_changed_one_field_nothing_is_written(files: Files) -> None:
    files.bring()
    files.edit("places/ulsan", label="Ulsan of the graph")
    files.edit("places/seoul", label="Soul")
    edited = TABLE.replace('"Ulsan"', '"Ulsan of the file"')
    files.places.write_bytes(edited.encode())
    with pytest.raises(EditedApart, match="Load first") as refused:
        files.export()
    (violation,) = refused.value.report.violations
    assert "Ulsan of the file" in violation.message
    assert "ana wrote in version" in violation.message
    assert files.text() == edited
    assert [path.name for path in files.folder.iterdir() if path.name.startswith(".")] == []


def test_files_with_faults_are_left_alone(files: Files) -> None:
    files.bring()
    files.edit("places/ulsan", note="New")
    broken = TABLE + '"open,\r\n'
    files.places.write_bytes(broken.encode())
    with pytest.raises(UnreadableInput, match="have faults"):
        files.export()
    assert files.text() == broken


def test_links_and_permissions_stay(files: Files, tmp_path: Path) -> None:
    files.bring()
    target = tmp_path / "elsewhere.csv"
    files.places.rename(target)
    target.chmod(0o640)
    files.places.symlink_to(target)
    files.edit("places/ulsan", note="New")
    files.export()
    assert files.places.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert "report,New" in target.read_text()


def test_a_folder_without_the_dataset_gets_all_of_it(files: Files, tmp_path: Path) -> None:
    files.bring()
    files.edit("places/ulsan", note="New")
    assert files.export(tmp_path / "whole").whole == 4
    assert "New" in (tmp_path / "whole" / "demo" / "places.csv").read_text()
    assert files.export(tmp_path / "whole") == Exported()


def test_a_table_with_line_ends_of_old_keeps_them(files: Files) -> None:
    files.bring(TABLE.replace("\r\n", "\r"))
    files.edit("places/ulsan", note="New")
    files.export()
    assert files.text() == TABLE.replace('ships",,stated,report,', 'ships",,stated,report,New').replace("\r\n", "\r")
