"""An answer carries one version, whoever writes meanwhile; and what a version takes of the machine goes with it."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import chain, cycle
from pathlib import Path
from threading import Barrier, Event, Lock
from zipfile import ZipFile

import httpx
import pyarrow.parquet as pq
import pytest
from starlette.routing import Route

from api.app import create_app
from api.http.responses import version_in
from kg.changes import Repository
from kg.mapping import Mapping
from kg.settings import Settings
from kg.validation import Gate
from tests.api.conftest import ALL_TOKENS, authorised, environment
from tests.api.described import APP
from tests.api.editions import QUESTIONS, STEADY, Kind, State, Writer, commit, kinds, make_home, names
from tests.api.inside import serving_inside
from tests.conftest import RunKg
from tests.generated import sizes
from tests.generator import write_dataset
from tests.processes import descendants, open_files
from tests.shared import new_folder
from tests.waiting import PATIENCE, eventually

FEW = 256
"""Files that may be open, which is little."""

KG = Path(sys.executable).with_name("kg")
SAYS = "SELECT ?name { <organisations/pace> skos:prefLabel ?name }"


@pytest.fixture(scope="module")
def home() -> Path:
    return new_folder("editions") / "home"


@pytest.fixture(scope="module")
def states(home: Path, gate: Gate, mapping: Mapping) -> dict[int, State]:
    """What the graph holds at each version."""
    return make_home(home, gate, mapping)


@dataclass(frozen=True)
class Service:
    """A service as a shell starts it that allows few open files, and whose turns come however busy the machine is.

    Several who ask for the same at once with one writer in between wait for each other: what is held here is of which
    version an answer is, not how soon it comes.
    """

    process: subprocess.Popen[bytes]
    log: Path
    client: httpx.Client


@pytest.fixture(scope="module")
def service(home: Path, states: dict[int, State]) -> Iterator[Service]:
    log = home.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["bash", "-c", f"ulimit -n {FEW}; exec {KG} serve --port 0"],
            env=environment(home, KG_DATA="", KG_TOKENS=ALL_TOKENS, KG_QUERY_TIMEOUT=f"{PATIENCE:g}"),
            stdout=output,
            stderr=output,
        )

    def address() -> str:
        said = log.read_text(encoding="utf-8")
        assert process.poll() is None, said
        return said.partition("Serving on ")[2].partition("  (")[0]

    try:
        url = eventually(address, "the service says where it is")
        with httpx.Client(base_url=url, timeout=2 * PATIENCE, headers=authorised()) as client:
            yield Service(process, log, client)
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture
def client(service: Service) -> httpx.Client:
    return service.client


@pytest.fixture(scope="module")
def writer(service: Service, mapping: Mapping, states: dict[int, State]) -> Writer:
    return Writer(service.client, mapping, states)


def metric(client: httpx.Client, name: str) -> int:
    lines = [line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines()]
    return next(int(float(value)) for metric, value in lines if metric == name)


def test_every_route_that_reads_is_asked_or_tells_no_version() -> None:
    routes = [route for route in APP.routes if isinstance(route, Route)]
    reading = {route.path.removesuffix(".{suffix}") for route in routes if "GET" in (route.methods or ())}
    assert reading == set(QUESTIONS) | set(STEADY)
    assert not set(QUESTIONS) & set(STEADY)


@dataclass(frozen=True)
class Seen:
    """An answer, and the newest version that was acknowledged before it was asked for."""

    kind: Kind
    answer: httpx.Response
    at_least: int

    @property
    def version(self) -> int:
        return int(self.answer.headers.get("kg-version", -1))

    def fault(self, states: dict[int, State]) -> str:
        """Say what is wrong with it, if anything is."""
        status, version, tag = self.answer.status_code, self.version, self.answer.headers.get("etag", "")
        if status not in (200, 304):
            return f"{status} {self.answer.text}"
        if version_in(tag) != version:
            return f"version {version} has the tag {tag}"
        if version < self.at_least:
            return f"version {version}, though {self.at_least} was acknowledged"
        text = text_of(self.answer)
        if status == 200 and not self.kind.question.holds(states[version], text):
            others = [each for each in states if self.kind.question.holds(states[each], text)]
            return f"names version {version} and is of {others[-3:]}: {text[:300]}"
        return ""


def text_of(answer: httpx.Response) -> str:
    """Give the text of an answer, and of one in a binary format what its tables say."""
    match answer.headers.get("content-type"):
        case "application/zip":
            with ZipFile(BytesIO(answer.content)) as package:
                return "".join(package.read(name).decode() for name in package.namelist())
        case "application/vnd.apache.parquet":
            return str(pq.read_table(BytesIO(answer.content)).to_pylist())
        case _:
            return answer.text


def demand_one_version(seen: list[Seen], states: dict[int, State]) -> None:
    """Fail where an answer is wrong, with one fault for each kind; a strong tag has one body."""
    faults: dict[str, str] = {}
    bodies: dict[tuple[str, str], bytes] = {}
    for each in seen:
        if fault := each.fault(states):
            faults.setdefault(str(each.kind), fault)
        elif each.answer.status_code == 200:
            strong = str(each.answer.url), each.answer.headers["etag"]
            if bodies.setdefault(strong, each.answer.content) != each.answer.content:
                faults.setdefault(str(each.kind), f"two bodies with the tag {strong[1]}")
    assert not faults, "\n".join(f"{kind}: {fault}" for kind, fault in faults.items())


@pytest.mark.parametrize("size", sizes((1, 2), (100, 3)))
def test_every_body_is_of_the_version_that_it_names(
    client: httpx.Client, writer: Writer, size: tuple[int, int]
) -> None:
    """One writes without pause, and some read everything before and after a change, some with the tag they have."""
    formats, readers = size
    asked, done, together = kinds(client, formats), Event(), Barrier(readers)

    def write() -> None:
        while not done.is_set():
            writer.write()

    def read() -> list[Seen]:
        seen: list[Seen] = []
        with httpx.Client(base_url=client.base_url, timeout=client.timeout) as own:
            for kind in asked:
                together.wait(3 * PATIENCE)
                tag, began = "", writer.newest
                for known, is_later in ((False, False), (True, False), (True, True)):
                    if is_later:
                        eventually(lambda: writer.newest > began, "there is another version")  # noqa: B023
                    newest = writer.newest
                    answer = kind.ask(own, tag if known else "")
                    tag = answer.headers.get("etag", "")
                    seen.append(Seen(kind, answer, newest))
        return seen

    with ThreadPoolExecutor() as threads:
        writing, reading = threads.submit(write), [threads.submit(read) for _ in range(readers)]
        try:
            seen = [each for reader in reading for each in reader.result()]
        finally:
            done.set()
            writing.result()
    demand_one_version(seen, writer.states)


@pytest.mark.parametrize("formats", sizes(1, 100))
def test_no_answer_asks_twice_for_the_version(
    gate: Gate, mapping: Mapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formats: int
) -> None:
    """Whoever looks for the newest version finds a newer one than the last who looked: no reader is so fast."""
    states = make_home(tmp_path / "home", gate, mapping)
    tell, writing = Repository.version.__get__, Lock()

    def newest(repository: Repository) -> int:
        if not writing.acquire(blocking=False):
            return int(tell(repository))
        try:
            version = int(tell(repository))
            states[version + 1] = states[version].next()
            return commit(repository, mapping, states[version].quads(mapping), states[version + 1])
        finally:
            writing.release()

    settings = Settings(home=tmp_path / "home", data=None, workers=1, long_queries=1)
    monkeypatch.setattr(Repository, "version", property(newest))
    with serving_inside(create_app(settings)) as client:
        seen = [Seen(kind, kind.ask(client), 0) for kind in kinds(client, formats)]
    demand_one_version(seen, states)


def test_what_is_given_again_is_of_the_version_that_it_names(client: httpx.Client, writer: Writer) -> None:
    for kind in kinds(client):
        first = Seen(kind, kind.ask(client), writer.newest)
        hits = metric(client, "kg_cache_hits")
        again, unchanged = (
            Seen(kind, kind.ask(client, tag), writer.newest) for tag in ("", first.answer.headers["etag"])
        )
        assert (again.answer.status_code, unchanged.answer.status_code) == (200, 304), kind
        demand_one_version([first, again, unchanged], writer.states)
        assert metric(client, "kg_cache_hits") == hits + 2, kind
    writer.write()


USUAL = ("/organisations", "/organisations/pace", "/network/partnership", f"/sparql?query={SAYS}")
WRONG = ("/organisations/nobody", "/nothing", "/network/partnership/ego/organisations/nobody", "/graphs?graph=urn:no")


@pytest.mark.parametrize("half", sizes(12, 60))
def test_what_is_open_stays_the_same_however_many_versions_there_are(
    service: Service, writer: Writer, home: Path, half: int
) -> None:
    """Each version is read in the usual ways and some others; what the first half of them takes is enough for all."""
    client, server, snapshots = service.client, service.process.pid, home / "snapshots"
    others = cycle(
        [*(partial(kind.ask, client) for kind in kinds(client)), *(partial(client.get, each) for each in WRONG)]
    )

    def versions(processes: Iterable[int]) -> int:
        """The versions of which some process has files open."""
        opened = chain.from_iterable(open_files(pid, snapshots) for pid in processes)
        return len({Path(each).relative_to(snapshots).parts[0] for each in opened})

    def files() -> int:
        """The files of the service that are none of a version: sockets, the store, the log."""
        return len(open_files(server)) - len(open_files(server, snapshots))

    def is_one(processes: Sequence[int]) -> bool:
        """At rest there is one version: the newest that was read."""
        editions = metric(client, "kg_editions_open")
        return editions <= 1 and versions(processes) <= 1 and len([*snapshots.iterdir()]) == 1

    def read_a_version() -> int:
        writer.write()
        for path in USUAL:
            assert names(writer.states[writer.newest], client.get(path).text)
        assert next(others)().status_code in (200, 404)
        processes = server, *descendants(server)
        eventually(lambda: is_one(processes), "the versions before are let go of")
        return files()

    most = max(read_a_version() for _ in range(half))
    for _ in range(half):
        read_a_version()
        eventually(lambda: files() <= most, f"the service has no more than {most} files open")
    said = service.log.read_text(encoding="utf-8")
    assert said.endswith("(Ctrl+C stops)\n"), said  # and nothing else was to be said


@pytest.fixture
def few_files() -> Iterator[None]:
    """Let this process open few files, and collect no garbage."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, before[1]))
    gc.disable()
    yield
    gc.enable()
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("few_files")
@pytest.mark.parametrize("versions", sizes(4, 20))
def test_commands_close_what_they_open(kg: RunKg, tmp_path: Path, versions: int) -> None:
    home, dataset = tmp_path / "home", tmp_path / "pace"
    state = State()
    for version in range(1, versions + 1):
        state = state.next()
        write_dataset(dataset, state.records())
        assert kg("--home", home, "load", dataset, "--force").out.startswith(f"version {version}: ")
        exported = kg("--home", home, "export", "nquads").out
        assert f"Name {state.number}" in exported
        assert open_files(os.getpid(), home) == []
        assert len([*(home / "snapshots").glob("*")]) <= 1
    for command in (("query", SAYS), ("network", "partnership")):
        assert f"Name {state.number}" in kg("--home", home, *command).out
        assert open_files(os.getpid(), home) == []
