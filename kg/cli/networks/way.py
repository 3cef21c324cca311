"""A question that `kg network` takes: which nodes, which options, how its answer is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from kg.cli.networks.between import Between
from kg.network import Question
from kg.query.analysis import Analysis
from kg.workspace import Workspace

Options = Mapping[str, Any]
"""The values of all options of the command, by name."""


@dataclass(frozen=True, slots=True)
class Way:
    """One word of the command.

    `nodes` are the names of the nodes that it takes, as the help shows them: `[B]` may be left out, `A...` is one or
    more. `options` have an effect on it; the same option of several ways is the same object. `formats` are those beside
    table and JSON. `takes` are options that say elsewhere what an edge weighs, and are the question's own.
    `complete` adds to an answer in JSON what the graph itself knows.
    """

    name: str
    nodes: str
    meaning: str
    ask: Callable[[Sequence[str], Options], Question | Between]
    show: Callable[[Any], None]
    options: tuple[click.Option, ...] = ()
    formats: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    complete: Callable[[Workspace, Options, Analysis, Any], None] | None = None


TOP = click.Option(["--top"], type=click.IntRange(1), help="Only the first N; measures are computed on all.")
UNDIRECTED = click.Option(["--undirected"], is_flag=True, help="Take the edges of a directed view both ways.")
WEIGHTED = click.Option(["--weighted"], is_flag=True, help="Let strong edges count as short, by 1/weight.")
