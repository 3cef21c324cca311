from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.changes import check
from kg.records import Report, Violation
from kg.settings import Settings
from kg.validation import Gate
from kg.workspace import Workspace
from tests.conftest import HARBOUR, HARBOUR_TEXTS

ORGANISATION = "organisations/harbour-lab"


class Desk:
    """A copy of the small dataset and its text, to change."""

    def __init__(self, folder: Path) -> None:
        self.texts = folder / "texts"
        self.texts.mkdir()
        self.text = self.texts / "harbour.txt"
        self.text.write_bytes((HARBOUR_TEXTS / "harbour.txt").read_bytes())
        self._path = folder / "harbour.jsonl"
        self._lines = [json.loads(line) for line in HARBOUR.read_text(encoding="utf-8").splitlines()]

    def line(self, id_: str) -> int:
        return next(number for number, each in enumerate(self._lines, 1) if each["id"] == id_)

    def change(self, id_: str, **fields: object) -> None:
        self._lines[self.line(id_) - 1].update(fields)

    def place(self, id_: str, **fields: object) -> None:
        """Change the first passage of a record."""
        self._lines[self.line(id_) - 1]["evidence"][0].update(fields)

    def check(self, gate: Gate, texts: Path | None) -> Report:
        self._path.write_text("".join(json.dumps(each) + "\n" for each in self._lines), encoding="utf-8")
        return check(Workspace(Settings(sources=texts)).intake(self._path), gate)

    def only(self, gate: Gate, id_: str, field: str) -> Violation:
        (violation,) = self.check(gate, self.texts).violations
        assert (Path(violation.file).name, violation.line, violation.field) == ("harbour.jsonl", self.line(id_), field)
        return violation


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_passage_is_there(desk: Desk, gate: Gate) -> None:
    report = desk.check(gate, desk.texts)
    assert (report.violations, report.notices) == ((), ())


def test_without_the_texts_that_is_said(desk: Desk, gate: Gate) -> None:
    for folder in (None, desk.texts.parent):
        report = desk.check(gate, folder)
        assert report.conforms
        (notice,) = report.notices
        assert notice.endswith("(KG_SOURCES): harbour-news, press-note")


@pytest.mark.parametrize("shift", [{"start": 1}, {"end": 99_999}, {"digest": "0123456789abcdef"}])
def test_a_passage_that_is_not_there(desk: Desk, gate: Gate, shift: dict[str, object]) -> None:
    desk.place(ORGANISATION, **shift)
    desk.change(ORGANISATION, quote=None)
    violation = desk.only(gate, ORGANISATION, "evidence")
    assert "kg cite harbour-news" in violation.message
    assert violation.shape == "evidence"


def test_a_passage_of_the_other_document(desk: Desk, gate: Gate) -> None:
    desk.place(ORGANISATION, document="documents/press-note")
    desk.only(gate, ORGANISATION, "evidence")


def test_a_passage_that_ends_before_it_starts_is_told_once(desk: Desk, gate: Gate) -> None:
    desk.place(ORGANISATION, start=50, end=10)
    assert desk.only(gate, ORGANISATION, "evidence").shape.endswith("#Evidence-order")


def test_a_document_that_is_unknown_is_told_once(desk: Desk, gate: Gate) -> None:
    desk.place("people/jo-tide", document="documents/nowhere")
    assert desk.only(gate, "people/jo-tide", "evidence").shape.endswith("#Evidence-document")


@pytest.mark.parametrize("quote", ["항만  연구소", "Harbour Lab", "(Harbour\nLab)"])
def test_a_quote_in_the_passage(desk: Desk, gate: Gate, quote: str) -> None:
    desk.change(ORGANISATION, quote=quote)
    assert desk.check(gate, desk.texts).violations == ()


def test_a_quote_elsewhere_in_the_text(desk: Desk, gate: Gate) -> None:
    desk.change(ORGANISATION, quote="Dry Dock Trial")
    assert "copy it from the text" in desk.only(gate, ORGANISATION, "quote").message


def test_a_quote_from_a_document_as_a_whole(desk: Desk, gate: Gate) -> None:
    desk.change(ORGANISATION, quote="Dry Dock Trial", evidence=[{"document": "documents/harbour-news"}])
    assert desk.check(gate, desk.texts).violations == ()
    desk.change(ORGANISATION, quote="Wet Dock Trial")
    desk.only(gate, ORGANISATION, "quote")


def test_a_quote_is_judged_without_the_text_as_far_as_can_be(desk: Desk, gate: Gate) -> None:
    whole = "항만 연구소 (Harbour Lab)"
    for quote, conforms in ((whole, True), ("Harbour Lab", True), (whole[:-1] + "]", False), (whole + "s", False)):
        desk.change(ORGANISATION, quote=quote)
        assert desk.check(gate, None).conforms is conforms, quote


def test_a_text_that_was_changed_is_told_once(desk: Desk, gate: Gate) -> None:
    desk.text.write_text(desk.text.read_text(encoding="utf-8").replace("40 jobs", "90 jobs"), encoding="utf-8")
    violation = desk.only(gate, "sources/harbour", "digest")
    assert "is another text than sources/harbour was curated from" in violation.message


def test_a_text_that_an_editor_saved_again_is_the_same(desk: Desk, gate: Gate) -> None:
    text = desk.text.read_text(encoding="utf-8")
    desk.text.write_bytes(("\ufeff" + text.replace("\n", "\r\n\r\n") + "  ").encode())
    assert desk.check(gate, desk.texts) == Report(records=27)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"source_start": 9999}, "source_start"),
        ({"source_start": "abc"}, "source_start"),
        ({"source_start": -5}, "source_start"),
        ({"source_end": "1.5"}, "source_end"),
        ({"source": None}, "source"),
        ({"source": "sources/nowhere"}, "source"),
        ({"source_end": None}, "source_end"),
    ],
)
def test_bounds_of_a_document_are_told_once(desk: Desk, gate: Gate, fields: dict[str, object], field: str) -> None:
    desk.change("documents/harbour-news", **fields)
    desk.only(gate, "documents/harbour-news", field)


def test_the_shipped_dataset_says_what_its_texts_say(shipped: Path, seeds: Path, gate: Gate) -> None:
    report = check(Workspace(Settings(sources=seeds)).intake(shipped), gate)
    assert (report.violations, report.notices) == ((), ())
    assert report.records > 390


def test_a_name_of_a_text_cannot_lead_out_of_its_folder(desk: Desk, gate: Gate) -> None:
    (desk.texts.parent / "secret.txt").write_text("secret")
    desk.change("sources/harbour", label="../secret.txt")
    report = desk.check(gate, desk.texts)
    assert report.conforms
    assert len(report.notices) == 1
