"""Typed tables as files, for `kg export`, and as they are kept beside the journal, for `kg sql`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from kg.changes import Journal
from kg.cli.progress import progress
from kg.tables import Contents, TableWishes, write_duckdb, write_parquet
from kg.tables.files import stamp
from kg.workspace import Workspace

TABLES: Mapping[str, Callable[..., list[str]]] = {"duckdb": write_duckdb, "parquet": write_parquet}
"""The formats, and what writes them."""


def export_tables(
    workspace: Workspace, format_name: str, output: Path | None, measures: tuple[str, ...], past: Mapping[str, Any]
) -> None:
    """Write all tables to a file or a folder. Raises click.UsageError where none is named."""
    if output is None:
        raise click.UsageError(f"Give the {'folder' if format_name == 'parquet' else 'file'} for the tables.")
    with workspace.contents(**past) as contents:
        notes = write(workspace, format_name, contents, output, measures)
    for note in notes:
        click.secho(f"note: left out: {note}", fg="yellow", err=True)
    click.echo(f"The tables of version {contents.version} written to {output}", err=True)


def write(
    workspace: Workspace, format_name: str, contents: Contents, output: Path, measures: tuple[str, ...] = ()
) -> list[str]:
    """Write the tables of a version, with a bar; give the notes."""
    settings, wishes = workspace.settings, TableWishes(most_edges=workspace.settings.network_edges)
    if measures:
        wishes = TableWishes(measures, settings.network_edges)
    with progress("writing tables", "rows") as advance:
        return TABLES[format_name](contents, output, wishes, settings.query_memory, advance)


def kept_tables(workspace: Workspace, past: Mapping[str, Any]) -> Path:
    """Give the file with the tables of a version, which is written when it is first asked for; older ones go."""
    home, wishes = workspace.settings.home, TableWishes(most_edges=workspace.settings.network_edges)
    with workspace.pinned(**past) as snapshot:
        position = Journal(home / "journal").position(snapshot.version)
    path = home / "tables" / f"{position.name}-{stamp(workspace.settings.base_iri, wishes)}.duckdb"
    if not path.is_file():
        with workspace.contents(position.version) as contents:
            write(workspace, "duckdb", contents, path)
        for other in path.parent.glob("*.duckdb"):
            if other != path:
                other.unlink(missing_ok=True)
    return path
