"""Run benchmarks, and write what they print into their sections of `benchmarks/RESULTS.md`: `make bench`.

`python -m benchmarks.run [NAME ...] [OPTION ...]` runs those named, or all, and hands them the options that it does not
know: `python -m benchmarks.run edits --sizes 100k 1M`. What one printed replaces what it printed before, and no other
section changes; where it names parts, those of which it printed nothing stay. Machines differ and are noisy: quote the
ratios, which are of runs in turn, not the seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from benchmarks.page import BENCHMARKS, RESULTS, Line, page


def main(arguments: Sequence[str], results: Path = RESULTS) -> None:
    """Run them one after the other, and write the page, beside the results, anew after each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    # [] is what an empty list of names is checked as
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=", ".join(BENCHMARKS))
    names = [*takewhile(lambda argument: not argument.startswith("-"), arguments)]
    options = arguments[len(names) :]
    parser.parse_args([*names, *({"-h", "--help"} & {*options})])
    for name in names or BENCHMARKS:
        _run(name, options, results)
        results.with_name("RESULTS.md").write_text(page(results), encoding="utf-8")


def _run(name: str, options: Sequence[str], results: Path) -> None:
    """Run one, show what it prints, and keep it once it is done, with the machine and what else it had to do before."""
    load, lines = os.getloadavg()[2], list[Line]()
    command = [sys.executable, "-m", f"benchmarks.{name}", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(json.loads(line))
    if process.returncode:
        raise SystemExit(f"benchmarks.{name} failed; what it printed before stays")
    result = {
        "command": " ".join(["python", *command[1:]]),
        "machine": f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"at a load of {load:.1f} before",
        "lines": [*_others(results / f"{name}.json", lines), *lines],
    }
    results.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (results / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


def _others(before: Path, lines: Sequence[Line]) -> list[Line]:
    """Give what it printed before of parts of which it has printed nothing now."""
    parts = {line.get("part") for line in lines}
    if parts <= {None} or not before.exists():
        return []
    return [
        line for line in json.loads(before.read_text("utf-8"))["lines"] if line.get("part", None) not in {None, *parts}
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
