"""`kg cite`: the position and digest of a passage."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

import click

from kg.characters import unfit
from kg.citing.nearness import excerpt, near
from kg.citing.tables import CitedTables, Recited
from kg.cli.texts import counted, examples
from kg.errors import KgError, UnknownName
from kg.records import Passage, Record, write_table
from kg.spelling import fold, nfc
from kg.spelling import slug as make_slug
from kg.texts import cite as cite_passage
from kg.texts import full_digest, occurrences, read_text
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace

_MOST = 20
"""Places of a passage that are shown."""


class _Options(TypedDict):
    occurrence: int | None
    path: Path | None
    sources: Path | None
    fill: Path | None
    keep_quotes: bool
    again: Path | None
    replace: tuple[Passage, Passage] | None


@click.command(
    epilog=examples(
        "kg cite --sources texts/ wm-ulsan-partnership 'signed collaboration agreements'",
        "kg cite texts/minutes.txt      the row of sources.csv for a new text",
        "kg cite --fill data/my-region  quotes of all tables become positions",
        "kg cite --again data/my-region after a text was corrected",
        "kg cite --path data/my-region --replace OLD NEW   in all records that cite it",
    )
)
@click.argument("document", required=False)
@click.argument("passage", required=False)
@click.option(
    "--fill",
    type=click.Path(path_type=Path, exists=True),
    help="Turn the quotes of all tables there into positions and digests.",
)
@click.option("--keep-quotes", is_flag=True, help="With --fill: leave the quotes where they are.")
@click.option(
    "--again",
    type=click.Path(path_type=Path, exists=True),
    help="Find the passages of all tables there again, after texts were corrected.",
)
@click.option(
    "--replace",
    nargs=2,
    callback=lambda _context, _option, passages: _passages(passages),
    metavar="OLD NEW",
    help="Cite the passage NEW in all records that cite OLD.",
)
@click.option(
    "--occurrence",
    type=click.IntRange(1),
    help="Which one, if the passage stands there more than once; the first unless told.",
)
@click.option("--path", type=click.Path(path_type=Path, exists=True), help="Folder of the records (KG_DATA).")
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the source texts (KG_SOURCES).",
)
@click.pass_obj
def cite(workspace: Workspace, document: str | None, passage: str | None, **options: Unpack[_Options]) -> None:
    """Print the evidence for PASSAGE of DOCUMENT, ready to paste into a record.

    DOCUMENT is the id of a row of documents.csv. White space in PASSAGE is free. With a text file as DOCUMENT and no
    PASSAGE, print the row of sources.csv that the file needs: its id is the name of the file in Latin letters, or made
    of the digest where it has none. The text has to be UTF-8.

    --fill and --again write whole tables instead, and in them only the cells that change. With --fill, a record that
    cites a document and quotes it comes to cite the place of the quote. With --again, each passage of a text that was
    corrected is brought to where its words stand now; those that are gone are listed, and stay as they are. With
    --replace, all records that cite one passage, as document:start-end:digest, cite another, and are listed.
    """
    sources = options["sources"]
    with_sources = Workspace(replace(workspace.settings, sources=sources)) if sources else workspace
    tables = options["fill"] or options["again"]
    if tables is not None:
        if document or (options["fill"] and options["again"]) or options["replace"]:
            raise click.UsageError("Give either a document, or --fill, or --again, or --replace.")
        citations = CitedTables(
            with_sources.intake(tables).datasets, with_sources.mapping.vocabulary, with_sources.texts
        )
        _tell(citations.fill(keep=options["keep_quotes"]) if options["fill"] else citations.anchor())
    elif options["replace"] is not None:
        if document:
            raise click.UsageError("Give either a document, or --replace with --path.")
        datasets = with_sources.intake(options["path"]).datasets
        _tell(CitedTables(datasets, with_sources.mapping.vocabulary, with_sources.texts).exchange(*options["replace"]))
    elif document is None:
        raise click.UsageError("Name a document and a passage, or a text file.")
    elif passage is None:
        click.echo(_source_row(Path(document)))
    else:
        slug = fold(workspace.mapping.reference(document)).removeprefix("documents/")
        _cite(slug, _text(with_sources, slug, options["path"]), passage, options["occurrence"])


def _passages(texts: tuple[str, str] | None) -> tuple[Passage, Passage] | None:
    try:
        return (Passage.of(texts[0]), Passage.of(texts[1])) if texts else None
    except ValueError as error:
        raise click.BadParameter(f"{error}: document:start-end:digest, as `kg cite` prints it") from None


def _cite(document: str, text: str, passage: str, occurrence: int | None) -> None:
    starts = occurrences(text, passage)
    if not starts:
        _hint(document, text, passage)
    click.echo(str(cite_passage(document, text, passage, occurrence or 1)))
    if occurrence is None and len(starts) > 1:
        _list(document, text, passage, starts)


def _tell(recited: Recited) -> None:
    """Say what became of the citations of tables; exit 1 where something is left to do."""
    for notice in recited.notices:
        click.secho(f"note: {notice}", fg="yellow", err=True)
    for line in recited.changed:
        click.echo(line)
    for fault in recited.faults:
        click.secho(str(fault), fg="red", err=True)
    files = ", ".join(map(str, recited.files)) or "no file"
    click.echo(
        f"{counted(len(recited.changed), 'change')}, {files} written, {len(recited.faults):,} left to do", err=True
    )
    if recited.faults:
        sys.exit(1)


def _list(document: str, text: str, passage: str, starts: Sequence[int]) -> None:
    """Show each place of a passage that stands there more than once, with what to paste for it."""
    click.secho(
        f"note: the passage stands {len(starts):,} times in {document}, and this is the first; cite more words, or say "
        "which with --occurrence",
        fg="yellow",
        err=True,
    )
    for number, start in enumerate(starts[:_MOST], 1):
        citation = cite_passage(document, text, passage, number)
        click.echo(f"  {number}  {citation}  {excerpt(text, start, citation.end)}", err=True)
    if len(starts) > _MOST:
        click.echo(f"  ... and {len(starts) - _MOST:,} more", err=True)


def _hint(document: str, text: str, passage: str) -> None:
    """Show what was probably meant by a passage that stands nowhere as it is."""
    for each in near(text, passage)[:_MOST]:
        citation = cite_passage(document, text, each.words, 1 + occurrences(text, each.words).index(each.start))
        click.secho(f"note: {each.why}, the text has {excerpt(text, each.start, citation.end)}", fg="yellow", err=True)
        click.echo(f"  {citation}", err=True)


def _source_row(path: Path) -> str:
    if not path.exists():
        raise KgError(f"There is no text file {path}", "Give a passage with a document, or the path of a text file.")
    name, text = nfc(path.name), read_text(path)
    if name != name.strip() or not name.isprintable() or unfit(name):
        raise KgError(f"{name!r} has spaces at its ends, or characters that cannot be seen", "Rename the file.")
    if not text:
        raise KgError(f"{path} holds no text")
    if odd := unfit(text):
        click.secho(f"note: {path} has {odd}, which {odd.why}", fg="yellow", err=True)
    digest = full_digest(text)
    values = {"label": (name,), "digest": (digest,), "length": (str(len(text)),)}
    source = Record("Source", f"sources/{make_slug(path.stem) or f'text-{digest[:8]}'}", values)
    table = io.StringIO()
    write_table([source], load_vocabulary().classes["Source"], table)
    return table.getvalue().rstrip("\n")


def _text(workspace: Workspace, slug: str, path: Path | None) -> str:
    intake = workspace.intake(path)
    records: dict[str, Record] = {row.record.id: row.record for row in intake.documents()}
    record = records.get(f"documents/{slug}")
    if record is None:
        if faults := intake.check().violations:
            click.secho(
                f"note: {counted(len(faults), 'fault')} in the records may hide it; `kg check` names them",
                fg="yellow",
                err=True,
            )
        raise UnknownName("document", slug, [each.slug for each in records.values() if each.type == "Document"])
    return workspace.texts.text(record, records)
