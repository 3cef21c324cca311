"""Malformed folders of datasets: each is refused with file, line, field and a way out, and nothing of it is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.changes import Refused, Repository
from kg.desk import load
from kg.settings import Settings
from kg.workspace import Workspace
from tests.conftest import RunKg
from tests.kg.records.malformed.case import SOUND, Case
from tests.kg.records.malformed.descriptions import DESCRIPTIONS
from tests.kg.records.malformed.folders import FOLDERS
from tests.kg.records.malformed.json_lines import JSON_LINES
from tests.kg.records.malformed.tables import TABLES
from tests.waiting import PATIENCE

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


@pytest.mark.parametrize("case", [each for each in CASES if not each.hangs], ids=str)
def test_a_malformed_folder(case: Case, tmp_path: Path, kg: RunKg, empty: tuple[Workspace, Repository]) -> None:
    root = case.make(tmp_path / "data")
    done = kg("check", root)
    lines = done.out.replace(f"{root}/", "").splitlines()
    assert done.code == 1, done
    assert "Traceback" not in done.err
    case.assert_told(lines)
    assert f"{case.count} violation" in done.err

    workspace, repository = empty
    with pytest.raises(Refused) as refused:
        load(repository, workspace.intake(root))
    assert [str(each).replace(f"{root}/", "") for each in refused.value.report.violations] == lines
    assert (repository.version, list(repository.journal.folder.iterdir())) == (0, [])


CHECK_ALL = """
import json, resource, sys
from pathlib import Path
from kg.changes import Refused
from kg.desk import check, load
from kg.settings import Settings
from kg.workspace import Workspace

resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
workspace = Workspace(Settings(home=Path(sys.argv[1]), data=None))
with workspace.repository() as repository:
    for root in sys.argv[2:]:
        report = check(workspace.intake(Path(root)), workspace.gate)
        try:
            load(repository, workspace.intake(Path(root)))
        except Refused as refused:
            assert refused.report.violations == report.violations
        print(json.dumps([str(each) for each in report.violations]), flush=True)
    assert repository.version == 0
"""
"""Checks and loads folders one after the other, with a GiB of memory, and prints the faults of each on a line."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is told of the cases that could hang; none of them does."""
    hanging = [each for each in CASES if each.hangs]
    roots = [case.make(tmp_path_factory.mktemp("hanging")) for case in hanging]
    command = [sys.executable, "-c", CHECK_ALL, *map(str, (tmp_path_factory.mktemp("hanging") / "home", *roots))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        case.place + case.words: [fault.replace(f"{root}/", "") for fault in faults]
        for case, root, faults in zip(hanging, roots, lines, strict=True)
    }


@pytest.mark.parametrize("case", [each for each in CASES if each.hangs], ids=str)
def test_a_folder_that_could_hang(case: Case, told: dict[str, list[str]]) -> None:
    case.assert_told(told[case.place + case.words])
