"""`kg log`, `kg history` and `kg diff`: what they say of a small history, and of mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import RunKg
from tests.generator import write_dataset
from tests.kg.desk.loading import REPORT, place


@pytest.fixture
def home(kg: RunKg, tmp_path: Path) -> Path:
    """A home with three versions: two places, of which one gets another name and the other goes."""
    home, folder = tmp_path / "home", tmp_path / "demo"
    for places in (
        [place("ulsan"), place("busan")],
        [place("ulsan", label="Ulsan City"), place("busan")],
        [place("ulsan", label="Ulsan City")],
    ):
        write_dataset(folder, iter([REPORT, *places]))
        done = kg("--home", home, "load", folder, "--force")
        assert done.code == 0, done.err
    return home


def test_log(kg: RunKg, home: Path) -> None:
    lines = kg("--home", home, "log").out.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "kg load (file): Records of demo" in lines[1]
    assert "1 record in demo, +1 -1 triples" in lines[1]
    first, *_ = map(json.loads, kg("--home", home, "log", "--json", "--limit", "2").out.splitlines())
    assert (first["version"], first["author"], first["source"], first["datasets"]) == (3, "kg load", "file", ["demo"])
    assert kg("--home", home, "log", "--since", "2").out.split()[0] == "3"
    assert kg("--home", home, "log", "--author", "nobody").err == "None of 3 changes fits.\n"
    assert len(kg("--home", home, "log", "--since", "2000-01-01").out.splitlines()) == 3
    assert kg("--home", home, "log", "--author", "nobody").out == ""
    assert "give a version or a date" in kg("--home", home, "log", "--since", "yesterday").err


def test_the_changes_are_asked_in_sparql(kg: RunKg, home: Path) -> None:
    told = "GRAPH <derived/changes> { ?change ikg:version ?version ; prov:influenced ?place }"
    query = f"SELECT ?version ?place {{ {told} ?place a ikg:Place }} ORDER BY ?version ?place"
    busan, ulsan = (f"https://w3id.org/innovation-kg/places/{each}" for each in ("busan", "ulsan"))
    lines = kg("--home", home, "query", query, "--format", "csv").out.split()
    assert lines == ["version,place", f"1,{ulsan}", f"2,{ulsan}"]
    older = kg("--home", home, "query", query, "--format", "csv", "--version", "1").out.split()
    assert older == ["version,place", f"1,{busan}", f"1,{ulsan}"]


def test_history(kg: RunKg, home: Path) -> None:
    lines = kg("--home", home, "history", "places/ulsan").out.splitlines()
    assert lines[0].split()[0] == "2"
    assert lines[1].strip() == "label: Ulsan -> Ulsan City"
    assert "[added]" in lines[2]
    (gone, came) = map(json.loads, kg("--home", home, "history", "places/busan", "--json").out.splitlines())
    assert [(each["version"], each["action"]) for each in (gone, came)] == [(3, "removed"), (1, "added")]
    unknown = kg("--home", home, "history", "places/nowhere")
    assert (unknown.code, unknown.out) == (2, "")
    assert "says nothing about" in unknown.err


def test_diff(kg: RunKg, home: Path) -> None:
    text = kg("--home", home, "diff", "1").out
    assert "- places/busan  (Place, demo)" in text
    assert "~ places/ulsan  (Place, demo)\n          label: Ulsan -> Ulsan City" in text
    body = json.loads(kg("--home", home, "diff", "1", "2", "--format", "json").out)
    assert (body["from"], body["to"], [each["action"] for each in body["changes"]]) == (1, 2, ["changed"])
    patch = kg("--home", home, "diff", "1", "2", "--format", "patch").out.splitlines()
    assert (patch[0], patch[-1], [line[0] for line in patch[1:-1]]) == ("TX .", "TC .", ["D", "A"])
    assert "There is no version '7'" in kg("--home", home, "diff", "1", "7").err


def test_older_versions_are_read(kg: RunKg, home: Path) -> None:
    query = "SELECT ?l { <places/ulsan> skos:prefLabel ?l }"
    assert "Ulsan City" in kg("--home", home, "query", query).out
    assert '"Ulsan"' in kg("--home", home, "query", query, "--version", "1").out
    assert "Ulsan" not in kg("--home", home, "query", query, "--at", "2000-01-01").out
    assert "Busan" in kg("--home", home, "export", "nquads", "--version", "2").out
    assert json.loads(kg("--home", home, "network", "partnership", "--version", "1").out)["version"] == 1
    assert "0 to 3" in kg("--home", home, "query", query, "--version", "9").err
    assert not [*home.glob("history-*")]


def test_revert(kg: RunKg, home: Path) -> None:
    refused = kg("--home", home, "revert", "1", "--reason", "all wrong")
    assert refused.code == 2
    assert "later versions changed what it had changed: 2, 3" in refused.err
    rehearsed = kg("--home", home, "revert", "3", "--reason", "busan stays", "--dry-run")
    assert "Nothing was changed" in rehearsed.err
    done = kg("--home", home, "revert", "3", "--reason", "busan stays", "--author", "ana")
    assert done.out.startswith("version 4: ")
    line, *_ = kg("--home", home, "log").out.splitlines()
    assert "ana (command): Reverts version 3: busan stays" in line
    assert not kg("--home", home, "diff", "2", "4").out


def test_rename(kg: RunKg, home: Path) -> None:
    done = kg("--home", home, "rename", "places/ulsan", "places/ulsan-city", "--author", "ana")
    assert done.out.startswith("version 4: "), done.err
    lines = kg("--home", home, "diff", "3").out.splitlines()
    assert "~ places/ulsan-city  (Place, demo, was places/ulsan)" in lines
    assert not [line for line in lines if line.startswith(("+", "-"))]
    assert "[renamed from places/ulsan]" in kg("--home", home, "history", "places/ulsan-city", "--limit", "1").out
    taken = kg("--home", home, "rename", "places/ulsan-city", "places/ulsan-city")
    assert (taken.code, "is a record already" in taken.err) == (2, True)
    folder = home.with_name("demo")
    again = kg("--home", home, "load", folder)
    assert "places/ulsan" in again.err
    assert not kg("--home", home, "diff", "4").out.startswith("+")


@pytest.mark.parametrize("command", [("log",), ("history", "places/a"), ("diff", "0")], ids=" ".join)
def test_where_nothing_was_loaded(kg: RunKg, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = kg("--home", tmp_path / "none", *command)
    assert done.code == 2
    assert "Run `kg load` first" in done.err


def test_diff_of_answers(kg: RunKg, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = home.parent / "demo" / "queries"
    queries.mkdir()
    (queries / "places.rq").write_text("# Which places?\nSELECT ?label { ?place a ikg:Place ; skos:prefLabel ?label }")
    monkeypatch.setenv("KG_DATA", str(home.parent / "demo"))
    text = kg("--home", home, "diff", "1", "2", "--answers", "--money", "--edges", "--ranks", "degree").out
    assert '  Which places? (demo/places)\n    - "ulsan"\n    + "Ulsan City"\n' in text.replace('"Ulsan"', '"ulsan"')
    body = json.loads(kg("--home", home, "diff", "2", "1", "--answers", "--format", "json").out)
    assert body["answers"]["items"][0]["added"][0][0].casefold() == '"ulsan"'
