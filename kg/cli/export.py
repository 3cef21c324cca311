"""`kg export`: the graph in other formats."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from kg.cli.beside import carry_out
from kg.cli.past import of_the_past
from kg.cli.tables import TABLES, export_tables
from kg.cli.texts import Choice, examples
from kg.desk.commands import EXPORT, ExportRequest
from kg.edition import Edition
from kg.export import EXPORTS
from kg.network import EXPORTS as NETWORK_EXPORTS
from kg.network import MEASURES, Whole
from kg.query.analysis import Analysis
from kg.query.networks import analyse_locally
from kg.store import Snapshot
from kg.workspace import Workspace

_NETWORKS = [name for name in NETWORK_EXPORTS if name in ("csv", "excel", "gexf", "graphml")]
"""Of the formats of networks those that the whole graph cannot be meant by."""


@click.command(
    epilog=examples(
        "kg export records -o my-records/",
        "kg export records -o data           edits of the graph, back into the files that were loaded",
        "kg export trig > graph.trig",
        "kg export gexf --view partnership -o partners.gexf",
        "kg export duckdb graph.duckdb       typed tables for SQL",
        "kg export parquet tables/",
    )
)
@click.argument("format_name", metavar="FORMAT", type=Choice(["records", *EXPORTS, *_NETWORKS, *TABLES]))
@click.argument("place", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write (a folder for `records` and parquet), also given as PATH; default standard output.",
)
@click.option(
    "--view", default="affiliation", show_default=True, help="The network view, for gexf, graphml, csv and excel."
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    type=Choice(MEASURES),
    help="A measure for the table of scores of duckdb and parquet; may be repeated.  [default: degree, strength]",
)
@of_the_past
@click.pass_obj
def export(
    workspace: Workspace,
    /,
    format_name: str,
    place: Path | None,
    output: Path | None,
    view: str,
    measures: tuple[str, ...],
    **past: Any,
) -> None:
    """Write the newest version of the graph, or an older one, as FORMAT.

    `records` writes the tables that `kg load` reads. Where the folder holds a dataset already, only what was edited in
    the graph since the last load is written: the lines of those records change, and nothing else in the files. What was
    edited in the files stays; where both changed the same field, nothing is written until a load has decided. nquads,
    trig, turtle and jsonld are RDF; 360giving is a package of grants; gexf, graphml, csv and excel are a network view,
    made within the limits of a query. duckdb (a file) and parquet (a folder) are typed tables: one for each class of
    record, the edges of every network, amounts, evidence and scores, for `kg sql` and whatever else reads them.
    """
    if output is not None and place is not None:
        raise click.UsageError("Give the file once, as PATH or with -o.")
    output = output or place
    if measures and format_name not in TABLES:
        raise click.UsageError(f"--measure has no effect here; it is for {' and '.join(TABLES)}.")
    if format_name in TABLES:
        export_tables(workspace, format_name, output, measures, past)
        return
    if format_name == "records" and output is None:
        raise click.UsageError("Give the folder for the tables with -o.")
    if format_name == "records" and any(value not in (None, "") for value in past.values()):
        raise click.UsageError("Records are written as they are now; the past of one is told by `kg history`.")
    if format_name == "records" and output is not None:
        _export_records(workspace, output)
        return
    with _open(output) as file:
        if note := _write(workspace, format_name, view, file, past):
            _note(note)


def _export_records(workspace: Workspace, folder: Path) -> None:
    settings = workspace.settings
    request = ExportRequest(str(folder), str(settings.sources or ""), settings.base_iri)
    with workspace.snapshot():  # it tells where there is no graph
        exported = carry_out(workspace, EXPORT, request)
    if exported.whole:
        click.echo(f"{exported.whole:,} records written to {folder}", err=True)
    if not exported.whole or exported.files:
        files = f"{len(exported.files)} file{'s' if len(exported.files) != 1 else ''}"
        counts = f"{exported.changed:,} changed, {exported.added:,} added, {exported.removed:,} removed"
        click.echo(f"{counts} in {files} of {folder}", err=True)
    if exported.otherwise:
        _note(
            f"{exported.otherwise:,} records in {folder} say something else than the graph, which was not edited "
            "there: `kg load` brings that in; an empty folder gets everything as the graph has it"
        )
    for name in exported.elsewhere:
        _note(f"the dataset {name} has no place in {folder}, which is a dataset itself")


def _note(text: str) -> None:
    click.secho(f"note: {text}", fg="yellow", err=True)


def _write(workspace: Workspace, format_name: str, view: str, file: IO[bytes], past: Mapping[str, Any]) -> str:
    if format_name in EXPORTS:
        with workspace.pinned(**past) as snapshot:
            pin = Snapshot(snapshot.version, snapshot.folder)
            with Edition.open(pin, workspace.mapping, workspace.engine) as edition:
                return EXPORTS[format_name](edition.store, workspace.mapping, file)
    with workspace.frozen(**past) as newest:
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
