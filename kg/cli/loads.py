"""`kg loads`: what loads brought, and why others were refused."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kg.cli.log import open_journal
from kg.cli.report import print_report
from kg.cli.texts import Choice, counted, examples
from kg.history import LoadEntry, LoadReports, Loads, LoadWish, Log
from kg.records import Report
from kg.records.report import NOTICE, VIOLATION, WARNING
from kg.workspace import Workspace


@click.command(epilog=examples("kg loads", "kg loads --outcome refused", "kg loads 20261126T093000-5e1f0c2a"))
@click.argument("load", required=False, metavar="LOAD")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The most loads to list.")
@click.option("--outcome", type=Choice(["accepted", "refused"]), default=None, help="Only loads that ended so.")
@click.option("--dataset", default="", help="Only loads of this dataset.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each load or finding.")
@click.pass_obj
def loads(workspace: Workspace, load: str | None, limit: int, outcome: str | None, dataset: str, as_json: bool) -> None:
    """List what loads brought and what was refused, newest first, or give the report of LOAD.

    LOAD is a version, or the name of a load that was refused, from the list. The reports of the last 100 loads are
    kept. Works beside a running service.
    """
    journal = open_journal(workspace)
    newest = journal.version
    kept = Loads(Log(journal, workspace.mapping, lambda: newest), LoadReports(workspace.settings.home))
    if load:
        _report(kept, kept.one(load), as_json=as_json)
        return
    before, listed = 0, 0
    while listed < limit:
        page = kept.page(LoadWish(limit - listed, before, outcome or "", dataset))
        for entry in page.entries[: limit - listed]:
            click.echo(json.dumps(_facts(entry), ensure_ascii=False) if as_json else _line(entry))
        listed, before = listed + len(page.entries), page.next
        if not before:
            break


def _report(kept: Loads, entry: LoadEntry, *, as_json: bool) -> None:
    findings, report = kept.findings(entry), entry.report
    if as_json:
        for each in findings:
            click.echo(json.dumps(asdict(each), ensure_ascii=False))
        return
    click.echo(_line(entry))
    print_report(Report(tuple(findings), report.notices if report else ()), "text", NOTICE)


def _facts(entry: LoadEntry) -> dict[str, object]:
    report = entry.report
    return {
        "id": entry.id,
        "outcome": entry.outcome,
        "time": entry.origin.time,
        "author": entry.origin.author,
        "source": entry.origin.source,
        "datasets": list(entry.datasets),
        "findings": dict(report.counts) if report else None,
    }


def _line(entry: LoadEntry) -> str:
    report, origin = entry.report, entry.origin
    colour = "green" if entry.change else "red"
    nouns = ((VIOLATION, "violation"), (WARNING, "warning"), (NOTICE, "notice"))
    counts = [counted(report.counts[level], noun) for level, noun in nouns if report and report.counts.get(level)]
    told = ", ".join(counts) or ("no finding" if report else "no report is kept")
    where = f" [{', '.join(entry.datasets)}]" if entry.datasets else ""
    outcome = click.style(entry.outcome, fg=colour)
    return f"{entry.id:>24}  {outcome}  {origin.time}  {origin.author} ({origin.source}){where}: {told}"
