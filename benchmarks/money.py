"""Money: what all contributions add up to, for the first time and again, beside the sums of a SPARQL query.

`python -m benchmarks.money [--sizes 100k 1M] [--rounds N]`: a service is asked for the money by each grouping, from the
request to the last byte; again it is asked anew each time, by a parameter that changes nothing but the number of groups
that are shown. The query groups by kind and currency and leaves out what carries a doubt, is a part, or is told again;
it says nothing of bounds, of what it leaves out, or of who has what.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import Ecosystem, prepare
from benchmarks.peers import ours
from kg.network.questions.money import BY

COMMENTARY = """
The first answer reads all contributions from the columns of the index, and tells which of them count; the first by
another grouping divides them anew. Both are kept by the worker, so that again it is names and pages.
"""

_MONEY = "/network/funding/money?by={by}&include_planned=true&top={top}"
_QUERY = (Path(__file__).parent / "queries" / "money.rq").read_text(encoding="utf-8")
_FIRST, _AGAIN = 2.0, 0.25


def main() -> None:
    """Measure each size in turn."""
    options = report.options(__doc__, rounds=5, sizes=["100k", "1M"])
    for size in options.sizes:
        _measure(prepare(size), options.rounds)


def _measure(data: Ecosystem, rounds: int) -> None:
    with ours(data, KG_QUERY_MEMORY="4096") as server, Client(server.url) as client:
        query = f"/sparql?{urlencode({'query': _QUERY})}"
        seconds = [_ask(client, query) for _ in range(rounds)]
        report.row(triples=data.size, asked="SPARQL", first_ms=1000 * seconds[0], again_ms=1000 * min(seconds))
        for place, by in enumerate(BY):
            first = _ask(client, _MONEY.format(by=by, top=100))
            again = statistics.median(_ask(client, _MONEY.format(by=by, top=101 + each)) for each in range(rounds))
            report.row(triples=data.size, asked=f"by {by}", first_ms=1000 * first, again_ms=1000 * again)
            if not place:
                report.target(f"{data.size}: money for the first time, s", first, at_most=_FIRST)
            report.target(f"{data.size}: money by {by} again, s", again, at_most=_AGAIN)


def _ask(client: Client, address: str) -> float:
    reply = client.get(address, {"Accept": "application/json", "Cache-Control": "no-cache"})
    if reply.status != 200:
        raise ValueError(f"{address}: {reply.status} {reply.body[:500]!r}")
    return reply.last


if __name__ == "__main__":
    main()
