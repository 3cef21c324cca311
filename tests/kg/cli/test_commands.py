"""Each command as it is run: what it prints, how it ends, and what it says of a mistake."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.changes import Origin
from kg.settings import BASE_IRI, Settings
from kg.store.rdf import PREFIXES, Literal, NamedNode, Quad, read_quads, text_of
from kg.workspace import Workspace
from tests.conftest import HARBOUR, HARBOUR_TEXTS, RunKg
from tests.kg.cli.conftest import assert_complaint

COMMANDS = ["check", "load", "serve", "query", "network", "export", "cite", "ref"]
LABELS = "SELECT ?label { ?o a org:Organization ; skos:prefLabel ?label } ORDER BY ?label"


@pytest.mark.parametrize("command", [[], *([each] for each in COMMANDS)], ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(kg: RunKg, command: list[str], option: str) -> None:
    done = kg(*command, option)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(" ".join(["Usage: kg", *command]))
    assert "Examples:" in done.out or "Example" in done.out or "First steps" in done.out


def test_help_lists_every_command_and_setting(kg: RunKg) -> None:
    text = kg("--help").out
    assert not [command for command in COMMANDS if f"  {command} " not in text]
    assert "KG_QUERY_TIMEOUT (30.0): seconds" in text


def test_version(kg: RunKg) -> None:
    assert kg("--version").out.startswith("kg, version ")


def test_check(kg: RunKg) -> None:
    done = kg("check", HARBOUR, "--sources", HARBOUR_TEXTS)
    note = "note: 1 citation was not verified, because no passage is named: register\n"
    assert (done.code, done.out, done.err) == (0, "", f"{note}27 records conform\n")


def test_what_is_not_verified_is_said_in_every_format(kg: RunKg, tmp_path: Path) -> None:
    said = "23 citations and 1 quote were not verified, because no folder of source texts is given"
    assert f"note: {said}" in kg("check", HARBOUR).err
    assert f"note: {said}" in kg("--home", tmp_path / "home", "load", HARBOUR).err
    body = json.loads(kg("check", HARBOUR, "--format", "json").out)
    assert body["conforms"]
    assert [each["citations"] for each in body["unverified"]] == [23, 1]
    assert body["unverified"][0]["documents"] == ["harbour-news", "press-note"]
    assert said in body["notices"][0]
    (run,) = json.loads(kg("check", HARBOUR, "--format", "sarif").out)["runs"]
    assert said in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert said in kg("check", HARBOUR, "--format", "turtle").out


def test_check_tells_faults_in_every_format(kg: RunKg, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"id": "places/x", "type": "Place", "kind": "city"}\n')
    done = kg("check", path)
    assert done.code == 1
    assert [line.partition(": ")[0] for line in done.out.splitlines()] == [f"{path}:1"] * 3
    assert done.err == "3 violations\n"
    body = json.loads(kg("check", path, "--format", "json").out)
    assert sorted(each["field"] for each in body["violations"]) == ["confidence", "evidence", "label"]
    sarif = json.loads(kg("check", path, "--format", "sarif").out)
    assert {
        each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in sarif["runs"][0]["results"]
    } == {1}
    turtle = list(read_quads(kg("check", path, "--format", "turtle").out, "turtle"))
    results = sum(quad.predicate.value.endswith("#result") for quad in turtle)
    assert results == 3 + len(body["warnings"])


def test_loading_again_changes_nothing(kg: RunKg, home: Path) -> None:
    done = kg("--home", home, "load", HARBOUR)
    assert (done.code, done.out) == (0, "version 1: 0 added, 0 changed, 0 removed, 27 unchanged\n")
    assert [path.name for path in (home / "journal").iterdir()] == ["0000000001.rdfp"]


def test_a_query_in_a_pipe_is_json(kg: RunKg, home: Path) -> None:
    body = json.loads(kg("--home", home, "query", LABELS).out)
    assert body["results"]["bindings"][0]["label"]["value"] == "Harbour Lab"


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv", "table"])
def test_a_query_in_every_format(kg: RunKg, home: Path, name: str) -> None:
    done = kg("--home", home, "query", LABELS, "--format", name)
    assert (done.code, done.err) == (0, "")
    assert "Seahaven University" in done.out
    if name == "csv":
        assert [row[0] for row in csv.reader(io.StringIO(done.out))][:2] == ["label", "Harbour Lab"]


def test_a_query_from_a_file_and_a_graph(kg: RunKg, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.rq"
    path.write_text("CONSTRUCT WHERE { ?o a org:Organization ; skos:prefLabel ?label }", encoding="utf-8")
    done = kg("--home", home, "query", "-f", path)
    assert len(list(read_quads(done.out, "turtle"))) == 8
    assert_complaint(kg("--home", home, "query", "-f", path, "--format", "table"), "Use --format turtle")
    assert_complaint(kg("--home", home, "query", "-f", path, "--format", "csv"), "There is no format for graph")
    assert json.loads(kg("--home", home, "query", "ASK { ?s ?p ?o }").out)["boolean"] is True


def test_a_malformed_query_says_where(kg: RunKg, home: Path) -> None:
    assert_complaint(kg("--home", home, "query", "SELECT ?a {\n  ?a ?b }"), "line 2, column 9: } cannot")
    assert_complaint(kg("--home", home, "query", "SELECT * { ?a nope:x ?b }"), "line 1", "refix")
    assert_complaint(kg("--home", home, "query"), "Give either a query or a file")
    assert_complaint(kg("--home", home, "query", "ASK {}", "-f", HARBOUR), "Give either a query or a file")
    assert_complaint(kg("--home", home, "query", "-f", home / "none.rq"), "No such file")


@pytest.mark.parametrize("verb", [["verify"], ["network", "funding"], ["query", "ASK {}"], ["export", "nquads"]])
def test_the_home_is_said_before_the_verb_or_after_it(kg: RunKg, home: Path, verb: list[str]) -> None:
    before, after = kg("--home", home, *verb), kg(*verb, "--home", home)
    assert before.code == after.code == 0, after
    assert before.out == after.out
    assert "--home DIRECTORY" in kg(verb[0], "--help").out


@pytest.mark.parametrize("name", ["nquads", "trig", "turtle", "jsonld"])
def test_an_export_of_rdf(kg: RunKg, home: Path, tmp_path: Path, name: str) -> None:
    done = kg("--home", home, "export", name)
    assert done.code == 0
    assert len(list(read_quads(done.out, name))) > 200
    output = tmp_path / "out"
    assert kg("--home", home, "export", name, "-o", output).out == ""
    assert set(read_quads(output.read_bytes(), name)) == set(read_quads(done.out, name))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_of_records_is_loaded_again(kg: RunKg, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    done = kg("--home", home, "export", "records", "-o", folder)
    assert (done.code, done.out) == (0, "")
    assert "27 records written" in done.err
    assert kg("--home", home, "load", folder).out.endswith("0 added, 0 changed, 0 removed, 27 unchanged\n")
    assert_complaint(kg("--home", home, "export", "records"), "Give the folder")


def test_an_export_into_the_files_that_were_loaded(kg: RunKg, tmp_path: Path) -> None:
    """The edits come into the files, and the next load has nothing to do."""
    home, path = tmp_path / "home", tmp_path / "harbour.jsonl"
    shutil.copy(HARBOUR, path)
    kg("--home", home, "load", path)
    workspace = Workspace(Settings(home=home))
    name = NamedNode(f"{BASE_IRI}datasets/harbour")
    with workspace.repository() as repository, repository.prepare(Origin("ana", "an edit", "HTTP")) as writer:
        quads = repository.store.quads(predicate=NamedNode(f"{PREFIXES['skos']}prefLabel"), graph=name)
        old = next(each for each in quads if text_of(each.object) == "Quay Works Ltd")
        writer.remove([old])
        writer.add([Quad(old.subject, old.predicate, Literal("Quay Works plc"), name)])
        repository.commit(writer.finish())
    done = kg("--home", home, "export", "records", "-o", path)
    assert (done.code, done.out, done.err) == (0, "", f"1 changed, 0 added, 0 removed in 1 file of {path}\n")
    pairs = zip(HARBOUR.read_text().splitlines(), path.read_text().splitlines(), strict=True)
    ((before, after),) = [pair for pair in pairs if len(set(pair)) == 2]
    assert after == before.replace("Quay Works Ltd", "Quay Works plc")
    assert kg("--home", home, "load", path).out.endswith("0 added, 0 changed, 0 removed, 27 unchanged\n")


def test_other_exports(kg: RunKg, home: Path) -> None:
    done = kg("--home", home, "export", "360giving")
    assert len(json.loads(done.out)["grants"]) == 1
    assert "1 of 2 contributions" in done.err
    assert "<gexf" in kg("--home", home, "export", "gexf").out
    assert_complaint(kg("--home", home, "export", "gexf", "--view", "none"), "There is no")
    assert_complaint(kg("--home", home, "export", "parquet"), "Give the folder for the tables.")
    assert_complaint(kg("--home", home, "export", "pdf"), "Invalid value for 'FORMAT'")
    assert_complaint(kg("--home", home, "export", "trig", "-o", home / "none" / "x.trig"), "none")


def test_the_dictionary(kg: RunKg) -> None:
    rows = list(csv.reader(io.StringIO(kg("ref", "roles").out), delimiter="\t"))
    assert rows[0][0] == "name"
    assert "lead" in [row[0] for row in rows]
    assert "organisations\ttable" in kg("ref").out
    assert "ikg\thttps://w3id.org/innovation-kg/ontology#" in kg("ref", "prefixes").out
    assert_complaint(kg("ref", "rolles"), "Did you mean 'roles'?")


def test_the_dictionary_gives_the_header_of_a_table_beside_it(kg: RunKg, tmp_path: Path) -> None:
    done = kg("ref", "goals")
    header = next(line.partition(": ")[2] for line in done.err.splitlines() if line.startswith("Header of goals.csv"))
    assert "id" not in [line.split("\t")[0] for line in done.out.splitlines()]
    (tmp_path / "dataset.yml").write_text("name: own\n", encoding="utf-8")
    cells = {"id": "g", "label": "Goal", "confidence": "stated", "evidence": "documents/none"}
    row = ",".join(cells.get(name, "") for name in header.split(","))
    (tmp_path / "goals.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert "column" not in kg("check", tmp_path).out
    assert "Header of" not in kg("ref", "roles").err
    (tmp_path / "goals.csv").write_text("id,label\ng,Goal\n", encoding="utf-8")
    assert "`kg ref goals` gives the whole header" in kg("check", tmp_path).out


def test_one_is_not_many(kg: RunKg, tmp_path: Path) -> None:
    text = kg("cite", next(HARBOUR_TEXTS.glob("*.txt")))
    (tmp_path / "dataset.yml").write_text("name: own\n", encoding="utf-8")
    (tmp_path / "sources.csv").write_text(text.out, encoding="utf-8")
    assert kg("check", tmp_path).err.splitlines()[-1] == "1 record conforms"


@pytest.mark.parametrize("command", [["query", "ASK {}"], ["network", "funding"], ["export", "trig"]], ids=" ".join)
def test_without_a_graph(kg: RunKg, tmp_path: Path, command: list[str]) -> None:
    assert_complaint(kg("--home", tmp_path / "none", *command), "There is no graph", "Run `kg load` first.")
    assert not (tmp_path / "none").exists()


def test_arguments_that_are_wrong(kg: RunKg, tmp_path: Path) -> None:
    assert_complaint(kg("chek"), "No such command 'chek'")
    assert_complaint(kg("check", "--nope"), "No such option")
    assert_complaint(kg("check", tmp_path / "none"), "is neither a folder of records nor a .jsonl file")
    assert_complaint(kg("check", tmp_path), "holds no dataset")
    assert_complaint(kg("check", HARBOUR, "--sources", tmp_path / "none"), "does not exist")
    assert_complaint(kg("network"), "Name a VIEW")
    assert_complaint(kg("serve", "--port", "99999"), "Invalid value for '--port'")


def test_settings_that_are_wrong(kg: RunKg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_WORKERS", "many")
    assert_complaint(kg("ref"), "KG_WORKERS is 'many'", "Set it to a number such as 4")


def test_a_setting_with_a_slip_in_its_name(kg: RunKg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_TIMOUT", "5")
    done = kg("ref", "prefixes")
    assert done.code == 0
    assert done.err == "kg: KG_QUERY_TIMOUT is no setting and is not read; KG_QUERY_TIMEOUT is one.\n"


def test_a_home_that_is_a_file(kg: RunKg, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    assert_complaint(kg("--home", tmp_path / "home", "load", HARBOUR), "home")


def test_a_table_that_cannot_be_opened(kg: RunKg, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").mkdir()
    (tmp_path / "dataset.yml").write_text("name: x\n")
    done = kg("check", tmp_path)
    assert (done.code, done.out.count("\n")) == (1, 1)
    assert f"{tmp_path / 'organisations.csv'}:1: -: it is a folder" in done.out


def test_as_a_process(kg_installed: RunKg, home: Path, tmp_path: Path) -> None:
    done = kg_installed("--home", home, "query", LABELS, "--format", "csv")
    assert (done.code, done.err, done.out.splitlines()[0]) == (0, "", "label")
    assert_complaint(kg_installed("--home", home, "query", "SELECT"), "line 1")
    assert_complaint(kg_installed("chek"), "No such command")
    assert_complaint(kg_installed("query", "ASK {}", KG_HOME=str(tmp_path / "none")), "There is no graph")


_LOADED = """
import sys
from kg.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print([each for each in ("numba", "networkx", "scipy", "numpy", "duckdb", "fastapi") if each in sys.modules])
"""


@pytest.mark.parametrize(
    "line", [["--help"], ["--version"], ["check", str(HARBOUR)], ["load", "--help"], ["ref"]], ids=str
)
def test_heavy_libraries_are_loaded_by_commands_that_need_them(line: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED, *line], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
