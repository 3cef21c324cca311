"""An hour of everything at once: whether open files, memory and disk stay as they are.

`python -m benchmarks.soak [--minutes N] [--size 100k] [--pace N]`: one client edits, every `pace` seconds, by SPARQL
update and by the graph store, and takes back what it added, so that the graph stays as large as it is. Others ask for
lists, entities, searches, networks, whole graphs, descriptions and queries, three or so a second; some hang up in the
middle of an answer, and now and then a process that computes is killed. Sampled are the open files of all processes,
their memory (PSS: what they share is counted once), and the disk that the home takes without its journal, which is the
history and grows with each edit. The verdict is the slope (Theil and Sen) after the first sixth of the time, in percent
of the median an hour.
"""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from http.client import HTTPConnection, HTTPException
from itertools import combinations, count
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks import report
from benchmarks.data import prepare
from benchmarks.peers import Server, ours
from benchmarks.processes import family, open_files, proportional

COMMENTARY = """
The load of the machine made the hour slower (0.7 edits and 3 questions a second, 80 processes killed) and not
flatter. An hour before that, on the service as it was then, memory grew by 27 % and disk by 227 %: a process that was
killed while it waited for its snapshot left it behind for ever, the in-memory graph of the workers kept what was
removed, and a worker that always kept up was never replaced.

That was before lists and searches had an index on disk. With it, 14 minutes at two edits a second (`--minutes 14
--pace 0.3`, load 6) went by without a failure: open files 98 to 128 without a trend, at most 3 snapshots, disk
between 58 and 97 MiB, up and down with the log of the index, memory from 454 MiB in the first minute to between 515
and 644 after the sixth. Another hour has not been measured.
"""

_TOKEN = "bench-only-" + "0" * 16
_BASE = "https://w3id.org/innovation-kg/"
_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
_WRITE = {"Authorization": f"Bearer {_TOKEN}"}
_UPDATE = {**_WRITE, "Content-Type": "application/sparql-update"}
_LONG = "SELECT * WHERE { ?a a ?type . ?b a ?type }"
_SAMPLES = 240
_WARM_UP = 1 / 6
_UNITS = {"memory": "memory MiB", "service": "of the service", "disk": "disk MiB", "journal": "journal MiB"}
_MOST = {"open files": 5.0, "memory MiB": 10.0, "disk MiB": 10.0}
"""Percent of the median that each may grow in an hour: what is less cannot be told from noise on a busy machine."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """What was held at one moment."""

    minute: float
    version: int
    processes: int
    open_files: int
    memory: float
    service: float
    disk: float
    journal: float
    snapshots: int


class _Load:
    """The clients, each in a thread of its own; `answers` counts statuses by what was asked."""

    def __init__(self, server: Server, pace: float) -> None:
        self.server, self.pace = server, pace
        self.answers: Counter[str] = Counter()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=each, daemon=True)
            for each in (
                (self._edit, pace),
                (self._read, 0.7),
                (self._read, 1.1),
                (self._query, 0.5),
                (self._analyse, 15.0),
                (self._hang_up, 5.0),
                (self._kill, 45.0),
            )
        ]
        self._numbers, self._chance = count(), random.Random(11)

    def __enter__(self) -> _Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, act: Callable[[], None], pause: float) -> None:
        while not self._over.wait(pause):
            with suppress(OSError, HTTPException):
                act()

    def _ask(self, kind: str, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        connection = HTTPConnection(urlsplit(self.server.url).netloc, timeout=120)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            told = answer.read()
        except (OSError, HTTPException) as error:
            self.answers[f"{kind} {type(error).__name__}"] += 1
            raise
        finally:
            connection.close()
        self.answers[f"{kind} {answer.status}"] += 1
        return told

    def _edit(self) -> None:
        """Change a label, put a graph, or take one away; every third edit leaves the graph as large as before."""
        number = next(self._numbers)
        one = f"{_BASE}organisations/o{number // 3 % 500}"
        graph = f"/graphs?graph={quote('urn:soak:graph', safe='')}"
        match number % 3:
            case 0:
                text = (
                    f"DELETE {{ GRAPH ?g {{ <{one}> <{_LABEL}> ?old }} }} "
                    f'INSERT {{ GRAPH ?g {{ <{one}> <{_LABEL}> "Organisation number {number}" }} }} '
                    f"WHERE {{ GRAPH ?g {{ <{one}> <{_LABEL}> ?old }} }}"
                )
                self._ask("update", "POST", "/sparql", text.encode(), **_UPDATE)
            case 1:
                rows = "".join(f"<urn:soak:{each}> <urn:soak:is> {number} .\n" for each in range(50))
                self._ask("put", "PUT", graph, rows.encode(), **_WRITE, **{"Content-Type": "text/turtle"})
            case _:
                self._ask("delete", "DELETE", graph, None, **_WRITE)

    def _read(self) -> None:
        one = f"organisations/o{self._chance.randrange(500)}"
        paths = {
            "list": "/organisations?sort=-label&limit=50",
            "filter": "/contributions?kind=grant&currency=GBP",
            "entity": f"/{one}",
            "search": f"/search?q=number%20{self._chance.randrange(100)}",
            "void": "/.well-known/void",
            "graph": f"/graphs?graph={quote('urn:soak:graph', safe='')}",
            "table": "/programmes.csv",
        }
        kind = self._chance.choice(list(paths))
        self._ask(kind, "GET", paths[kind])

    def _query(self) -> None:
        one = f"{_BASE}organisations/o{self._chance.randrange(500)}"
        query = self._chance.choice(
            [
                f"SELECT ?label WHERE {{ <{one}> <{_LABEL}> ?label }}",
                f"DESCRIBE <{one}>",
                "SELECT ?type (COUNT(*) AS ?n) WHERE { ?s a ?type } GROUP BY ?type",
            ]
        )
        self._ask("query", "GET", f"/sparql?query={quote(query)}")

    def _analyse(self) -> None:
        path = self._chance.choice(["/network/funding", "/network/partnership/centrality/degree?top=10"])
        self._ask("network", "GET", path)

    def _hang_up(self) -> None:
        """Ask for more than anybody would take, take a little, and go; or go before anything comes."""
        connection = HTTPConnection(urlsplit(self.server.url).netloc, timeout=120)
        path = self._chance.choice([f"/sparql?query={quote(_LONG)}", "/contributions?limit=1000", "/network/funding"])
        try:
            connection.request("GET", path, headers={"Cache-Control": "no-cache"})
            if self._chance.random() < 0.7:
                connection.getresponse().read(5_000)
        finally:
            connection.close()
        self.answers["hung up"] += 1

    def _kill(self) -> None:
        """Kill any process but the service itself."""
        others = family(self.server.pid)[1:]
        if others:
            with suppress(ProcessLookupError):
                os.kill(self._chance.choice(others), signal.SIGKILL)
            self.answers["killed"] += 1


def main() -> None:
    """Run the load, sample, and judge."""
    options = report.options(__doc__, rounds=1, minutes=60.0, size="100k", pace=1.0)
    with ours(prepare(options.size), KG_TOKENS=f"steward:bench:{_TOKEN}") as server:
        with _Load(server, options.pace) as load:
            samples = list(_samples(server, options.minutes))
        _print(samples, options.minutes)
        report.note(", ".join(f"{kind}: {number}" for kind, number in sorted(load.answers.items())))
        report.note(f"the load of the machine was {os.getloadavg()[2]:.1f} at the end, on {os.cpu_count()} cores")
    _judge(samples)


def _samples(server: Server, minutes: float) -> Iterator[_Sample]:
    begin, end = time.monotonic(), time.monotonic() + 60 * minutes
    while (now := time.monotonic()) < end:
        yield _sample(server, (now - begin) / 60)
        time.sleep(60 * minutes / _SAMPLES)


def _sample(server: Server, minute: float) -> _Sample:
    processes, home = family(server.pid), server.folder / "home"
    journal = _disk(home / "journal")
    return _Sample(
        minute,
        _version(server),
        len(processes),
        sum(map(open_files, processes)),
        sum(map(proportional, processes)),
        proportional(server.pid),
        _disk(home) - journal,
        journal,
        sum(1 for _ in (home / "snapshots").glob("[0-9]*")),
    )


def _version(server: Server) -> int:
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=120)
    try:
        connection.request("GET", "/ready")
        return int(json.loads(connection.getresponse().read())["version"])
    finally:
        connection.close()


def _disk(folder: Path) -> float:
    """Give the MiB that a folder takes; a file with several names counts once."""
    sizes: dict[int, int] = {}
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # it is gone already
                state = os.lstat(os.path.join(place, name))  # noqa: PTH118 - there are many
                sizes[state.st_ino] = 512 * state.st_blocks
    return sum(sizes.values()) / (1 << 20)


def _print(samples: Sequence[_Sample], minutes: float) -> None:
    """Print the medians of twelve parts of the time."""
    names = [_UNITS.get(field.name, field.name.replace("_", " ")) for field in fields(_Sample)]
    for part in range(12):
        within = [each for each in samples if part <= 12 * each.minute / minutes < part + 1]
        medians = [statistics.median(column) for column in zip(*map(astuple, within), strict=True)]
        if medians:
            report.row(**{name: float(f"{value:.6g}") for name, value in zip(names, medians, strict=True)})


def _judge(samples: Sequence[_Sample]) -> None:
    last = samples[-1].minute
    warm = [each for each in samples if each.minute >= _WARM_UP * last]
    hours = [each.minute / 60 for each in warm]
    of: dict[str, list[float]] = {
        "open files": [each.open_files for each in warm],
        "memory MiB": [each.memory for each in warm],
        "disk MiB": [each.disk for each in warm],
    }
    for name, values in of.items():
        growth = 100 * _slope(hours, values) / statistics.median(values)
        report.target(f"{name}: growth in an hour, in percent of the median", growth, at_most=_MOST[name])
    report.target("snapshots on disk, the most of all samples", max(each.snapshots for each in warm), at_most=6)


def _slope(times: Sequence[float], values: Sequence[float]) -> float:
    """Give the median of the slopes between all pairs (Theil 1950, Sen 1968): outliers do not move it."""
    points = list(zip(times, values, strict=True))
    return statistics.median((b - a) / (t - s) for (s, a), (t, b) in combinations(points, 2))


if __name__ == "__main__":
    main()
