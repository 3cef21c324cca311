"""`kg quality`: what the records lack."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kg.catalogue import SHORTCOMINGS, YEARS, years_ago
from kg.cli.texts import Choice, examples
from kg.edition import Edition
from kg.survey import MOST, SURVEYED, Survey, survey
from kg.validation.plausibility import CHECKS, by_check, warnings_of
from kg.workspace import Workspace


@click.command(
    epilog=examples("kg quality", "kg quality without-evidence", "kg quality stale-documents --stale-before 2023")
)
@click.argument("name", metavar="[NAME]", type=Choice([*SHORTCOMINGS, *SURVEYED]), required=False)
@click.option("--stale-before", help=f"Documents published before it are stale; by default {YEARS} years ago.")
@click.option(
    "--format", "format_name", type=Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.pass_obj
def quality(workspace: Workspace, name: str | None, stale_before: str | None, format_name: str) -> None:
    """Count the records with each shortcoming, and the warnings of each check; with NAME, list those.

    Conflicts and pairs that may be one are counted as well: `kg conflicts` and `kg duplicates` list them. Of each
    document it is told how much of its text is in records or left out, where that is at hand.
    """
    before = stale_before or years_ago()
    with workspace.edition() as edition:
        catalogue = edition.catalogue
        if name and name in SURVEYED:
            _list(workspace, edition, name, format_name)
            return
        if name:
            iris = catalogue.numbered(catalogue.lacking(name, before))
            lines = [edition.mapping.reference(iri) for iri in iris]
            click.echo(json.dumps(lines, indent=1) if format_name == "json" else "\n".join(lines))
            return
        counts = {each: len(catalogue.lacking(each, before)) for each in SHORTCOMINGS}
        surveyed = survey(edition, workspace.texts)
    if format_name == "json":
        click.echo(json.dumps({"checks": counts, **_body(surveyed)}, indent=1))
        return
    for each, count in counts.items():
        click.echo(f"{count:>9,}  {each}: {SHORTCOMINGS[each].meaning}")
    if surveyed is None:
        click.echo(f"kg check counts the warnings of a graph of more than {MOST:,} records.", err=True)
        return
    click.echo(f"{surveyed.conflicts:>9,}  conflicts: `kg conflicts` lists them.")
    click.echo(f"{surveyed.duplicates:>9,}  duplicates: `kg duplicates` lists the pairs that may be one.")
    for each, count in surveyed.counts.items():
        click.echo(f"{count:>9,}  {each}: {CHECKS[each].sentence}")
    for document, covered in surveyed.covered.items():
        click.echo(f"{covered.share:>9.0%}  {document}: of {covered.sentences:,} sentences, in records or left out.")


def _list(workspace: Workspace, edition: Edition, name: str, format_name: str) -> None:
    """List the findings of one check, in a graph of any size."""
    findings = by_check(warnings_of(edition.store, edition.mapping, workspace.texts)).get(name, [])
    if format_name == "json":
        facts = [{"record": each.focus, "field": each.field, "message": each.message} for each in findings]
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for each in findings:
        click.echo(f"{edition.mapping.reference(each.focus)}: {each.field}: {each.message}")


def _body(surveyed: Survey | None) -> dict[str, object]:
    if surveyed is None:
        return {"warnings": None, "conflicts": None, "duplicates": None, "documents": None}
    documents = {id_: {**asdict(each), "share": each.share} for id_, each in surveyed.covered.items()}
    totals = {"conflicts": surveyed.conflicts, "duplicates": surveyed.duplicates}
    return {"warnings": dict(surveyed.counts), **totals, "documents": documents}
