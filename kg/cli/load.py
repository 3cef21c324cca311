"""`kg load`: bring the graph to what the records say."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.changes import Repository
from kg.cli.beside import carry_out
from kg.cli.progress import progress
from kg.cli.texts import Choice, examples
from kg.desk import Loaded, LoadOptions, RemovesMuch, Side
from kg.desk import load as load_records
from kg.desk.commands import LOAD, LoadRequest
from kg.workspace import Workspace

_NAMED = 10
"""Records of a note that are named."""


@click.command(
    epilog=examples("kg load", "kg load data/my-region", "kg load --dry-run", "kg --home /srv/kg load data --prune")
)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Check and say what would change, and change nothing.")
@click.option("--prune", is_flag=True, help="Also remove datasets of the graph that are not at PATH.")
@click.option("--force", is_flag=True, help="Also remove much of a dataset, which is refused or asked about otherwise.")
@click.option(
    "--take",
    type=Choice(["graph", "file"]),
    default=None,
    help="Whose word counts where a file and the graph were edited in the same field.",
)
@click.pass_obj
def load(workspace: Workspace, path: Path | None, dry_run: bool, prune: bool, force: bool, take: Side | None) -> None:
    """Bring the graph to what the records at PATH say: add, change and remove until they agree.

    The records are checked first, and nothing is loaded if one does not conform. Loading the same records again
    changes nothing. Where somebody edited a record in the graph since it was loaded, the two are merged field by
    field. A field that both edited is a conflict: it is told, nothing of that record is loaded, and the exit code is 1
    until --take file or --take graph decides. A load that would remove over half of a dataset, or over ten records
    that are over a fifth of it, asks first on a terminal, and elsewhere wants --force.

    Beside a running service that has the home, the service does it, and the command says the same.
    """
    settings = workspace.settings
    path = path or settings.data

    def bring(forced: bool) -> Loaded:
        options = LoadOptions(prune=prune, rehearse=dry_run, force=forced, take=take or "")
        request = LoadRequest(str(path or ""), str(settings.sources or ""), settings.base_iri, options)
        with progress("Loading") as advance:
            return carry_out(workspace, LOAD, request, advance)

    try:
        loaded = bring(force)
    except RemovesMuch as refused:
        if not _agreed(refused):
            raise
        loaded = bring(True)
    report_load(loaded)
    if dry_run:
        click.secho("Nothing was changed (--dry-run).", fg="yellow", err=True)
    if loaded.conflicts:
        sys.exit(1)


def _agreed(refused: RemovesMuch) -> bool:
    """Ask on a terminal; where nobody can answer, nobody agrees."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    for violation in refused.report.violations:
        click.secho(str(violation), fg="yellow", err=True)
    return click.confirm("Remove them?", err=True)


def load_path(workspace: Workspace, repository: Repository, path: Path | None) -> Loaded:
    """Load with a progress bar."""
    with progress("Loading") as advance:
        return load_records(repository, workspace.intake(path), advance=advance)


def report_load(loaded: Loaded) -> None:
    """Say in one line what a load did."""
    for remark in loaded.report.in_short:
        click.secho(f"note: {remark}", fg="yellow", err=True)
    for graph in loaded.left_over:
        click.secho(
            f"note: {graph} is in the graph and not among what is loaded; with --prune all its records would go",
            fg="yellow",
            err=True,
        )
    if loaded.kept:
        named = ", ".join(loaded.kept[:_NAMED]) + (", ..." if len(loaded.kept) > _NAMED else "")
        click.secho(
            f"note: {len(loaded.kept):,} record{'s were' if len(loaded.kept) != 1 else ' was'} edited in the graph and "
            f"stay{'s' if len(loaded.kept) == 1 else ''} so; `kg export records` brings that into files: {named}",
            fg="yellow",
            err=True,
        )
    for conflict in loaded.conflicts:
        click.secho(f"conflict: {conflict}", fg="red", err=True)
    tally = loaded.tally
    click.echo(
        f"version {loaded.version}: {tally.added:,} added, {tally.changed:,} changed, {tally.removed:,} removed, "
        f"{tally.unchanged:,} unchanged"
    )
