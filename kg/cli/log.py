"""`kg log`: what changed, who did it, when and why."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TypedDict, Unpack

import click

from kg.changes import Journal
from kg.cli.texts import counted, examples
from kg.errors import KgError
from kg.history import Log, LogEntry, LogWish
from kg.workspace import Workspace

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?")


class _Filters(TypedDict):
    author: str
    source: str
    dataset: str


@click.command(
    epilog=examples("kg log", "kg log --author ana --since 2026-11-01", "kg log --since 120 --json", "kg diff 119 120")
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The most changes to list.")
@click.option("--since", default="", metavar="WHEN", help="Only those after a version, or from a date on (UTC).")
@click.option("--author", default="", help="Only those of this author.")
@click.option("--source", default="", help="Only those that came by this way: file, HTTP, update, graph store, import.")
@click.option("--dataset", default="", help="Only those that touched this dataset.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each change.")
@click.pass_obj
def log(workspace: Workspace, limit: int, since: str, as_json: bool, **filters: Unpack[_Filters]) -> None:
    """List the changes of the graph, newest first. Works beside a running service."""
    version, time = (int(since), "") if since.isdigit() else (0, since)
    if time and not _TIME.fullmatch(time):
        raise click.UsageError(f"--since {time}: give a version or a date, such as 2026-11-26.")
    journal = open_journal(workspace)
    newest = journal.version
    entries = Log(journal, workspace.mapping, lambda: newest)
    before, listed = newest + 1, 0
    while before and limit > listed:
        page = entries.page(LogWish(limit - listed, before, version, after=time, **filters))
        for entry in page.entries:
            click.echo(_json(entry) if as_json else _line(entry))
        listed, before = listed + len(page.entries), page.next
    if not listed:
        click.echo(f"None of {counted(newest, 'change')} fits.", err=True)


def open_journal(workspace: Workspace) -> Journal:
    """Open the journal of the home, for reading. Raises KgError where there is none."""
    if not workspace.has_graph:
        raise KgError(f"There is no graph in {workspace.settings.home}", "Run `kg load` first.")
    return Journal(workspace.settings.home / "journal")


def _json(entry: LogEntry) -> str:
    facts = asdict(entry)
    del facts["has_renames"]  # an upper bound, for whoever reads the rows
    body = {"version": facts.pop("version"), **facts.pop("origin"), **facts}
    return json.dumps(body, ensure_ascii=False)


def _line(entry: LogEntry) -> str:
    origin = entry.origin
    by = f"{origin.author} ({origin.source})" if origin.source else origin.author
    proposed = f", proposed by {origin.proposed_by}" if origin.proposed_by else ""
    where = f" in {', '.join(entry.datasets)}" if entry.datasets else ""
    what = f"{counted(entry.records, 'record')}{where}, +{entry.added:,} -{entry.removed:,} triples"
    version = click.style(f"{entry.version:>6}", bold=True)
    return f"{version}  {origin.time}  {by}{proposed}: {origin.reason}  [{what}]"
