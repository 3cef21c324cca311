"""The way back: what was edited in the graph since its files were loaded, written into those files.

It goes by the same three-way merge as a load: what only the graph changed is written, what only the file changed stays
as it is there, and where both changed the same field nothing is written at all. Of what did not change, each byte
stays. A file is put in place of the old one when it is whole on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.changes.journal import Journal
from kg.changes.repository import Refused
from kg.desk.edits import Edits, Meeting, dataset_of, record_in
from kg.desk.last_load import LastLoad, last_load
from kg.errors import KgError, UnreadableInput
from kg.export import write_records
from kg.files import nature
from kg.mapping import DATASET, Mapping, description_of, record_quads
from kg.records import Dataset, Record, Report, Row, find_datasets, read_sound_rows
from kg.records.revision import Revision
from kg.records.rewriting import RevisedDescription, RevisedFile, rewrite
from kg.sentences import Sentence
from kg.store import Store
from kg.store.rdf import NamedNode
from kg.vocabulary import RecordClass

_MARK = b"\xef\xbb\xbf"


class EditedApart(Refused):
    """Files and graph changed the same fields: a load has to decide before the files can be written."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        fix = Sentence("Load first, with --take file or --take graph. No file was written.")
        KgError.__init__(self, Sentence("File and graph say otherwise of the same fields"), fix)


@dataclass(slots=True)
class Exported:
    """What was written: records of datasets that the folder did not have, and edits of those that it had.

    `otherwise` counts records of which the files say still what the graph does not: they were edited in the files, or
    the files are older than those that were loaded. `elsewhere`
    names datasets that have no place in the folder. `loaded` is the digest of the last load where its files are these.
    """

    whole: int = 0
    changed: int = 0
    added: int = 0
    removed: int = 0
    otherwise: int = 0
    files: list[Path] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    loaded: str = ""


def export_records(folder: Path, home: Path, version: int, store: Store, mapping: Mapping) -> Exported:
    """Write the datasets of a graph into `folder`: edits into those that are there, all records of the others.

    `store` is at `version`. Files that were those of the last load are known from then on to say what the graph says.
    Raises EditedApart and UnreadableInput where the files cannot be written without losing something; none is then.
    """
    journal = Journal(home / "journal")
    last = last_load(home, journal).brought_up(journal, store, mapping, version)
    present = _datasets_at(folder)
    names = [dataset.name for dataset in mapping.described(store)]
    there = [dataset for dataset in present if dataset.name in names]
    exported = write_back(there, last.edits, store, mapping)
    loaded = {mapping.graph(each.name).value for each in there if _is_of_load(each, last, mapping)}
    if exported.files and loaded:
        edits = {place: edit for place, edit in last.edits.items() if dataset_of(place, mapping) not in loaded}
        replace(last, digest="", position=journal.position(version), edits=edits).note(home)
        exported.loaded = last.digest
    absent = [name for name in names if name not in {dataset.name for dataset in present}]
    if any(dataset.path == folder for dataset in present):
        exported.elsewhere = absent
    elif absent or not names:
        exported.whole = write_records(store, mapping, folder, absent if present and names else None)
    return exported


def _is_of_load(dataset: Dataset, last: LastLoad, mapping: Mapping) -> bool:
    """Tell whether the files are those that were loaded last, and no copy of them."""
    return last.folders.get(mapping.graph(dataset.name).value) == str(dataset.path.resolve())


def _datasets_at(folder: Path) -> list[Dataset]:
    if nature(folder) == "a file":
        return find_datasets(folder)
    with suppress(UnreadableInput):
        return find_datasets(folder)
    return []


def write_back(datasets: Iterable[Dataset], edits: Edits, store: Store, mapping: Mapping) -> Exported:
    """Write edits of the graph into the files of datasets. Raises as :func:`export_records` does."""
    meeting, exported = Meeting(edits, mapping, store), Exported()
    plans = [_Plan(dataset, meeting, store, mapping) for dataset in datasets]
    if meeting.clashes:
        raise EditedApart(Report().with_violations(meeting.report()))
    exported.files += rewrite((each for plan in plans for each in plan.revisions()), mapping.vocabulary)
    for plan in plans:
        exported.changed += plan.changed
        exported.added += plan.added
        exported.removed += plan.removed
        exported.otherwise += plan.otherwise
    return exported


@dataclass(slots=True)
class _File:
    """A table, or a file of JSON lines, which has no class; `last` is the last id that was read."""

    record_class: RecordClass | None = None
    last: str = ""
    is_sorted: bool = True
    changed: dict[str, tuple[Record, Record | None]] = field(default_factory=dict)
    added: list[Record] = field(default_factory=list)

    def take(self, id_: str) -> None:
        self.is_sorted, self.last = self.is_sorted and self.last < id_, id_


class _Plan:
    """What is to be written into the files of one dataset."""

    def __init__(self, dataset: Dataset, meeting: Meeting, store: Store, mapping: Mapping) -> None:
        self._dataset, self._vocabulary = dataset, mapping.vocabulary
        self._files = {path: _File(each) for path, each in dataset.stock(mapping.vocabulary).tables}
        self._texts: dict[str, str] = {}
        self.changed = self.added = self.removed = self.otherwise = 0
        graph, rows = mapping.graph(dataset.name), dict[str, Row]()
        for row in read_sound_rows(dataset, mapping.vocabulary):
            iri = mapping.iri(row.record.id)
            self._files[row.file].take(row.record.id)
            if (graph.value, iri) in meeting.edits:
                rows[iri] = row
            else:
                self.otherwise += record_in(record_quads(store, NamedNode(iri), graph), mapping) != row.record
        for place in sorted(place for place in meeting.edits if place[0] == graph.value):
            present = record_in(record_quads(store, NamedNode(place[1]), graph), mapping)
            row_of = rows.get(place[1])
            merged = meeting.settle(place, present, row_of.record if row_of else None)
            if not merged.clashes:
                self._write(row_of, merged.record)
                self.otherwise += merged.record != present
        self._describe(meeting, store, mapping)

    def _describe(self, meeting: Meeting, store: Store, mapping: Mapping) -> None:
        """Plan what `dataset.yml` is to say; a single file of records has none."""
        graph, node, description = (
            mapping.datasets_graph,
            mapping.graph(self._dataset.name),
            description_of(self._dataset),
        )
        present = record_in(record_quads(store, node, graph), mapping)
        if (graph.value, node.value) not in meeting.edits:
            return
        merged = meeting.settle((graph.value, node.value), present, description)
        if merged.clashes or merged.record is None or merged.record == description:
            return
        if nature(self._dataset.path) == "a folder":
            texts = {key: (merged.record.one(key), description.one(key)) for key in DATASET.fields}
            self._texts = {key: now for key, (now, before) in texts.items() if now != before}
            self.changed += 1
        else:
            self.otherwise += 1

    def _write(self, row: Row | None, record: Record | None) -> None:
        if row is None and record is not None:
            self._file_for(record).added.append(record)
            self.added += 1
        elif row is not None and row.record != record:
            self._files[row.file].changed[row.record.id] = row.record, record
            self.changed += record is not None
            self.removed += record is None

    def _file_for(self, record: Record) -> _File:
        record_class = self._vocabulary.classes[record.type]
        choices = [each for each in self._files.values() if each.record_class in (record_class, None)]
        if choices:
            return min(choices, key=lambda each: each.record_class is None)
        return self._files.setdefault(self._dataset.path / f"{record_class.collection}.csv", _File(record_class))

    def revisions(self) -> Iterator[RevisedFile | RevisedDescription]:
        """Yield the files that are to be written."""
        if self._texts:
            description = self._dataset.named_in[0]
            if description.suffix in (".yml", ".yaml"):
                yield RevisedDescription(description, self._texts)
            else:
                texts = {"name": self._dataset.name, **self._texts}
                yield RevisedDescription(self._dataset.path / "dataset.yml", texts)
        for path, file in self._files.items():
            if file.changed or file.added:
                yield RevisedFile(path, file.record_class, Revision(file.changed, file.added, file.is_sorted))
