"""Point lookups over HTTP beside other SPARQL servers.

`python -m benchmarks.lookups [--sizes 100k 1M] [--rounds N] [--seconds N]`: eight clients ask by GET for everything
about an organisation (point), or for its participations with the labels of their programmes (join), of 500
organisations in turn; wrk carries it. All servers are up, each is asked in turn in each round. `Cache-Control:
no-cache` keeps them from answering out of a cache of results. A sample of the answers was found the same everywhere.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from benchmarks import report
from benchmarks.client import agree
from benchmarks.data import prepare
from benchmarks.peers import PEERS, Server, serving
from benchmarks.questions import lookups
from benchmarks.wrk import Load, press

_TARGETS = {"rdflib-endpoint": 3.0, "Virtuoso": 1.5, "Fuseki": 1.5}
_ORGANISATIONS, _SAMPLE = 500, 20


def main() -> None:
    """Measure each size in turn."""
    options = report.options(__doc__, rounds=5, seconds=5, sizes=["100k", "1M"])
    for size in options.sizes:
        data = prepare(size)
        questions = lookups(data, _ORGANISATIONS)
        with serving(data, PEERS) as servers:
            for queries in questions.values():
                agree(servers, queries[:_SAMPLE])
                for server in servers.values():
                    press(server, queries, 2)
            for kind, queries in questions.items():
                _compare(size, kind, measure(servers, queries, options.rounds, options.seconds))


def measure(servers: Mapping[str, Server], queries: Sequence[str], rounds: int, seconds: int) -> dict[str, list[Load]]:
    """Press each server in turn in each round."""
    loads: dict[str, list[Load]] = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            loads[name].append(press(server, queries, seconds))
    return loads


def _compare(size: str, kind: str, loads: Mapping[str, Sequence[Load]]) -> None:
    ours = [each.rate for each in loads["ours"]]
    ratios = {name: report.ratio(ours, [each.rate for each in taken]) for name, taken in loads.items()}
    for name, taken in loads.items():
        report.row(
            triples=size,
            lookup=kind,
            peer=name,
            requests_per_s=statistics.median(each.rate for each in taken),
            p50_ms=1000 * statistics.median(each.p50 for each in taken),
            p99_ms=1000 * statistics.median(each.p99 for each in taken),
            ours_to_it=ratios[name],
        )
    for name, bound in _TARGETS.items():
        if name in ratios or name != "rdflib-endpoint" or size == "100k":
            report.target(f"{size}, {kind}: our rate to that of {name}", ratios.get(name), at_least=bound)


if __name__ == "__main__":
    main()
