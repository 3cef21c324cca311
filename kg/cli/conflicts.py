"""`kg conflicts`: claims that contradict each other, and which is preferred."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from kg.claims import KINDS, Conflict, datasets_of, write_conflicts
from kg.cli.texts import Choice, examples
from kg.workspace import Workspace


@click.command(epilog=examples("kg conflicts", "kg conflicts --kind same-payment", "kg conflicts --format csv"))
@click.option("--kind", type=Choice([*KINDS]), help="Only those that are on one fact for this reason.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The most conflicts to give.")
@click.option("--format", "format_name", type=Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.pass_obj
def conflicts(workspace: Workspace, kind: str | None, limit: int, format_name: str) -> None:
    """List the facts on which records contradict each other, with what speaks for each claim.

    Nothing is overwritten. Preferred is the surest claim, then that of the most direct and the latest source, then that
    with the most evidence; where these do not decide, none is.
    """
    with workspace.edition() as edition:
        of_kind = [each for each in edition.conflicts() if kind in (None, each.kind)]
        page = of_kind[:limit]
        if format_name == "csv":
            write_conflicts(page, edition.catalogue, sys.stdout)
            return
        ids = {claim.record for each in page for claim in each.claims}
        datasets = {each: datasets_of(edition.catalogue, each) for each in sorted(ids)}
    if format_name == "json":
        items = [
            {**asdict(each), "datasets": {claim.record: datasets[claim.record] for claim in each.claims}}
            for each in page
        ]
        click.echo(json.dumps({"items": items, "total": len(of_kind)}, ensure_ascii=False, indent=1))
        return
    for each in page:
        _print(each, datasets)
    if len(of_kind) > len(page):
        click.echo(f"{len(of_kind) - len(page):,} more: --limit N", err=True)


def _print(conflict: Conflict, datasets: dict[str, list[str]]) -> None:
    click.echo(f"{click.style(conflict.field, bold=True)}, {conflict.kind}: {', '.join(conflict.about)}")
    for each in conflict.claims:
        mark = "*" if each.record == conflict.preferred else " "
        origin = ", ".join([*datasets[each.record], each.confidence, *each.evidence])
        click.echo(f"  {mark} {each.value}  {each.record} ({origin})")
    click.echo(f"    preferred by {conflict.reason}" if conflict.reason else "    none is preferred")
