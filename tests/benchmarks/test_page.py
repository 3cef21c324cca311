"""Each section of the page of results is made of what its benchmark printed and says of itself, and of nothing else."""

import json
import re
import sys
from pathlib import Path

import pytest

from benchmarks import soak
from benchmarks.page import BENCHMARKS, RESULTS, page
from benchmarks.run import main


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Results in a folder of their own, beside which the page is written."""
    folder = tmp_path / "results"
    folder.mkdir()
    for name in ("edits", "soak"):
        lines = [{"peer": "ours", "ms": 12.5}, {"note": "one peer is missing"}]
        result = {"command": f"python -m benchmarks.{name}", "machine": "2 cores", "lines": lines}
        (folder / f"{name}.json").write_text(json.dumps(result), encoding="utf-8")
    return folder


def sections(text: str) -> dict[str, str]:
    return {part.partition("\n")[0]: part for part in re.split(r"^## ", text, flags=re.MULTILINE)}


def test_a_section_is_of_the_run_and_of_the_module(results: Path) -> None:
    section = next(text for title, text in sections(page(results)).items() if title.startswith("An hour"))
    assert "`python -m benchmarks.soak`: 2 cores." in section
    assert "| peer | ms |\n| --- | --: |\n| ours | 12.5 |" in section
    assert "- one peer is missing" in section
    assert section.endswith(soak.COMMENTARY)


def test_a_run_replaces_its_section_alone(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sections(page(results))
    printing = results.with_name("printing")
    printing.write_text('#!/bin/sh\necho \'{"walk": "\'$*\'", "files": 27}\'\n', encoding="utf-8")
    printing.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(printing))
    main(["walks", "--rounds", "1"], results)
    after = sections(results.with_name("RESULTS.md").read_text(encoding="utf-8"))
    [title] = after.keys() - before.keys()
    assert title == "How many files a reader passes through"
    assert "| -m benchmarks.walks --rounds 1 | 27 |" in after[title]
    assert {name: after[name] for name in before} == before


def test_a_run_of_some_parts_leaves_the_others(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printing = results.with_name("printing")
    monkeypatch.setattr(sys, "executable", str(printing))
    for parts in ({"core": 1, "degree": 2}, {"core": 3}):
        lines = "\n".join(json.dumps({"measure": name, "ms": ms, "part": name}) for name, ms in parts.items())
        printing.write_text(f"#!/bin/sh\necho '{lines}'\n", encoding="utf-8")
        printing.chmod(0o755)
        main(["measures", "--only", *parts], results)
    text = results.with_name("RESULTS.md").read_text(encoding="utf-8")
    assert "| measure | ms |\n| --- | --: |\n| degree | 2 |\n| core | 3 |\n" in text


def test_a_failed_run_leaves_what_there_was(results: Path) -> None:
    before = (results / "edits.json").read_bytes()
    with pytest.raises(SystemExit, match=r"benchmarks\.edits failed"):
        main(["edits", "--no-such-option"], results)
    assert (results / "edits.json").read_bytes() == before


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_results_are_of_a_run_of_a_benchmark_that_there_is(path: Path) -> None:
    result = json.loads(path.read_text(encoding="utf-8"))
    assert path.stem in BENCHMARKS
    assert result.keys() == {"command", "machine", "lines"}
    assert result["command"].startswith(f"python -m benchmarks.{path.stem}")
