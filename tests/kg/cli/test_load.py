"""`kg load`, `kg check` and `kg serve` where records would go, and beside what is loaded already."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import environment
from tests.conftest import HARBOUR, RunKg
from tests.kg.records.malformed.case import Case, table
from tests.waiting import PATIENCE

KG = str(Path(sys.executable).with_name("kg"))


@pytest.fixture
def data(tmp_path: Path, kg: RunKg) -> Path:
    """A folder of a dataset of three records that is loaded, and of which two are deleted then."""
    root = Case("sound", {}, "", "").make(tmp_path / "data")
    assert kg("--home", tmp_path / "home", "load", root).out.startswith("version 1: 3 added")
    (root / "one" / "places.csv").write_text(table("places"), encoding="utf-8")
    return root


def test_a_load_that_removes_much_is_refused_until_it_is_forced(data: Path, tmp_path: Path, kg: RunKg) -> None:
    home = ("--home", tmp_path / "home")
    for options in ((), ("--dry-run",)):
        done = kg(*home, "load", data, *options)
        assert done.code == 1
        assert done.out.startswith(
            f"{data}/one/dataset.yml:1: -: the load would remove 2 of the 3 records of 'one'; put"
        )
        assert done.err == "kg: The load would remove much of what the graph holds. Nothing was changed.\n"
    checked = kg(*home, "check", data)
    assert (checked.code, checked.out) == (0, "")
    assert "note: the load would remove 2 of the 3 records of 'one'" in checked.err
    assert "0 changed, 2 removed, 1 unchanged" in kg(*home, "load", data, "--dry-run", "--force").out
    assert kg(*home, "load", data, "--force").out == "version 2: 0 added, 0 changed, 2 removed, 1 unchanged\n"


@pytest.mark.parametrize(("answer", "code", "version"), [("y", 0, 2), ("n", 1, 1), ("", 1, 1)])
def test_on_a_terminal_it_asks(data: Path, tmp_path: Path, kg: RunKg, answer: str, code: int, version: int) -> None:
    ours, theirs = pty.openpty()
    try:
        loading = subprocess.Popen(
            [KG, "--home", str(tmp_path / "home"), "load", str(data)],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env=environment(tmp_path / "home"),
        )
        os.close(theirs)
        said = b""
        while b"Remove them? [y/N]" not in said:
            said += os.read(ours, 1 << 10)
        assert b"would remove 2 of the 3 records" in said
        os.write(ours, f"{answer}\n".encode())
        out, _ = loading.communicate(timeout=PATIENCE)
    finally:
        os.close(ours)
    assert loading.returncode == code
    assert (b"version 2: 0 added, 0 changed, 2 removed" in out) == (code == 0)
    assert len(list((tmp_path / "home" / "journal").glob("*.rdfp"))) == version


def test_a_service_starts_with_what_the_graph_held(data: Path, tmp_path: Path) -> None:
    settings = environment(tmp_path / "home", KG_DATA=str(data), KG_REPLICA_MEMORY="0", KG_WORKERS="1")
    with subprocess.Popen(
        [KG, "serve", "--port", "0"], env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as it:
        assert it.stdout is not None
        assert it.stderr is not None
        said = ""
        while "Serving on" not in said:
            line = it.stderr.readline().decode()
            assert line, said
            said += line
        it.send_signal(signal.SIGTERM)
        out = it.stdout.read().decode()
    assert "the load would remove 2 of the 3 records of 'one'" in out
    assert "The graph is served as it was" in said
    assert len(list((tmp_path / "home" / "journal").glob("*.rdfp"))) == 1


def test_a_service_does_not_start_with_two_datasets_of_one_name(
    tmp_path: Path, kg: RunKg, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = table("documents", {"id": "report", "evidence": ""})
    root = Case("", {"two/dataset.yml": "name: one\n", "two/documents.csv": report}, "", "").make(tmp_path / "data")
    monkeypatch.setenv("KG_DATA", str(root))
    for command in (["check"], ["load"], ["serve", "--port", "0"]):
        done = kg("--home", tmp_path / "home", *command)
        assert done.code == 1
        assert f"{root}/two/dataset.yml:1: name: the dataset of {root}/one/dataset.yml:1 has the name" in done.out
    assert not list((tmp_path / "home" / "journal").glob("*"))


def test_a_check_beside_a_graph_or_alone(data: Path, tmp_path: Path, kg: RunKg) -> None:
    home = ("--home", tmp_path / "home")
    more = tmp_path / "more"
    more.mkdir()
    (more / "places.csv").write_text(table("places", {"id": "ulju", "within": "places/ulsan"}), encoding="utf-8")
    assert kg(*home, "check", more).code == 0
    alone = kg(*home, "check", more, "--alone")
    assert alone.code == 1
    assert [line.split(": ")[1] for line in alone.out.splitlines()] == ["evidence", "within"]
    assert kg("--home", tmp_path / "none", "check", more).out == alone.out
    assert not (tmp_path / "none").exists()
    assert kg(*home, "load", more, "--dry-run").code == 0


def test_what_is_not_read_is_noted(tmp_path: Path, kg: RunKg) -> None:
    root = Case("", {"one/notes.txt": "x", "one/places.csv.bak": "x", "one/README.md": "x"}, "", "").make(
        tmp_path / "data"
    )
    done = kg("check", root)
    assert done.code == 0
    assert done.err.splitlines()[:2] == [
        f"note: {root}/one/notes.txt is not read: it is no table of records",
        f"note: {root}/one/places.csv.bak is not read: it looks like a copy or a lock that a program left behind",
    ]


def test_a_folder_without_a_dataset_says_what_is_there(tmp_path: Path, kg: RunKg) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "outcomes.xlsx").write_bytes(b"PK\x03\x04")
    done = kg("check", tmp_path / "data")
    assert (done.code, done.out) == (2, "")
    assert "holds no dataset" in done.err
    assert "outcomes.xlsx:1: -: a file of the kind .xlsx is not read; save each of its sheets as CSV" in done.err


def test_what_a_dry_run_leaves_is_no_damage(tmp_path: Path, kg: RunKg) -> None:
    home = ("--home", tmp_path / "home")
    assert kg(*home, "load", HARBOUR, "--dry-run").code == 0
    loaded = kg(*home, "load", HARBOUR)
    assert loaded.code == 0
    assert "is made again" not in loaded.err
