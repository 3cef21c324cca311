"""Citing: passages of documents, and the row of a new source."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import HARBOUR, HARBOUR_TEXTS, RunKg
from tests.kg.cli.conftest import assert_complaint


def test_citing(kg: RunKg) -> None:
    own = ("--path", HARBOUR, "--sources", HARBOUR_TEXTS)
    done = kg("cite", "harbour-news", "Harbour   Lab", *own)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("harbour-news:")
    assert kg("cite", "documents/harbour-news", "Harbour Lab", *own).out == done.out
    assert kg("cite", "harbour-news", "Seahaven", "--occurrence", "2", *own).code == 0
    assert_complaint(kg("cite", "harbour-news", "no such words", *own), "nowhere", "Copy it from the text")
    assert_complaint(kg("cite", "harbour-news", "Harbour Lab", "--occurrence", "9", *own), "only 1 time")
    assert_complaint(kg("cite", "harbour-new", "x", *own), "Did you mean 'harbour-news'?")
    assert_complaint(kg("cite", "register", "x", *own), "not at hand")


def test_a_passage_that_stands_there_more_than_once_is_noted(kg: RunKg) -> None:
    own = ("--path", HARBOUR, "--sources", HARBOUR_TEXTS)
    untold = kg("cite", "harbour-news", "Seahaven", *own)
    first = kg("cite", "harbour-news", "Seahaven", "--occurrence", "1", *own)
    assert untold.out == first.out
    assert "times in harbour-news, and this is the first" in untold.err
    assert first.err == ""
    assert_complaint(kg("cite", "harbour-news", "Seahaven", "--occurrence", "99", *own), "only", "Count from the first")


def test_each_place_of_a_passage_is_listed_with_what_to_paste(kg: RunKg) -> None:
    own = ("--path", HARBOUR, "--sources", HARBOUR_TEXTS)
    untold = kg("cite", "harbour-news", "Seahaven", *own)
    for number in (1, 2):
        one = kg("cite", "harbour-news", "Seahaven", "--occurrence", str(number), *own)
        assert f"  {number}  {one.out.strip()}  " in untold.err
    assert "[Seahaven]" in untold.err


@pytest.mark.parametrize("passage", ["harbour lab", "Harbour Labs"])
def test_what_was_probably_meant_is_shown_with_what_to_paste(kg: RunKg, passage: str) -> None:
    own = ("--path", HARBOUR, "--sources", HARBOUR_TEXTS)
    missed = kg("cite", "harbour-news", passage, *own)
    assert (missed.code, missed.out) == (2, "")
    assert "[Harbour Lab]" in missed.err
    assert kg("cite", "harbour-news", "Harbour Lab", *own).out.strip() in missed.err


@pytest.mark.parametrize(
    "document", ["ｈａｒｂｏｕｒ-news", "Harbour-News", "https://w3id.org/innovation-kg/documents/harbour-news"]
)
@pytest.mark.parametrize("passage", ["항만 연구소", unicodedata.normalize("NFD", "항만 연구소")])
def test_citing_looks_past_the_spelling(kg: RunKg, document: str, passage: str) -> None:
    own = ("--path", HARBOUR, "--sources", HARBOUR_TEXTS)
    assert kg("cite", document, passage, *own).out == kg("cite", "harbour-news", "항만 연구소", *own).out != ""


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("울산 회의록.txt", "ulsan-hoeyirog"),
        (unicodedata.normalize("NFD", "울산 회의록.txt"), "ulsan-hoeyirog"),
        ("北京.txt", "text-"),
        ("Übersicht (2).TXT", "ubersicht-2"),
        ("--.txt", "text-"),
    ],
)
def test_the_row_of_a_source_round_trips(kg: RunKg, tmp_path: Path, name: str, slug: str) -> None:
    """Whatever its name, the text is found again from the table, from the graph, and by the address of its record."""
    texts, records = tmp_path / "texts", tmp_path / "records"
    texts.mkdir()
    records.mkdir()
    (texts / name).write_text("The council funds it.", encoding="utf-8")
    done = kg("cite", texts / name)
    (row,) = csv.DictReader(io.StringIO(done.out))
    assert row["id"].startswith(slug)
    assert row["label"] == unicodedata.normalize("NFC", name)
    (records / "dataset.yml").write_text("name: own\n")
    (records / "sources.csv").write_text(done.out, encoding="utf-8")
    header = kg("ref", "documents")
    columns = [line.split("\t")[0] for line in header.out.splitlines()[1:]]
    cells = {
        "id": "minutes",
        "label": "Minutes",
        "kind": "article",
        "source": f"sources/{row['id']}",
        "confidence": "stated",
    }
    with (records / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", *(each for each in columns if each != "quote")])
        writer.writeheader()
        writer.writerow(cells)
    found = kg("cite", "minutes", "council", "--path", records, "--sources", texts)
    assert (found.code, found.out.partition(":")[0]) == (0, "minutes")
    home = tmp_path / "home"
    assert kg("--home", home, "load", records).code == 0
    kg("--home", home, "export", "records", "-o", tmp_path / "exported")
    exported = (tmp_path / "exported" / "own" / "sources.csv").read_text(encoding="utf-8")
    assert [each["label"] for each in csv.DictReader(io.StringIO(exported))] == [row["label"]]


@pytest.mark.parametrize(
    "name", [" minutes.txt", "minutes\u202fof May.txt", "minutes\u200b.txt", "minutes\u3164.txt", "two\nlines.txt"]
)
def test_a_name_that_no_table_holds_is_refused(kg: RunKg, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("The council funds it.")
    assert_complaint(kg("cite", tmp_path / name), "Rename the file")


@pytest.mark.parametrize(
    ("text", "said"),
    [("Caf\ufffd", "U+FFFD REPLACEMENT CHARACTER at position 4"), ("the \x92new\x92 one", "U+0092 control character")],
)
def test_a_text_that_was_converted_badly_is_noted(kg: RunKg, tmp_path: Path, text: str, said: str) -> None:
    """It is a text all the same, and may have been published like that."""
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = kg("cite", tmp_path / "a.txt")
    assert done.code == 0
    assert f"a.txt has {said}" in done.err


def test_a_document_that_a_fault_hides_is_not_said_to_be_missing_only(kg: RunKg, tmp_path: Path) -> None:
    (tmp_path / "dataset.yml").write_text("name: own\n", encoding="utf-8")
    (tmp_path / "documents.csv").write_text("id,label\nminutes,Minutes\n", encoding="utf-8")
    done = kg("cite", "minutes", "council", "--path", tmp_path)
    assert_complaint(done, "There is no document 'minutes'")
    assert "faults in the records may hide it; `kg check` names them" in done.err
