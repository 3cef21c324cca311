"""What tables of networks share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from kg.cli.texts import counted


def print_edges(edges: Sequence[Any], nodes: Sequence[Any]) -> None:
    """Print edges with their amounts."""
    label = {node["id"]: node["label"] for node in nodes}
    rows = []
    for edge in edges:
        amounts = "; ".join(map(_amount, edge["amounts"]))  # one by one, for they are not for adding
        rows.append(
            [
                label[edge["source"]],
                edge["role"],
                label[edge["target"]],
                str(edge["weight"]),
                edge["confidence"],
                amounts,
            ]
        )
    print_table(["source", "role", "target", "weight", "how sure", "amounts"], rows)


def _amount(amount: Any) -> str:
    bound = "" if amount["bound"] == "exact" else amount["bound"].replace("-", " ")
    marks = "joint" * amount["joint"], "doubtful" * amount["doubtful"]
    return " ".join(filter(None, (bound, amount["currency"], f"{Decimal(str(amount['value'])):,f}", *marks)))


def print_coverage(body: Any) -> None:
    """Say on the side how much an answer rests on, and what was left out of it."""
    facts = body["coverage"]
    click.echo(
        f"{counted(facts['edges'], 'edge')}, {counted(facts['components'], 'component')}, "
        f"{facts['stated_share']:.0%} of the edges stated, "
        f"{facts['undated_share']:.0%} undated ({body['recipe']})",
        err=True,
    )
    if facts["left_out"]:
        reasons = (f"{count} {reason.replace('_', ' ')}" for reason, count in facts["left_out"].items())
        click.echo(f"records left out: {', '.join(reasons)}", err=True)


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as wide as the terminal; 160 characters in a pipe."""
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table, markup=False)
