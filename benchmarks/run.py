"""Run benchmarks and write what they printed into `benchmarks/RESULTS.md`: `make bench`.

`python -m benchmarks.run [NAME ...] [--rounds N]` runs those named, or all. What each printed is kept in
`.bench/results/`, and RESULTS.md is made of all that is there; with `--write-only`, nothing is run. Machines differ and
are noisy: quote the ratios, which are of runs in turn, not the seconds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.data import BENCH

_RESULTS = BENCH / "results"
_PAGE = Path(__file__).parent / "RESULTS.md"
_BENCHMARKS = (
    "load",
    "lookups",
    "cached",
    "analytic",
    "streaming",
    "hostile",
    "fresh_read",
    "edits",
    "lists",
    "duplicates",
    "restart",
    "walks",
    "soak",
)
Line = dict[str, Any]


def main() -> None:
    """Run them one after the other, and write the page anew after each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    # [] is what an empty list of names is checked as
    parser.add_argument("names", nargs="*", choices=[*_BENCHMARKS, []], metavar="NAME", help=", ".join(_BENCHMARKS))
    parser.add_argument("--rounds", type=int, help="instead of the number that each has by default")
    parser.add_argument("--write-only", action="store_true", help="run nothing, only write the page")
    options = parser.parse_args()
    _RESULTS.mkdir(parents=True, exist_ok=True)
    for name in () if options.write_only else options.names or _BENCHMARKS:
        _run(name, ["--rounds", str(options.rounds)] if options.rounds else [])
        _write()
    _write()


def _run(name: str, arguments: list[str]) -> None:
    """Run one, show what it prints, and keep it once it is done."""
    lines = []
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(json.loads(line))
    if process.returncode:
        raise SystemExit(f"benchmarks.{name} failed; what was kept of it before stays")
    kept = {"command": " ".join(["python", *command[1:]]), "lines": lines}
    (_RESULTS / f"{name}.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")


def _write() -> None:
    kept = [(name, _RESULTS / f"{name}.json") for name in _BENCHMARKS]
    head = _HEAD.format(cores=os.cpu_count(), machine=platform.machine(), python=platform.python_version())
    parts = [_section(name, json.loads(path.read_text(encoding="utf-8"))) for name, path in kept if path.exists()]
    _PAGE.write_text("\n".join([head, *parts]), encoding="utf-8")


def _section(name: str, kept: Line) -> str:
    """Compose a section: title and setup from the docstring, the rest from what was printed."""
    title, _, setup = (importlib.import_module(f"benchmarks.{name}").__doc__ or "").strip().partition("\n\n")
    lines = kept["lines"]
    rows = [each for each in lines if "target" not in each and "note" not in each]
    parts = [f"## {title.rstrip('.')}", f"`{kept['command']}`", setup]
    parts += ["\n".join(_table(list(alike))) for _, alike in groupby(rows, key=list)]
    parts += ["\n".join(f"- {each['note']}" for each in lines if "note" in each)]
    parts += ["\n".join(_judged(each) for each in lines if "target" in each)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _table(rows: list[Line]) -> Iterator[str]:
    names = list(rows[0])
    yield _cells(names)
    yield _cells("--:" if isinstance(rows[0][name], int | float) else "---" for name in names)
    yield from (_cells(_shown(row[name]) for name in names) for row in rows)


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _judged(line: Line) -> str:
    """Word a target by its numbers alone.

    >>> _judged({"target": "rate", ">=": 3.0, "measured": 2.9})
    '- target: rate >= 3.0, measured: 2.9, **MISSED**'
    """
    sense = ">=" if ">=" in line else "<="
    bound, measured = line[sense], line["measured"]
    if measured is None:
        return f"- target: {line['target']} {sense} {bound}, not measured"
    is_met = measured >= bound if sense == ">=" else measured <= bound
    verdict = "met" if is_met else "**MISSED**"
    return f"- target: {line['target']} {sense} {bound}, measured: {_shown(measured)}, {verdict}"


_HEAD = """# Results

Written by `make bench`. Medians of runs in turn on {cores} cores ({machine}), Python {python}. Quote the ratios:
seconds are those of one machine on one day.
"""

if __name__ == "__main__":
    main()
