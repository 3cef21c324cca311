"""The same warnings by every way: files, a graph, JSON, RDF, and what is written of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.changes import Repository
from kg.changes.trial import try_rdf, try_records
from kg.desk import check, load
from kg.export import read_all
from kg.mapping import Mapping
from kg.ontology import ONTOLOGY_IRI
from kg.records import Report, Violation
from kg.records.report import NOTICE, WARNING
from kg.reference import concepts
from kg.settings import Settings
from kg.store import EMBEDDED
from kg.store.rdf import write_quads
from kg.texts import SourceTexts
from kg.validation import Gate
from kg.validation.formats import FORMATS
from kg.validation.plausibility import CHECKS, by_check, warnings_of
from kg.workspace import Workspace
from tests.conftest import HARBOUR, HARBOUR_TEXTS, RunKg

SLIPS: dict[str, dict[str, object]] = {
    "contributions/first-grant": {"amount": "12500005", "bound": "over", "when": "2025-04-03"},
    "contributions/second-grant": {"printed": "£250,000", "currency": "GBP"},
    "organisations/seahaven-university": {
        "label": "QUAY  works ltd",
        "accepted": ["same-label: it is the firm's name"],
    },
}


@pytest.fixture
def slips(tmp_path: Path) -> Path:
    """The small dataset with some slips."""
    path = tmp_path / "slips.jsonl"
    records = [json.loads(line) for line in HARBOUR.read_text(encoding="utf-8").splitlines()]
    for each in records:
        each.update(SLIPS.get(each["id"], {}))
    text = "".join(json.dumps({k: v for k, v in each.items() if v is not None}) + "\n" for each in records)
    path.write_text(text, encoding="utf-8")
    return path


def without_places(violations: Iterable[Violation]) -> list[Violation]:
    return sorted(replace(each, file="", line=0) for each in violations)


def checked(path: Path, gate: Gate, texts: Path | None = None) -> Report:
    return check(Workspace(Settings(sources=texts)).intake(path), gate)


def test_a_graph_is_warned_of_as_its_files_are(
    slips: Path, repository: Repository, gate: Gate, mapping: Mapping
) -> None:
    load(repository, Workspace(Settings()).intake(slips))
    for texts in (None, HARBOUR_TEXTS):
        report = checked(slips, gate, texts)
        held = warnings_of(repository.store, mapping, SourceTexts(texts))
        assert without_places(report.warnings) == without_places(held)
        assert report.conforms
        assert {"amount-disagrees", "same-label", "single-source"} <= set(by_check(held))
    assert {"printed-nowhere", "after-its-document", "time-unsupported"} <= set(by_check(held))
    assert warnings_of(repository.store, mapping, dataset="slips") == warnings_of(repository.store, mapping)
    assert warnings_of(repository.store, mapping, dataset="another") == ()


def test_json_and_rdf_are_warned_of_as_files_are(slips: Path, gate: Gate) -> None:
    report = checked(slips, gate)
    nothing = EMBEDDED.in_memory()
    records = [json.loads(line) for line in slips.read_text(encoding="utf-8").splitlines()]
    posted = try_records(gate, nothing, json.dumps(records).encode())
    assert without_places(posted.warnings) == without_places(report.warnings)
    assert {each.focus: each.line for each in posted.warnings} == {each.focus: each.line for each in report.warnings}
    rows = Workspace(Settings()).intake(slips)
    quads = (
        quad
        for dataset in rows.datasets
        for record in rows.records(dataset)
        for quad in gate.mapping.to_quads(record, gate.mapping.graph("x"))
    )
    sent = try_rdf(gate, nothing, write_quads(quads), "nquads", {})
    assert without_places(sent.warnings) == without_places(report.warnings)


def test_what_is_posted_is_held_against_the_graph(slips: Path, repository: Repository, gate: Gate) -> None:
    load(repository, Workspace(Settings()).intake(slips))
    records = {each["id"]: each for each in map(json.loads, slips.read_text(encoding="utf-8").splitlines())}

    def shapes(*ids: str) -> list[str]:
        body = json.dumps([records[id_] for id_ in ids]).encode()
        return [each.shape for each in try_records(gate, repository.store, body).warnings]

    assert shapes("people/jo-tide", "places/seahaven", "sources/harbour", "documents/harbour-news") == []
    assert shapes("agreements/memorandum") == ["without-parties", "single-source"]
    late = {**records["contributions/first-grant"], "amount": "1250000.5", "when": "2026"}
    late_report = try_records(gate, repository.store, json.dumps(late).encode())
    assert [each.shape for each in late_report.warnings] == ["single-source", "after-its-document"]


def test_what_another_dataset_refers_to_is_no_loose_end(
    tmp_path: Path, repository: Repository, gate: Gate, workspace: Workspace
) -> None:
    load(repository, Workspace(Settings()).intake(HARBOUR))
    cited = {"confidence": "stated", "evidence": [{"document": "documents/harbour-news"}]}
    city = {"id": "places/city", "type": "Place", "label": "City", "kind": "city", **cited}
    dock = {"id": "organisations/dock", "type": "Organisation", "label": "Dock", "kind": "company", **cited}
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_text(json.dumps(city), encoding="utf-8")
    second.write_text(json.dumps({**dock, "located_in": ["places/city"]}), encoding="utf-8")

    def loose(store: bool) -> list[str]:
        report = check(workspace.intake(first), gate, repository.store if store else None)
        return [each.shape for each in report.warnings]

    assert loose(store=False) == loose(store=True) == ["unused"]
    load(repository, workspace.intake(first))
    assert loose(store=True) == ["unused"]
    load(repository, workspace.intake(second))
    assert loose(store=True) == []
    assert loose(store=False) == ["unused"]


def test_a_violation_is_not_warned_of_as_well(slips: Path, gate: Gate) -> None:
    text = slips.read_text(encoding="utf-8").replace('"amount": "12500005"', '"amount": "-12500005"')
    slips.write_text(text, encoding="utf-8")
    report = checked(slips, gate)
    assert [each.field for each in report.violations] == ["amount"]
    assert "amount-disagrees" not in by_check(report.warnings)


def test_only_so_many_findings_of_a_check_are_kept(tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [
        json.dumps({"id": f"places/p{n}", "type": "Place", "label": f"P {n}", "kind": "city"}) for n in range(1200)
    ]
    path = tmp_path / "places.jsonl"
    path.write_text("\n".join(places), encoding="utf-8")
    report = Workspace(Settings()).intake(path).check()
    assert len(report.warnings) == 1000
    assert report.notices == ("only the first 1,000 of 1,200 findings of unused are reported",)


def test_each_format_has_the_level(slips: Path, gate: Gate) -> None:
    report = checked(slips, gate, HARBOUR_TEXTS)
    body = json.loads(FORMATS["json"](report))
    assert (body["conforms"], body["violations"]) == (True, [])
    assert {each["severity"] for each in body["warnings"]} == {WARNING, NOTICE}
    (run,) = json.loads(FORMATS["sarif"](report))["runs"]
    assert {each["level"] for each in run["results"]} == {"warning", "note"}
    texts = {each["id"]: each["shortDescription"]["text"] for each in run["tool"]["driver"]["rules"]}
    assert texts["amount-disagrees"] == CHECKS["amount-disagrees"].sentence
    turtle = FORMATS["turtle"](report)
    assert f"<{ONTOLOGY_IRI}/checks/amount-disagrees>" in turtle
    assert turtle.count("sh:Warning") == report.count(WARNING)
    text = FORMATS["text"](report)
    assert "amount: warning: amount is 12500005, but" in text
    assert "; accepted: it is the firm's name" in text
    assert text.count("[single-source]") == len(by_check(report.warnings)["single-source"])


def test_the_command_lists_warnings_and_exits_by_violations(slips: Path, kg: RunKg) -> None:
    sources = ("--sources", str(HARBOUR_TEXTS))
    usual = kg("check", slips, *sources)
    assert usual.code == 0
    assert "[amount-disagrees]" in usual.out
    assert "single-source" not in usual.out
    assert "same-label" not in usual.out
    warnings = len(usual.out.splitlines())
    assert f"27 records conform; {warnings} warnings" in usual.err
    assert kg("check", slips, "--strict").code == 1
    assert kg("check", slips, "--level", "violation").out == ""
    every = kg("check", slips, *sources, "--level", "notice")
    assert (every.code, "[same-label]" in every.out, " notices" in every.err) == (0, True, True)


def test_a_load_counts_them_also_when_nothing_is_read_again(slips: Path, repository: Repository) -> None:
    intake = Workspace(Settings(sources=HARBOUR_TEXTS)).intake(slips)
    first, again = load(repository, intake), load(repository, intake)
    assert again.report.in_short == first.report.in_short
    (sentence,) = [each for each in first.report.in_short if "`kg check` lists them" in each]
    assert "1 of amount-disagrees" in sentence
    assert "same-label" not in sentence


def test_what_is_accepted_comes_back_from_the_graph(slips: Path, repository: Repository, mapping: Mapping) -> None:
    load(repository, Workspace(Settings()).intake(slips))
    held = {each.id: each for each in read_all(repository.store, mapping)}
    assert held["organisations/seahaven-university"].values["accepted"] == ("same-label: it is the firm's name",)


def test_the_checks_are_terms_of_the_ontology() -> None:
    assert {each.name: each.definition for each in concepts("checks")} == {
        id_: each.sentence for id_, each in CHECKS.items()
    }


def test_the_shipped_dataset_has_no_warnings(shipped: Path, seeds: Path, gate: Gate) -> None:
    report = checked(shipped, gate, seeds)
    assert [str(each) for each in report.warnings if each.severity == WARNING] == []
