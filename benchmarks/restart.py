"""A start with unchanged records beside a start without any.

`python -m benchmarks.restart [--size 1M] [--rounds N]`: the graph is loaded once from its tables; then `kg serve` is
started over the same home in turn with the tables (`KG_DATA`) and without, and timed until it answers a query. CPU is
that of the service and all its processes until then. A while after, with the graph in the memory of the workers, the
memory of all of them is added up (PSS). Beside it stands a start after the line ends of one table were changed, which
reads all tables again.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks import report
from benchmarks.data import BENCH, SIZES, load_ungated
from benchmarks.ecosystem import write_ecosystem
from benchmarks.peers.ours import wait_for_replica
from benchmarks.peers.server import HOST, free_port, running
from benchmarks.processes import family, proportional, ticks

COMMENTARY = """
A few more starts of the same kind, by themselves and beside a load of 14 to 17: with unchanged records 7.62 and 11.6
s (2.6 s of CPU), without 9.84 s (2.5). Ready in at most 8 s was missed beside such a load, though it computes for a
third of that. All processes together, idle, with the graph in the memory of the workers: 467 and 456 MiB (PSS).
"""

_MOST, _MOST_SECONDS, _MOST_MEMORY = 1.2, 8.0, 728.0
"""The last in MiB, of a million triples."""

_PATIENCE, _IDLE = 600, 5


class Figures(NamedTuple):
    """Of one start: seconds, CPU seconds, and MiB when it is idle."""

    seconds: float
    cpu: float
    memory: float


def main() -> None:
    """Measure in turn, and hold the ratios against the target."""
    options = report.options(__doc__, rounds=5, size="1M")
    BENCH.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="restart-", dir=BENCH) as folder:
        home, records = Path(folder) / "home", Path(folder) / "records"
        write_ecosystem(records, SIZES[options.size])
        load_ungated(records, home)
        starts: dict[str, list[Figures]] = {"with unchanged records": [], "without records": []}
        for _ in range(options.rounds):
            starts["with unchanged records"].append(_start(Path(folder), home, str(records)))
            starts["without records"].append(_start(Path(folder), home, ""))
        table = next(iter(sorted(records.glob("*.csv"))))
        table.write_text(table.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8")
        starts["with one table changed"] = [_start(Path(folder), home, str(records))]
    for name, figures in starts.items():
        wall, cpu, memory = (statistics.median(each[index] for each in figures) for index in range(3))
        report.row(
            start=name, size=options.size, seconds=wall, CPU_seconds=cpu, memory_idle_MiB=memory, runs=len(figures)
        )
        if name == "with unchanged records":
            report.target("seconds until a start with unchanged records is ready", wall, at_most=_MOST_SECONDS)
            report.target("MiB of all processes, idle", memory, at_most=_MOST_MEMORY)
    pairs = list(zip(starts["with unchanged records"], starts["without records"], strict=True))
    for index, what in enumerate(("seconds", "CPU")):
        ratio = statistics.median(ours[index] / bare[index] for ours, bare in pairs)
        report.target(f"{what} of a start with unchanged records to one without", ratio, at_most=_MOST)


def _start(folder: Path, home: Path, records: str) -> Figures:
    """Start a service, see what it took until it was ready and what it takes when it is idle, and stop it."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    environment = {**kept, "KG_DATA": records, "KG_HOME": str(home)}
    command: list[str | Path] = [Path(sys.executable).with_name("kg"), "serve", "--host", HOST, "--port", str(port)]
    url, began = f"http://{HOST}:{port}/sparql", time.perf_counter()
    with running(command, url, folder, environment=environment, patience=_PATIENCE) as server:
        wall = time.perf_counter() - began
        cpu = sum(map(ticks, family(server.pid))) / os.sysconf("SC_CLK_TCK")
        wait_for_replica(f"http://{HOST}:{port}/metrics")
        time.sleep(_IDLE)
        return Figures(wall, cpu, sum(map(proportional, family(server.pid))))


if __name__ == "__main__":
    main()
