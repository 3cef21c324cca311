"""What many tests share: the real vocabulary, mapping and gate, and the command line as it is run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from kg.changes import Repository
from kg.cli.main import main
from kg.mapping import Mapping
from kg.query.processes import forks
from kg.settings import Settings
from kg.validation import Gate
from kg.vocabulary import Vocabulary, load_vocabulary
from kg.workspace import Workspace
from tests import shared
from tests.generated import PART
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "data" / "west-midlands-korea"
HARBOUR = ROOT / "tests" / "data" / "harbour.jsonl"
HARBOUR_TEXTS = ROOT / "tests" / "data" / "texts"
SEEDS = ROOT.parent / "shared" / "seeds"

settings.register_profile(
    "kg", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("kg")


GROUPS = {
    "tests/api/graphs/": "writing",
    "tests/api/test_allowed_hosts.py": "writing",
    "tests/api/test_changes.py": "writing",
    "tests/api/test_collections.py": "writing",
    "tests/api/test_identifiers.py": "writing",
    "tests/api/test_names.py": "writing",
    "tests/api/test_openapi.py": "writing",
    "tests/api/test_provenance.py": "writing",
    "tests/api/test_update.py": "writing",
    "tests/conformance/graph_store_protocol/": "graph store protocol",
    "tests/conformance/result_formats/": "conformance",
    "tests/conformance/sparql_protocol/": "conformance",
    "tests/conformance/test_sparql": "conformance",
}
"""Files that write to the same server, by how their paths begin: one process runs them, so that they need only one."""


class ByServer(LoadFileScheduling):
    """Runs the tests of a file in one process, and those of files that belong together as well; but for parts."""

    def _split_scope(self, nodeid: str) -> str:
        if PART in nodeid:
            return nodeid
        path = nodeid.partition("::")[0]
        return next((group for start, group in GROUPS.items() if path.startswith(start)), path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByServer:
    return ByServer(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for examples in docstrings of the program only: each process of a run would read through all tests twice."""
    collectors = yield
    return [each for each in collectors if not isinstance(each, DoctestModule)]


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        shared.begin(session.config._tmp_path_factory.getbasetemp() / "run")  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)  # what is open may still be using them
def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        shared.end()


@dataclass(frozen=True)
class Outcome:
    """What a command said."""

    code: int
    out: str
    err: str


RunKg = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("KG_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def mapping(vocabulary: Vocabulary) -> Mapping:
    return Mapping(vocabulary, Settings().base_iri)


@pytest.fixture(scope="session")
def gate(mapping: Mapping) -> Gate:
    return Gate(mapping)


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The folder of the dataset that is shipped."""
    return SHIPPED


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the texts that the shipped dataset was curated from; they are no part of the repository."""
    if not SEEDS.is_dir():
        pytest.skip("the source texts of the shipped dataset are not here")
    return SEEDS


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with a home of its own and no records."""
    return Workspace(Settings(home=tmp_path / "home", data=None))


@pytest.fixture
def repository(workspace: Workspace) -> Iterator[Repository]:
    with workspace.repository() as opened:
        yield opened


@pytest.fixture(scope="session")
def forked_workers() -> None:
    """Fork the fork servers of this process as well: half a second less for each that a test begins.

    They are children of the nursery then; a test of the start of one, or of whose child it is, takes the installed one.
    """
    forks.INTERPRETER = str(shared.nursery() / "python")


@pytest.fixture
def installed_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start fork servers as a user's service does."""
    monkeypatch.setattr(forks, "INTERPRETER", sys.executable)


@pytest.fixture
def kg(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, forked_workers: None
) -> RunKg:
    """Run the command line in this process."""
    monkeypatch.setenv("KG_HOME", str(tmp_path / "no-home"))

    def run(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        out, err = capfdbinary.readouterr()
        return Outcome(code if isinstance(code, int) else 0 if code is None else 1, out.decode(), err.decode())

    return run


@pytest.fixture(scope="session")
def kg_process() -> RunKg:
    """Run the command line as a process of its own, forked from one that has everything imported."""
    return partial(_run_process, shared.nursery() / "kg")


@pytest.fixture(scope="session")
def kg_installed() -> RunKg:
    """Run the command line as a user does, from the start of Python on."""
    return partial(_run_process, Path(sys.executable).parent / "kg")


def _run_process(program: Path, *arguments: str | Path, **environment: str) -> Outcome:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, env={**clean, **environment}, timeout=PATIENCE)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())
