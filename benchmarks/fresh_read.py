"""The first read that sees a write, beside a backup of the bare engine, over three sizes of graph.

`python -m benchmarks.fresh_read [--sizes 100k 1M 10M] [--rounds N]`: an update adds one triple; then a SELECT asks for
it, timed from the request to the last byte. In turn the bare engine adds the triple to a store of its own, and timed
are `Store.backup`, `Store.read_only` of the copy, and the same query. The time of the update stands beside it. Ours is
measured as it is by default, with the graph in memory where it has room there (up to some two million triples), and
from disk. All stores were left alone before until the engine had done sorting what was loaded.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, Quad, Store

from benchmarks import report
from benchmarks.client import Client
from benchmarks.data import BENCH, Ecosystem, prepare
from benchmarks.peers import Bare, Server, ours

_TOKEN = "bench-only-" + "0" * 16
_GRAPH, _PREDICATE = "urn:bench:graph", "urn:bench:follows"
_UPDATE = f"INSERT DATA {{ GRAPH <{_GRAPH}> {{ <urn:bench:NUMBER> <{_PREDICATE}> <urn:bench:o> }} }}"
_QUERY = f"SELECT ?o WHERE {{ <urn:bench:NUMBER> <{_PREDICATE}> ?o }}"
_MOST, _MOST_GROWTH = 2.0, 1.5
_WARM = 2
_QUIET, _LONGEST = 5, 600
"""Seconds without a change after which a store is quiet, and after which it should be."""


def main() -> None:
    """Measure each size in turn, then hold the largest against the smallest."""
    options = report.options(__doc__, rounds=15, sizes=["100k", "1M", "10M"])
    medians = {size: _compare(prepare(size), options.rounds) for size in options.sizes}
    if len(medians) > 1:
        sizes = list(medians)
        for name in ("ours, from disk", "ours"):
            grown = medians[sizes[-1]][name] / medians[sizes[0]][name]
            report.target(f"{name}: fresh read at {sizes[-1]} to that at {sizes[0]}", grown, at_most=_MOST_GROWTH)


def _compare(data: Ecosystem, rounds: int) -> dict[str, float]:
    """Measure one size; give the median seconds of the fresh reads."""
    tokens = f"steward:bench:{_TOKEN}"
    with (
        TemporaryDirectory(prefix="bare-", dir=BENCH) as scratch,
        ours(data, KG_TOKENS=tokens) as server,
        ours(data, KG_TOKENS=tokens, KG_REPLICA_MEMORY="0") as on_disk,
    ):
        store = Store(str(data.home(Path(scratch) / "home") / "store"))
        for home in (Path(scratch), server.folder, on_disk.folder):
            _settle(home / "home" / "store")
        asking: dict[str, Callable[[int], tuple[float, float]]] = {
            "ours": lambda number: _ours(server, number),
            "ours, from disk": lambda number: _ours(on_disk, number),
            "bare engine": lambda number: _bare(store, Path(scratch), number),
        }
        runs = [{name: ask(number) for name, ask in asking.items()} for number in range(_WARM + rounds)]
    taken_by = {name: [run[name] for run in runs[_WARM:]] for name in asking}
    ours_, bare = taken_by["ours"], taken_by["bare engine"]
    for name, taken in taken_by.items():
        report.row(
            triples=data.size,
            peer=name,
            fresh_read_ms=1000 * statistics.median(read for _, read in taken),
            write_ms=1000 * statistics.median(write for write, _ in taken),
            both_ms=1000 * statistics.median(write + read for write, read in taken),
            ours_to_it=report.ratio((read for _, read in ours_), (read for _, read in taken)),
        )
    measured = report.ratio((read for _, read in ours_), (read for _, read in bare))
    report.target(f"{data.size}: our fresh read to that of the bare engine", measured, at_most=_MOST)
    return {name: statistics.median(read for _, read in taken) for name, taken in taken_by.items()}


def _settle(store: Path) -> None:
    """Wait until the files of a store have not changed for a while."""
    before: set[tuple[str, int]] = set()
    for _ in range(_LONGEST // _QUIET):
        time.sleep(_QUIET)
        files = {(path.name, path.stat().st_size) for path in store.glob("*.sst") if path.exists()}
        if files == before:
            return
        before = files
    raise TimeoutError(f"the engine is still sorting after {_LONGEST} s")


def _ours(server: Server, number: int) -> tuple[float, float]:
    """Give the seconds of the update and of the read after it."""
    with Client(server.url) as client:
        written = client.update(_UPDATE.replace("NUMBER", str(number)), _TOKEN)
        reply = client.ask(_QUERY.replace("NUMBER", str(number)))
    if reply.status != 200 or b"urn:bench:o" not in reply.body:
        raise ValueError(f"{reply.status}: the write is not seen in {reply.body[:500]!r}")
    return written, reply.last


def _bare(store: Store, folder: Path, number: int) -> tuple[float, float]:
    start = time.perf_counter()
    subject, object_ = NamedNode(f"urn:bench:{number}"), NamedNode("urn:bench:o")
    store.add(Quad(subject, NamedNode(_PREDICATE), object_, NamedNode(_GRAPH)))
    written = time.perf_counter() - start
    copy = folder / f"copy-{number}"
    start = time.perf_counter()
    store.backup(str(copy))
    answer, _ = Bare.on_disk(copy).ask(_QUERY.replace("NUMBER", str(number)))
    seen = time.perf_counter() - start
    shutil.rmtree(copy)
    if b"urn:bench:o" not in answer:
        raise ValueError("the bare engine does not see its write")
    return written, seen


if __name__ == "__main__":
    main()
