"""Who links two sides: places, or nodes of a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kg.cli.networks.groups import SEED
from kg.cli.networks.ranked import RESAMPLES, STABILITY, demand_effect, stretch
from kg.cli.networks.tables import print_coverage, print_edges, print_table
from kg.cli.networks.way import TOP, Options, Way
from kg.cli.texts import counted
from kg.network import Bridging


def _ask(nodes: Sequence[str], options: Options) -> Bridging:
    demand_effect(options)
    sampling = options["stability"], options["resamples"], options["seed"]
    return Bridging(nodes[0], nodes[1], options["top"] or 20, *sampling)


def _print_bridges(body: Any) -> None:
    stable = "stability" in body
    rows = [
        [
            str(each["rank"]),
            *([stretch(each["rank_interval"])] if stable else []),
            each["label"],
            f"{each['score']:.6g}",
            f"{each['share']:.1%}",
            body[each["side"]]["label"] if each["side"] in ("one", "other") else each["side"] or "",
        ]
        for each in body["bridges"]
    ]
    print_table(["rank", *(["it may be"] if stable else []), "name", "pairs", "share", "itself in"], rows)
    ways = [each["way"] for each in body["bridges"] if each["way"]]
    for at, way in enumerate(ways):
        if way not in ways[:at]:
            click.echo(" - ".join(node["label"] for node in way["nodes"]))
            print_edges(way["edges"], way["nodes"])
            for edge in way["edges"]:
                click.echo(f"  {edge['role']}: {_rests_on(edge)}")
    for name in ("one", "other"):
        side = body[name]
        click.echo(f"{side['label']}: {'; '.join(node['label'] for node in side['members'])}", err=True)
    for sentence in (body["meaning"], body["exactness"], *body["remarks"]):
        click.echo(sentence, err=True)
    click.echo(
        f"{body['linked_pairs']:,} of {counted(body['pairs'], 'pair')} linked, "
        f"{len(body['bridges'])} of {counted(body['total_bridges'], 'bridge')} shown",
        err=True,
    )
    print_coverage(body)


def _rests_on(edge: Any) -> str:
    """Name the records of an edge as they are addressed, and where their evidence stands."""
    records = ", ".join("/".join(each.split("/")[-2:]) for each in edge["records"])
    return f"{records} ({', '.join(each.partition('#')[2] for each in edge['evidence'])})"


BETWEEN = Way(
    "between",
    "A B",
    "Who links two sides, each a place or a node of the network, and what that rests on.",
    _ask,
    _print_bridges,
    (TOP, STABILITY, RESAMPLES, SEED),
    ("csv", "excel"),
)
