"""Queries that would never end: when they are gone, and what others feel of them.

`python -m benchmarks.hostile [--size 1M] [--rounds N] [--seconds N]`: the server ends queries after 5 s. One client
asks for a product of the graph with itself, a path of any length, and a regular expression over all pairs of labels.
First each alone: how long after the deadline until the answer is there and the process that computed it is gone (the
worst of the rounds). Then four clients look up organisations with pauses of 50 ms, in turn alone and while four such
queries run all the time from one other address; and, for information, from four.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import prepare
from benchmarks.peers import Server, ours
from benchmarks.processes import family, is_alive, ticks
from benchmarks.questions import lookups, read_queries

_TIMEOUT, _PATIENCE = 5.0, 10.0
_LATEST, _MOST = 0.25, 3.0
_CLIENTS, _PAUSE = 4, 0.05
_ONE, _FOUR = ["127.0.0.2"] * 4, [f"127.0.0.{number}" for number in range(2, 6)]
_RUNS: dict[str, list[str]] = {"idle": [], "four from one address": _ONE, "four from four addresses": _FOUR}


@dataclass(frozen=True, slots=True)
class _Felt:
    """What the other clients felt: seconds of the lookups that were answered, and how many were not."""

    seconds: list[float]
    refused: int


def main() -> None:
    """Measure the end of hostile queries, then what others feel."""
    options = report.options(__doc__, rounds=3, size="1M", seconds=15)
    queries = read_queries("hostile")
    data = prepare(options.size)
    questions = lookups(data, 200)["point"]
    with ours(data, KG_QUERY_TIMEOUT=f"{_TIMEOUT:g}") as server:
        for title, query in queries.items():
            _tell_end(title, [_end(server, query) for _ in range(options.rounds)])
        felt: dict[str, list[_Felt]] = {name: [] for name in _RUNS}
        for _ in range(options.rounds):
            for name, sources in _RUNS.items():
                with _attacked(server, list(queries.values()), sources):
                    felt[name].append(_feel(server, questions, options.seconds))
    _tell_felt(felt)


def _end(server: Server, query: str) -> tuple[int, float, float]:
    """Give the status, and the seconds after the deadline of the answer and of the end of the process."""
    before = {pid: ticks(pid) for pid in family(server.pid)}
    with ThreadPoolExecutor(1) as pool, Client(server.url) as client:
        start = time.perf_counter()
        asked = pool.submit(client.ask, query)
        time.sleep(_TIMEOUT / 2)
        busy = max(family(server.pid), key=lambda pid: ticks(pid) - before.get(pid, 0))
        gone = _wait_for_end(busy) - start - _TIMEOUT
        reply = asked.result()
    return reply.status, reply.last - _TIMEOUT, gone


def _wait_for_end(pid: int) -> float:
    deadline = time.perf_counter() + _TIMEOUT + _PATIENCE
    while is_alive(pid) and time.perf_counter() < deadline:
        time.sleep(0.002)
    return time.perf_counter()


@contextmanager
def _attacked(server: Server, queries: Sequence[str], sources: Sequence[str]) -> Iterator[None]:
    """Keep one hostile query running from each of these addresses."""
    over = threading.Event()

    def attack(place: int) -> None:
        for query in islice(cycle(queries), place, 1000):
            if over.is_set():
                return
            with Client(server.url, source=sources[place]) as client:
                reply = client.ask(query)
            over.wait(0.05 if reply.status == 504 else 0.2)

    with ThreadPoolExecutor(max(1, len(sources))) as pool:
        attacks = [pool.submit(attack, place) for place in range(len(sources))]
        time.sleep(1)
        try:
            yield
        finally:
            over.set()
        for each in attacks:
            each.result()


def _feel(server: Server, queries: Sequence[str], seconds: float) -> _Felt:
    """Look up from four clients for a while."""
    with ThreadPoolExecutor(_CLIENTS) as pool:
        felt = list(pool.map(lambda place: _look_up(server, queries[place::_CLIENTS], seconds), range(_CLIENTS)))
    return _Felt([each for one in felt for each in one.seconds], sum(one.refused for one in felt))


def _look_up(server: Server, queries: Sequence[str], seconds: float) -> _Felt:
    taken, refused, until = [], 0, time.perf_counter() + seconds
    with Client(server.url) as client:
        for query in islice(cycle(queries), 100_000):
            if time.perf_counter() > until:
                break
            reply = client.ask(query)
            if reply.status == 200:
                taken.append(reply.last)
            else:
                refused += 1
            time.sleep(_PAUSE)
    return _Felt(taken, refused)


def _tell_end(title: str, runs: Sequence[tuple[int, float, float]]) -> None:
    statuses = ", ".join(sorted({str(status) for status, _, _ in runs}))
    answered, gone = (max(run[side] for run in runs) for side in (1, 2))
    report.row(query=title, status=statuses, answer_s_after_deadline=answered, process_gone_s_after_deadline=gone)
    report.target(f"{title}: seconds from the deadline to its end", max(answered, gone), at_most=_LATEST)


def _p95(felt: _Felt) -> float:
    return statistics.quantiles(felt.seconds, n=20)[-1] if len(felt.seconds) > 1 else _TIMEOUT


def _tell_felt(felt: dict[str, list[_Felt]]) -> None:
    idle = [_p95(each) for each in felt["idle"]]
    for name, runs in felt.items():
        report.row(
            hostile_queries=name,
            lookups=sum(len(each.seconds) for each in runs),
            refused=sum(each.refused for each in runs),
            p50_ms=1000 * statistics.median(second for each in runs for second in each.seconds or [_TIMEOUT]),
            p95_ms=1000 * statistics.median(map(_p95, runs)),
            p95_to_idle=report.ratio(map(_p95, runs), idle),
        )
    attacked = felt["four from one address"]
    report.target(
        "p95 of others under four queries of one client to idle", report.ratio(map(_p95, attacked), idle), at_most=_MOST
    )
    report.target("lookups of others refused meanwhile", float(sum(each.refused for each in attacked)), at_most=0)


if __name__ == "__main__":
    main()
