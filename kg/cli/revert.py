"""`kg revert`: undo a version."""

from __future__ import annotations

import click

from kg.changes import Origin
from kg.cli.texts import examples
from kg.cli.writing import COMMAND, author_option, write
from kg.desk.revert import Reverting
from kg.workspace import Workspace


@click.command(epilog=examples("kg revert 12 --reason 'The wrong report'", "kg revert 12 --reason why --dry-run"))
@click.argument("version", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why; it stands in the log.")
@author_option
@click.option("--dry-run", is_flag=True, help="Say whether it can be done, and change nothing.")
@click.pass_obj
def revert(workspace: Workspace, version: int, reason: str, author: str, dry_run: bool) -> None:
    """Undo what VERSION changed, and nothing that came after it, by a new change.

    Where later versions went on from it, it is refused, and they are named. To undo a revert, revert it.
    """
    with workspace.repository() as repository:
        reverting = Reverting(repository, version)
        origin = Origin(author, f"Reverts version {version}: {reason}", COMMAND)
        with reverting.explained():
            write(repository, origin, reverting, dry_run=dry_run)
