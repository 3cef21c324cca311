"""RecordEdits of single records, worked out against the graph as it is when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.changes import Origin, Refused, Repository
from kg.desk.operations import NEWEST, Edited, IsThere, NotRead, Operation, Overtaken, UnknownDataset
from kg.desk.records import RecordEdits, patched
from kg.errors import KgError, LimitExceeded, UnknownIri
from kg.export import read_all
from kg.records import Violation
from kg.settings import Settings
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from kg.workspace import Workspace
from tests.kg.desk.loading import REPORT, bring, place

ULSAN = {"label": "Ulsan", "kind": "city", "confidence": "stated", "evidence": ["two"]}


class Desk:
    """A dataset of one place, and everybody who edits it."""

    def __init__(self, repository: Repository) -> None:
        self.repository, self.mapping = repository, repository.gate.mapping

    def edit(self, *operations: Operation, author: str = "ana", dataset: str = "", most: int = 1000) -> list[Edited]:
        edits = RecordEdits(self.repository, operations, dataset, most)
        with self.repository.prepare(Origin(author, "an edit", "HTTP")) as writer:
            edits.write(writer)
            change = writer.finish()
        try:
            self.repository.commit(change)
        except Refused as refused:
            raise Refused(edits.locate(refused.report)) from None
        return edits.effects

    def record(self, id_: str) -> dict[str, tuple[str, ...]]:
        return next(dict(each.values) for each in read_all(self.repository.store, self.mapping) if each.id == id_)

    def refusal(self, *operations: Operation, **options: Any) -> Sequence[Violation]:
        before = self.repository.version
        with pytest.raises(Refused) as refused:
            self.edit(*operations, **options)
        assert self.repository.version == before
        return refused.value.report.violations


@pytest.fixture(params=["by the index", "by the journal alone"])
def desk(request: pytest.FixtureRequest, workspace: Workspace, tmp_path: Path) -> Iterator[Desk]:
    """What touched a record since is told by the index, or where there is none by the journal."""
    followers = [workspace.index] if request.param == "by the index" else []
    with Repository(workspace.settings.home, workspace.gate, followers=followers) as repository:
        bring(workspace, repository, tmp_path / "demo", [REPORT, place("ulsan")])
        yield Desk(repository)


def patch(slug: str, read: int | None, **fields: Any) -> Operation:
    return Operation("patch", f"places/{slug}", fields, read)


def put(slug: str, read: int | None = None, **fields: Any) -> Operation:
    return Operation("put", f"places/{slug}", {**ULSAN, **fields}, read)


def test_edits_of_different_fields_merge(desk: Desk) -> None:
    desk.edit(patch("ulsan", 1, note="A harbour."), author="ana")
    assert desk.edit(put("ulsan", 1, label="Ulsan, Korea"), author="ben") == [Edited("put", "places/ulsan", "changed")]
    assert desk.record("places/ulsan")["label"] == ("Ulsan, Korea",)
    assert desk.record("places/ulsan")["note"] == ("A harbour.",)


def test_edits_of_the_same_field_are_a_conflict_that_names_both(desk: Desk) -> None:
    desk.edit(patch("ulsan", 1, label="Ulsan-si"), author="ana")
    desk.edit(patch("ulsan", 2, note="A harbour."), author="cho")
    with pytest.raises(Overtaken) as overtaken:
        desk.edit(patch("ulsan", 1, label="Ulsan City", note="A city."), author="ben")
    label, note = overtaken.value.conflicts
    assert (label.field, label.base, label.yours, label.theirs) == ("label", ("Ulsan",), ("Ulsan City",), ("Ulsan-si",))
    assert (label.author, label.version) == ("ana", 2)
    assert (note.field, note.base, note.theirs, note.author, note.version) == ("note", (), ("A harbour.",), "cho", 3)
    assert desk.repository.version == 3
    assert not list(desk.repository.journal.folder.glob("pending-*"))


def test_the_same_edit_by_two_is_a_conflict(desk: Desk) -> None:
    """Two who add one to what they read have added two."""
    desk.edit(patch("ulsan", 1, label="Ulsan-si"))
    with pytest.raises(Overtaken) as overtaken:
        desk.edit(patch("ulsan", 1, label="Ulsan-si"))
    (conflict,) = overtaken.value.conflicts
    assert conflict.yours == conflict.theirs == ("Ulsan-si",)
    assert desk.edit(patch("ulsan", 2, label="Ulsan-si"))[0].effect == "unchanged"


def test_what_was_deleted_meanwhile_is_no_longer_edited(desk: Desk) -> None:
    desk.edit(Operation("delete", "places/ulsan", read=1), author="ana")
    for operation in (patch("ulsan", 1, note="A harbour."), put("ulsan", 1, note="A harbour.")):
        with pytest.raises(Overtaken) as overtaken:
            desk.edit(operation, author="ben")
        (conflict,) = overtaken.value.conflicts
        assert (conflict.field, conflict.theirs, conflict.author, conflict.version) == ("id", (), "ana", 2)


def test_what_was_edited_meanwhile_is_not_deleted(desk: Desk) -> None:
    desk.edit(patch("ulsan", 1, note="A harbour."), author="ana")
    with pytest.raises(Overtaken) as overtaken:
        desk.edit(Operation("delete", "places/ulsan", read=1), author="ben")
    assert overtaken.value.conflicts[0].author == "ana"
    assert desk.edit(Operation("delete", "places/ulsan", read=2))[0].effect == "removed"


def test_a_record_that_is_there_is_edited_by_those_who_read_it(desk: Desk) -> None:
    for operation in (patch("ulsan", None, note="A harbour."), put("ulsan"), Operation("delete", "places/ulsan")):
        with pytest.raises(NotRead):
            desk.edit(operation)
    with pytest.raises(IsThere):
        desk.edit(Operation("put", "places/ulsan", ULSAN, is_new=True))
    with pytest.raises(UnknownIri):
        desk.edit(put("busan", NEWEST))
    assert desk.edit(patch("ulsan", NEWEST, note="A harbour."))[0].effect == "changed"
    with pytest.raises(Overtaken):
        desk.edit(put("ulsan", 0, note="Another."))  # who had read the empty graph knew of no such record
    with pytest.raises(UnknownIri):
        desk.edit(patch("busan", 1, note="A harbour."))


def test_an_id_is_made_of_the_label_and_is_free(desk: Desk) -> None:
    posted = {**ULSAN, "type": "Place", "label": "Ulsan"}
    edited = desk.edit(*[Operation("post", "places/", posted)] * 2, Operation("post", body={**posted, "label": "서울"}))
    assert [each.id for each in edited] == ["places/ulsan-2", "places/ulsan-3", "places/seoul"]
    with pytest.raises(IsThere):
        desk.edit(Operation("post", "places/", {**posted, "id": "places/ulsan"}))
    (fault,) = desk.refusal(Operation("post", "places/", {**posted, "label": "蔚山"}))
    assert (fault.field, "is not an id" in fault.message) == ("id", True)


def test_all_is_done_or_nothing(desk: Desk) -> None:
    good, bad = patch("ulsan", 1, note="A harbour."), put("busan", kind="citty", confidence="sure")
    violations = desk.refusal(good, bad)
    assert {(each.line, each.field, each.focus) for each in violations} == {
        (2, "kind", desk.mapping.iri("places/busan")),
        (2, "confidence", desk.mapping.iri("places/busan")),
    }
    assert "note" not in desk.record("places/ulsan")
    assert [each.effect for each in desk.edit(good, put("busan", label="Busan"))] == ["changed", "added"]


def test_a_record_is_edited_once_in_a_change(desk: Desk) -> None:
    (fault,) = desk.refusal(patch("ulsan", 1, note="A."), patch("ulsan", 1, note="B."))
    assert (fault.line, fault.field, fault.focus) == (2, "id", desk.mapping.iri("places/ulsan"))


def test_who_refers_to_what_would_be_deleted_is_named(desk: Desk) -> None:
    desk.edit(put("nam-gu", label="Nam-gu", within="places/ulsan"))
    (violation,) = desk.refusal(Operation("delete", "places/ulsan", read=1))
    assert (violation.field, violation.focus) == ("within", desk.mapping.iri("places/nam-gu"))
    both = Operation("delete", "places/ulsan", read=2), Operation("delete", "places/nam-gu", read=2)
    assert [each.effect for each in desk.edit(*both)] == ["removed", "removed"]


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"labl": "X"}, "labl", "did you mean 'label'?"),
        ({"label": ["X", "Y"]}, "label", "takes one value"),
        ({"label": " Ulsan"}, "label", "is not spelt as records spell it"),
        ({"note": "One\r\ntwo"}, "note", "is not spelt as records spell it"),
        ({"note": "a\u00a0b"}, "note", "is not spelt as records spell it"),
        ({"note": "Cafe\u0301"}, "note", "is not spelt as records spell it"),
        ({"note": "a\u200bb"}, "note", "U+200B"),
        ({"id": "places/busan"}, "id", "another record"),
        ({"type": "Organisation"}, "id", "write organisations/"),
        ([], "-", "JSON object"),
        ("x", "-", "JSON object"),
    ],
)
def test_what_has_no_form_is_refused_as_in_files(desk: Desk, body: Any, field: str, said: str) -> None:
    sent = {**ULSAN, **body} if isinstance(body, dict) else body
    violations = desk.refusal(Operation("put", "places/ulsan", sent, 1))
    assert [(each.line, each.field) for each in violations] == [(1, field)]
    assert said in violations[0].message
    if isinstance(body, dict):
        assert desk.refusal(Operation("patch", "places/ulsan", body, 1)) == violations


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXTS)
def test_a_text_is_kept_as_it_is_or_refused(desk_of_texts: Desk, text: str) -> None:
    try:
        desk_of_texts.edit(patch("ulsan", NEWEST, note=text))
    except Refused:
        return
    assert desk_of_texts.record("places/ulsan").get("note", ("",)) == (text,)


@pytest.fixture(scope="module")
def desk_of_texts(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("texts")
    with Repository(folder / "home", gate) as repository:
        bring(Workspace(Settings(data=None)), repository, folder / "demo", [REPORT, place("ulsan")])
        yield Desk(repository)


def test_a_new_record_goes_into_the_dataset_that_is_named(desk: Desk, workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UnknownDataset, match="Did you mean 'demo'"):
        desk.edit(put("busan"), dataset="dmo")
    (tmp_path / "both").mkdir()
    bring(workspace, desk.repository, tmp_path / "other", [place("daegu")])
    with pytest.raises(KgError, match="demo, other"):
        desk.edit(put("busan"))
    assert desk.edit(patch("ulsan", 2, note="It stays where it is."))[0].effect == "changed"
    desk.edit(put("busan"), dataset="other")
    node = NamedNode(desk.mapping.iri("places/busan"))
    assert {quad.graph_name for quad in desk.repository.store.quads(node)} == {desk.mapping.graph("other")}


def test_without_datasets_there_is_no_place_for_a_record(repository: Repository) -> None:
    with pytest.raises(KgError, match="POST /datasets"):
        Desk(repository).edit(put("busan"))


def test_statements_that_are_no_fields_stay(desk: Desk) -> None:
    node, graph = NamedNode(desk.mapping.iri("places/ulsan")), desk.mapping.graph("demo")
    beyond = Quad(node, NamedNode("https://example.org/population"), Literal("1136017"), graph)
    with desk.repository.prepare(Origin("ana", "more", "update")) as writer:
        writer.add([beyond])
        change = writer.finish()
    desk.repository.commit(change)
    desk.edit(put("ulsan", 2, note="A harbour."))
    assert desk.repository.store.holds(beyond)
    desk.edit(Operation("delete", "places/ulsan", read=3))
    assert not list(desk.repository.store.quads(node))


def test_a_change_has_a_size(desk: Desk) -> None:
    with pytest.raises(LimitExceeded):
        desk.edit(put("busan"), put("daegu"), most=10)
    assert desk.repository.version == 1


def test_examples_of_the_standard() -> None:
    """RFC 7396, appendix A."""
    for target, patch_, result in [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ]:
        assert patched(target, patch_) == result
