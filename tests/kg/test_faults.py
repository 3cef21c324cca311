"""One fault in a dataset gives one violation that names file, line, field and a way out; nothing of it is loaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.changes import Refused
from kg.desk import check, load
from kg.records import Report, Violation
from kg.settings import Settings
from kg.vocabulary import FieldKind, load_vocabulary
from kg.workspace import Workspace
from tests.conftest import HARBOUR, RunKg
from tests.faults import FILE_FAULTS, FORM_CELLS, SHAPE_FAULTS, Cell, Place
from tests.generated import seeded

TRACES = ("Traceback", "Error(", "line 1, in", "<class")


class Loaded:
    """A graph that holds the shipped dataset, and copies of that dataset to spoil."""

    def __init__(self, shipped: Path, folder: Path) -> None:
        self._shipped, self._folder = shipped, folder
        self.workspace = Workspace(Settings(home=folder / "home", data=None))
        self.repository = self.workspace.repository()
        load(self.repository, self.workspace.intake(shipped))
        self.before = self.state()

    def state(self) -> tuple[int, frozenset[object], tuple[str, ...]]:
        files = sorted(path.name for path in self.repository.journal.folder.iterdir())
        return self.repository.version, frozenset(self.repository.store.quads()), tuple(files)

    def copy(self) -> Path:
        folder = self._folder / self._shipped.name
        shutil.rmtree(folder, ignore_errors=True)
        return Path(shutil.copytree(self._shipped, folder))

    def refuse(self, folder: Path) -> Report:
        with pytest.raises(Refused) as refused:
            load(self.repository, self.workspace.intake(folder))
        assert self.state() == self.before
        return refused.value.report


@pytest.fixture(scope="module")
def loaded(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    made = Loaded(shipped, tmp_path_factory.mktemp("faults"))
    with made.repository:
        yield made


def place(violation: Violation) -> Place:
    return Place(Path(violation.file).stem, violation.line, violation.field)


def assert_told(violations: tuple[Violation, ...], *expected: Place) -> None:
    assert sorted(map(place, violations), key=str) == sorted(expected, key=str), "\n".join(map(str, violations))
    for each in violations:
        assert each.severity == "Violation"
        assert len(each.message.split()) > 5
        assert not any(trace in each.message for trace in TRACES)


@pytest.mark.parametrize("fault", seeded(SHAPE_FAULTS, 8), ids=str)
def test_a_fault_that_breaks_a_shape(loaded: Loaded, fault: Cell) -> None:
    folder = loaded.copy()
    expected = fault.apply(folder)
    assert_told(check(loaded.workspace.intake(folder), loaded.workspace.gate).violations, expected)


@pytest.mark.parametrize("fault", SHAPE_FAULTS[::20], ids=str)
def test_nothing_of_what_breaks_a_shape_is_loaded(loaded: Loaded, fault: Cell) -> None:
    folder = loaded.copy()
    expected = fault.apply(folder)
    assert_told(loaded.refuse(folder).violations, expected)


@pytest.mark.parametrize("fault", seeded(FORM_CELLS, 6), ids=str)
def test_a_cell_of_the_wrong_form(loaded: Loaded, fault: Cell) -> None:
    assert_form_fault(loaded, fault.apply)


@pytest.mark.parametrize("name", seeded(FILE_FAULTS, 3))
def test_a_file_of_the_wrong_form(loaded: Loaded, name: str) -> None:
    assert_form_fault(loaded, FILE_FAULTS[name])


def assert_form_fault(loaded: Loaded, apply: Callable[[Path], Place]) -> None:
    folder = loaded.copy()
    expected = apply(folder)
    report = loaded.refuse(folder)
    assert_told(report.violations, expected)
    assert check(loaded.workspace.intake(folder), loaded.workspace.gate) == report


def test_faults_that_stand_together_are_all_told_at_once(loaded: Loaded) -> None:
    folder = loaded.copy()
    spoilt: dict[str, str] = {}
    for fault in SHAPE_FAULTS:
        record = fault.record(folder)
        if record not in spoilt and fault.table not in ("documents", "sources"):
            spoilt[record] = fault.column
            fault.apply(folder)
    assert len(spoilt) > 40
    report = check(loaded.workspace.intake(folder), loaded.workspace.gate)
    base = loaded.workspace.settings.base_iri
    assert sorted((each.focus.removeprefix(base), each.field) for each in report.violations) == sorted(spoilt.items())


BODIES = {"first": "organisations/seahaven-council", "second": "organisations/quay-works"}
ASKED = {
    "about": "organisations/quay-works",
    "text": "Is it?",
    "asked_by": "ana",
    "asked": "2026-11-26",
    "status": "open",
}
DECIDED = {"verdict": "not-same", "author": "ana", "decided": "2026-11-26", "reason": "Two bodies."}
OF_STEWARDS: list[dict[str, object]] = [
    {"id": "questions/q", "type": "Question", **ASKED},
    {"id": "decisions/d", "type": "Decision", **BODIES, **DECIDED},
]
"""Records of classes that sources do not tell of."""


def references() -> list[tuple[str, str]]:
    on_the_web = {"homepage", "url", "licence"}
    return [
        (name, field.name)
        for name, record_class in load_vocabulary().classes.items()
        for field in record_class.fields.values()
        if field.kind is FieldKind.REFERENCE and field.name not in on_the_web
    ]


@pytest.mark.parametrize(("type_", "field"), references(), ids="-".join)
def test_a_reference_to_nothing(loaded: Loaded, tmp_path: Path, type_: str, field: str) -> None:
    records = [json.loads(line) for line in HARBOUR.read_text(encoding="utf-8").splitlines()]
    records += map(dict, OF_STEWARDS)
    line = next(number for number, record in enumerate(records, 1) if record["type"] == type_)
    records[line - 1][field] = "organisations/no-such-body" if line % 2 else "https://example.org/elsewhere"
    spoilt = tmp_path / "harbour.jsonl"
    spoilt.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    report = check(loaded.workspace.intake(spoilt), loaded.workspace.gate)
    assert_told(report.violations, Place("harbour", line, field))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "\ufeff".encode() + text, id="byte-order-mark"),
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(lambda text: text + b"\n\n,,,\n\n", id="blank-lines"),
        pytest.param(lambda text: text.replace(b"id,label,", b" id , label ,"), id="spaces-in-the-header"),
        pytest.param(lambda text: text.removesuffix(b"\n"), id="no-line-end"),
    ],
)
def test_what_spreadsheets_do_is_no_fault(loaded: Loaded, change: Callable[[bytes], bytes]) -> None:
    folder = loaded.copy()
    for path in folder.glob("*.csv"):
        path.write_bytes(change(path.read_bytes()))
    done = load(loaded.repository, loaded.workspace.intake(folder))
    assert (done.version, done.tally.unchanged) == (1, done.report.records)
    assert loaded.state() == loaded.before


def test_a_table_with_a_header_only_is_no_fault(loaded: Loaded) -> None:
    folder = loaded.copy()
    path = folder / "identifiers.csv"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    report = check(loaded.workspace.intake(folder), loaded.workspace.gate)
    assert report.conforms
    assert report.records == loaded.workspace.intake(loaded.copy()).check().records - 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("contributions-amount-with-thousands-separator", "contributions.csv:"),
        ("people-broken-utf-8", "people.csv:3: label:"),
    ],
)
def test_the_command_refuses_in_the_same_words(
    shipped: Path, tmp_path: Path, kg_process: RunKg, name: str, expected: str
) -> None:
    folder = Path(shutil.copytree(shipped, tmp_path / shipped.name))
    faults = {each.name: each.apply for each in [*SHAPE_FAULTS, *FORM_CELLS]}
    (faults.get(name) or FILE_FAULTS[name.removeprefix("people-")])(folder)
    for command in ("check", "load"):
        done = kg_process("--home", tmp_path / "home", command, folder)
        assert done.code == 1
        assert len(done.out.splitlines()) == 1
        assert expected in done.out
        assert "1 violation" in done.err
        assert "Traceback" not in done.err
    assert not list((tmp_path / "home" / "journal").iterdir())
