"""`kg check`: are the records right?"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from kg.cli.progress import progress
from kg.cli.report import print_report
from kg.cli.texts import Choice, counted, examples
from kg.desk import check as check_records
from kg.records.report import NOTICE, VIOLATION, WARNING
from kg.validation.formats import FORMATS
from kg.workspace import Workspace

_LEVELS = {"violation": VIOLATION, "warning": WARNING, "notice": NOTICE}


@click.command(
    epilog=examples("kg check", "kg check data/my-region --sources texts/", "kg check --format sarif > check.sarif")
)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option(
    "--format",
    "format_name",
    type=Choice(list(FORMATS)),
    default="text",
    help="How to print what is wrong.",
)
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the source texts (KG_SOURCES).",
)
@click.option(
    "--level",
    type=Choice(list(_LEVELS)),
    help="How far down to list what is found: by default violations, or warnings where there are none. "
    "The formats for programs have it all.",
)
@click.option("--strict", is_flag=True, help="Exit 1 for a warning as well.")
@click.option("--alone", is_flag=True, help="Check as though the graph were empty.")
@click.pass_obj
def check(
    workspace: Workspace,
    path: Path | None,
    format_name: str,
    sources: Path | None,
    level: str | None,
    strict: bool,
    alone: bool,
) -> None:
    """Check the records at PATH: their form, the shapes, and that the evidence is really there.

    PATH is a dataset folder, a folder of such folders, or a .jsonl file; by default the data folder. As with `kg load`,
    they may refer to records of other datasets that are in the graph. Prints `file:line: field: message` for each fault
    and exits 1 if there is a violation. Warnings, such as of an amount that is not the printed one, forbid nothing;
    each ends in the [check] that found it, which a record names in its field accepted if it is right all the same.
    Nothing is loaded.
    """
    with_sources = Workspace(replace(workspace.settings, sources=sources)) if sources else workspace
    intake = with_sources.intake(path)
    with ExitStack() as opened, progress("Checking") as advance:
        store = None if alone or not with_sources.has_graph else opened.enter_context(with_sources.edition()).store
        report = check_records(intake, with_sources.gate, store, advance)
    level = level or ("warning" if report.conforms else "violation")
    print_report(report, format_name, _LEVELS[level])
    listed = list(_LEVELS)[: list(_LEVELS).index(level) + 1]
    counts = {name: report.count(_LEVELS[name]) for name in listed}
    summary = ", ".join(counted(count, name) for name, count in counts.items() if count)
    if report.conforms:
        verb = "conforms" if report.records == 1 else "conform"
        summary = "; ".join(filter(None, (f"{counted(report.records, 'record')} {verb}", summary)))
    click.secho(summary, fg="green" if report.conforms else "red", err=True)
    if not report.conforms or (strict and report.count(WARNING)):
        raise SystemExit(1)
