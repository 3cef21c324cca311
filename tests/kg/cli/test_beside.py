"""Beside a running service, a command that writes has the service do it, and says what it would have said alone."""

from __future__ import annotations

import json
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from kg.desk.handover import FILE_NAME, Door, door_of
from kg.settings import Settings
from kg.workspace import Workspace
from tests.api.conftest import assert_problem, environment
from tests.conftest import HARBOUR, RunKg
from tests.generator import write_dataset
from tests.kg.desk.loading import REPORT, place
from tests.waiting import PATIENCE, eventually

KG = str(Path(sys.executable).with_name("kg"))


def write(folder: Path, *slugs: str, **values: str) -> None:
    """Write a dataset of so many places, and the report that they rest on."""
    shutil.rmtree(folder, ignore_errors=True)
    write_dataset(folder / "one", iter([REPORT, *(place(slug, **values) for slug in slugs)]))


@dataclass(frozen=True)
class Beside:
    """Two homes that go through the same: one has a service, the other has none."""

    folder: Path
    client: httpx.Client

    @property
    def alone(self) -> Path:
        return self.folder / "alone"

    @property
    def served(self) -> Path:
        return self.folder / "served"

    @property
    def version(self) -> int:
        return int(self.client.get("/ready").json()["version"])


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    folder = tmp_path_factory.mktemp("beside")
    log = folder / "served.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [KG, "--home", str(folder / "served"), "serve", "--port", "0"],
            env=environment(folder / "served", KG_DATA=""),
            cwd="/",
            stdout=output,
            stderr=output,
        )

    def door() -> Door | None:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        return door_of(folder / "served")

    try:
        address = eventually(door, "the service leaves its address").address
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            yield Beside(folder, client)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    assert not (folder / "served" / FILE_NAME).exists()


@pytest.mark.parametrize("is_relative", [False, True], ids=["absolute", "relative"])
def test_a_load_says_the_same_beside_a_service(
    beside: Beside, kg: RunKg, monkeypatch: pytest.MonkeyPatch, is_relative: bool
) -> None:
    folder = beside.folder / ("data-r" if is_relative else "data")
    monkeypatch.chdir(beside.folder)
    path = folder.name if is_relative else str(folder)
    shutil.rmtree(beside.alone, ignore_errors=True)
    write(folder)
    for home in (beside.alone, beside.served):
        assert kg("--home", home, "load", path, "--force").code == 0

    def both(*options: str) -> tuple[int, str, str]:
        outcomes = [kg("--home", home, "load", path, *options) for home in (beside.alone, beside.served)]
        texts = [(each.code, re.sub(r"^version \d+: ", "", each.out), each.err) for each in outcomes]
        assert texts[0] == texts[1]
        return texts[0]

    cities = ("ulsan", "busan", "daegu")
    steps: Sequence[tuple[tuple[str, ...], dict[str, str], tuple[str, ...], int, str]] = [
        (cities, {}, (), 0, "3 added"),
        (cities, {}, (), 0, "4 unchanged"),
        (cities, {"kind": "citty"}, (), 1, "Did you mean"),
        (cities, {"label": "X"}, ("--dry-run",), 0, "3 changed"),
        (cities[:0], {}, (), 1, "would remove 3 of the 4 records"),
        (cities[:0], {}, ("--force",), 0, "3 removed"),
        (cities[:1], {"note": "a\u200bb"}, (), 1, "U+200B"),
    ]
    for slugs, values, options, code, said in steps:
        write(folder, *slugs, **values)
        outcome = both(*options)
        assert outcome[0] == code, outcome
        assert said in outcome[1] + outcome[2]
    monkeypatch.setenv("KG_BASE_IRI", "https://example.org/")
    assert kg("--home", beside.served, "load", path).code == 2
    monkeypatch.delenv("KG_BASE_IRI")
    path = f"{path}/nowhere"
    assert both()[0] == 2


def test_what_is_loaded_beside_a_service_is_there_at_once(beside: Beside, kg: RunKg) -> None:
    folder = beside.folder / "at-once"
    write(folder, "gwangju")
    done = kg("--home", beside.served, "load", folder, "--force")
    assert done.code == 0, done.err
    assert beside.client.get("/places/gwangju").is_success


def test_networks_are_read_from_the_index_of_the_service(beside: Beside, kg: RunKg) -> None:
    for home in (beside.alone, beside.served):
        assert kg("--home", home, "load", HARBOUR, "--force").code == 0
    columns = Workspace(replace(Settings(), home=beside.served)).index.columns(beside.version)
    assert columns is not None
    columns.close()
    for question in (
        ["affiliation"],
        ["partnership", "degree"],
        ["involvement", "ego", "Harbour Lab"],
        ["funding", "money"],
    ):
        near, far = (
            kg("--home", home, "network", *question, "--format", "json") for home in (beside.alone, beside.served)
        )
        assert (near.code, far.code) == (0, 0), far.err
        answers = [json.loads(each.out) for each in (near, far)]
        versions = {each.pop("version") for each in answers}
        assert beside.version in versions
        assert answers[0] == answers[1]
    older = kg("--home", beside.served, "network", "affiliation", "--version", "0", "--format", "json")
    assert json.loads(older.out)["edges"] == []  # of which the index is not


def test_conflicts_are_told_beside_a_service(beside: Beside, kg: RunKg) -> None:
    folder = beside.folder / "conflicts"
    write(folder, "pohang")
    assert kg("--home", beside.served, "load", folder, "--force").code == 0
    door = door_of(beside.served)
    assert door is not None
    headers = {"if-match": "*", "authorization": f"Bearer {door.secret}"}
    assert beside.client.patch("/places/pohang", json={"label": "Pohang-si"}, headers=headers).is_success
    write(folder, "pohang", label="Pohang City")
    done = kg("--home", beside.served, "load", folder, "--force")
    assert done.code == 1
    assert (
        f"conflict: {folder}/one/places.csv:2: label: the file says 'Pohang City', and the graph 'Pohang-si'"
        in done.err
    )
    assert kg("--home", beside.served, "load", folder, "--take", "file").code == 0


def test_the_address_is_for_the_owner_and_the_secret_alone(beside: Beside) -> None:
    file = beside.served / FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    facts = json.loads(file.read_text(encoding="utf-8"))
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": f"Basic {facts['secret']}"}):
        assert_problem(beside.client.post("/handover/load", json={}, headers=headers), 401, "unauthorised")
    own = {"authorization": f"Bearer {facts['secret']}"}
    assert_problem(beside.client.post("/handover/load", json={}, headers=own), 400, "bad-request")
    assert_problem(beside.client.post("/handover/drop", json={}, headers=own), 404, "unknown-name")


def test_a_service_that_is_gone_is_told_from_one_that_runs(tmp_path: Path) -> None:
    assert door_of(tmp_path) is None
    with Door.at("0.0.0.0", 8000).open_in(tmp_path):
        door = door_of(tmp_path)
        assert door is not None
        assert door.address == "http://127.0.0.1:8000"
        facts = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait(PATIENCE)
        (tmp_path / FILE_NAME).write_text(json.dumps({**facts, "process": ended.pid}), encoding="utf-8")
        assert door_of(tmp_path) is None
        for text in ("", "[]", "{}", '{"process": "x"}'):
            (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
            assert door_of(tmp_path) is None
    assert [Door.at(host, 80).address for host in ("::", "::1", "localhost", "10.0.0.7")] == [
        "http://[::1]:80",
        "http://[::1]:80",
        "http://localhost:80",
        "http://10.0.0.7:80",
    ]
    assert [each.name for each in tmp_path.iterdir()] == [FILE_NAME]


def test_what_changes_one_thing_says_the_same_beside_a_service(beside: Beside, kg: RunKg) -> None:
    """Renamed, reverted, decided on: what was asked, what came of it and what is refused."""
    folder = beside.folder / "data-one"
    shutil.rmtree(beside.alone, ignore_errors=True)
    write(folder, "ulsan", "busan")
    for home in (beside.alone, beside.served):
        assert kg("--home", home, "load", folder, "--force", "--prune").code == 0

    def both(*arguments: str) -> tuple[int, str, str]:
        outcomes = [kg("--home", home, *arguments) for home in (beside.alone, beside.served)]
        texts = [(each.code, re.sub(r"version \d+", "", each.out), each.err) for each in outcomes]
        assert texts[0] == texts[1]
        return texts[0]

    assert both("rename", "places/ulsan", "places/ulsan-city", "--dry-run")[0] == 0
    assert both("rename", "places/ulsan", "places/ulsan-city")[0] == 0
    assert "is a record already" in both("rename", "places/busan", "places/ulsan-city")[2]
    assert "places/nowhere" in both("rename", "places/nowhere", "places/x")[2]
    for home in (beside.alone, beside.served):
        newest = json.loads(kg("--home", home, "log", "--limit", "1", "--json").out)
        done = kg("--home", home, "revert", str(newest["version"]), "--reason", "It is not called so")
        assert (done.code, done.err) == (0, "")
    assert kg("--home", beside.served, "revert", "9999", "--reason", "none").code == 2
    decision = ("places/ulsan", "places/busan", "not-same", "--reason", "Two cities", "--author", "ben")
    assert both("decide", *decision)[0] == 0
    assert both("decide", "places/ulsan", "places/ulsan", "same", "--reason", "One")[0] == 1


def test_records_are_exported_beside_a_service(beside: Beside, kg: RunKg, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service writes the files in its turn, and knows then that they say what it says."""
    monkeypatch.chdir(beside.folder)
    write(Path("exported"), "busan", "jeju", "ulsan")
    assert kg("--home", beside.served, "load", "exported", "--force").code == 0
    assert kg("--home", beside.served, "export", "records", "-o", "exported").code == 0  # what others decided before
    table = Path("exported/one/places.csv")
    before = table.read_text(encoding="utf-8")
    door = door_of(beside.served)
    assert door is not None
    headers = {"if-match": "*", "authorization": f"Bearer {door.secret}"}
    assert beside.client.patch("/places/jeju", json={"label": "Jeju Island"}, headers=headers).is_success

    done = kg("--home", beside.served, "export", "records", "-o", "exported")
    assert (done.code, done.err) == (0, "1 changed, 0 added, 0 removed in 1 file of exported\n")
    lines = zip(before.splitlines(), table.read_text(encoding="utf-8").splitlines(), strict=True)
    assert [now for then, now in lines if then != now] == [
        next(each for each in before.splitlines() if each.startswith("jeju")).replace("Jeju,", "Jeju Island,")
    ]
    assert kg("--home", beside.served, "export", "records", "-o", "exported").err.startswith("0 changed, 0 added")
    assert "1 unchanged" not in (loaded := kg("--home", beside.served, "load", "exported")).out
    assert ("edited in the graph" in loaded.err, "0 changed, 0 removed" in loaded.out) == (False, True)

    assert beside.client.patch("/places/jeju", json={"label": "Jeju-do"}, headers=headers).is_success
    table.write_text(table.read_text(encoding="utf-8").replace("Jeju Island", "Jejudo"), encoding="utf-8")
    apart = kg("--home", beside.served, "export", "records", "-o", "exported")
    assert (apart.code, "File and graph say otherwise of the same fields" in apart.err) == (1, True)
    assert "exported/one/places.csv:" in kg("--home", beside.served, "load", "exported").err

    Path("taken").write_text("no folder", encoding="utf-8")
    unusable = kg("--home", beside.served, "export", "records", "-o", "taken/below")
    assert (unusable.code, "Traceback" in unusable.err) == (2, False)
    assert "taken" in unusable.err
