"""Lookups that were asked before, beside the same server without its cache of results.

`python -m benchmarks.cached [--size 1M] [--rounds N] [--seconds N]`: the lookups of `benchmarks.lookups` about 50
organisations, asked before, by eight clients; in turn with `Cache-Control: no-cache` and without.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from benchmarks import report
from benchmarks.client import UNCACHED, Client
from benchmarks.data import prepare
from benchmarks.peers import Server, ours
from benchmarks.questions import lookups
from benchmarks.wrk import Load, press

_ORGANISATIONS, _TARGET = 50, 3.0
_MAY_CACHE = {"Accept": UNCACHED["Accept"]}


def main() -> None:
    """Measure both kinds of lookup."""
    options = report.options(__doc__, rounds=5, seconds=5, size="1M")
    data = prepare(options.size)
    with ours(data) as server:
        for kind, queries in lookups(data, _ORGANISATIONS).items():
            _warm(server, queries)
            loads: dict[bool, list[Load]] = {False: [], True: []}
            for _ in range(options.rounds):
                for cached, taken in loads.items():
                    taken.append(press(server, queries, options.seconds, cached=cached))
            _tell(options.size, kind, loads[True], loads[False])


def _warm(server: Server, queries: Sequence[str]) -> None:
    """Ask twice, and see that the answer out of the cache is the answer."""
    with Client(server.url) as client:
        for query in queries:
            fresh = client.ask(query)
            asked = [client.ask(query, _MAY_CACHE) for _ in range(2)]
            if any((each.status, sorted(each.body)) != (200, sorted(fresh.body)) for each in asked):
                raise ValueError(f"another answer than without the cache to {query}")


def _tell(size: str, kind: str, cached: Sequence[Load], uncached: Sequence[Load]) -> None:
    for name, taken in (("uncached", uncached), ("cached", cached)):
        report.row(
            triples=size,
            lookup=kind,
            run=name,
            requests_per_s=statistics.median(each.rate for each in taken),
            p50_ms=1000 * statistics.median(each.p50 for each in taken),
            p99_ms=1000 * statistics.median(each.p99 for each in taken),
        )
    measured = report.ratio([each.rate for each in cached], [each.rate for each in uncached])
    report.target(f"{size}, {kind}: rate with the cache to that without", measured, at_least=_TARGET)


if __name__ == "__main__":
    main()
