from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.desk import check
from kg.records import Record, Report, Row, Unverified, Violation, read_rows
from kg.settings import Settings
from kg.texts import SourceTexts, cite, normalise
from kg.validation import Gate
from kg.validation.evidence import EvidenceCheck
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace
from tests.conftest import HARBOUR, HARBOUR_TEXTS

ORGANISATION = "organisations/harbour-lab"
NO_FOLDER = "no folder of source texts is given (--sources or KG_SOURCES)"
REGISTER = Unverified("no passage is named", 1, 0, ("register",))
TEXT = normalise((HARBOUR_TEXTS / "harbour.txt").read_text(encoding="utf-8"))


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


def evidence_check() -> EvidenceCheck:
    found = Workspace(Settings(sources=HARBOUR_TEXTS)).intake(HARBOUR)
    rows = [row for each in found.datasets for row in read_rows(each, load_vocabulary()) if isinstance(row, Row)]
    check = EvidenceCheck(
        SourceTexts(HARBOUR_TEXTS), [row for row in rows if row.record.type in ("Document", "Source")]
    )
    assert list(check.check_sources()) == []
    return check


def citing(passage: str) -> Row:
    return Row(Record("Person", "people/x", {"evidence": (passage,)}), Path("x.csv"), 2)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_passage_is_there(desk: Desk, gate: Gate) -> None:
    report = desk.check(gate, desk.texts)
    assert (report.violations, report.notices, report.unverified) == ((), (), (REGISTER,))


def test_without_the_texts_that_is_said(desk: Desk, gate: Gate) -> None:
    for folder, reason in (
        (None, "no folder of source texts is given (--sources or KG_SOURCES)"),
        (desk.texts.parent, f"{desk.texts.parent} has no file of the name of its source"),
        (desk.texts / "none", f"{desk.texts / 'none'} cannot be read: No such file or directory"),
    ):
        report = desk.check(gate, folder)
        assert report.conforms
        assert set(report.unverified) == {REGISTER, Unverified(reason, 23, 1, ("harbour-news", "press-note"))}
        assert f"23 citations and 1 quote were not verified, because {reason}: harbour-news, press-note" in (
            report.remarks
        )


def test_a_quote_that_was_made_up_is_not_passed_over(desk: Desk, gate: Gate) -> None:
    desk.change(ORGANISATION, quote="Nobody said this", evidence=[{"document": "documents/harbour-news"}])
    whole = desk.check(gate, None).unverified
    assert Unverified(NO_FOLDER, 23, 1, ("harbour-news", "press-note")) in whole
    desk.change(ORGANISATION, evidence=[{"document": "documents/register"}])
    assert Unverified("no source is named for it", 1, 1, ("register",)) in desk.check(gate, desk.texts).unverified
    desk.change(ORGANISATION, evidence=[{"document": "documents/harbour-news"}])
    desk.only(gate, ORGANISATION, "quote")


def test_a_quote_that_may_stand_elsewhere_is_counted(desk: Desk, gate: Gate) -> None:
    """It is in neither of the texts at hand, and may be in the one that is not."""
    cited = [{"document": "documents/harbour-news"}, {"document": "documents/register"}]
    desk.change(ORGANISATION, quote="Nobody said this", evidence=cited)
    report = desk.check(gate, desk.texts)
    assert report.conforms
    assert Unverified("no source is named for it", 1, 1, ("register",)) in report.unverified
    desk.change(ORGANISATION, quote="Dry Dock Trial")
    assert Unverified("no source is named for it", 1, 0, ("register",)) in desk.check(gate, desk.texts).unverified


def test_a_citation_of_a_whole_document_rests_on_its_quote(desk: Desk, gate: Gate) -> None:
    cited = [{"document": "documents/harbour-news"}]
    desk.change(ORGANISATION, quote=None, evidence=cited)
    assert replace(REGISTER, citations=2, documents=("harbour-news", "register")) in (
        desk.check(gate, desk.texts).unverified
    )
    desk.change(ORGANISATION, quote="Dry Dock Trial")
    assert desk.check(gate, desk.texts).unverified == (REGISTER,)


def test_a_document_of_another_dataset_is_counted(desk: Desk, gate: Gate) -> None:
    desk.change(
        "people/jo-tide", evidence=[{"document": "documents/nowhere", "start": 1, "end": 3, "digest": "0" * 16}]
    )
    found = desk.check(gate, desk.texts).unverified
    assert Unverified("its document has no record here", 1, 0, ("nowhere",)) in found


def test_what_rests_on_a_text_that_is_at_fault_is_counted(desk: Desk, gate: Gate) -> None:
    desk.text.write_bytes(desk.text.read_bytes() + b" More.")
    found = desk.check(gate, desk.texts).unverified
    assert Unverified("what the records say of its text is at fault", 23, 1, ("harbour-news", "press-note")) in found


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from(["harbour-news", "register"]))))
def test_every_citation_is_verified_faulty_or_counted(cited: list[tuple[bool, bool, str]]) -> None:
    """Whatever a record cites, right or wrong, in part or whole: nothing gets lost between the three."""
    check = evidence_check()
    verified = faulty = 0
    for placed, right, name in cited:
        passage = str(cite(name, TEXT, "Seahaven Council gave")) if placed else name
        wrong = passage[:-1] + ("0" if passage[-1] != "0" else "1") if placed else passage
        faulty += len(list(check.check(citing(passage if right else wrong))))
        verified += placed and right and name == "harbour-news"
    assert verified + faulty + sum(each.citations for each in check.take_unverified()) == len(cited)


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
    assert replace(desk.check(gate, desk.texts), warnings=()) == Report(unverified=(REGISTER,))


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
    assert [(each.reason, each.citations) for each in report.unverified] == [(REGISTER.reason, 10)]
    assert report.records > 390


def test_a_name_of_a_text_cannot_lead_out_of_its_folder(desk: Desk, gate: Gate) -> None:
    (desk.texts.parent / "secret.txt").write_text("secret")
    desk.change("sources/harbour", label="../secret.txt")
    report = desk.check(gate, desk.texts)
    assert report.conforms
    assert "its source is named by a path" in " ".join(report.remarks)


def test_that_not_all_is_reported_is_said(desk: Desk, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.validation.gate.ENOUGH", 1)
    desk.change("people/jo-tide", confidence=None)
    assert desk.check(gate, desk.texts).notices == ("only the first 1 faulty records are reported",)
