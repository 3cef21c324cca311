"""A result of 100 MB: the memory it takes on the way, and how soon it begins.

`python -m benchmarks.streaming [--size 1M] [--rounds N] [--megabytes 100]`: quads of the graph as JSON over HTTP, to a
client that reads as fast as it can and to one that waits so as to read about 10 MB a second. Growth is the most memory
in use while streaming minus that before, of the server process and of the query workers together; the system notes
the peak. The first byte is beside the first write and the first 64 KiB of the bare engine, in turn: in memory, as our
workers have it, and on disk.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterable
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
_BEGINNINGS = (
    "ours, first byte",
    "bare in memory, first write",
    "bare in memory, first 64 KiB",
    "bare on disk, first write",
    "bare on disk, first 64 KiB",
)
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
    bare, on_disk = Bare.in_memory(data.journal), Bare.on_disk(data.snapshot)
    a_row = len(bare.ask(_QUERY.format(limit=_SAMPLE))[0]) / _SAMPLE
    query = _QUERY.format(limit=round(options.megabytes * 1e6 / a_row))
    answer, seconds = bare.ask(query)
    report.row(client="none: bare, in memory", MB=len(answer) / 1e6, seconds=seconds, **dict.fromkeys(_GROWTH, ""))
    with ours(data) as server:
        with Client(server.url) as client:
            client.ask(_QUERY.format(limit=_SAMPLE))  # so that memory taken once for all is taken
        for name, rate in _RATES.items():
            _tell_growth(name, [_stream(server, query, rate, len(answer)) for _ in range(options.rounds)])
        _tell_start([_begin(server, (bare, on_disk), query) for _ in range(max(5, options.rounds))])


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


def _begin(server: Server, engines: Iterable[Bare], query: str) -> list[float]:
    """Give the seconds to our first byte, then those of each engine to its first write and its first 64 KiB."""
    with Client(server.url) as client:
        client.ask("ASK {}")
        seconds = [client.ask(query).first]
    for engine in engines:
        watch = _Watch()
        with suppress(_Enough):
            engine.write(query, watch)
        seconds += [watch.first, watch.full]
    return seconds


def _tell_growth(name: str, runs: list[_Growth]) -> None:
    report.row(
        client=name,
        MB=len(runs[0].reply.body) / 1e6,
        seconds=statistics.median(run.reply.last for run in runs),
        **dict(zip(_GROWTH, (max(run.server for run in runs), max(run.workers for run in runs)), strict=True)),
    )
    report.target(f"{name} client: MiB by which the server grows", max(r.server for r in runs), at_most=_MOST_MEMORY)


def _tell_start(runs: Iterable[list[float]]) -> None:
    taken = dict(zip(_BEGINNINGS, zip(*runs, strict=True), strict=True))
    ours_ = taken["ours, first byte"]
    for name, seconds in taken.items():
        report.row(begin=name, ms=1000 * statistics.median(seconds), ours_to_it=report.ratio(ours_, seconds))
    for name in _BEGINNINGS[1:3]:
        report.target(f"our first byte to {name}", report.ratio(ours_, taken[name]), at_most=_MOST_DELAY)


if __name__ == "__main__":
    main()
