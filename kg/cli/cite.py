"""`kg cite`: the position and digest of a passage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from kg.cli.texts import examples
from kg.errors import KgError, UnknownName
from kg.records import Record
from kg.texts import cite as cite_passage
from kg.workspace import Workspace


@click.command(epilog=examples("kg cite --sources texts/ wm-ulsan-partnership 'signed collaboration agreements'"))
@click.argument("document")
@click.argument("passage")
@click.option(
    "--occurrence",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Which one, if the passage stands there more than once.",
)
@click.option("--path", type=click.Path(path_type=Path, exists=True), help="Folder of the records (KG_DATA).")
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the source texts (KG_SOURCES).",
)
@click.pass_obj
def cite(
    workspace: Workspace,
    document: str,
    passage: str,
    occurrence: int,
    path: Path | None,
    sources: Path | None,
) -> None:
    """Print the evidence for PASSAGE of DOCUMENT, ready to paste into a record.

    DOCUMENT is the id of a row of documents.csv. White space in PASSAGE is free.
    """
    chosen = Workspace(replace(workspace.settings, sources=sources)) if sources else workspace
    slug = document.removeprefix("documents/")
    click.echo(cite_passage(slug, _text(chosen, slug, path), passage, occurrence))


def _text(workspace: Workspace, slug: str, path: Path | None) -> str:
    intake = workspace.intake(path)
    known: dict[str, Record] = {
        record.id: record
        for dataset in intake.datasets
        for record in intake.records(dataset)
        if record.type in ("Document", "Source")
    }
    found = known.get(f"documents/{slug}")
    if found is None:
        raise UnknownName("document", slug, [each.slug for each in known.values() if each.type == "Document"])
    text = workspace.texts.text(found, known)
    if text is None:
        raise KgError(f"The text of {slug} is not at hand", "Name its folder with --sources or KG_SOURCES.")
    return text
