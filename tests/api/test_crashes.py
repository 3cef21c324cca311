"""The service and its workers are killed at random, 200 times, while others write and read.

No acknowledged write is lost, none is ever half there, versions only grow, the journal stays whole, and nobody mends
anything: workers are replaced by the service, and the service by whoever started it, as systemd or a container does.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from kg.changes.journal import Journal
from kg.store.rdf import NamedNode, Quad, read_quads
from tests.api.conftest import ALL_TOKENS, ROOT, authorised, environment, serving

HOMES, SERVICE_KILLS, WORKER_KILLS = 2, 7, 93
WRITERS = 3
PATIENCE = 60
"""Seconds after which what should have come back by itself has not."""

SETTINGS = {"KG_DATA": "", "KG_TOKENS": ALL_TOKENS, "KG_QUERY_TIMEOUT": "10", "KG_WORKERS": "2"}
UPDATE = {"content-type": "application/sparql-update", **authorised()}
TURTLE = {"content-type": "text/turtle", **authorised()}
LEDGER, SHEETS = "https://example.org/ledger", "https://example.org/sheets/"
HALVES = """
SELECT ?s (COUNT(*) AS ?triples) (COUNT(DISTINCT ?o) AS ?values) {
  GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "https://example.org/"))
} GROUP BY ?s HAVING (COUNT(*) != 3 || COUNT(DISTINCT ?o) != 1)
"""
"""What has not exactly three triples with one value: everything that is written has."""
COUNT = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{LEDGER}> {{ ?s ?p ?o }} }}"


class Supervised:
    """`kg serve`, started again with the same words whenever it ends, as `Restart=always` does."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.address = f"http://127.0.0.1:{port}"
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = Event()
        self._loop = Thread(target=self._keep)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._loop.start()
        try:
            yield
        finally:
            self._ended.set()
            if self._process is not None:
                self._process.terminate()
            self._loop.join(PATIENCE)

    def _keep(self) -> None:
        command = [str(Path(sys.executable).with_name("kg")), "serve", "--port", str(self.port)]
        with self.home.with_suffix(".log").open("wb") as log:
            while not self._ended.is_set():
                self.starts += 1
                settings = environment(self.home, **SETTINGS)
                self._process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
                self._process.wait()

    @property
    def pid(self) -> int:
        """The process of the service; 0 while there is none."""
        process = self._process
        return 0 if process is None or process.poll() is not None else process.pid

    def workers(self) -> list[int]:
        return sorted(pid for pid in _children(self.pid) if b"kg.query.worker" in _proc(pid, "cmdline"))


def _proc(pid: int, name: str) -> bytes:
    with suppress(OSError):  # it has ended meanwhile
        return Path(f"/proc/{pid}/{name}").read_bytes()
    return b""


def _children(parent: int) -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        state, found, *_ = [*_proc(int(folder.name), "stat").rpartition(b")")[2].split(), b"Z", b"-1"]
        if state != b"Z" and int(found) == parent:
            yield int(folder.name)


def free_port(chance: random.Random) -> int:
    """A port that is free, and that no outgoing connection is given while the service is down."""
    while True:
        with suppress(OSError), socket.create_server(("127.0.0.1", chance.randrange(20_000, 30_000))) as found:
            port: int = found.getsockname()[1]
            return port


@dataclass(frozen=True)
class Write:
    """One write: who did it, its number, where it went, and how it ended.

    `version` is what the service acknowledged it with. `status` is 0 where the connection broke before an answer: then
    it may have happened or not.
    """

    writer: int
    number: int
    graph: str
    status: int
    version: int = 0

    @property
    def subject(self) -> str:
        name = "entry" if self.graph == LEDGER else "sheet"
        return f"urn:{name}:{self.writer}:{self.number}"


@dataclass
class Seen:
    """What clients of one service were told."""

    writes: list[list[Write]] = field(default_factory=lambda: [[] for _ in range(WRITERS)])
    versions: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    ready: Counter[int] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return sum(each.version > 0 for writes in self.writes for each in writes)


def triples(subject: str, number: int) -> str:
    return f"<{subject}> <urn:a> {number} ; <urn:b> {number} ; <urn:c> {number} ."


def insert(client: httpx.Client, writer: int, number: int) -> httpx.Response:
    """Add an entry and turn the hand of the writer, which is three triples gone and six come."""
    hand = f"<urn:hand:{writer}>"
    text = (
        f"WITH <{LEDGER}> DELETE {{ {hand} ?p ?o }} "
        f"INSERT {{ {triples(hand[1:-1], number)} {triples(f'urn:entry:{writer}:{number}', number)} }} "
        f"WHERE {{ OPTIONAL {{ {hand} ?p ?o }} }}"
    )
    return client.post("/sparql", content=text, headers=UPDATE)


def post(client: httpx.Client, writer: int, number: int) -> httpx.Response:
    content = triples(f"urn:entry:{writer}:{number}", number)
    return client.post("/graphs", params={"graph": LEDGER}, content=content, headers=TURTLE)


def put(client: httpx.Client, writer: int, number: int) -> httpx.Response:
    """Put an entry in the place of the one before."""
    content = triples(f"urn:sheet:{writer}:{number}", number)
    return client.put("/graphs", params={"graph": f"{SHEETS}{writer}"}, content=content, headers=TURTLE)


WAYS: tuple[Callable[[httpx.Client, int, int], httpx.Response], ...] = (insert, post, insert, put)


def write(address: str, writer: int, seen: Seen, ended: Event) -> None:
    """Write on and on."""
    number = 0
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        while not ended.wait(0.02):
            number += 1
            way = WAYS[number % len(WAYS)]
            graph = f"{SHEETS}{writer}" if way is put else LEDGER
            status, version = 0, 0
            try:
                answer = way(client, writer, number)
                status, version = answer.status_code, int(answer.headers.get("kg-version", 0))
            except httpx.TransportError:
                time.sleep(0.1)
            seen.writes[writer].append(Write(writer, number, graph, status, version))


def read(address: str, seen: Seen, ended: Event) -> None:
    """Read on and on, by SPARQL and as whole graphs."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        while not ended.wait(0.1):
            try:
                halves = client.post("/sparql", data={"query": HALVES}, headers={"accept": "text/csv"})
                count = client.post("/sparql", data={"query": COUNT}, headers={"accept": "text/csv"})
                sheet = client.get("/graphs", params={"graph": f"{SHEETS}0"}, headers={"accept": "text/turtle"})
            except httpx.TransportError:
                continue
            seen.statuses.update((halves.status_code, count.status_code))
            if halves.is_success:
                seen.versions.append(int(halves.headers["kg-version"]))
                seen.halves += halves.text.splitlines()[1:]
            if count.is_success:
                seen.versions.append(int(count.headers["kg-version"]))
                seen.entries.append(int(count.text.splitlines()[1]))
            if sheet.is_success and len(set(read_quads(sheet.content, "turtle"))) != 3:
                seen.halves.append(sheet.text)


def knock(address: str, seen: Seen, ended: Event) -> None:
    """Ask all the time whether the service is ready: what answers at all must be."""
    while not ended.wait(0.2):
        with suppress(httpx.TransportError):
            seen.ready[httpx.get(f"{address}/ready", timeout=PATIENCE).status_code] += 1


def until(holds: Callable[[], bool], what: str) -> float:
    """Wait; gives the seconds it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < PATIENCE, f"waited in vain for {what}"
        time.sleep(0.03)
    return time.monotonic() - began


def kill(service: Supervised, seen: Seen, chance: random.Random) -> None:
    """Kill at random moments, whenever writes are acknowledged again after the last kill of the service."""
    victims, counts, goal = ("service", "worker"), (SERVICE_KILLS, WORKER_KILLS), 0
    for victim in chance.sample(victims, sum(counts), counts=counts):
        seen.back.append(until(lambda: seen.acknowledged >= goal, "writes"))  # noqa: B023
        time.sleep(chance.random() * 0.1)
        until(lambda: bool(service.workers()), "a worker")
        pid = service.pid if victim == "service" else chance.choice(service.workers())
        os.kill(pid, signal.SIGKILL)
        until(lambda: _is_gone(pid), "an end")  # noqa: B023
        seen.kills[victim] += 1
        if victim == "service":
            goal = seen.acknowledged + WRITERS + 1  # as many as that may have been answered before


def _is_gone(pid: int) -> bool:
    return _proc(pid, "stat").rpartition(b")")[2].split()[:1] in ([], [b"Z"])


def besiege(home: Path, seed: int) -> Seen:
    """Kill, write and read over one home, and give what was seen."""
    chance, seen, ended = random.Random(seed), Seen(), Event()
    service = Supervised(home, free_port(random.Random(os.getpid() + seed)))
    with service.running(), ThreadPoolExecutor() as threads:
        until(lambda: _is_ready(service.address), "the service")
        others = [threads.submit(write, service.address, writer, seen, ended) for writer in range(WRITERS)]
        others += [threads.submit(each, service.address, seen, ended) for each in (read, knock)]
        try:
            kill(service, seen, chance)
            goal = seen.acknowledged + WRITERS + 1
            until(lambda: seen.acknowledged >= goal and len(service.workers()) >= 2, "all to be back")
        finally:
            ended.set()
        for each in others:
            each.result(PATIENCE)
        assert service.starts == SERVICE_KILLS + 1
    return seen


def _is_ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/ready", timeout=PATIENCE).is_success
    return False


@dataclass(frozen=True)
class Siege:
    """One home after it all."""

    home: Path
    seen: Seen


@pytest.fixture(scope="module")
def sieges(tmp_path_factory: pytest.TempPathFactory) -> list[Siege]:
    """Services over homes of their own, killed at the same time."""
    homes = [tmp_path_factory.mktemp("crashes") / "home" for _ in range(HOMES)]
    with ThreadPoolExecutor(HOMES) as threads:
        return [Siege(home, seen) for home, seen in zip(homes, threads.map(besiege, homes, range(HOMES)), strict=True)]


def changes(home: Path) -> dict[int, list[tuple[bool, Quad]]]:
    """The rows of every change set that the journal holds."""
    journal = Journal(home / "journal")
    return {version: list(change.rows()) for version, change in journal.since(0)}


def test_as_many_were_killed_as_is_said(sieges: list[Siege]) -> None:
    kills = sum((siege.seen.kills for siege in sieges), Counter[str]())
    assert kills == {"service": HOMES * SERVICE_KILLS, "worker": HOMES * WORKER_KILLS}
    assert kills.total() == 200
    for siege in sieges:
        hit = [each for each in chain.from_iterable(siege.seen.writes) if each.status == 0]
        assert len(hit) > SERVICE_KILLS, "no kill hit a write under way"


def test_no_acknowledged_write_is_lost_and_none_is_half_there(sieges: list[Siege]) -> None:
    for siege in sieges:
        journal = changes(siege.home)
        added: dict[tuple[int, str], set[Quad]] = {}
        for version, rows in journal.items():
            for is_addition, quad in rows:
                subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
                if is_addition and subject.startswith(("urn:entry:", "urn:sheet:")):
                    added.setdefault((version, subject), set()).add(quad)
        assert all(len(quads) == 3 for quads in added.values())
        happened = {subject: version for version, subject in added}
        assert len(happened) == len(added), "a write happened twice"
        for each in chain.from_iterable(siege.seen.writes):
            if each.version:
                assert happened[each.subject] == each.version, each
            elif each.status:
                assert each.status == 503, each
                assert each.subject not in happened, each


def test_versions_only_grow(sieges: list[Siege]) -> None:
    for siege in sieges:
        for writes in siege.seen.writes:
            versions = [each.version for each in writes if each.version]
            assert len(versions) > SERVICE_KILLS
            assert versions == sorted(set(versions))
        assert siege.seen.versions == sorted(siege.seen.versions)
        assert siege.seen.entries == sorted(siege.seen.entries)


def test_no_reader_sees_half_of_a_write(sieges: list[Siege]) -> None:
    for siege in sieges:
        assert siege.seen.statuses[200] > SERVICE_KILLS
        assert set(siege.seen.statuses) <= {200, 503}
        assert siege.seen.halves == []


def test_the_journal_is_whole_and_the_graph_is_what_it_says(sieges: list[Siege]) -> None:
    for siege in sieges:
        journal = changes(siege.home)
        names = sorted(path.name for path in (siege.home / "journal").iterdir())
        assert names == [f"{version:010}.rdfp" for version in range(1, len(journal) + 1)]
        expected: set[Quad] = set()
        for rows in journal.values():
            expected -= {quad for is_addition, quad in rows if not is_addition}
            expected |= {quad for is_addition, quad in rows if is_addition}
        with ExitStack() as stack:
            client = stack.enter_context(serving(siege.home, **SETTINGS))
            held = client.post("/sparql", data={"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"}).json()["results"]
            assert client.get("/ready").json()["version"] == len(journal)
        rows_ = {
            (row["s"]["value"], row["p"]["value"], row["o"]["value"], row["g"]["value"]) for row in held["bindings"]
        }
        assert rows_ == {tuple(term.value for term in quad) for quad in expected}


def test_it_comes_back_by_itself_and_answers_only_when_ready(sieges: list[Siege]) -> None:
    for siege in sieges:
        assert set(siege.seen.ready) == {200}
        assert siege.seen.ready[200] > SERVICE_KILLS
        assert max(siege.seen.back) < PATIENCE


def test_a_reader_sees_a_graph_before_or_after_it_is_replaced(tmp_path: Path) -> None:
    """Whoever reads while much is written gets one version or the next, by whichever way, and says which."""
    address, size = f"{SHEETS}large", 3_000
    counted = f"SELECT ?v (COUNT(*) AS ?n) {{ GRAPH <{address}> {{ ?s ?p ?v }} }} GROUP BY ?v"
    editions = ["".join(f"<urn:{row}> <urn:edition> {edition} .\n" for row in range(size)) for edition in (1, 2)]

    def replace(client: httpx.Client, edition: int) -> None:
        client.put("/graphs", params={"graph": address}, content=editions[edition], headers=TURTLE).raise_for_status()

    with serving(tmp_path / "home", **SETTINGS) as client, ThreadPoolExecutor(1) as threads:
        replace(client, 0)
        halves = []
        for edition in (1, 0) * 5:
            replacing = threads.submit(replace, client, edition)
            while not replacing.done():
                read_ = client.get("/graphs", params={"graph": address}, headers={"accept": "application/n-triples"})
                lines = read_.text.splitlines()
                found = {"1": sum('"1"' in line for line in lines), "2": sum('"2"' in line for line in lines)}
                asked = client.post("/sparql", data={"query": counted}, headers={"accept": "text/csv"})
                halves += [
                    each for each in (sorted(found.values()), len(asked.text.split())) if each not in ([0, size], 2)
                ]
            replacing.result()
        assert halves == []
