"""`kg diff`: what differs between two versions."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import click

from kg.cli.history import print_fields
from kg.cli.log import open_journal
from kg.cli.texts import Choice, counted, examples
from kg.history import Diff, RecordChange
from kg.history import diff as difference_of
from kg.mapping import Mapping as RecordMapping
from kg.network.ledger import in_words
from kg.query.consequences import KINDS, ConsequenceWishes, Sides, consequences, saved_queries
from kg.query.processes.on_demand import NewestSnapshot
from kg.workspace import Workspace

_FORMATS = ("text", "json", "patch")


@click.command(
    epilog=examples(
        "kg diff 11 12",
        "kg diff 12 11 --format patch > undo.rdfp",
        "kg diff 3 --format json",
        "kg diff 11 --money --ranks degree --answers",
    )
)
@click.argument("before", metavar="FROM", type=click.IntRange(0))
@click.argument("after", metavar="[TO]", type=click.IntRange(0), required=False)
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, help="The most records to list.")
@click.option("--format", "format_name", type=Choice(_FORMATS), default="text", show_default=True, help="Output.")
@click.option("--edges", is_flag=True, help="Also edges of all networks that entered, left or changed.")
@click.option("--money", is_flag=True, help="Also totals of money by currency and kind.")
@click.option("--ranks", metavar="MEASURE", help="Also ranks by a measure, such as degree, in all networks.")
@click.option("--answers", is_flag=True, help="Also answers of the queries that datasets bring (queries/*.rq).")
@click.pass_obj
def diff(workspace: Workspace, /, before: int, after: int | None, limit: int, format_name: str, **wishes: Any) -> None:
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
    others = _consequences(workspace, difference, _wishes(wishes, limit))
    if format_name == "json":
        graphs = [asdict(each) for each in difference.graphs(workspace.mapping)]
        facts = {"from": difference.before, "to": difference.after, "changes": [asdict(each) for each in records]}
        body = {**facts, "truncated": truncated, "graphs": graphs, **others}
        click.echo(json.dumps(body, indent=2, ensure_ascii=False))
        return
    _print(difference, records, workspace.mapping)
    for each in _lines(others):
        click.echo(each)
    if truncated:
        click.secho(f"... and more than these {counted(limit, 'record')}", fg="yellow", err=True)


def _print(difference: Diff, records: list[RecordChange], mapping: RecordMapping) -> None:
    marks = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}
    for each in records:
        mark, colour = marks[each.action]
        dataset = each.dataset.removeprefix(mapping.graph("").value)
        was = f", was {mapping.reference(each.was)}" if each.was else ""
        click.echo(f"{click.style(mark, fg=colour)} {mapping.reference(each.record)}  ({each.type}, {dataset}{was})")
        print_fields(each)
    for graph in difference.graphs(mapping):
        click.echo(f"  graph {graph.graph or 'without a name'}: +{graph.added:,} -{graph.removed:,} triples")


def _wishes(options: Mapping[str, Any], most: int) -> ConsequenceWishes:
    kinds = [each for each in KINDS if options[each]]
    return ConsequenceWishes(kinds, options["ranks"] or ConsequenceWishes(()).measure, most)


def _consequences(workspace: Workspace, difference: Diff, wishes: ConsequenceWishes) -> Mapping[str, Any]:
    if not wishes.kinds:
        return {}

    async def ask(before: NewestSnapshot, after: NewestSnapshot) -> dict[str, Any]:
        pool, networks = workspace.pool(after, workers=1), workspace.networks(after, workers=1)
        async with pool, networks:
            sides = Sides(pool, networks, before, after)
            return await consequences(sides, wishes, saved_queries(workspace.settings))

    with workspace.frozen(difference.before) as before, workspace.frozen(difference.after) as after:
        return asyncio.run(ask(before, after))


def _lines(others: Mapping[str, Any]) -> Iterator[str]:
    """Word what follows from the difference, one line each."""
    for kind, part in others.items():
        for each in part["items"]:
            if kind == "edges":
                yield f"  edge {each['change']}: {each['source']} {each['role']} {each['target']} ({each['view']})"
            elif kind == "money":
                unit = f"{each['currency']} {each['kind']}{' with plans' * each['include_planned']}"
                ends = (each[side] for side in ("before", "after"))
                before, after = (in_words(sum_["low"], sum_["high"]) if sum_ else "nothing" for sum_ in ends)
                yield f"  money {unit}: {before} -> {after}"
            elif kind == "ranks":
                before, after = (each[side] or "none" for side in ("before", "after"))
                yield f"  rank of {each['label']} by {part['measure']} in {each['view']}: {before} -> {after}"
            else:
                yield f"  {each['title']} ({each['name']})"
                yield from (f"    - {' | '.join(row)}" for row in each["removed"])
                yield from (f"    + {' | '.join(row)}" for row in each["added"])
        if part["truncated"]:
            yield f"  ... and more {kind}"
