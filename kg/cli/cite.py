"""`kg cite`: the position and digest of a passage."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import click

from kg.cli.texts import examples
from kg.errors import KgError, UnknownName
from kg.records import Record, write_table
from kg.texts import cite as cite_passage
from kg.texts import full_digest, read_text
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg cite --sources texts/ wm-ulsan-partnership 'signed collaboration agreements'",
        "kg cite texts/minutes.txt      the row of sources.csv for a new text",
    )
)
@click.argument("document")
@click.argument("passage", required=False)
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
    passage: str | None,
    occurrence: int,
    path: Path | None,
    sources: Path | None,
) -> None:
    """Print the evidence for PASSAGE of DOCUMENT, ready to paste into a record.

    DOCUMENT is the id of a row of documents.csv. White space in PASSAGE is free. With a text file as DOCUMENT and no
    PASSAGE, print the row of sources.csv that the file needs.
    """
    if passage is None:
        click.echo(_source_row(Path(document)))
        return
    chosen = Workspace(replace(workspace.settings, sources=sources)) if sources else workspace
    slug = document.removeprefix("documents/")
    click.echo(cite_passage(slug, _text(chosen, slug, path), passage, occurrence))


def _source_row(path: Path) -> str:
    if not path.is_file():
        raise KgError(f"There is no text file {path}", "Give a passage with a document, or the path of a text file.")
    text = read_text(path)
    slug = "-".join(part for part in re.split(r"[^a-z0-9]+", path.stem.lower()) if part)
    values = {"label": (path.name,), "digest": (full_digest(text),), "length": (str(len(text)),)}
    table = io.StringIO()
    write_table([Record("Source", f"sources/{slug}", values)], load_vocabulary().classes["Source"], table)
    return table.getvalue().rstrip("\n")


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
