"""The page of results: of each benchmark its title and setting, what its last run printed, and its commentary.

`benchmarks/RESULTS.md` is made of the docstrings, of `benchmarks/results/NAME.json`, and of the `COMMENTARY` of modules
that have one; nothing on it is written by hand. `make docs` writes it, `make check` says when it is stale.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
"""Where each benchmark keeps what its last run printed, by its name."""

BENCHMARKS = (
    "load",
    "lookups",
    "cached",
    "analytic",
    "streaming",
    "hostile",
    "fresh_read",
    "edits",
    "lists",
    "pages",
    "duplicates",
    "networks",
    "network_answers",
    "money",
    "measures",
    "stability",
    "tables",
    "restart",
    "walks",
    "soak",
)
"""The modules that measure, in the order of the page."""

Line = dict[str, Any]
_HEAD = """# Results

Medians of runs in turn. Quote the ratios: seconds are those of one machine on one day, which had other work where its
load is above 1.

Made of what the benchmarks printed, which is kept in `benchmarks/results/`. `python -m benchmarks.run edits` runs one
and replaces its section alone; options behind its name are its own (`edits --sizes 100k 1M --rounds 50`). `make bench`
runs all. What is to be said beside the figures is the `COMMENTARY` of the module, and `make docs` brings it here.
"""


def page(results: Path = RESULTS) -> str:
    """Compose the page of all results that are there."""
    files = [(name, results / f"{name}.json") for name in BENCHMARKS]
    sections = [_section(name, json.loads(path.read_text(encoding="utf-8"))) for name, path in files if path.exists()]
    return "\n".join([_HEAD, *sections])


def _section(name: str, result: Line) -> str:
    module = importlib.import_module(f"benchmarks.{name}")
    title, _, setting = (module.__doc__ or "").strip().partition("\n\n")
    lines = [{key: value for key, value in line.items() if key != "part"} for line in result["lines"]]
    rows = [each for each in lines if "target" not in each and "note" not in each]
    parts = [f"## {title.rstrip('.')}", f"`{result['command']}`: {result['machine']}.", setting]
    parts += ["\n".join(_table(list(alike))) for _, alike in groupby(rows, key=list)]
    parts += ["\n".join(f"- {each['note']}" for each in lines if "note" in each)]
    parts += ["\n".join(_judged(each) for each in lines if "target" in each)]
    parts += [getattr(module, "COMMENTARY", "").strip()]
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
