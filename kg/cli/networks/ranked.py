"""The nodes of a network by a measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kg.cli.networks.groups import SEED
from kg.cli.networks.tables import print_coverage, print_table
from kg.cli.networks.way import TOP, UNDIRECTED, WEIGHTED, Options, Way
from kg.network import MEASURES, MOST_RESAMPLES, Measure, NetworkQuestion, Ranked, Sampling, Stable

_STABILITY = click.Option(
    ["--stability"], is_flag=True, help="measure: say which ranks each node may have, and what the order rests on."
)
_RESAMPLES = click.Option(
    ["--resamples"],
    type=click.IntRange(20, MOST_RESAMPLES),
    default=Sampling().resamples,
    help="--stability: how often half of the facts are left out.",
)


def _print_ranking(body: Any) -> None:
    if "stability" in body:
        _print_stable(body)
    else:
        rows = [[str(each["rank"]), each["label"], f"{each['score']:.6g}"] for each in body["scores"]]
        print_table(["rank", "name", body["measure"]], rows)
    for sentence in (body["meaning"], body["exactness"], *body["remarks"]):
        click.echo(sentence, err=True)
    if body["undefined"]:
        click.echo(f"not defined: {', '.join(each['label'] for each in body['undefined'])}", err=True)
    click.echo(f"{len(body['scores'])} of {body['coverage']['nodes']} nodes shown", err=True)
    print_coverage(body)


def _print_stable(body: Any) -> None:
    scenarios = body["stability"]["scenarios"]
    rows = [
        [
            str(each["rank"]),
            _stretch(each["rank_interval"]),
            each["label"],
            f"{each['score']:.6g}",
            *(str(rank or "-") for rank in each["scenario_ranks"].values()),
        ]
        for each in body["scores"]
    ]
    without = (f"without {each['without']}" for each in scenarios)
    print_table(["rank", "it may be", "name", body["measure"], *without], rows)


def _stretch(ranks: Sequence[int]) -> str:
    low, high = ranks
    return str(low) if low == high else f"{low} to {high}"


def _way(name: str, measure: Measure) -> Way:
    def ask(_: Sequence[str], options: Options) -> NetworkQuestion:
        if options["stability"]:
            return Stable(name, options["weighted"], options["top"], options["resamples"], options["seed"])
        for option, default in (("resamples", Sampling().resamples), ("seed", Sampling().seed)):
            if options[option] != default:
                raise click.UsageError(f"--{option} has no effect here without --stability.")
        return Ranked(name, options["weighted"], options["top"])

    return Way(
        name,
        "",
        measure.meaning,
        ask,
        _print_ranking,
        (TOP, WEIGHTED, UNDIRECTED, _STABILITY, _RESAMPLES, SEED),
        ("csv", "excel"),
    )


RANKED = tuple(_way(name, measure) for name, measure in MEASURES.items())
