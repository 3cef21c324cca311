"""Checks and loads of records from tables, beside the engine's bare bulk load of the same quads.

`python -m benchmarks.load [--size 1M] [--rounds N]` writes an ecosystem of seven tables and runs in turn `kg check`,
`kg load` into an empty home, the same again, again after one row of one table was changed, and a load without the gate;
then the very quads of it are bulk-loaded by the engine alone. Each is a fresh process, of which CPU and wall seconds
are told with all that it started, and the peak of its memory. Printed are medians; ratios are of CPU, round by round.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks import report
from benchmarks.data import BENCH, SIZES, load_ungated
from benchmarks.ecosystem import write_ecosystem
from kg.changes import Journal
from kg.store.rdf import copy_quads

_BARE = """import sys
from pyoxigraph import Store
store = Store(sys.argv[2])
store.bulk_load(path=sys.argv[1])
store.flush()"""
_MOST_CPU, _MOST_MEMORY = 15.0, 300.0
_MOST_TO_BARE = {"first load": 2.5, "the same again": 0.3, "one row of one table changed": 0.1}

COMMENTARY = """
Pairs of before and after statements were read as they are spelt (docs/decisions/0069), at a load of 5 to 9: a check
of a million triples 21.9 and 19.0 s of CPU; first loads of 100,000 triples 5.33 and 5.07, 5.10 and 4.72, 5.66 and
4.75, with 205 and 147 MiB, where the bare bulk load took 0.71. Single runs of a million at a load of 20: first load
60.5 s of CPU, the same again 1.24, one row of one table changed 4.25.
"""


class Figures(NamedTuple):
    """Of one process: seconds, seconds of CPU, and the most MiB of memory."""

    wall: float
    cpu: float
    peak: float


def main() -> None:
    """Measure in turn, and hold what was measured against the targets."""
    if sys.argv[1:2] == ["ungated"]:
        load_ungated(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        options = report.options(__doc__, rounds=3, size="1M")
        _measure(options.size, options.rounds)


def _measure(size: str, rounds: int) -> None:
    runs: dict[str, list[Figures]] = {}
    BENCH.mkdir(exist_ok=True)
    for _ in range(rounds):
        with TemporaryDirectory(prefix="load-", dir=BENCH) as folder:
            for name, figures in _round(Path(folder), SIZES[size]).items():
                runs.setdefault(name, []).append(figures)
    for name, every in runs.items():
        wall, cpu, peak = map(statistics.median, zip(*every, strict=True))
        report.row(run=name, wall_s=wall, cpu_s=cpu, peak_MiB=peak, cpu_to_bare=_to_bare(runs, name))
    if size == "1M":
        _, cpu, peak = map(statistics.median, zip(*runs["check"], strict=True))
        report.target("kg check, s of CPU", cpu, at_most=_MOST_CPU)
        report.target("kg check, peak MiB", peak, at_most=_MOST_MEMORY)
        for name, most in _MOST_TO_BARE.items():
            report.target(f"{name} to the bare one, CPU", _to_bare(runs, name), at_most=most)


def _round(folder: Path, records: int) -> dict[str, Figures]:
    """Run each once, over tables of its own."""
    tables, home = write_ecosystem(folder / "records", records), folder / "home"
    kg = str(Path(sys.executable).with_name("kg"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    environment |= {"KG_HOME": str(home), "KG_DATA": str(tables)}
    ungated = [sys.executable, "-m", "benchmarks.load", "ungated", str(tables), str(folder / "ungated")]
    figures = {
        "check": _run([kg, "check"], environment),
        "first load": _run([kg, "load"], environment),
        "the same again": _run([kg, "load"], environment),
    }
    table = tables / "organisations.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Organisation 7,", "Renamed 7,"), encoding="utf-8")
    figures["one row of one table changed"] = _run([kg, "load"], environment)
    figures["first load without the gate"] = _run(ungated, environment)
    with (folder / "bare.nq").open("wb") as file:
        copy_quads(Journal(home / "journal").read(1).additions(), file, "nquads")
    bare = [sys.executable, "-c", _BARE, str(folder / "bare.nq"), str(folder / "bare")]
    figures["bare bulk load"] = _run(bare, environment)
    shutil.rmtree(home)
    return figures


def _run(command: Iterable[str], environment: Mapping[str, str]) -> Figures:
    """Run a process to its end. Raises ValueError where it fails."""
    begin = time.perf_counter()
    process = subprocess.Popen([*command], env=environment, stdout=sys.stderr)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ValueError(f"{process.args!r} failed")
    return Figures(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _to_bare(runs: Mapping[str, list[Figures]], name: str) -> float:
    return report.ratio((each.cpu for each in runs[name]), (each.cpu for each in runs["bare bulk load"]))


if __name__ == "__main__":
    main()
