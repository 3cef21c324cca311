"""`kg diff`: what differs between two versions."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from kg.cli.history import print_fields
from kg.cli.log import open_journal
from kg.cli.texts import Choice, counted, examples
from kg.history import Diff, RecordChange
from kg.history import diff as difference_of
from kg.mapping import Mapping
from kg.workspace import Workspace

_FORMATS = ("text", "json", "patch")


@click.command(epilog=examples("kg diff 11 12", "kg diff 12 11 --format patch > undo.rdfp", "kg diff 3 --format json"))
@click.argument("before", metavar="FROM", type=click.IntRange(0))
@click.argument("after", metavar="[TO]", type=click.IntRange(0), required=False)
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, help="The most records to list.")
@click.option("--format", "format_name", type=Choice(_FORMATS), default="text", show_default=True, help="Output.")
@click.pass_obj
def diff(workspace: Workspace, before: int, after: int | None, limit: int, format_name: str) -> None:
    """Say what differs between the versions FROM and TO, by default the newest, by record and field.

    What was changed and changed back in between is left out.
    """
    journal = open_journal(workspace)
    newest = journal.version
    difference = difference_of(journal, before, newest if after is None else after, newest)
    if format_name == "patch":
        sys.stdout.buffer.writelines(difference.patch())
        return
    records, truncated = difference.records(workspace.mapping, limit)
    if format_name == "json":
        graphs = [asdict(each) for each in difference.graphs(workspace.mapping)]
        facts = {"from": difference.before, "to": difference.after, "changes": [asdict(each) for each in records]}
        click.echo(json.dumps({**facts, "truncated": truncated, "graphs": graphs}, indent=2, ensure_ascii=False))
        return
    _print(difference, records, workspace.mapping)
    if truncated:
        click.secho(f"... and more than these {counted(limit, 'record')}", fg="yellow", err=True)


def _print(difference: Diff, records: list[RecordChange], mapping: Mapping) -> None:
    marks = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}
    for each in records:
        mark, colour = marks[each.action]
        dataset = each.dataset.removeprefix(mapping.graph("").value)
        click.echo(f"{click.style(mark, fg=colour)} {mapping.reference(each.record)}  ({each.type}, {dataset})")
        print_fields(each)
    for graph in difference.graphs(mapping):
        click.echo(f"  graph {graph.graph or 'without a name'}: +{graph.added:,} -{graph.removed:,} triples")
