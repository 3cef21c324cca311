"""`kg quality`: what the records lack."""

from __future__ import annotations

import json

import click

from kg.catalogue import SHORTCOMINGS, YEARS, years_ago
from kg.cli.texts import Choice, examples
from kg.workspace import Workspace


@click.command(
    epilog=examples("kg quality", "kg quality without-evidence", "kg quality stale-documents --stale-before 2023")
)
@click.argument("name", type=Choice([*SHORTCOMINGS]), required=False)
@click.option("--stale-before", help=f"Documents published before it are stale; by default {YEARS} years ago.")
@click.option(
    "--format", "format_name", type=Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.pass_obj
def quality(workspace: Workspace, name: str | None, stale_before: str | None, format_name: str) -> None:
    """Count the records with each shortcoming; with NAME, list those that have it.

    What may be one thing described twice lists `kg duplicates`.
    """
    before = stale_before or years_ago()
    with workspace.edition() as edition:
        catalogue = edition.catalogue
        if name:
            iris = catalogue.numbered(catalogue.lacking(name, before))
            lines = [edition.mapping.reference(iri) for iri in iris]
            click.echo(json.dumps(lines, indent=1) if format_name == "json" else "\n".join(lines))
            return
        counts = {each: len(catalogue.lacking(each, before)) for each in SHORTCOMINGS}
    if format_name == "json":
        click.echo(json.dumps(counts, indent=1))
        return
    for each, count in counts.items():
        click.echo(f"{count:>9,}  {each}: {SHORTCOMINGS[each].meaning}")
