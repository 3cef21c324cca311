"""A load that reads only the tables that changed does what one does that reads all of them."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.changes import Origin, Refused, Repository
from kg.desk import LoadOptions, load
from kg.desk.last_load import last_load
from kg.desk.scope import WHOLE, scope_of
from kg.mapping import record_quads
from kg.records import Record, Row, Violation
from kg.records.tables import read_table
from kg.settings import Settings
from kg.store.rdf import NamedNode
from kg.vocabulary import RecordClass
from kg.workspace import Workspace
from tests.generated import seeded
from tests.generator import ecosystem, write_dataset
from tests.kg.desk.loading import REPORT, place

OPTIONS = LoadOptions(force=True)


class Home:
    """A home that is loaded, and edited over other ways; a `forgetful` one reads all tables each time."""

    def __init__(self, folder: Path, data: Path, *, forgetful: bool) -> None:
        self.workspace = Workspace(Settings(home=folder, data=data))
        self.repository: Repository = self.workspace.repository()
        self.data, self.forgetful = data, forgetful

    def load(self) -> tuple[object, ...]:
        """What came of a load, but for the number of records that it found to be unchanged or kept."""
        if self.forgetful:
            (self.repository.home / "loaded.json").unlink(missing_ok=True)
        try:
            done = load(self.repository, self.workspace.intake(self.data), OPTIONS)
        except Refused as refused:
            return ("refused", refused.report)
        tally = done.tally
        remarks = [each for each in done.report.in_short if "warning" not in each]  # they are looked for in all tables
        said = done.report.records, remarks, done.kept, done.conflicts
        return tally.added, tally.changed, tally.removed, tally.after, said

    def relabel(self, record: str, label: str) -> None:
        graph = self.workspace.mapping.graph("one")
        subject = NamedNode(self.workspace.mapping.iri(record))
        before = list(record_quads(self.repository.store, subject, graph))
        if not before:
            return
        said = self.workspace.mapping.from_quads(before)
        after = Record(said.type, said.id, {**said.values, "label": (label,)})
        with self.repository.prepare(Origin("ann", "live", "update")) as writer:
            writer.remove(before)
            writer.add(self.workspace.mapping.to_quads(after, graph))
            change = writer.finish()
        self.repository.commit(change)

    def quads(self) -> set[str]:
        """All but the notes of what the files say of records that were edited: a load of nothing new writes none."""
        notes = self.workspace.mapping.files_graph
        return {str(quad) for quad in self.repository.store.quads() if quad.graph_name != notes}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_dataset(tmp_path / "data" / "one", ecosystem(30))
    write_dataset(tmp_path / "data" / "three", iter([REPORT, *(place(f"port-{n}") for n in range(5))]))
    return tmp_path / "data"


@pytest.fixture
def homes(tmp_path: Path, data: Path) -> Iterator[tuple[Home, Home]]:
    some, every = (Home(tmp_path / name, data, forgetful=name == "every") for name in ("some", "every"))
    yield some, every
    some.repository.close()
    every.repository.close()


def mutate(chance: random.Random, data: Path) -> str:
    """Edit the rows of some table; give the id of a record to edit in the graph, or nothing."""
    table = chance.choice(sorted(data.glob("*/*.csv")))
    other = data / ("three" if table.parent.name == "one" else "one") / table.name
    header, *rows = table.read_text(encoding="utf-8").splitlines()
    if not rows:
        return ""
    number, row = chance.choice(list(enumerate(rows)))
    match chance.randrange(6):
        case 0:
            rows[number] = row.replace("a", "ä", 1) if "," in row else row
        case 1:
            rows.insert(number, f"new-{chance.randrange(9)}-{row}")
        case 2:
            del rows[number]
        case 3:
            rows.append(row)
        case 4 if other.exists():
            other.write_text(f"{other.read_text(encoding='utf-8')}{row}\n", encoding="utf-8")
            del rows[number if chance.random() < 0.5 else 0]
        case _:
            return f"{table.stem}/{row.partition(',')[0]}"
    table.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return ""


@pytest.mark.parametrize("seed", seeded(range(8), 4))
def test_the_graph_and_the_report_are_the_same(homes: tuple[Home, Home], data: Path, tmp_path: Path, seed: int) -> None:
    chance, (some, every) = random.Random(seed), homes
    assert some.load() == every.load()
    for step in range(12):
        good = tmp_path / "good"
        shutil.rmtree(good, ignore_errors=True)
        shutil.copytree(data, good)
        for _ in range(chance.choice((1, 1, 2))):
            if edited := mutate(chance, data):
                for home in homes:
                    home.relabel(edited, f"Live {step}")
        done = some.load()
        assert done == every.load()
        assert some.quads() == every.quads()
        if done[0] == "refused":
            shutil.rmtree(data)
            shutil.copytree(good, data)


def test_tables_that_stayed_as_they_were_are_not_read(
    homes: tuple[Home, Home], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some, _ = homes
    some.load()
    read = set[str]()

    def noted(path: Path, record_class: RecordClass) -> Iterator[Row | Violation]:
        read.add(f"{path.parent.name}/{path.name}")
        return read_table(path, record_class)

    monkeypatch.setattr("kg.records.dataset.read_table", noted)
    table = data / "three" / "places.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Port-1", "Port One"), encoding="utf-8")
    added, changed, removed, given, *_ = some.load()
    assert (added, changed, removed) == (0, 1, 0)
    assert given == last_load(some.repository.home, some.repository.journal).records
    assert read == {"three/places.csv", *(f"{each}/documents.csv" for each in ("one", "three"))}


def test_all_are_read_where_it_is_not_known_that_all_came_in(homes: tuple[Home, Home], data: Path) -> None:
    """Files that were written since, say, hold what the last load has not seen."""
    some, _ = homes
    some.load()
    intake = some.workspace.intake(data)
    last, digests = last_load(some.repository.home, some.repository.journal), intake.digests()
    assert scope_of(intake, digests, last).read == {}
    assert scope_of(intake, digests, replace(last, digest="")) is WHOLE
    assert scope_of(intake, digests._replace(frame="another"), last) is WHOLE
    assert scope_of(intake, digests, replace(last, tables={})) is WHOLE
