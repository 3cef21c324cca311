"""`kg verify`: whether the graph is what was written."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from kg.changes.verification import Verification
from kg.changes.verification import verify as verify_home
from kg.cli.past import at_time
from kg.cli.progress import progress
from kg.cli.texts import Choice, examples
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg verify", "kg verify --deep", "kg verify --at 2026-11-26", "kg --home /srv/backup verify --format json"
    )
)
@at_time
@click.option("--deep", is_flag=True, help="Compare every quad with the journal; takes the graph in memory.")
@click.option(
    "--format", "format_name", type=Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.pass_obj
def verify(workspace: Workspace, at: str, deep: bool, format_name: str) -> None:
    """Hold the home folder against itself: is the journal whole, and does everything else follow from it?

    Changes nothing, and works beside a running service. Exit status 1 means that something is damaged.
    With --at, only the history until then is looked at, and the copies of the graph that were made until then.
    """
    with progress("Verifying", "versions") as advance:
        verification = verify_home(workspace.settings.home, [workspace.index], deep=deep, at=at, advance=advance)
    if format_name == "json":
        click.echo(json.dumps({"holds": verification.holds, **asdict(verification)}, indent=2))
    else:
        _print(verification)
    sys.exit(0 if verification.holds else 1)


def _print(verification: Verification) -> None:
    for finding in verification.findings:
        word = click.style("note", fg="yellow") if finding.warning else click.style("damaged", fg="red")
        click.echo(f"{word}: {click.style(finding.place, bold=True)}: {finding.problem}. {finding.fix}")
    if verification.holds:
        position = verification.position
        click.echo(f"version {position.version}, digest {position.digest}: {', '.join(verification.checked)} hold")
