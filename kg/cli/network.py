"""`kg network`: views and measures from the shell."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from kg.cli.texts import examples, listing
from kg.network import EXPORTS, MEASURES, Filters, Ranked, Whole, load_views
from kg.query.analysis import Analysis
from kg.query.networks import analyse_locally
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
    """Project VIEW, and rank its nodes by MEASURE if one is given, within the limits of a query."""
    chosen = format_name or ("table" if sys.stdout.isatty() else "json")
    if measure is not None and chosen not in ("table", "json", "csv"):
        raise click.UsageError(f"A ranking has no {chosen}; use table, json or csv.")
    question = Whole() if measure is None else Ranked(measure, weighted, top)
    filters = Filters(as_of, min_confidence, include_planned=not no_plans)
    output = io.BytesIO()
    analysis = Analysis(view, question, filters, "json" if chosen == "table" else chosen)
    with workspace.frozen() as newest:
        analyse_locally(workspace.networks(newest, workers=1), analysis, output)
    if chosen in EXPORTS:
        sys.stdout.buffer.write(output.getvalue())
        sys.stdout.buffer.flush()
        return
    body = json.loads(output.getvalue())
    if chosen == "json":
        click.echo(json.dumps(body, indent=2, ensure_ascii=False))
    elif measure is None:
        _print_network(body, top)
    else:
        _print_ranking(body)


def _print_network(body: Any, top: int | None) -> None:
    label = {node["id"]: node["label"] for node in body["nodes"]}
    edges = sorted(body["edges"], key=lambda edge: (-edge["weight"], edge["source"], edge["target"]))[:top]
    _print_table(
        ["source", "role", "target", "weight", "amounts"],
        [[label[e["source"]], e["role"], label[e["target"]], str(e["weight"]), _amounts(e)] for e in edges],
    )
    click.echo(f"{len(edges)} of {len(body['edges'])} edges, {len(body['nodes'])} nodes", err=True)


def _amounts(edge: Any) -> str:
    """Write the figures of an edge one by one: they are not for adding."""
    return "; ".join(_amount(each) for each in edge["amounts"])


def _amount(amount: Any) -> str:
    bound = "" if amount["bound"] == "exact" else amount["bound"].replace("-", " ")
    marks = "joint" * amount["joint"], "doubtful" * amount["doubtful"]
    return " ".join(filter(None, (bound, amount["currency"], f"{Decimal(amount['value']):,f}", *marks)))


def _print_ranking(body: Any) -> None:
    rows = [[str(each["rank"]), each["label"], f"{each['score']:.6g}"] for each in body["scores"]]
    _print_table(["rank", "name", body["measure"]], rows)
    for sentence in (body["meaning"], *body["remarks"]):
        click.echo(sentence, err=True)
    facts = body["coverage"]
    click.echo(
        f"{len(rows)} of {facts['nodes']} nodes shown; {facts['edges']} edges, {facts['components']} components, "
        f"{facts['stated_share']:.0%} of the edges stated ({body['recipe']})",
        err=True,
    )


def _print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table, markup=False)
