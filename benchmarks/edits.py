"""Edits of a running service: the SPARQL update of one label, beside Fuseki, and by eight writers at once.

`python -m benchmarks.edits [--sizes 10k 100k 1M] [--rounds N] [--seconds N]`: an update replaces the label of one
organisation by another, timed from the request to the answer, which comes when the change is durable; ours is validated
against the shapes before, and Fuseki's (TDB2) is not. They are asked in turn, organisation by organisation. Then eight
writers send such updates to ours at once, each over a connection of its own, for some seconds. Beside the wall clock
stands the CPU time of the service with its workers for one edit.
"""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import Ecosystem, prepare
from benchmarks.peers import Server, fuseki, ours, serving
from benchmarks.processes import family, ticks

_TOKEN = "bench-only-" + "0" * 16
_UPDATE = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
DELETE {{ GRAPH ?g {{ <{organisation}> skos:prefLabel ?label }} }}
INSERT {{ GRAPH ?g {{ <{organisation}> skos:prefLabel "{label}" }} }}
WHERE {{ GRAPH ?g {{ <{organisation}> skos:prefLabel ?label }} }}"""
_WRITERS, _WARM = 8, 10
_ORGANISATION = "https://w3id.org/innovation-kg/organisations/o{number}"


def main() -> None:
    """Measure each size in turn."""
    options = report.options(__doc__, rounds=100, seconds=10, sizes=["100k", "1M"])
    for size in options.sizes:
        data = prepare(size)
        peers = {"ours": partial(ours, KG_TOKENS=f"steward:bench:{_TOKEN}"), "Fuseki": partial(fuseki, writable=True)}
        with serving(data, peers) as servers:
            _one_label(data, servers, options.rounds)
            _writers(data, servers["ours"], options.seconds)


def _one_label(data: Ecosystem, servers: dict[str, Server], rounds: int) -> None:
    """Ask the servers in turn; the first edits warm them up."""
    taken: dict[str, list[float]] = {name: [] for name in servers}
    used: dict[str, float] = {}
    for number in range(_WARM + rounds):
        if number == _WARM:
            used = {name: _cpu_seconds(server) for name, server in servers.items()}
        for name, server in servers.items():
            with Client(server.url) as client:
                taken[name].append(client.update(_edit(number, f"Label {number}"), _TOKEN))
    for name, server in servers.items():
        seconds = sorted(taken[name][_WARM:])
        report.row(
            triples=data.size,
            update_of_one_label=name,
            p50_ms=1000 * statistics.median(seconds),
            p95_ms=1000 * seconds[len(seconds) * 95 // 100],
            cpu_ms=1000 * (_cpu_seconds(server) - used[name]) / rounds,
            ours_to_it=report.ratio(taken["ours"][_WARM:], taken[name][_WARM:]),
        )
    if data.size == "1M":
        report.target("1M: SPARQL update of one label, p50 ms", 1000 * statistics.median(taken["ours"]), at_most=15)
    if "Fuseki" in servers:
        against = report.ratio(taken["ours"][_WARM:], taken["Fuseki"][_WARM:])
        report.target(f"{data.size}: SPARQL update of one label to that of Fuseki", against, at_most=0.7)


def _writers(data: Ecosystem, server: Server, seconds: int) -> None:
    """Let eight write at once; each has organisations of its own."""
    end = time.perf_counter() + seconds

    def write(writer: int) -> list[float]:
        taken = list[float]()
        with Client(server.url) as client:
            while time.perf_counter() < end:
                number = writer + _WRITERS * (len(taken) % 50)
                taken.append(client.update(_edit(number, f"Label {len(taken)} of writer {writer}"), _TOKEN))
        return taken

    before = _cpu_seconds(server)
    with ThreadPoolExecutor(_WRITERS) as pool:
        every = sorted(taken for each in pool.map(write, range(_WRITERS)) for taken in each)
    used = _cpu_seconds(server) - before
    p95 = 1000 * every[len(every) * 95 // 100]
    rate = len(every) / seconds
    report.row(
        triples=data.size,
        writers=_WRITERS,
        edits_per_s=rate,
        p50_ms=1000 * statistics.median(every),
        p95_ms=p95,
        cpu_ms=1000 * used / len(every),
    )
    report.target(f"{data.size}: edits of eight writers at once, each second", rate, at_least=200)
    report.target(f"{data.size}: edits of eight writers at once, p95 ms", p95, at_most=100)


def _cpu_seconds(server: Server) -> float:
    """Give the CPU time of a server and what descends from it now."""
    return sum(map(ticks, family(server.pid))) / 100


def _edit(number: int, label: str) -> str:
    return _UPDATE.format(organisation=_ORGANISATION.format(number=number), label=label)


if __name__ == "__main__":
    main()
