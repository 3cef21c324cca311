"""A result of 100 MB: the memory it takes on the way, and how soon it begins.

`python -m benchmarks.streaming [--size 1M] [--rounds N] [--megabytes 100]`: quads of the graph as JSON over HTTP, to a
client that reads as fast as it can and to one that waits so as to read about 10 MB a second. Growth is the most memory
in use while streaming minus that before, of the server process and of the query workers together; the system notes
the peak. The first byte is beside the first write and the first 64 KiB of the bare engine in memory, in turn.
"""

from __future__ import annotations

import math
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from benchmarks import report
from benchmarks.client import Client, Reply
from benchmarks.data import prepare
from benchmarks.peers import Bare, Server, ours
from benchmarks.processes import family, forget_peak, peak, resident

_QUERY = "SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {limit}"
_SAMPLE = 20_000
_PIECE = 1 << 16
_RATES = {"fast": math.inf, "slow": 10e6}
_GROWTH = ("server_grows_MiB", "workers_grow_MiB")
_MOST_MEMORY, _MOST_DELAY = 64.0, 1.2


class _Enough(Exception):
    """The first 64 KiB are there."""


class _Watch(BytesIO):
    """Notes when the first bytes come, and stops at 64 KiB."""

    def __init__(self) -> None:
        super().__init__()
        self.start, self.first, self.full = time.perf_counter(), 0.0, 0.0

    def write(self, data: Any, /) -> int:
        self.first = self.first or time.perf_counter() - self.start
        written = super().write(data)
        if self.tell() >= _PIECE:
            self.full = time.perf_counter() - self.start
            raise _Enough
        return written


@dataclass(frozen=True, slots=True)
class _Growth:
    """MiB that streaming took, in the server process and in its workers, and what came back."""

    server: float
    workers: float
    reply: Reply


def main() -> None:
    """Stream to both clients, and time the first byte in turn with the bare engine."""
    options = report.options(__doc__, rounds=5, size="1M", megabytes=100)
    data = prepare(options.size)
    bare = Bare.in_memory(data.journal)
    a_row = len(bare.ask(_QUERY.format(limit=_SAMPLE))[0]) / _SAMPLE
    query = _QUERY.format(limit=round(options.megabytes * 1e6 / a_row))
    answer, seconds = bare.ask(query)
    report.row(client="none: bare engine", MB=len(answer) / 1e6, seconds=seconds, **dict.fromkeys(_GROWTH, ""))
    with ours(data) as server:
        with Client(server.url) as client:
            client.ask(_QUERY.format(limit=_SAMPLE))  # so that memory taken once for all is taken
        for name, rate in _RATES.items():
            _tell_growth(name, [_stream(server, query, rate, len(answer)) for _ in range(options.rounds)])
        _tell_start([_begin(server, bare, query) for _ in range(max(5, options.rounds))])


def _stream(server: Server, query: str, rate: float, expected: int) -> _Growth:
    processes = family(server.pid)
    before = [resident(pid) for pid in processes]
    for pid in processes:
        forget_peak(pid)
    with Client(server.url) as client:
        reply = client.ask(query, rate=rate)
    if reply.status != 200 or len(reply.body) != expected:
        raise ValueError(f"{reply.status} with {len(reply.body)} instead of {expected} bytes")
    growth = [peak(pid) - was for pid, was in zip(processes, before, strict=True)]
    return _Growth(growth[0], sum(growth[1:]), reply)


def _begin(server: Server, bare: Bare, query: str) -> tuple[float, float, float]:
    """Give the seconds to our first byte, the engine's first write and its first 64 KiB."""
    with Client(server.url) as client:
        client.ask("ASK {}")
        first = client.ask(query).first
    watch = _Watch()
    with suppress(_Enough):
        bare.write(query, watch)
    return first, watch.first, watch.full


def _tell_growth(name: str, runs: list[_Growth]) -> None:
    report.row(
        client=name,
        MB=len(runs[0].reply.body) / 1e6,
        seconds=statistics.median(run.reply.last for run in runs),
        **dict(zip(_GROWTH, (max(run.server for run in runs), max(run.workers for run in runs)), strict=True)),
    )
    report.target(f"{name} client: MiB by which the server grows", max(r.server for r in runs), at_most=_MOST_MEMORY)


def _tell_start(runs: list[tuple[float, float, float]]) -> None:
    ours_, first, full = zip(*runs, strict=True)
    for name, seconds in (("ours, first byte", ours_), ("bare, first write", first), ("bare, first 64 KiB", full)):
        report.row(begin=name, ms=1000 * statistics.median(seconds), ours_to_it=report.ratio(ours_, seconds))
    report.target("first byte to the bare engine's first write", report.ratio(ours_, first), at_most=_MOST_DELAY)
    report.target("first byte to the bare engine's first 64 KiB", report.ratio(ours_, full), at_most=_MOST_DELAY)


if __name__ == "__main__":
    main()
