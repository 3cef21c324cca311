"""What the verbs share that write one change."""

from __future__ import annotations

from getpass import getuser

import click

from kg.desk.commands import ChangeSummary


def user() -> str:
    """Name whoever runs the command."""
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a container may have no name for whoever runs it
        return "kg"


author_option = click.option("--author", default=user, show_default="who runs it", help="Who answers for the change.")


def report_change(change: ChangeSummary, *, dry_run: bool = False) -> None:
    """Say what came of a change."""
    click.echo(f"version {change.version}: {change.added:,} triples added, {change.removed:,} removed")
    if dry_run:
        click.secho("Nothing was changed (--dry-run).", fg="yellow", err=True)
