"""`kg sql`: SQL over the tables of the graph from the shell."""

from __future__ import annotations

import csv
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import click
from rich.console import Console
from rich.table import Table

from kg.cli.past import of_the_past
from kg.cli.tables import kept_tables
from kg.cli.texts import Choice, examples, text_or_file
from kg.tables import Rows, Tables
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg sql 'SELECT currency, kind, sum(low) FROM money WHERE counts GROUP BY ALL'",
        "kg sql -f funders.sql --format csv > funders.csv",
        "kg sql 'SHOW TABLES'",
        "kg sql 'SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = '\"\\'amounts\\'\"",
    )
)
@click.argument("text", metavar="QUERY", required=False)
@click.option("-f", "--file", type=click.File("rb"), help="Read the query from a file; - is standard input.")
@click.option(
    "--format",
    "format_name",
    type=Choice(["table", "csv", "json"]),
    help="Default: table on a terminal, json in a pipe.",
)
@of_the_past
@click.pass_obj
def sql(workspace: Workspace, /, text: str | None, file: BinaryIO | None, format_name: str | None, **past: Any) -> None:
    """Answer a QUERY in SQL (DuckDB) over the tables of the newest version of the graph, or of an older one.

    The tables are those that `kg export duckdb` writes; they are made for the first query of a version and kept in the
    home. A query reads them alone: no other file, no other host, nothing is written. It has the limits of a query in
    SPARQL.
    """
    statement = text_or_file(text, file)
    settings = workspace.settings
    with Tables(kept_tables(workspace, past), settings.query_timeout, settings.query_memory) as tables:
        answer = tables.query(statement)
    match format_name or ("table" if sys.stdout.isatty() else "json"):
        case "table":
            _print(answer)
        case "csv":
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(answer.names)
            writer.writerows([_cell(value) for value in row] for row in answer.rows)
        case _:
            rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
            click.echo(json.dumps(rows, ensure_ascii=False, default=_plain))


def _print(answer: Rows) -> None:
    table = Table(*answer.names)
    for row in answer.rows:
        table.add_row(*map(_cell, row))
    Console(width=None if sys.stdout.isatty() else 200).print(table, markup=False)


def _cell(value: Any) -> str:
    """Write a value in a cell: of several, one after the other as in the tables of records."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(map(_cell, value))
    return str(_plain(value) if isinstance(value, Decimal) else value)


def _plain(value: Any) -> Any:
    """Give what JSON has for a value: numbers without the zeros at their ends, dates as they are written."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
