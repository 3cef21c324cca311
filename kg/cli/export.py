"""`kg export`: the graph in other formats."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from kg.cli.texts import examples
from kg.export import EXPORTS, write_records
from kg.network import EXPORTS as NETWORK_EXPORTS
from kg.network import Whole
from kg.query.analysis import Analysis
from kg.query.networks import analyse_locally
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg export records -o my-records/",
        "kg export trig > graph.trig",
        "kg export gexf --view partnership -o partners.gexf",
    )
)
@click.argument("format_name", metavar="FORMAT", type=click.Choice(["records", *EXPORTS, *NETWORK_EXPORTS]))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write (a folder for `records`); default standard output.",
)
@click.option(
    "--view", default="affiliation", show_default=True, help="The network view, for gexf, graphml, csv and excel."
)
@click.pass_obj
def export(workspace: Workspace, format_name: str, output: Path | None, view: str) -> None:
    """Write the newest version of the graph as FORMAT.

    `records` writes the tables that `kg load` reads; nquads, trig, turtle and jsonld are RDF; 360giving is a package of
    grants; gexf, graphml, csv and excel are a network view, made within the limits of a query.
    """
    if format_name == "records" and output is None:
        raise click.UsageError("Give the folder for the tables with -o.")
    if format_name == "records" and output is not None:
        with workspace.edition() as edition:
            count = write_records(edition.store, workspace.mapping, output)
        click.echo(f"{count:,} records written to {output}", err=True)
        return
    with _open(output) as file:
        if note := _write(workspace, format_name, view, file):
            click.secho(f"note: {note}", fg="yellow", err=True)


def _write(workspace: Workspace, format_name: str, view: str, file: IO[bytes]) -> str:
    if format_name in EXPORTS:
        with workspace.edition() as edition:
            return EXPORTS[format_name](edition.store, workspace.mapping, file)
    with workspace.frozen() as newest:
        analyse_locally(workspace.networks(newest, workers=1), Analysis(view, Whole(), format=format_name), file)
    return ""


@contextmanager
def _open(output: Path | None) -> Iterator[IO[bytes]]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    draft = output.with_name(f"{output.name}.part")
    with draft.open("wb") as file:
        yield file
    draft.replace(output)
