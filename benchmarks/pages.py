"""Pages at size: how long the service takes to make what a browser asks for.

`python -m benchmarks.pages [--sizes 100k 1M] [--rounds N] [--starts N]`: to a prepared ecosystem an organisation is
added that takes part in 50,000 things. Then pages are asked as a browser does, each of another thing and none from
memory: of organisations, contributions and programmes; of the organisation with 50,000 edges; searches with facets;
lists with filters; small networks around organisations. Told is the time to the last byte: the median, and the 95th of
100.

Before that, what is made once for all: a service that has just begun is asked for the pages that read much, one after
the other, and the median of several starts is told, with the CPU of all its processes. Where a page says that something
is being computed, it is asked for again as a browser would, until it is there.
"""

from __future__ import annotations

import csv
import json
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import Ecosystem, load_ungated, prepare
from benchmarks.peers import ours
from benchmarks.peers.server import Server
from benchmarks.processes import family, ticks
from kg.texts import digest
from kg.vocabulary import load_vocabulary

_BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Cache-Control": "no-cache",
    "Accept-Encoding": "gzip",
}
_EDGES = 50_000
_AGAIN = 2.0
"""Seconds after which a browser asks again."""
_MOST = 0.1
"""The most seconds of 95 pages in a hundred."""

_ASKED: dict[str, Callable[[int], str]] = {
    "an organisation": lambda n: f"/organisations/o{100 + 7 * n}",
    "a contribution": lambda n: f"/contributions/c{3 * n}",
    "a programme": lambda n: f"/programmes/g{20 + n}",
    "the organisation with 50,000 edges": lambda n: f"/organisations/hub?members={('', 'separate')[n % 2]}",
    "a search": lambda n: f"/search?q=organisation+{n}",
    "a search that finds most": lambda n: "/search?q=organisation&limit=" + str(20 + n),
    "a list": lambda n: f"/contributions?kind=grant&currency={('GBP', 'KRW', 'EUR')[n % 3]}&limit={20 + n}",
    "what the hub takes part in": lambda n: f"/participations?participant=organisations/hub&limit={20 + n}",
    "the network around an organisation": lambda n: f"/network/involvement/ego/organisations%2Fo{100 + 7 * n}",
    "the network around the hub": lambda n: f"/network/involvement/ego/organisations%2Fhub?top={20 + n}",
}

_FIRST = {
    "home": ("/", 1.0),
    "conflicts": ("/conflicts", 2.0),
    "quality": ("/quality", 1.0),
    "what the graph covers": ("/about", 1.5),
    "flows": ("/flows", 2.0),
    "the timeline": ("/timeline", 0.5),
    "what changed": ("/changes", 0.5),
    "a change of a million quads": ("/changes/1", 0.5),
    "partnership around the hub": ("/network/partnership/ego/organisations%2Fhub", 5.0),
    "pairs that may be one": ("/duplicates", 10.0),
}
"""Pages that read much when they are first asked for, each with the most seconds that it may take then."""
_LONGEST = 1.5
"""The most seconds of one answer where a page may say that something is being computed."""


def main() -> None:
    """Measure each size in turn."""
    options = report.options(__doc__, rounds=100, sizes=["1M"], starts=3)
    for size in options.sizes:
        report.part(f"{size}, first")
        _measure_first(size, options.starts)
        report.part(size)
        with ours(_prepare(size)) as server, Client(server.url) as client:
            for name, address in _ASKED.items():
                _measure(client, name, address, size, options.rounds)


def _measure_first(size: str, starts: int) -> None:
    taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in _FIRST}
    for _ in range(starts):
        with ours(_prepare(size)) as server, Client(server.url) as client:
            for name, (address, _) in _FIRST.items():
                before = _cpu(server)
                longest, whole = _ask_until_there(client, address)
                taken[name].append((whole, longest, _cpu(server) - before))
    for name, (_, most) in _FIRST.items():
        whole, longest, cpu = (statistics.median(each) for each in zip(*taken[name], strict=True))
        report.row(triples=size, first_page=name, s=whole, longest_answer_s=longest, cpu_s=cpu)
        report.target(f"{size}: {name}, the first time, s", whole, at_most=most)
    slowest = max(longest for _, longest, _ in taken["pairs that may be one"])
    report.target(f"{size}: an answer while pairs are being compared, s", slowest, at_most=_LONGEST)


def _cpu(server: Server) -> float:
    """Give the seconds that all processes of a server have computed."""
    return sum(map(ticks, family(server.pid))) / 100


def _ask_until_there(client: Client, address: str) -> tuple[float, float]:
    """Give the seconds of the longest answer, and those until what was asked for is there."""
    begin, longest, status = time.perf_counter(), 0.0, 202
    while status == 202:
        if longest:
            time.sleep(_AGAIN)
        reply = client.get(address, _BROWSER)
        status, longest = reply.status, max(longest, reply.last)
        if status not in (200, 202):
            raise ValueError(f"{address}: {status} {reply.body[:500]!r}")
    return longest, time.perf_counter() - begin


def _measure(client: Client, name: str, address: Callable[[int], str], size: str, rounds: int) -> None:
    client.get(address(0), _BROWSER)  # what is made once for all, such as the projection of a network, is not a page's
    times = sorted(_ask(client, address(number)) for number in range(1, rounds + 1))
    late = times[int(0.95 * (len(times) - 1))]
    report.row(triples=size, page=name, median_ms=1000 * statistics.median(times), p95_ms=1000 * late)
    report.target(f"{size}: {name}, 95th of 100, s", late, at_most=_MOST)


def _ask(client: Client, address: str) -> float:
    reply = client.get(address, _BROWSER)
    if reply.status != 200:
        raise ValueError(f"{address}: {reply.status} {reply.body[:500]!r}")
    return reply.last


def _prepare(size: str) -> Ecosystem:
    """Make, once, an ecosystem with an organisation of many edges beside it."""
    data = prepare(size)
    folder = data.folder.with_name(f"hub-{data.folder.name}")
    if not folder.is_dir():
        draft = folder.with_name(f"draft-{folder.name}")
        shutil.rmtree(draft, ignore_errors=True)
        _write_hub(draft / "records" / "hub", data.records * 6 // 100)
        triples = load_ungated(draft / "records", data.home(draft / "home"))
        (draft / "home" / "snapshots" / "2").rename(draft / "home" / "snapshots" / "1")  # where a prepared one has it
        (draft / "about.json").write_text(json.dumps({"triples": triples}), encoding="ascii")
        draft.rename(folder)
    return Ecosystem(size, folder)


def _write_hub(folder: Path, projects: int) -> None:
    folder.mkdir(parents=True)
    (folder / "dataset.yml").write_text("name: hub\ntitle: One with many edges\n", encoding="utf-8")
    claim = {"confidence": "stated", "evidence": f"report:0-40:{digest('0')}"}
    hub = {"id": "hub", "label": "Hub of everything", "kind": "company", **claim}
    roles = ("lead", "partner", "coordinator", "deliverer", "participant")
    tables = {
        "organisations": [hub],
        "participations": [
            {
                "id": f"h{number}",
                "participant": "organisations/hub",
                "role": roles[number % len(roles)],
                "activity": f"projects/p{number % projects}",
                **claim,
            }
            for number in range(_EDGES)
        ],
    }
    for name, rows in tables.items():
        columns = [each for each in load_vocabulary().by_collection[name].columns if each != "quote"]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
