"""A question that `kg network` takes: which nodes, which options, how its answer is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import click

from kg.network import Question, bounds_of
from kg.query.analysis import Analysis
from kg.query.comparison import Comparing
from kg.workspace import Workspace

Options = Mapping[str, Any]
"""The values of all options of the command, by name."""


@dataclass(frozen=True, slots=True)
class Way:
    """One word of the command.

    `nodes` are the names of the nodes that it takes, as the help shows them: `[B]` may be left out, `A...` is one or
    more; `noun` says what they are where they are no nodes. `options` have an effect on it; the same option of several
    ways is the same object. `formats` are those beside table and JSON. `takes` are options that say elsewhere what an
    edge weighs, and are the question's own. `complete` adds to an answer in JSON what the graph itself knows.
    """

    name: str
    nodes: str
    meaning: str
    ask: Callable[[Sequence[str], Options], Question | Comparing]
    show: Callable[[Any], None]
    options: tuple[click.Option, ...] = ()
    formats: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    complete: Callable[[Workspace, Options, Analysis, Any], None] | None = None
    noun: str = "node"


def range_of(question: type[Any], name: str) -> click.ParamType[Any]:
    """Give the numbers that a field of a question can have, as an option takes them."""
    bounds = bounds_of(question, name)
    kind = click.IntRange if bounds.is_whole else _Finite
    return kind(bounds.least, bounds.most, min_open=bounds.is_above)


class _Finite(click.FloatRange):
    """A number; click takes what is none for one in any range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value} is no finite number.", param, ctx)
        return number


TOP = click.Option(["--top"], type=click.IntRange(1), help="Only the first N; measures are computed on all.")
UNDIRECTED = click.Option(["--undirected"], is_flag=True, help="Take the edges of a directed view both ways.")
WEIGHTED = click.Option(["--weighted"], is_flag=True, help="Let strong edges count as short, by 1/weight.")
