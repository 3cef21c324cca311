"""Files and the graph meet field by field, and nobody wins in silence."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from kg.changes import Origin, Repository
from kg.desk import Loaded, LoadOptions, Side, load
from kg.desk.rename import Renaming
from kg.mapping import record_quads
from kg.records import Record
from kg.records.merge import merge
from kg.store.rdf import NamedNode
from kg.workspace import Workspace
from tests.generated import seeded
from tests.generator import write_dataset

Values = Mapping[str, str]
"""The fields of a place that are filled, by name."""

REPORT = Record("Document", "documents/report", {"label": ("Report",), "kind": ("report",)})
CITY = {"kind": "city", "confidence": "stated", "evidence": "report"}
ULSAN = {"label": "Ulsan", "note": "A harbour.", **CITY}
SLUGS = ("ulsan", "a", "b", "c")
COLUMNS = ("id", "label", "kind", "description", "within", "confidence", "evidence", "note")


class Desk:
    """Places in one table, edited there and in the graph."""

    def __init__(self, workspace: Workspace, repository: Repository, folder: Path) -> None:
        self.workspace, self.repository, self.folder = workspace, repository, folder
        self.mapping = repository.gate.mapping
        self.graph = self.mapping.graph("demo")
        write_dataset(folder, iter([REPORT]))

    def write_file(self, places: Mapping[str, Values]) -> None:
        with (self.folder / "places.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            table.writerows({"id": slug, **values} for slug, values in places.items())

    def load(self, take: Side = "") -> Loaded:
        return load(self.repository, self.workspace.intake(self.folder), LoadOptions(take=take, force=True))

    def edit(self, slug: str, values: Values | None, author: str = "ana") -> None:
        node = NamedNode(self.mapping.iri(f"places/{slug}"))
        present = set(record_quads(self.repository.store, node, self.graph))
        quads = set() if values is None else set(self.mapping.to_quads(record(slug, values), self.graph))
        with self.repository.prepare(Origin(author, "an edit", "HTTP")) as writer:
            writer.remove(present - quads)
            writer.add(quads - present)
            change = writer.finish()
        self.repository.commit(change)

    def says(self, slug: str = "ulsan") -> Values | None:
        quads = set(record_quads(self.repository.store, NamedNode(self.mapping.iri(f"places/{slug}")), self.graph))
        if not quads:
            return None
        return {name: values[0] for name, values in self.mapping.from_quads(quads).values.items()}


def record(slug: str, values: Values) -> Record:
    return Record("Place", f"places/{slug}", {name: (value,) for name, value in values.items()})


@pytest.fixture
def desk(workspace: Workspace, repository: Repository, tmp_path: Path) -> Desk:
    made = Desk(workspace, repository, tmp_path / "demo")
    made.write_file({"ulsan": ULSAN})
    made.load()
    return made


def test_edits_of_different_fields_are_both_there(desk: Desk) -> None:
    desk.edit("ulsan", {**ULSAN, "note": "A city and harbour."})
    desk.write_file({"ulsan": {**ULSAN, "label": "Ulsan, Korea"}})
    loaded = desk.load()
    assert (loaded.conflicts, loaded.tally.changed) == ((), 1)
    both = {**ULSAN, "label": "Ulsan, Korea", "note": "A city and harbour."}
    assert desk.says() == both
    desk.write_file({"ulsan": {**ULSAN, "label": "Ulsan"}})  # the file goes back: only it has moved
    assert not desk.load().conflicts
    assert desk.says() == {**both, "label": "Ulsan"}


SIDES: Sequence[tuple[Side, str]] = [("file", "Ulsan (file)"), ("graph", "Ulsan (graph)")]


@pytest.mark.parametrize(("take", "label"), SIDES)
def test_the_same_field_is_a_conflict_until_somebody_decides(desk: Desk, take: Side, label: str) -> None:
    desk.edit("ulsan", {**ULSAN, "label": "Ulsan (graph)"})
    moved = {**ULSAN, "label": "Ulsan (file)", "note": "Moved in the file."}
    busan = {"label": "Busan", **CITY}
    desk.write_file({"busan": busan, "ulsan": moved})
    for _ in range(2):
        loaded = desk.load()
        (conflict,) = loaded.conflicts
        assert (Path(conflict.file).name, conflict.line, conflict.field) == ("places.csv", 3, "label")
        assert "the file says 'Ulsan (file)', and the graph 'Ulsan (graph)', which ana wrote in version 2" in str(
            conflict
        )
        assert desk.says() == {**ULSAN, "label": "Ulsan (graph)"}  # also the note of that record is not loaded
        assert desk.says("busan") == busan  # but others are
    assert not desk.load(take).conflicts
    assert desk.says() == {**moved, "label": label}
    assert not desk.load().conflicts
    desk.write_file({"busan": busan, "ulsan": {**moved, "label": "Ulsan, again"}})
    assert bool(desk.load().conflicts) == (take == "graph")


@pytest.mark.parametrize("take", ["file", "graph"])
@pytest.mark.parametrize("removed_in", ["file", "graph"])
def test_what_one_side_removes_and_the_other_changes_is_a_conflict(desk: Desk, removed_in: str, take: Side) -> None:
    changed = {**ULSAN, "label": "Ulsan!"}
    desk.edit("ulsan", None if removed_in == "graph" else changed)
    desk.write_file({} if removed_in == "file" else {"ulsan": changed})
    (conflict,) = desk.load().conflicts
    assert (conflict.field, conflict.focus) == ("id", desk.mapping.iri("places/ulsan"))
    assert "ana" in conflict.message
    assert desk.says() == (None if removed_in == "graph" else changed)
    assert not desk.load(take).conflicts
    assert desk.says() == (None if removed_in == take else changed)
    desk.write_file({"busan": {"label": "Busan", **CITY}} | ({} if desk.says() is None else {"ulsan": changed}))
    assert not desk.load().conflicts
    assert desk.says() == (None if removed_in == take else changed)


@pytest.mark.parametrize("take", ["", "file", "graph"])
def test_a_record_that_was_renamed_is_edited_under_its_new_id(desk: Desk, take: Side) -> None:
    with desk.repository.prepare(Origin("ana", "a better id", "HTTP")) as writer:
        Renaming(desk.repository.store, desk.mapping, "places/ulsan", "places/ulsan-city")(writer)
        change = writer.finish()
    desk.repository.commit(change)
    moved = {**ULSAN, "label": "Ulsan, Korea"}
    desk.write_file({"ulsan": moved})
    (conflict,) = desk.load(take).conflicts
    assert conflict.message == "ana renamed the record in version 2: write its new id, places/ulsan-city, in the file"
    assert (desk.says(), desk.says("ulsan-city")) == (None, ULSAN)
    desk.write_file({"ulsan-city": moved})
    assert not desk.load("file").conflicts
    assert (desk.says(), desk.says("ulsan-city")) == (None, moved)


def test_what_is_as_it_was_again_is_no_edit(desk: Desk) -> None:
    desk.edit("ulsan", {**ULSAN, "label": "Ulsan!"})
    desk.edit("busan", ULSAN)
    assert len(desk.load().kept) == 2
    desk.edit("ulsan", ULSAN)
    desk.edit("busan", None)
    assert (desk.load().kept, desk.load().conflicts) == ((), ())
    desk.write_file({"ulsan": {**ULSAN, "label": "Ulsan, Korea"}})
    assert not desk.load().conflicts
    assert desk.says() == {**ULSAN, "label": "Ulsan, Korea"}


def test_what_is_made_or_removed_in_the_graph_alone_stays_so(desk: Desk) -> None:
    desk.write_file({"ulsan": ULSAN, "busan": ULSAN})
    desk.load()
    desk.edit("busan", None)
    desk.edit("sejong", ULSAN)
    for note in ("One.", "Two."):
        desk.write_file({"ulsan": {**ULSAN, "note": note}, "busan": ULSAN})
        loaded = desk.load()
        assert (loaded.conflicts, loaded.tally.removed, loaded.tally.changed) == ((), 0, 1)
        assert (desk.says("busan"), desk.says("sejong")) == (None, ULSAN)


Places = dict[str, dict[str, str]]


class Sides:
    """The same places in a file and in a graph, moved by chance, and what they were when they last met."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.base: Places = {"ulsan": dict(ULSAN)}
        self.graph, self.file = dict(self.base), dict(self.base)

    def move(self, side: Places) -> None:
        """Make up to two edits."""
        for _ in range(self._random.randrange(3)):
            slug = self._random.choice(SLUGS)
            if slug in side and self._random.random() < 0.2:
                del side[slug]
            else:
                edit = {self._random.choice(["label", "description", "note"]): self._random.choice("xyz")}
                side[slug] = {**side.get(slug, {"label": slug, **CITY}), **edit}

    def meet(self) -> set[str]:
        """Merge them, but for the places on which they clash, which are given."""
        return {slug for slug in SLUGS if not self._meet_at(slug)}

    def _meet_at(self, slug: str) -> bool:
        merged = merge(
            *(record(slug, side[slug]) if slug in side else None for side in (self.base, self.graph, self.file))
        )
        if not merged.clashes:
            of_record = {name: each[0] for name, each in merged.record.values.items()} if merged.record else None
            for side, values in ((self.base, self.file.get(slug)), (self.graph, of_record)):
                side.pop(slug, None)
                side.update({} if values is None else {slug: values})
        return not merged.clashes


@pytest.mark.parametrize("loses_the_note", [False, True])
@pytest.mark.parametrize("seed", seeded(range(24), 12))
def test_random_edits_on_both_sides_are_what_a_merge_makes_of_them(desk: Desk, seed: int, loses_the_note: bool) -> None:
    """Each load is held against the merge of base, graph and file; also where what is not in the journal is lost."""
    sides = Sides(seed)
    for _ in range(12):
        sides.move(sides.graph)
        for slug in SLUGS:
            if sides.graph.get(slug) != desk.says(slug):
                desk.edit(slug, sides.graph.get(slug))
        sides.move(sides.file)
        desk.write_file(sides.file)
        if loses_the_note:
            (desk.repository.home / "loaded.json").unlink(missing_ok=True)
        conflicts = desk.load().conflicts
        assert {each.focus for each in conflicts} == {desk.mapping.iri(f"places/{slug}") for slug in sides.meet()}
        assert {slug: values for slug in SLUGS if (values := desk.says(slug))} == sides.graph


def test_a_home_that_is_made_again_from_its_journal_decides_the_same(
    desk: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    desk.edit("ulsan", {**ULSAN, "label": "Ulsan (graph)"})
    desk.write_file({"ulsan": {**ULSAN, "note": "Moved."}})
    desk.load()
    desk.edit("ulsan", {**ULSAN, "label": "Ulsan (graph)", "note": "Moved further."})
    copy = tmp_path / "copy"
    shutil.copytree(desk.repository.home / "journal", copy / "journal")
    desk.write_file({"ulsan": {**ULSAN, "label": "Ulsan (file)", "note": "Moved again."}})
    with Repository(copy, workspace.gate) as again:
        loaded = load(again, workspace.intake(desk.folder))
    assert loaded.conflicts == desk.load().conflicts
    assert {each.field for each in loaded.conflicts} == {"label", "note"}
