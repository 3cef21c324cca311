"""Printing a report of violations."""

from __future__ import annotations

import click

from kg.records import Report, Violation
from kg.records.report import NOTICE, VIOLATION, WARNING
from kg.validation.formats import FORMATS

_COLOURS = {VIOLATION: "red", WARNING: "yellow", NOTICE: "cyan"}


def print_report(report: Report, format_name: str, level: str = WARNING) -> None:
    """Print `report` to standard output in one of FORMATS, as text down to a level; remarks go to standard error."""
    for remark in report.remarks:
        click.secho(f"note: {remark}", fg="yellow", err=True)
    if format_name != "text":
        click.echo(FORMATS[format_name](report))
    for violation in report.down_to(level) if format_name == "text" else ():
        click.echo(_coloured(violation))


def _coloured(violation: Violation) -> str:
    separator = f": {violation.field or '-'}: "
    place, _, rest = str(violation).partition(separator)
    field = click.style(violation.field or "-", fg=_COLOURS[violation.severity])
    return f"{click.style(place, bold=True)}: {field}: {rest}"
