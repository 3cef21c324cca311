"""All of a network, and what is near a node."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.networks.tables import print_coverage, print_edges
from kg.cli.networks.way import TOP, UNDIRECTED, Way
from kg.cli.texts import counted
from kg.network import EXPORTS, Near, Whole

_RADIUS = click.Option(["--radius"], type=click.IntRange(1, 5), default=1, help="ego: how many steps.")


def _print_network(body: Any) -> None:
    edges = sorted(body["edges"], key=lambda edge: (-edge["weight"], edge["source"], edge["target"]))
    print_edges(edges, body["nodes"])
    total = body["total_nodes"]
    shown = f"{len(body['nodes'])} of {total} nodes" if len(body["nodes"]) < total else counted(total, "node")
    click.echo(f"{counted(len(edges), 'edge')}, {shown}", err=True)
    print_coverage(body)


WHOLE = Way(
    "",
    "",
    "All of it.",
    lambda _, options: Whole(options["top"]),
    _print_network,
    (TOP, UNDIRECTED),
    tuple(EXPORTS),
)
EGO = Way(
    "ego",
    "A",
    "What is within some steps of one.",
    lambda nodes, options: Near(nodes[0], options["radius"], options["top"]),
    _print_network,
    (TOP, _RADIUS),
    tuple(EXPORTS),
)
