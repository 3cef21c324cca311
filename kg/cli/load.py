"""`kg load`: bring the graph to what the records say."""

from __future__ import annotations

from pathlib import Path

import click

from kg.changes import Loaded, Repository
from kg.changes import load as load_records
from kg.cli.progress import progress
from kg.cli.texts import examples
from kg.workspace import Workspace


@click.command(
    epilog=examples("kg load", "kg load data/my-region", "kg load --dry-run", "kg --home /srv/kg load data --prune")
)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Check and say what would change, and change nothing.")
@click.option("--prune", is_flag=True, help="Also remove datasets of the graph that are not at PATH.")
@click.pass_obj
def load(workspace: Workspace, path: Path | None, dry_run: bool, prune: bool) -> None:
    """Bring the graph to what the records at PATH say: add, change and remove until they agree.

    The records are checked first, and nothing is loaded if one does not conform. Loading the same records again
    changes nothing.
    """
    intake = workspace.intake(path)
    with workspace.repository() as repository, progress("Loading") as advance:
        loaded = load_records(repository, intake, advance, prune=prune, rehearse=dry_run)
    report_load(loaded)
    if dry_run:
        click.secho("Nothing was changed (--dry-run).", fg="yellow", err=True)


def load_path(workspace: Workspace, repository: Repository, path: Path | None) -> Loaded:
    """Load with a progress bar."""
    with progress("Loading") as advance:
        return load_records(repository, workspace.intake(path), advance)


def report_load(loaded: Loaded) -> None:
    """Say in one line what a load did."""
    for remark in loaded.report.remarks:
        click.secho(f"note: {remark}", fg="yellow", err=True)
    for graph in loaded.left_over:
        click.secho(
            f"note: {graph} is in the graph but not among the records; `kg load --prune` removes it",
            fg="yellow",
            err=True,
        )
    tally = loaded.tally
    click.echo(
        f"version {loaded.version}: {tally.added:,} added, {tally.changed:,} changed, {tally.removed:,} removed, "
        f"{tally.unchanged:,} unchanged"
    )
