from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.records import Record, Row, Violation, from_json, to_json, write_json_lines
from kg.records.json_records import read_json_lines
from kg.vocabulary import load_vocabulary
from tests.conftest import HARBOUR

VOCABULARY = load_vocabulary()
PLACE: dict[str, Any] = {"id": "places/x", "type": "Place", "label": "X"}


def test_a_record_is_an_object_and_back() -> None:
    values = {
        "amount": ("5.5",),
        "funder": ("organisations/a", "organisations/b"),
        "evidence": ("d:1-2:0123456789abcdef", "e"),
    }
    record = Record("Contribution", "contributions/x", values)
    body = to_json(record, VOCABULARY.classes["Contribution"])
    assert body["amount"] == 5.5
    assert to_json(record, VOCABULARY.classes["Contribution"], is_jsonld=True)["amount"] == "5.5"
    assert body["funder"] == ["organisations/a", "organisations/b"]
    assert body["evidence"][0]["start"] == 1
    assert body["evidence"][1] == {"id": "contributions/x#e", "type": "Evidence", "document": "documents/e"}
    assert from_json(body, VOCABULARY) == record


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"type": "Planet"}, "type"),
        ({"type": None}, "type"),
        ({"id": "x"}, "id"),
        ({"id": "organisations/x"}, "id"),
        ({"id": "places/X"}, "id"),
        ({"id": None}, "id"),
        ({"label": ["a", "b"]}, "label"),
        ({"label": "a\x00b"}, "label"),
        ({"label": "\ud800"}, "label"),
        ({"kind": {"id": "city"}}, "kind"),
        ({"within": "South Korea"}, "within"),
        ({"within": ["places/y", 5]}, "within"),
        ({"evidence": "page 3"}, "evidence"),
        ({"evidence": {"document": "documents/d", "start": 1}}, "evidence"),
        ({"evidence": [{"start": 1, "end": 2, "digest": "0123456789abcdef"}]}, "evidence"),
        ({"evidence": [[]]}, "evidence"),
    ],
)
def test_a_fault_names_its_field(fields: dict[str, Any], field: str) -> None:
    found = from_json({**PLACE, **fields}, VOCABULARY)
    assert isinstance(found, list)
    assert [name for name, _ in found] == [field]
    assert all(len(message) > 15 for _, message in found)


@pytest.mark.parametrize("body", [None, 5, "x", [], [PLACE]])
def test_what_is_no_object(body: object) -> None:
    assert from_json(body, VOCABULARY) == [("-", "a record is a JSON object")]


@pytest.mark.parametrize("nothing", [None, "", []])
def test_what_is_empty_is_left_out(nothing: object) -> None:
    assert from_json({**PLACE, "kind": nothing, "within": nothing}, VOCABULARY) == Record(
        "Place", "places/x", {"label": ("X",)}
    )


def test_numbers_and_single_values_are_taken_as_they_come() -> None:
    body = {"id": "outcomes/x", "type": "Outcome", "value": 4.50, "about": "places/x", "evidence": "d"}
    found = from_json(body, VOCABULARY)
    assert isinstance(found, Record)
    assert found.values == {"value": ("4.5",), "about": ("places/x",), "evidence": ("d",)}


def test_a_file_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    place = b'{"id": "places/x", "type": "Place"}'
    lines = [place + b"\r", b"", b'{"id"', b"[]", b"[" * 5000, place.replace(b"x", b"\xff")]
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines))
    rows = list(read_json_lines(path, VOCABULARY))
    assert [row.line for row in rows] == [1, 3, 4, 5, 6]
    assert [isinstance(row, Row) for row in rows] == [True, False, False, False, False]
    assert "the line is not JSON" in next(row.message for row in rows if isinstance(row, Violation))


def test_lines_are_written_as_they_are_read(tmp_path: Path) -> None:
    records = [row.record for row in read_json_lines(HARBOUR, VOCABULARY) if isinstance(row, Row)]
    path = tmp_path / "again.jsonl"
    path.write_text("".join(write_json_lines(records, VOCABULARY)), encoding="utf-8")
    assert [row.record for row in read_json_lines(path, VOCABULARY) if isinstance(row, Row)] == records
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["type"] == "Source"
