"""What a network falls into."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.networks.tables import print_coverage, print_table
from kg.cli.networks.way import Way, range_of
from kg.network import Divided, Pieces

SEED = click.Option(
    ["--seed"],
    type=range_of(Divided, "seed"),
    default=0,
    help="communities, --stability: the same gives the same.",
)
_RESOLUTION = click.Option(
    ["--resolution"],
    type=range_of(Divided, "resolution"),
    default=1.0,
    help="communities: more gives more and smaller ones.",
)
_RUNS = click.Option(["--runs"], type=range_of(Divided, "runs"), help="communities: how often to look for them.")
_UNWEIGHTED = click.Option(["--unweighted"], is_flag=True, help="communities: several facts link no more than one.")


def _print_communities(body: Any) -> None:
    label = {node["id"]: node["label"] for node in body["nodes"]}
    rows = [
        [str(about["size"]), about["label"], f"{about['sureness']:.0%}", "; ".join(label[iri] for iri in members)]
        for about, members in zip(body["about"], body["communities"], strict=True)
    ]
    print_table(["size", "community", "sure", "members"], rows)
    for remark in body["remarks"]:
        click.echo(remark, err=True)
    click.echo(
        f"modularity {body['modularity']:.3g}, {body['runs']} runs that agree by {body['agreement']:.2f}, "
        f"seed {body['seed']}, resolution {body['resolution']:g}",
        err=True,
    )
    print_coverage(body)


def _print_pieces(body: Any) -> None:
    label = {node["id"]: node["label"] for node in body["nodes"]}
    print_table(
        ["size", "members"], [[str(len(each)), "; ".join(label[iri] for iri in each)] for each in body["components"]]
    )


COMMUNITIES = Way(
    "communities",
    "",
    "Groups that are denser inside than between.",
    lambda _, options: Divided(
        options["seed"], options["resolution"], weighted=not options["unweighted"], runs=options["runs"]
    ),
    _print_communities,
    (SEED, _RESOLUTION, _RUNS, _UNWEIGHTED),
    ("csv", "excel"),
)
COMPONENTS = Way("components", "", "The connected pieces with their members.", lambda *_: Pieces(), _print_pieces)
