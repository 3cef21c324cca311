"""The evidence of a change is held against the texts as they are just then, and that of a load only once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.changes import Origin, Refused, Repository
from kg.desk import load
from kg.desk.operations import NEWEST, Operation
from kg.desk.records import RecordEdits
from kg.settings import Settings
from kg.texts import cite, full_digest, normalise, read_text
from kg.workspace import Workspace
from tests.conftest import HARBOUR, HARBOUR_TEXTS

LAB, SOURCE = "organisations/harbour-lab", "sources/harbour"
NEWS, NOTE = "documents/harbour-news", "documents/press-note"


class Desk:
    """The small dataset in a graph and in a file, beside a copy of its text."""

    def __init__(self, workspace: Workspace, repository: Repository, file: Path, text: Path) -> None:
        self._workspace, self.repository, self.file, self.text = workspace, repository, file, text
        self._bodies = [json.loads(line) for line in HARBOUR.read_text(encoding="utf-8").splitlines()]

    def load(self, **changed: Any) -> None:
        """Load the file, in which some fields of the lab are others."""
        bodies = [{**each, **(changed if each["id"] == LAB else {})} for each in self._bodies]
        self.file.write_text("".join(json.dumps(each) + "\n" for each in bodies), encoding="utf-8")
        load(self.repository, self._workspace.intake(self.file))

    def patch(self, **patches: Any) -> int:
        operations = [Operation("patch", id_, patch, NEWEST) for id_, patch in patches.items()]
        edits = RecordEdits(self.repository, operations, "", 1_000)
        with self.repository.prepare(Origin("ana", "edits", "HTTP")) as writer:
            edits.write(writer)
            change = writer.finish()
        return self.repository.commit(change)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    texts = tmp_path / "texts"
    texts.mkdir()
    text = texts / "harbour.txt"
    text.write_bytes((HARBOUR_TEXTS / "harbour.txt").read_bytes())
    workspace = Workspace(Settings(home=tmp_path / "home", data=None, sources=texts))
    with workspace.repository() as repository:
        made = Desk(workspace, repository, tmp_path / "harbour.jsonl", text)
        made.load()
        yield made


def refused(desk: Desk, **patches: Any) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        desk.patch(**patches)
    mapping = desk.repository.gate.mapping
    return {(mapping.reference(each.focus), each.field) for each in refusal.value.report.violations}


def test_a_text_that_is_corrected_is_read_again(desk: Desk) -> None:
    whole = normalise(desk.text.read_text(encoding="utf-8"))
    corrected = whole.replace("Another article stands", "Another article is")
    desk.patch(**{LAB: {"note": "It is read once."}})
    desk.text.write_text(corrected, encoding="utf-8")
    source = {"digest": full_digest(corrected), "length": len(corrected)}
    assert refused(desk, **{SOURCE: {"digest": "0" * 64}}) == {(SOURCE, "digest")}
    assert refused(desk, **{SOURCE: source}) == {(NOTE, "source_end")}
    document = {NOTE: {"source_end": len(corrected)}}
    places = refused(desk, **{SOURCE: source}, **document)
    assert places, "what cites the press note is told of, though no edit is about it"
    passage = cite("press-note", corrected[422:], "Seahaven Council met the press.")
    evidence = {"document": NOTE, "start": passage.start, "end": passage.end, "digest": passage.digest}
    cured = {id_: {"evidence": [evidence]} for id_, _ in places}
    assert desk.patch(**{SOURCE: source}, **document, **cured) == 3


def test_what_is_wrong_with_a_text_stops_no_edit_of_anything_else(desk: Desk) -> None:
    desk.text.write_text("Another text.", encoding="utf-8")
    assert desk.patch(**{NEWS: {"label": "A test bed is opened"}, LAB: {"note": "By the quay."}}) == 2
    desk.text.unlink()
    assert desk.patch(**{NEWS: {"source_end": 409}}) == 3


def test_a_quote_of_a_file_and_the_evidence_of_a_steward_are_held_against_each_other(desk: Desk) -> None:
    """Each of the two is right by itself."""
    passage = cite("harbour-news", read_text(desk.text)[:410], "(Harbour Lab) is a partner")
    evidence = [{"document": NEWS, "start": passage.start, "end": passage.end, "digest": passage.digest}]
    desk.patch(**{LAB: {"evidence": evidence, "quote": "Harbour Lab"}})
    desk.load(quote="Harbour Lab")
    desk.patch(**{LAB: {"evidence": evidence}})
    with pytest.raises(Refused) as refusal:
        desk.load(quote="항만 연구소")
    (violation,) = refusal.value.report.violations
    assert (violation.field, violation.file, violation.line > 0) == ("quote", str(desk.file), True)
