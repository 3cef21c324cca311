"""`kg query`: SPARQL from the shell."""

from __future__ import annotations

import io
import sys

import click
from rich.console import Console
from rich.table import Table

from kg.cli.texts import examples
from kg.errors import KgError, UnknownName
from kg.store import Answer
from kg.store.rdf import GRAPH_FORMATS, PREFIXES, RESULT_FORMATS, read_solutions
from kg.workspace import Workspace

_FORMATS = ["table", *RESULT_FORMATS, *GRAPH_FORMATS]


@click.command(
    epilog=examples(
        "kg query 'SELECT ?name WHERE { ?o a org:Organization ; skos:prefLabel ?name }'",
        "kg query -f who-funds.rq --format csv > funders.csv",
        "kg ref prefixes      the prefixes that need no declaration",
    )
)
@click.argument("text", metavar="QUERY", required=False)
@click.option(
    "-f", "--file", type=click.File(encoding="utf-8"), help="Read the query from a file; - is standard input."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    help="Default: table on a terminal, json in a pipe; turtle for graphs.",
)
@click.pass_obj
def query(workspace: Workspace, text: str | None, file: io.TextIOBase | None, format_name: str | None) -> None:
    """Answer a SPARQL query over the newest version of the graph."""
    asked = file.read() if file else text
    if asked is None or (text and file):
        raise click.UsageError("Give either a query or a file with -f.")
    _, store = workspace.reader()
    answer = store.query(asked)
    chosen = format_name or _default(answer)
    if chosen == "table":
        _print_table(answer)
    else:
        _demand_fit(answer, chosen)
        answer.write(sys.stdout.buffer, chosen)
        sys.stdout.buffer.flush()


def _default(answer: Answer) -> str:
    if answer.kind == "graph":
        return "turtle"
    return "table" if sys.stdout.isatty() else "json"


def _demand_fit(answer: Answer, format_name: str) -> None:
    fitting = GRAPH_FORMATS if answer.kind == "graph" else RESULT_FORMATS
    if format_name not in fitting:
        raise UnknownName(f"format for {answer.kind} called", format_name, fitting)


def _print_table(answer: Answer) -> None:
    if answer.kind == "graph":
        raise KgError("A graph has no table", "Use --format turtle.")
    output = io.BytesIO()
    answer.write(output, "json")
    names, rows = read_solutions(output.getvalue())
    table = Table(*names)
    for row in rows:
        table.add_row(*(_compact(row.get(name, "")) for name in names))
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table, markup=False)


def _compact(value: str) -> str:
    for prefix, iri in PREFIXES.items():
        if value.startswith(iri):
            return f"{prefix}:{value.removeprefix(iri)}"
    return value
