"""`kg restore`: a home made of a backup."""

from __future__ import annotations

from pathlib import Path

import click

from kg.changes.backup import restore as restore_home
from kg.cli.past import at_time
from kg.cli.progress import progress
from kg.cli.texts import examples
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg restore /backups/kg",
        "kg restore /backups/kg --version 12      the graph as it was at version 12",
        "kg restore /backups/kg --at 2026-11-26   the graph as it was at the end of that day",
        "kg --home /srv/kg restore /backups/kg --replace",
    )
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--version", type=click.IntRange(1), help="The version to end at; default the newest.")
@at_time
@click.option("--replace", is_flag=True, help="Move what is in the home folder aside, into a folder in it.")
@click.pass_obj
def restore(workspace: Workspace, folder: Path, version: int | None, at: str, replace: bool) -> None:
    """Make the home folder anew from the backup in FOLDER. The service that uses the home must be stopped.

    The backup is verified first. What it does not hold any more is made again when the graph is opened.
    """
    home = workspace.settings.home
    with progress("Copying", "versions") as advance:
        position, aside = restore_home(folder, home, version, at=at, replace=replace, advance=advance)
        workspace.repository().close()  # so that the store is made now, and not when somebody waits for it
    if aside:
        click.echo(f"what was there is in {aside}; remove it when you need it no more", err=True)
    click.echo(f"version {position.version} is in {home}")
