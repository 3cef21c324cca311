"""Loads, with the reports of those that were refused: kept beside the journal, and no more than there may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.changes import Origin, Refused, Repository
from kg.desk import LoadOptions, load
from kg.errors import UnknownName
from kg.history import LoadReport, LoadReports, Loads, LoadWish, Log
from kg.history.loads import MOST_FINDINGS, MOST_REPORTS
from kg.records import Report, Violation
from kg.settings import Settings
from kg.workspace import Workspace
from tests.kg.desk.loading import REPORT, bring, place


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(Settings(home=tmp_path / "home", data=None, sources=None))


def loads_of(repository: Repository, workspace: Workspace) -> Loads:
    log = Log(repository.journal, workspace.mapping, lambda: repository.version)
    return Loads(log, LoadReports(repository.home))


def test_a_refused_load_leaves_its_report_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    with workspace.repository() as repository:
        bring(workspace, repository, folder, [REPORT, place("ulsan")])
        table = folder / "places.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("stated", "sure"), encoding="utf-8")
        for options in (LoadOptions(rehearse=True), LoadOptions()):
            with pytest.raises(Refused):
                load(repository, workspace.intake(folder), options)
        bring(workspace, repository, folder, [REPORT, place("ulsan"), place("busan")])
        loads = loads_of(repository, workspace)
        page = loads.page(LoadWish())
        assert [each.outcome for each in page.entries] == ["accepted", "refused", "accepted"]
        assert [each.id for each in page.entries][::2] == ["2", "1"]
        refused = page.entries[1]
        (finding,) = loads.findings(refused)
        assert (finding.file, finding.line, finding.field, finding.value) == ("two/places.csv", 2, "confidence", "sure")
        assert refused.report is not None
        assert refused.report.counts == {"Violation": 1, "Warning": 0, "Info": 0}
        assert str(tmp_path) not in "".join(each.read_text() for each in (repository.home / "loads").iterdir())
        assert loads.one(refused.id).report == refused.report
        assert loads.one("2").change is not None
        assert [each.id for each in loads.page(LoadWish(outcome="refused")).entries] == [refused.id]
        assert [each.id for each in loads.page(LoadWish(outcome="accepted")).entries] == ["2", "1"]
        assert not loads.page(LoadWish(dataset="three")).entries
        first, rest = loads.page(LoadWish(limit=1)), loads.page(LoadWish(limit=1, before=2))
        assert [[each.id for each in part.entries] for part in (first, rest)] == [["2"], [refused.id, "1"]]
        assert repository.version == 2


@pytest.mark.parametrize("id_", ["", "9", "../home", "x.findings", "9" * 30])
def test_what_is_no_load_is_not_found(workspace: Workspace, tmp_path: Path, id_: str) -> None:
    with workspace.repository() as repository:
        bring(workspace, repository, tmp_path / "two", [REPORT])
        with pytest.raises(UnknownName):
            loads_of(repository, workspace).one(id_)


def reports_in(home: Path, number: int, findings: int = 1) -> LoadReports:
    reports = LoadReports(home)
    for version in range(number):
        found = [Violation(file="a.csv", line=line, message="x" * 5_000) for line in range(findings)]
        told = LoadReport.of(Report(tuple(found)), Origin("ana", "Records", "file"), ["a"], version)
        reports.keep(told, found)
    return reports


def test_no_more_reports_and_findings_are_kept_than_there_may_be(tmp_path: Path) -> None:
    reports = reports_in(tmp_path, MOST_REPORTS + 3)
    kept = reports.all()
    assert [each.reached for each in kept] == [*range(MOST_REPORTS + 2, 2, -1)]
    assert len([*(tmp_path / "loads").iterdir()]) == 2 * MOST_REPORTS
    (report,) = reports_in(tmp_path / "other", 1, MOST_FINDINGS + 5).all()
    assert report.counts["Violation"] == MOST_FINDINGS + 5
    found = LoadReports(tmp_path / "other").findings(report.id)
    assert len(found) == MOST_FINDINGS
    assert sum(each.stat().st_size for each in (tmp_path / "other" / "loads").iterdir()) < 1_000 * MOST_FINDINGS


def test_a_report_that_was_cut_short_is_as_though_it_were_not_there(tmp_path: Path) -> None:
    reports = reports_in(tmp_path, 3)
    newest, older, oldest = reports.all()
    head = tmp_path / "loads" / f"{newest.id}.json"
    head.write_bytes(head.read_bytes()[:-20])
    body = tmp_path / "loads" / f"{older.id}.findings.json"
    body.write_bytes(body.read_bytes()[:-20])
    assert reports.all() == [older, oldest]
    assert (reports.of(newest.id), reports.findings(older.id)) == (None, [])
    reports_in(tmp_path, 1)
    assert not head.exists()


def test_a_disk_that_takes_nothing_stops_no_load(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "loads").write_text("no folder", encoding="utf-8")
    assert reports_in(tmp_path, 1).all() == []
    assert "cannot be kept" in caplog.text
