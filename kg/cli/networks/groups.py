"""What a network falls into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from kg.cli.networks.tables import print_table
from kg.cli.networks.way import Way
from kg.network import Divided, Pieces

SEED = click.Option(
    ["--seed"],
    type=click.IntRange(0, (1 << 32) - 1),
    default=0,
    help="communities, --stability: the same gives the same.",
)


def _print_groups(name: str) -> Callable[[Any], None]:
    def print_groups(body: Any) -> None:
        label = {node["id"]: node["label"] for node in body["nodes"]}
        rows = [[str(len(each)), "; ".join(label[iri] for iri in each)] for each in body[name]]
        print_table(["size", "members"], rows)
        if "modularity" in body:
            click.echo(f"modularity {body['modularity']:.3g}, seed {body['seed']} ({body['recipe']})", err=True)

    return print_groups


COMMUNITIES = Way(
    "communities",
    "",
    "Groups that are denser inside than between.",
    lambda _, options: Divided(options["seed"]),
    _print_groups("communities"),
    (SEED,),
)
COMPONENTS = Way(
    "components", "", "The connected pieces with their members.", lambda *_: Pieces(), _print_groups("components")
)
