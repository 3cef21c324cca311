"""Queries that group and join a million triples, over HTTP, beside the bare engine and other SPARQL servers.

`python -m benchmarks.analytic [--size 1M] [--rounds N]`: seconds from the request to the last byte of the answer, read
by a light client; all servers are up and asked in turn in each round, with `Cache-Control: no-cache`. The bare engine
evaluates and serialises the same in the process of the client, once from a snapshot on disk and once from memory, as
our workers do. All answers were found the same.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence

from benchmarks import report
from benchmarks.client import Client, agree
from benchmarks.data import prepare
from benchmarks.peers import PEERS, Bare, Server, serving
from benchmarks.questions import read_queries

_ON_DISK, _IN_MEMORY = "bare engine, on disk", "bare engine, in memory"
_FASTER = 2.0
_SLOWER = 1.15


def main() -> None:
    """Measure each query in turn."""
    options = report.options(__doc__, rounds=7, size="1M")
    data = prepare(options.size)
    on_disk, in_memory = Bare.on_disk(data.snapshot), Bare.in_memory(data.journal)
    all_taken: dict[str, list[float]] = {}
    with serving(data, PEERS) as servers:
        asking: dict[str, Callable[[str], float]] = {
            _ON_DISK: lambda query: on_disk.ask(query)[1],
            _IN_MEMORY: lambda query: in_memory.ask(query)[1],
        }
        asking |= {name: _asker(server) for name, server in servers.items()}
        for title, query in read_queries("analytic").items():
            rows = agree(servers, [query])
            taken = _measure(asking, query, options.rounds)
            _tell(title, rows, taken)
            for name, seconds in taken.items():
                all_taken.setdefault(name, []).append(statistics.median(seconds))
    _tell("all together", 0, {name: [sum(medians)] for name, medians in all_taken.items()})


def _asker(server: Server) -> Callable[[str], float]:
    def ask(query: str) -> float:
        with Client(server.url) as client:  # a new connection: one kept would be closed while the others are asked
            reply = client.ask(query)
        if reply.status != 200:
            raise ValueError(f"{reply.status}: {reply.body[:500]!r}")
        return reply.last

    return ask


def _measure(asking: Mapping[str, Callable[[str], float]], query: str, rounds: int) -> dict[str, list[float]]:
    """Ask everybody once to warm up, then in turn in each round."""
    taken: dict[str, list[float]] = {name: [] for name in asking}
    for number in range(rounds + 1):
        for name, ask in asking.items():
            seconds = ask(query)
            if number:
                taken[name].append(seconds)
    return taken


def _tell(title: str, rows: int, taken: Mapping[str, Sequence[float]]) -> None:
    for name, seconds in taken.items():
        report.row(
            query=title,
            rows=rows or "",
            peer=name,
            ms=1000 * statistics.median(seconds),
            it_to_ours=report.ratio(seconds, taken["ours"]),
        )
    report.target(
        f"{title}: our time to that of the bare engine in memory",
        report.ratio(taken["ours"], taken[_IN_MEMORY]),
        at_most=_SLOWER,
    )
    for name in ("Virtuoso", "Fuseki"):
        faster = report.ratio(taken[name], taken["ours"]) if name in taken else None
        report.target(f"{title}: time of {name} to ours", faster, at_least=_FASTER)


if __name__ == "__main__":
    main()
