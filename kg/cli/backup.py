"""`kg backup`: a copy of the journal, from which everything can be made again."""

from __future__ import annotations

from pathlib import Path

import click

from kg.changes.backup import back_up
from kg.cli.progress import progress
from kg.cli.texts import examples
from kg.workspace import Workspace


@click.command(epilog=examples("kg backup /backups/kg", "kg --home /srv/kg backup /mnt/backup/kg"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def backup(workspace: Workspace, folder: Path) -> None:
    """Copy the graph and its history to FOLDER, also beside a running service.

    A folder that has a backup of the same graph gets what is new; what it has is verified. `kg restore` makes a home
    of it.
    """
    with progress("Copying", "versions") as advance:
        position, copied = back_up(workspace.settings.home, folder, advance)
    click.echo(f"version {position.version} is in {folder}: {copied:,} change sets copied, all verified")
