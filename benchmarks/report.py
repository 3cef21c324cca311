"""What a benchmark prints: lines of JSON, each a row of a table, a target with what was measured, or a note."""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
from collections.abc import Iterable, Sequence

_PART: dict[str, str] = {}


def options(description: str | None, rounds: int, **others: object) -> argparse.Namespace:
    """Read the command line: `--rounds`, and the other options with their defaults."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped on the way out
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=rounds)
    for name, default in others.items():
        if isinstance(default, Sequence) and not isinstance(default, str):
            parser.add_argument(f"--{name}", nargs="*", default=default)
        else:
            parser.add_argument(f"--{name}", type=type(default), default=default)
    return parser.parse_args()


def row(**figures: object) -> None:
    """Print a row of a table; rows with the same keys make one table. Underscores stand for spaces."""
    _print({key.replace("_", " "): _short(value) for key, value in figures.items()})


def target(claim: str, measured: float | None, *, at_least: float | None = None, at_most: float | None = None) -> None:
    """Print a target and what was measured, None where it could not be."""
    bound = {">=": at_least} if at_least is not None else {"<=": at_most}
    _print({"target": claim, **bound, "measured": _short(measured)})


def part(name: str) -> None:
    """Say of which part all that is printed from here on is: a run of some parts leaves what others printed."""
    _PART["part"] = name


def progress(text: str) -> None:
    """Tell whoever waits what is being measured."""
    print(text, file=sys.stderr, flush=True)


def note(text: str) -> None:
    """Print what a reader should know beside the figures."""
    _print({"note": text})


def ratio(over: Iterable[float], under: Iterable[float]) -> float:
    """Give the median of the ratios pair by pair."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def _print(line: dict[str, object]) -> None:
    print(json.dumps({**line, **_PART}, ensure_ascii=False), flush=True)


def _short(value: object) -> object:
    """Round to what the measurement can tell."""
    if not isinstance(value, float):
        return value
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")
