"""`kg history`: what happened to one record."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kg.cli.log import open_journal
from kg.cli.texts import examples
from kg.history import FieldChange, RecordChange, history_of, iris_of, versions_of
from kg.mapping import unknown
from kg.workspace import Workspace


@click.command(epilog=examples("kg history organisations/innovate-uk", "kg history contributions/5g-challenge --json"))
@click.argument("record")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The most versions to list.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each version.")
@click.pass_obj
def history(workspace: Workspace, record: str, limit: int, as_json: bool) -> None:
    """List each version that changed RECORD, newest first: who, when, why, and which fields from what to what."""
    journal, iri = open_journal(workspace), workspace.mapping.iri(record)
    with workspace.edition() as edition:
        iris = iris_of(iri, edition.store, workspace.mapping)
        versions = versions_of(iris, journal)
        if not versions:
            raise unknown(iri, edition.store, workspace.mapping)
    for each in history_of(iris, versions[:limit], journal, workspace.mapping):
        if as_json:
            facts = {"version": each.version, **asdict(each.origin), **asdict(each.change)}
            del facts["datasets"]  # it says where the author might write then
            click.echo(json.dumps(facts, ensure_ascii=False))
            continue
        origin = each.origin
        version = click.style(f"{each.version:>6}", bold=True)
        what = f"renamed from {workspace.mapping.reference(each.change.was)}" if each.change.was else each.change.action
        click.echo(f"{version}  {origin.time}  {origin.author}: {origin.reason}  [{what}]")
        print_fields(each.change)


def print_fields(change: RecordChange) -> None:
    """Print what became of the fields of a record, one in a line."""
    for each in change.fields:
        click.echo(f"          {each.field}: {_became(each)}")


def _became(change: FieldChange) -> str:
    before, after = (" | ".join(values) for values in (change.before, change.after))
    if before and after:
        return f"{click.style(before, fg='red')} -> {click.style(after, fg='green')}"
    return click.style(f"+ {after}", fg="green") if after else click.style(f"- {before}", fg="red")
