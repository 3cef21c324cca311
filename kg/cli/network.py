"""`kg network`: views and measures from the shell."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from kg.cli.texts import examples, listing
from kg.network import (
    EXPORTS,
    MEASURES,
    Amount,
    Edge,
    Filters,
    Network,
    Ranking,
    find_view,
    load_views,
    network_body,
    project,
    rank,
    ranking_body,
    write_ranking,
)
from kg.workspace import Workspace

_FORMATS = ["table", "json", "csv", "gexf", "graphml"]
_EXAMPLES = examples(
    "kg network partnership betweenness --top 10",
    "kg network funding --as-of 2025 --format csv",
)
_VIEWS = listing("Views", (f"{view.name}: {view.description}" for view in load_views().values()))
_MEASURES = listing("Measures", (f"{name}: {measure.meaning}" for name, measure in MEASURES.items()))


@click.command(epilog="\n\n".join([_EXAMPLES, _VIEWS, _MEASURES]))
@click.argument("view")
@click.argument("measure", required=False)
@click.option("--top", type=click.IntRange(1), help="Only the first N; measures are computed on all.")
@click.option("--as-of", default="", metavar="DATE", help="Leave out what begins later: 2025, 2025-03 or 2025-03-14.")
@click.option(
    "--min-confidence",
    default="",
    type=click.Choice(["", "stated", "implied", "ambiguous"]),
    help="Leave out what is less sure.",
)
@click.option("--no-plans", is_flag=True, help="Leave out what is only planned.")
@click.option("--weighted", is_flag=True, help="Let strong edges count as short, for measures that take it.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    help="Default: table on a terminal, json in a pipe.",
)
@click.pass_obj
def network(
    workspace: Workspace,
    view: str,
    measure: str | None,
    top: int | None,
    as_of: str,
    min_confidence: str,
    no_plans: bool,
    weighted: bool,
    format_name: str | None,
) -> None:
    """Project VIEW, and rank its nodes by MEASURE if one is given."""
    found_view = find_view(view)
    version, store = workspace.reader()
    found = project(store, found_view, Filters(as_of, min_confidence, include_planned=not no_plans))
    chosen = format_name or ("table" if sys.stdout.isatty() else "json")
    if measure is None:
        _print_network(version, found, top, chosen)
    else:
        _print_ranking(version, rank(found, measure, weighted=weighted), top, chosen)


def _print_network(version: int, found: Network, top: int | None, format_name: str) -> None:
    if format_name in EXPORTS:
        EXPORTS[format_name](found, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    elif format_name == "json":
        _print_json(network_body(version, found))
    else:
        label = {node.iri: node.label for node in found.nodes}
        edges = sorted(found.edges, key=lambda edge: (-edge.weight, edge.source, edge.target))[:top]
        _print_table(
            ["source", "role", "target", "weight", "amounts"],
            [[label[e.source], e.role, label[e.target], str(e.weight), _amounts(e)] for e in edges],
        )
        click.echo(f"{len(edges)} of {len(found.edges)} edges, {len(found.nodes)} nodes", err=True)


def _amounts(edge: Edge) -> str:
    """Write the figures of an edge one by one: they are not for adding."""
    return "; ".join(_amount(each) for each in edge.amounts)


def _amount(amount: Amount) -> str:
    bound = "" if amount.bound == "exact" else amount.bound.replace("-", " ")
    marks = "joint" * amount.joint, "doubtful" * amount.doubtful
    return " ".join(filter(None, (bound, amount.currency, f"{amount.value:,f}", *marks)))


def _print_ranking(version: int, ranking: Ranking, top: int | None, format_name: str) -> None:
    scores = ranking.scores[:top]
    rows = [[str(each.rank), each.label, f"{each.score:.6g}", each.iri] for each in scores]
    if format_name == "json":
        _print_json(ranking_body(version, ranking, top))
    elif format_name == "csv":
        write_ranking(ranking, sys.stdout, top)
    elif format_name == "table":
        _print_table(["rank", "name", ranking.measure], [row[:3] for row in rows])
        click.echo(ranking.meaning, err=True)
        click.echo(_coverage(ranking, len(scores)), err=True)
    else:
        raise click.UsageError(f"A ranking has no {format_name}; use table, json or csv.")


def _coverage(ranking: Ranking, shown: int) -> str:
    facts = ranking.coverage
    return (
        f"{shown} of {facts.nodes} nodes shown; {facts.edges} edges, {facts.components} components, "
        f"{facts.stated_share:.0%} of the edges stated ({ranking.recipe})"
    )


def _print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table, markup=False)


def _print_json(body: Any) -> None:
    click.echo(json.dumps(body, indent=2, ensure_ascii=False, default=str))
