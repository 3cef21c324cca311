"""How two nodes are linked."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.networks.tables import print_edges
from kg.cli.networks.way import Way
from kg.cli.texts import counted
from kg.network import Linked

_LIMIT = click.Option(["--limit"], type=click.IntRange(1, 100), default=10, help="path: the most ways to give.")
_DIRECTED = click.Option(["--directed"], is_flag=True, help="path: follow edges only in their direction.")


def _print_paths(body: Any) -> None:
    for path in body["paths"]:
        click.echo(" - ".join(node["label"] for node in path["nodes"]))
        print_edges(path["edges"], path["nodes"])
    paths = body["paths"]
    ways = f"{counted(len(paths), 'way')} of {counted(paths[0]['length'], 'step')}" if paths else "no way"
    click.echo(ways, err=True)


PATH = Way(
    "path",
    "A B",
    "The shortest ways between two, with what each step rests on.",
    lambda nodes, options: Linked(nodes[0], nodes[1], options["limit"], options["directed"]),
    _print_paths,
    (_LIMIT, _DIRECTED),
)
