"""How a network changes over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kg.cli.networks.structure import RANKS
from kg.cli.networks.tables import print_table
from kg.cli.networks.way import TOP, UNDIRECTED, WEIGHTED, Options, Way, range_of
from kg.cli.texts import Choice, counted
from kg.network import STEPS, Question, Series
from kg.query.comparison import Comparing

_FROM = click.Option(["--from", "first"], default="", metavar="YEAR", help="series: the first year.")
_TO = click.Option(["--to", "last"], default="", metavar="YEAR", help="series: the last year.")
_STEP = click.Option(
    ["--step"],
    type=Choice(STEPS),
    default=STEPS[0],
    help="series: count in each year what began by its end, or what took place in it.",
)
_NODE = click.Option(
    ["--node", "chosen"], multiple=True, metavar="NODE", help="series: also the scores of this node; may be repeated."
)


def _ask(words: Sequence[str], options: Options) -> Question:
    measure = words[0] if words else "degree"
    step, chosen = options["step"], tuple(options["chosen"])
    return Series(measure, options["weighted"], options["top"] or 3, options["first"], options["last"], step, chosen)


def _print_series(body: Any) -> None:
    names = [each["label"] for each in body["nodes"]]
    rows = []
    for year in body["series"]:
        size = [str(year["coverage"][each]) for each in ("nodes", "edges", "components")]
        first = "; ".join(f"{each['label']} {each['score']:.6g}" for each in year["first"])
        chosen = ["-" if each["score"] is None else f"{each['score']:.6g} ({each['rank']})" for each in year["scores"]]
        rows.append([year["year"], *size, f"{year['density']:.3g}", str(year["undated"]), first, *chosen])
    header = ["year", "nodes", "edges", "components", "density", "undated", f"first by {body['measure']}"]
    print_table([*header, *names], rows)
    for sentence in (body["meaning"], *body["remarks"]):
        click.echo(sentence, err=True)
    click.echo(f"{body['step']} ({body['recipe']})", err=True)


SERIES = Way(
    "series",
    "[MEASURE]",
    "The network year by year: its size, who is first, and the scores of chosen nodes.",
    _ask,
    _print_series,
    (TOP, UNDIRECTED, WEIGHTED, _FROM, _TO, _STEP, _NODE),
    ("csv", "excel"),
)

_MOST = click.Option(
    ["--most"], type=range_of(Comparing, "limit"), default=1000, help="compare: the most items of each kind."
)


def _ask_compared(words: Sequence[str], options: Options) -> Comparing:
    return Comparing(words[0], words[1], options["ranks"], options["weighted"], options["most"])


def _print_comparison(body: Any) -> None:
    rows = [
        [each["change"], each["source_label"], each["role"], each["target_label"], _records(each)]
        for each in body["edges"]["items"]
    ]
    if rows:
        print_table(["what", "source", "role", "target", "records"], rows)
    moved = [[each["label"], str(each["before"] or "-"), str(each["after"] or "-")] for each in body["ranks"]["items"]]
    if moved:
        print_table([f"rank by {body['measure']}", body["before"]["of"], body["after"]["of"]], moved)
    if not rows and not moved:
        click.echo("No edge entered, left or changed, and no rank moved.")
    for side in (body["before"], body["after"]):
        size = (counted(side["coverage"][f"{noun}s"], noun) for noun in ("node", "edge"))
        click.echo(f"{side['of']}: {' and '.join(size)}", err=True)
    for name, part in body["nodes"].items():
        names = ", ".join(each["label"] for each in part["items"])
        click.echo(f"{counted(part['total'], 'node')} {name}" + f": {names}" * bool(names), err=True)
    for name in ("edges", "ranks"):
        if body[name]["truncated"]:
            click.echo(f"{len(body[name]['items'])} of {body[name]['total']} {name} shown", err=True)
    for sentence in (body["meaning"], *body["remarks"]):
        click.echo(sentence, err=True)


def _records(edge: Any) -> str:
    return "; ".join(iri.rpartition("/")[2] for iri in (edge["after"] or edge["before"])["records"])


COMPARE = Way(
    "compare",
    "A B",
    "What entered and left between two dates (2020 2025) or two versions (v3 v7), and whose ranks moved.",
    _ask_compared,
    _print_comparison,
    (UNDIRECTED, WEIGHTED, RANKS, _MOST),
    ("csv", "excel"),
    noun="date or version",
)
