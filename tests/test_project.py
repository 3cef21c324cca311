"""What is delivered is whole: the wheel, its version, and the files that tell others how to work on it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder

from tests.conftest import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
FORMS = sorted(set((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")) - {ROOT / ".github/ISSUE_TEMPLATE/config.yml"})


def read_yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_the_wheel_holds_all_files_of_both_packages_and_the_ontology(tmp_path: Path) -> None:
    built = list(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
        metadata = wheel.read(f"innovation_kg-{VERSION}.dist-info/METADATA").decode()
    tracked = subprocess.run(["git", "ls-files", "kg", "api", "ontology"], cwd=ROOT, capture_output=True, check=True)
    files = {name for name in tracked.stdout.decode().splitlines() if (ROOT / name).is_file()}
    assert files
    assert {re.sub("^ontology/", "kg/ontology/", name) for name in files} <= names
    assert {"kg/py.typed", "api/py.typed", "kg/ontology/context.jsonld"} <= names
    assert f"\nVersion: {VERSION}\n" in metadata


def test_the_version_stands_in_one_place() -> None:
    assert version("innovation-kg") == VERSION, "run `make check`, which installs the project anew"
    code = [path for package in ("kg", "api") for path in (ROOT / package).rglob("*.py")]
    assert [path for path in code if f'"{VERSION}"' in path.read_text(encoding="utf-8")] == []


def test_no_span_of_time_is_measured_by_a_clock_that_can_be_set() -> None:
    """A machine's clock jumps when it is set, and then a deadline passes at once or never comes."""
    faults = []
    for path in (path for package in ("kg", "api") for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
                calls = [ast.unparse(each.func) for each in (node.left, node.right) if isinstance(each, ast.Call)]
                faults += [f"{path}: {call}" for call in calls if call.endswith((".now", ".today", "time.time"))]
            elif isinstance(node, ast.ImportFrom) and node.module == "time":
                faults += [f"{path}: {each.name}" for each in node.names if each.name == "time"]
    assert faults == []


def test_the_workflow_runs_what_ci_runs() -> None:
    steps = [step for job in read_yaml(".github/workflows/ci.yml")["jobs"].values() for step in job["steps"]]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]
    made = re.findall(r"^make ([a-z-]+)$", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"check", "test"} <= set(made) <= TARGETS


def test_the_hooks_call_what_is_there() -> None:
    (repository,) = read_yaml(".pre-commit-config.yaml")["repos"]
    for hook in repository["hooks"]:
        command, verb, *_ = hook["entry"].split()
        if command == "make":
            assert verb in TARGETS
        else:
            assert command.startswith(".venv/bin/")
            assert (Path(sys.executable).parent / Path(command).name).is_file()


@pytest.mark.parametrize(
    "page", ["CONTRIBUTING.md", "README.md", ".github/PULL_REQUEST_TEMPLATE.md", "tests/README.md"]
)
def test_what_pages_say_can_be_made_can_be_made(page: str) -> None:
    made = re.findall(r"`make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert made
    assert set(made) <= TARGETS


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_forms_ask_each_thing_once_and_say_what_they_are_for(form: Path) -> None:
    content = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert content["name"]
    assert content["description"]
    fields = [each for each in content["body"] if each["type"] != "markdown"]
    assert all(each["attributes"]["label"] for each in fields)
    assert len({each["id"] for each in fields}) == len(fields)
    assert any(each.get("validations", {}).get("required") for each in fields)
