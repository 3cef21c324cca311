"""The nodes of a network by a measure."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.networks.tables import print_coverage, print_table
from kg.cli.networks.way import TOP, UNDIRECTED, Way
from kg.network import MEASURES, Measure, Ranked

_WEIGHTED = click.Option(
    ["--weighted"], is_flag=True, help="Let strong edges count as short, for measures that take it."
)


def _print_ranking(body: Any) -> None:
    rows = [[str(each["rank"]), each["label"], f"{each['score']:.6g}"] for each in body["scores"]]
    print_table(["rank", "name", body["measure"]], rows)
    for sentence in (body["meaning"], body["exactness"], *body["remarks"]):
        click.echo(sentence, err=True)
    if body["undefined"]:
        click.echo(f"not defined of: {', '.join(each['label'] for each in body['undefined'])}", err=True)
    click.echo(f"{len(rows)} of {body['coverage']['nodes']} nodes shown", err=True)
    print_coverage(body)


def _way(name: str, measure: Measure) -> Way:
    return Way(
        name,
        "",
        measure.meaning,
        lambda _, options: Ranked(name, options["weighted"], options["top"]),
        _print_ranking,
        (TOP, _WEIGHTED, UNDIRECTED),
        ("csv", "excel"),
    )


RANKED = tuple(_way(name, measure) for name, measure in MEASURES.items())
