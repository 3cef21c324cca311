"""`kg revert`: undo a version."""

from __future__ import annotations

import click

from kg.cli.beside import carry_out
from kg.cli.texts import examples
from kg.cli.writing import author_option, report_change
from kg.desk.commands import REVERT, RevertRequest
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
    request = RevertRequest(version, author, reason, dry_run)
    report_change(carry_out(workspace, REVERT, request), dry_run=dry_run)
