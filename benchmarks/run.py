"""Run every benchmark and write what it printed into `benchmarks/RESULTS.md`: `make bench`.

Machines differ and are noisy: quote the ratios, which are of pairs run in turn, not the seconds.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

_FOLDER = Path(__file__).parent
_BENCHMARKS = {
    "load": "Loading 100,000 records beside the engine's bare bulk load of the same quads",
}


def main() -> None:
    """Run them one after the other."""
    parts = [_HEAD.format(cores=os.cpu_count(), machine=platform.machine(), python=platform.python_version())]
    for name, title in _BENCHMARKS.items():
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        parts.append(f"## {title}\n\n`python -m benchmarks.{name}`\n\n```json\n{printed.strip()}\n```\n")
    (_FOLDER / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")


_HEAD = """# Results

Written by `make bench`. Medians of paired runs on {cores} cores ({machine}), Python {python}. Quote the ratios: seconds
are those of one machine on one day.
"""

if __name__ == "__main__":
    main()
