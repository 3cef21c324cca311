"""`kg query`: SPARQL from the shell."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

import click
from rich.console import Console
from rich.table import Table

from kg.cli.past import of_the_past
from kg.cli.texts import Choice, examples, text_or_file
from kg.errors import KgError, UnknownName
from kg.query import AcceptedFormats, Explanation, explain_locally, run_locally
from kg.store.protocol import AnswerKind
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS, compact, read_solutions
from kg.workspace import Workspace

_FORMATS = ["table", *RESULT_FORMATS, *GRAPH_FORMATS]


@click.command(
    epilog=examples(
        "kg query 'SELECT ?name WHERE { ?o a org:Organization ; skos:prefLabel ?name }'",
        "kg query -f who-funds.rq --format csv > funders.csv",
        "kg query -f who-funds.rq --explain",
        "kg query -f who-funds.rq --at 2026-03-31",
        "kg ref prefixes      the prefixes that need no declaration",
    )
)
@click.argument("text", metavar="QUERY", required=False)
@click.option("-f", "--file", type=click.File("rb"), help="Read the query from a file; - is standard input.")
@click.option(
    "--format",
    "format_name",
    type=Choice(_FORMATS),
    help="Default: table on a terminal, json in a pipe; turtle for graphs.",
)
@click.option("--explain", is_flag=True, help="Tell where the time goes and how much comes, not the answer itself.")
@of_the_past
@click.pass_obj
def query(
    workspace: Workspace,
    /,
    text: str | None,
    file: BinaryIO | None,
    format_name: str | None,
    explain: bool,
    **past: Any,
) -> None:
    """Answer a SPARQL query over the newest version of the graph, or an older one, within limits."""
    query_text = text_or_file(text, file)
    output = io.BytesIO()
    with workspace.frozen(**past) as newest, workspace.passing_annexes() as annexes:
        pool = workspace.pool(newest, workers=1, annexes=annexes)
        if explain:
            _print_explanation(*explain_locally(pool, query_text, _accepted(format_name)), format_name)
            return
        kind = run_locally(pool, query_text, _accepted(format_name), output)
    if format_name is None and kind != "graph" and sys.stdout.isatty():
        format_name = "table"
    if format_name == "table":
        _print_table(kind, output.getvalue())
    else:
        _demand_fit(kind, format_name)
        sys.stdout.buffer.write(output.getvalue())
        sys.stdout.buffer.flush()


def _accepted(format_name: str | None) -> AcceptedFormats:
    if format_name in GRAPH_FORMATS:
        return AcceptedFormats(graph=format_name)
    return AcceptedFormats(result=format_name if format_name in RESULT_FORMATS else "json")


def _demand_fit(kind: AnswerKind, format_name: str | None) -> None:
    fitting = GRAPH_FORMATS if kind == "graph" else RESULT_FORMATS
    if format_name is not None and format_name not in fitting:
        raise UnknownName(f"format for {kind} called", format_name, fitting)


def _print_explanation(version: int, explained: Explanation, format_name: str | None) -> None:
    if format_name == "json" or (format_name is None and not sys.stdout.isatty()):
        click.echo(json.dumps({"version": version, **asdict(explained)}))
        return
    facts = {
        "version": version,
        "parsed and planned": f"{explained.planned:.4f} s",
        "first of the result": f"{explained.first:.4f} s",
        "all of the result": f"{explained.answered:.4f} s",
        "rows": "not counted in this format" if explained.rows is None else f"{explained.rows:,}",
        "bytes": f"{explained.size:,}",
        "plan": explained.plan or "this engine gives none",
    }
    table = Table(show_header=False)
    for name, fact in facts.items():
        table.add_row(name, str(fact))
    Console(width=None if sys.stdout.isatty() else 200).print(table, markup=False)


def _print_table(kind: AnswerKind, results: bytes) -> None:
    if kind == "graph":
        raise KgError("A graph has no table", "Use --format turtle.")
    names, rows = read_solutions(results)
    table = Table(*names)
    for row in rows:
        table.add_row(*(compact(row.get(name, "")) for name in names))
    Console(width=None if sys.stdout.isatty() else 200).print(table, markup=False)
