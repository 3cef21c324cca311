"""Printing a report of violations."""

from __future__ import annotations

import click

from kg.records import Report, Violation
from kg.validation.formats import FORMATS


def print_report(report: Report, format_name: str) -> None:
    """Print `report` to standard output in one of FORMATS; remarks go to standard error."""
    for remark in report.remarks:
        click.secho(f"note: {remark}", fg="yellow", err=True)
    if format_name != "text":
        click.echo(FORMATS[format_name](report))
    for violation in report.violations if format_name == "text" else ():
        click.echo(_coloured(violation))


def _coloured(violation: Violation) -> str:
    separator = f": {violation.field or '-'}: "
    place, _, rest = str(violation).partition(separator)
    return f"{click.style(place, bold=True)}: {click.style(violation.field or '-', fg='red')}: {rest}"
