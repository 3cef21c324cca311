"""Templates of datasets and tables, and the sentences that nobody has looked at."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kg.reference import needed
from kg.vocabulary import load_vocabulary
from tests.conftest import HARBOUR, HARBOUR_TEXTS, RunKg
from tests.kg.cli.conftest import assert_complaint


def columns(table: Path) -> list[str]:
    return next(csv.reader(table.read_text(encoding="utf-8").splitlines()))


def test_a_new_dataset_conforms_and_can_be_filled(kg: RunKg, tmp_path: Path) -> None:
    folder = tmp_path / "My Region"
    made = kg("new", "dataset", folder, "--title", "My region: 울산")
    assert made.code == 0
    assert {path.name for path in folder.iterdir()} == {"dataset.yml", "sources.csv", "documents.csv"}
    assert kg("check", folder).code == 0
    for record_class in load_vocabulary().classes.values():
        if record_class.collection not in ("sources", "documents"):
            done = kg("new", record_class.collection, "--path", folder)
            assert done.out == f"{folder / record_class.collection}.csv\n"
            for name in needed(record_class.name):
                assert f"* {name} " in done.err
    assert "0 records conform" in kg("check", folder).err
    header = columns(folder / "contributions.csv")
    assert {"id", "quote", "amount"} < set(header)
    assert "as_of" not in header


def test_all_columns_are_there_where_they_are_asked_for(kg: RunKg, tmp_path: Path) -> None:
    kg("new", "dataset", tmp_path / "own")
    kg("new", "outcomes", tmp_path / "own", "--all")
    header = columns(tmp_path / "own" / "outcomes.csv")
    assert tuple(header) == load_vocabulary().by_collection["outcomes"].columns


def test_nothing_is_written_over_or_beside(kg: RunKg, tmp_path: Path) -> None:
    kg("new", "dataset", tmp_path / "own")
    (tmp_path / "own" / "sources.csv").write_text("mine", encoding="utf-8")
    assert_complaint(kg("new", "sources", tmp_path / "own"), "is there already")
    assert (tmp_path / "own" / "sources.csv").read_text(encoding="utf-8") == "mine"
    assert_complaint(kg("new", "organizations", tmp_path / "own"), "Did you mean 'organisations'?")
    assert_complaint(kg("new", "events", tmp_path / "nowhere"), "There is no folder")
    assert_complaint(kg("new", "dataset", tmp_path / "---"), "no Latin letters")
    assert kg("new", "dataset").code == 2


@pytest.mark.parametrize("document", [(), ("--document", "documents/harbour-news")])
def test_the_sentences_that_no_record_rests_on_are_shown(kg: RunKg, document: tuple[str, ...]) -> None:
    own = (HARBOUR, "--sources", HARBOUR_TEXTS, *document)
    shown = kg("coverage", *own)
    assert shown.code == 0
    bodies = json.loads(kg("coverage", "--format", "json", *own).out)["harbour-news"]
    for state in ("in a record", "left out", "nobody's"):
        assert f"{sum(each['state'] == state for each in bodies)} {state}" in shown.out
    for each in bodies:
        assert (each["words"] in shown.out) == (each["state"] == "nobody's")
        assert each["words"] in kg("coverage", "--all", *own).out


def test_a_text_that_is_not_at_hand_is_said(kg: RunKg) -> None:
    done = kg("coverage", HARBOUR)
    assert (done.code, done.out) == (0, "")
    assert "no folder of source texts is given" in done.err
    assert_complaint(kg("coverage", HARBOUR, "--document", "nothing"), "There is no document 'nothing'")
