"""All of a network, and what is near a node."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

from kg.cli.networks.tables import print_coverage, print_edges
from kg.cli.networks.way import TOP, UNDIRECTED, Options, Way, range_of
from kg.cli.texts import Choice, counted
from kg.network import EXPORTS, MEASURES, Near, Whole
from kg.network.questions.whole import DRAWN

_RADIUS = click.Option(["--radius"], type=range_of(Near, "radius"), default=1, help="ego: how many steps.")
_MEASURES = click.Option(
    ["--measure", "measures"],
    multiple=True,
    type=Choice([*MEASURES]),
    help="JSON and files: with scores; may be repeated.",
)
_DIVIDED = click.Option(["--communities"], is_flag=True, help="JSON and files: with the community of each node.")

_DRAWN = click.Option(
    ["--drawn"],
    type=Choice([each for each in DRAWN if each]),
    help="SVG: by communities or nodes, whatever its size.",
)
_COMMUNITY = click.Option(
    ["--community"], type=range_of(Whole, "community"), help="Only the community of this number, 1 for the largest."
)


def _extras(options: Options) -> tuple[tuple[str, ...], bool]:
    """Give what is told of nodes besides. Raises UsageError where the answer is a table, which has no room."""
    wished = options["measures"] or options["communities"]
    if wished and options["format_name"] == "table":
        raise click.UsageError("--measure and --communities are for JSON and files; name one with --format.")
    return options["measures"], options["communities"]


def _print_network(body: Any) -> None:
    edges = sorted(body["edges"], key=lambda edge: (-Decimal(edge["weight"]), edge["source"], edge["target"]))
    print_edges(edges, body["nodes"])
    total = body["total_nodes"]
    size = f"{len(body['nodes'])} of {total} nodes" if len(body["nodes"]) < total else counted(total, "node")
    click.echo(f"{counted(len(edges), 'edge')}, {size}", err=True)
    print_coverage(body)


WHOLE = Way(
    "",
    "",
    "All of it.",
    lambda _, options: Whole(
        options["top"],
        None,
        *_extras(options),
        drawn=options["drawn"] or "",
        community=options["community"],
    ),
    _print_network,
    (TOP, UNDIRECTED, _MEASURES, _DIVIDED, _DRAWN, _COMMUNITY),
    tuple(EXPORTS),
)
EGO = Way(
    "ego",
    "A",
    "What is within some steps of one.",
    lambda nodes, options: Near(nodes[0], options["radius"], options["top"], None, *_extras(options)),
    _print_network,
    (TOP, _RADIUS, _MEASURES, _DIVIDED),
    tuple(EXPORTS),
)
