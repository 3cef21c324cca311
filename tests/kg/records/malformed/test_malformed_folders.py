"""Malformed folders of datasets: each is refused with file, line, field and a way out, and nothing of it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.changes import Refused, Repository, load
from kg.settings import Settings
from kg.workspace import Workspace
from tests.conftest import RunKg
from tests.kg.records.malformed.case import SOUND, Case
from tests.kg.records.malformed.descriptions import DESCRIPTIONS
from tests.kg.records.malformed.folders import FOLDERS
from tests.kg.records.malformed.json_lines import JSON_LINES
from tests.kg.records.malformed.tables import TABLES

CASES = [*DESCRIPTIONS, *FOLDERS, *TABLES, *JSON_LINES]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Repository]]:
    workspace = Workspace(Settings(home=tmp_path_factory.mktemp("malformed") / "home", data=None))
    with workspace.repository() as repository:
        yield workspace, repository


def test_there_are_many_and_each_has_a_name() -> None:
    assert len(CASES) > 80
    for cases in (DESCRIPTIONS, FOLDERS, TABLES, JSON_LINES):
        assert len({each.name for each in cases}) == len(cases)


def test_the_folder_they_are_made_from_is_sound(tmp_path: Path, kg: RunKg) -> None:
    done = kg("check", Case("sound", {}, "", "").make(tmp_path))
    assert (done.code, done.out, done.err.splitlines()[-1]) == (0, "", "3 records conform")
    assert len(SOUND) == 3


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_malformed_folder(case: Case, tmp_path: Path, kg: RunKg, empty: tuple[Workspace, Repository]) -> None:
    root = case.make(tmp_path / "data")
    done = kg("check", root)
    lines = done.out.replace(f"{root}/", "").splitlines()
    assert done.code == 1, done
    assert "Traceback" not in done.err
    assert [line for line in lines if line.startswith(f"{case.place}: ") and case.words in line], done.out
    assert len(lines) == case.count, done.out
    assert f"{case.count} violation" in done.err

    workspace, repository = empty
    with pytest.raises(Refused) as refused:
        load(repository, workspace.intake(root))
    assert [str(each).replace(f"{root}/", "") for each in refused.value.report.violations] == lines
    assert (repository.version, list(repository.journal.folder.iterdir())) == (0, [])
