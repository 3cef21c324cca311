"""`kg rename`: give a record another id."""

from __future__ import annotations

import click

from kg.cli.beside import carry_out
from kg.cli.texts import examples
from kg.cli.writing import author_option, report_change
from kg.desk.commands import RENAME, RenameRequest
from kg.workspace import Workspace


@click.command(epilog=examples("kg rename places/ulsan places/ulsan-city", "kg rename people/kim people/kim-min-ji"))
@click.argument("old")
@click.argument("new")
@click.option("--reason", default="", help="Why; it stands in the log.")
@author_option
@click.option("--dry-run", is_flag=True, help="Say whether it can be done, and change nothing.")
@click.pass_obj
def rename(workspace: Workspace, old: str, new: str, reason: str, author: str, dry_run: bool) -> None:
    """Give the record OLD the id NEW, with its evidence and all references to it, in every dataset, as one change.

    The old address leads to the new one from then on. `kg export records` brings the new id into the files.
    """
    request = RenameRequest(old, new, author, reason, dry_run)
    report_change(carry_out(workspace, RENAME, request), dry_run=dry_run)
