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
from kg.network import find_view, project
from kg.store import Store
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
@click.option("--view", default="affiliation", show_default=True, help="The network view, for gexf, graphml and csv.")
@click.pass_obj
def export(workspace: Workspace, format_name: str, output: Path | None, view: str) -> None:
    """Write the newest version of the graph as FORMAT.

    `records` writes the tables that `kg load` reads; nquads, trig, turtle and jsonld are RDF; 360giving is a package of
    grants; gexf, graphml and csv are a network view.
    """
    if format_name == "records" and output is None:
        raise click.UsageError("Give the folder for the tables with -o.")
    _, store = workspace.reader()
    if format_name == "records" and output is not None:
        click.echo(f"{write_records(store, workspace.mapping, output):,} records written to {output}", err=True)
        return
    with _open(output) as file:
        if note := _write(workspace, store, format_name, view, file):
            click.secho(f"note: {note}", fg="yellow", err=True)


def _write(workspace: Workspace, store: Store, format_name: str, view: str, file: IO[bytes]) -> str:
    if format_name in EXPORTS:
        return EXPORTS[format_name](store, workspace.mapping, file)
    NETWORK_EXPORTS[format_name](project(store, find_view(view)), file)
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
