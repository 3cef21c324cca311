"""What the verbs share that write one change."""

from __future__ import annotations

from collections.abc import Callable
from getpass import getuser

import click

from kg.changes import ChangeWriter, Origin, Repository

COMMAND = "command"
"""The source of changes that are made by commands."""


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a container may have no name for whoever runs it
        return "kg"


author_option = click.option("--author", default=_user, show_default="who runs it", help="Who answers for the change.")


def write(
    repository: Repository, origin: Origin, compute: Callable[[ChangeWriter], None], *, dry_run: bool = False
) -> None:
    """Commit what `compute` writes down, or with `dry_run` only hold it against the gate, and say what came of it."""
    with repository.prepare(origin) as writer:
        compute(writer)
        change = writer.finish()
    added, removed = change.added, change.removed
    version = (repository.rehearse if dry_run else repository.commit)(change)
    click.echo(f"version {version}: {added:,} triples added, {removed:,} removed")
    if dry_run:
        click.secho("Nothing was changed (--dry-run).", fg="yellow", err=True)
