"""`kg loads`: what was brought and what was refused, each with its report, also as lines of JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import RunKg
from tests.kg.cli.conftest import assert_complaint
from tests.kg.records.malformed.case import Case


@pytest.fixture
def home(tmp_path: Path, kg: RunKg) -> Path:
    """A home with a load that was accepted, and after it one that was refused for a word in one cell."""
    root, home = Case("sound", {}, "", "").make(tmp_path / "data"), tmp_path / "home"
    assert kg("--home", home, "load", root).code == 0
    table = root / "one" / "places.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("stated", "sure"), encoding="utf-8")
    assert kg("--home", home, "load", root).code == 1
    return home


def test_loads_are_listed_newest_first(home: Path, kg: RunKg) -> None:
    refused, accepted = kg("--home", home, "loads").out.splitlines()
    assert "refused" in refused
    assert "violation" in refused
    assert accepted.split()[:2] == ["1", "accepted"]
    assert kg("--home", home, "loads", "--outcome", "accepted").out.splitlines() == [accepted]
    assert kg("--home", home, "loads", "--limit", "1", "--dataset", "one").out.splitlines() == [refused]
    assert kg("--home", home, "loads", "--dataset", "another").out == ""


def test_the_report_of_a_refused_load_names_places_and_what_to_do(home: Path, kg: RunKg) -> None:
    entry, *_ = map(json.loads, kg("--home", home, "loads", "--json").out.splitlines())
    assert (entry["outcome"], entry["datasets"]) == ("refused", ["one"])
    report = kg("--home", home, "loads", entry["id"])
    assert report.code == 0
    assert "one/places.csv:2" in report.out
    assert "(found: sure)" in report.out
    findings = [json.loads(line) for line in kg("--home", home, "loads", entry["id"], "--json").out.splitlines()]
    assert {(each["file"], each["field"], each["value"]) for each in findings} == {
        ("one/places.csv", "confidence", "sure")
    }
    assert len(findings) == entry["findings"]["Violation"]


@pytest.mark.parametrize("load", ["99", "../home", "nothing-of-this-name"])
def test_a_load_that_there_is_not_is_told(home: Path, kg: RunKg, load: str) -> None:
    assert_complaint(kg("--home", home, "loads", load), "There is no", load)
