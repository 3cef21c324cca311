"""Answers about networks that are there already, and what others feel of those that are not.

`python -m benchmarks.network_answers [--size 100k] [--large 1M] [--rounds N] [--seconds N]`: the view `funding` of the
generator has some 1,000 nodes and 4,300 edges at 100,000 triples. It and tables of scores of it are asked over one
connection: the very same address, which is answered from memory; and a number of nodes that nobody asked for before,
which a process that has the network answers. A first answer tells what it costs a fresh service. Then, of the large
graph, another client gets one organisation after the other while networks of partnership and their degrees are asked
for the first time, each with other filters, one after the other by a client with a process of its own; in turn with
times when nobody asks. Client, service and processes share the cores of the machine.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle
from urllib.request import urlopen

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import Ecosystem, prepare
from benchmarks.peers import Server, ours

COMMENTARY = """
Of the large graph the 100 best linked of partnership have 4,950 edges that rest on 63 MB of identifiers: what such an
answer takes again is the passing on of its bytes. A first question no longer waits for the libraries, which are loaded
with the service.
"""

_ASKED = {
    "view": "/network/funding?top={top}",
    "strengths": "/network/funding/centrality/strength?top={top}",
    "betweenness": "/network/funding/centrality/betweenness?top={top}",
}
_FIRST_ASKED = (
    "/network/partnership?top=20&until={year}",
    "/network/partnership/centrality/degree?top=20&until={year}",
)
_LATER = 2100
"""A year later than all there is, so that each network is whole, and another."""
_WARM, _FELT = 15.0, 1.5
_JSON = {"Accept": "application/json"}
_PAST = {**_JSON, "Cache-Control": "no-cache"}
_PAUSE = 0.01
_FAMOUS = 20
"""Organisations that take part in very much, which nobody looks up all the time."""


def main() -> None:
    """Measure what is warm, then what others feel."""
    options = report.options(__doc__, rounds=5, size="100k", large="1M", seconds=6)
    with ours(prepare(options.size)) as server, Client(server.url) as client:
        for name, address in _ASKED.items():
            _warm(client, name, address, 10 * options.rounds)
    large = prepare(options.large)
    with ours(large, KG_QUERY_MEMORY="4096") as server:
        _felt(server, large, options.rounds, options.seconds)


def _warm(client: Client, name: str, address: str, rounds: int) -> None:
    first = _ask(client, address.format(top=1000), _JSON)
    same = [_ask(client, address.format(top=1000), _JSON) for _ in range(rounds)]
    other = [_ask(client, address.format(top=999 - each), _PAST) for each in range(rounds)]
    p50 = {what: 1000 * statistics.median(times) for what, times in (("same", same), ("other", other))}
    report.row(asked=name, first_ms=1000 * first, same_p50_ms=p50["same"], other_p50_ms=p50["other"])
    report.target(f"{name} of 1,000 nodes, the same address: p50, ms", p50["same"], at_most=_WARM)
    report.target(f"{name} of 1,000 nodes, another number of them: p50, ms", p50["other"], at_most=_WARM)


def _felt(server: Server, data: Ecosystem, rounds: int, seconds: float) -> None:
    idle, beside = list[float](), list[float]()
    _look_up(server, data, 1)
    before = _networks(server)
    for each in range(rounds):
        idle.append(_p95(_look_up(server, data, seconds)))
        with _asking(server, _LATER + 1000 * each):
            beside.append(_p95(_look_up(server, data, seconds)))
    ratio = report.ratio(beside, idle)
    report.row(
        lookups="GET of an organisation",
        networks_meanwhile=_networks(server) - before,
        idle_p95_ms=1000 * statistics.median(idle),
        beside_p95_ms=1000 * statistics.median(beside),
        beside_to_idle=ratio,
    )
    report.target("p95 of lookups beside networks asked for the first time to idle", ratio, at_most=_FELT)


@contextmanager
def _asking(server: Server, year: int) -> Iterator[None]:
    """Have networks asked for, one after the other, each for the first time."""
    command = [sys.executable, "-m", "benchmarks.network_answers", "--ask", server.url, str(year)]
    with subprocess.Popen(command) as process:
        try:
            yield
        finally:
            process.terminate()


def _ask_for_ever(url: str, year: int) -> None:
    with Client(url, source="127.0.0.2") as client:
        for each in count(year):
            for address in _FIRST_ASKED:
                _ask(client, address.format(year=each), _JSON)


def _look_up(server: Server, data: Ecosystem, seconds: float) -> list[float]:
    """Get organisations for a while, with pauses; give the seconds that each took."""
    taken, until = list[float](), time.perf_counter() + seconds
    with Client(server.url) as client:
        for number in cycle(range(_FAMOUS, data.records // 10)):
            if time.perf_counter() > until:
                break
            taken.append(_ask(client, f"/organisations/o{number}", _PAST))
            time.sleep(_PAUSE)
    return taken


def _networks(server: Server) -> int:
    """Count the networks that were asked for."""
    with urlopen(server.url.replace("/sparql", "/metrics")) as told:
        lines = told.read().decode().splitlines()
    counted = (line for line in lines if line.startswith("kg_http_requests_total") and '"/network/' in line)
    return sum(int(float(line.rpartition(" ")[2])) for line in counted)


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _ask(client: Client, address: str, headers: dict[str, str]) -> float:
    reply = client.get(address, headers)
    if reply.status != 200:
        raise ValueError(f"{address}: {reply.status} {reply.body[:500]!r}")
    return reply.last


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        _ask_for_ever(sys.argv[2], int(sys.argv[3]))
    else:
        main()
