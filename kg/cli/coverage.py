"""`kg coverage`: the sentences of texts that no record rests on."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal

import click

from kg.citing.coverage import Passages, Sentence, SentenceState
from kg.citing.coverage import coverage as cover
from kg.cli.texts import Choice, counted, examples
from kg.errors import UnknownName
from kg.texts import Contradicted, NotAtHand
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg coverage --sources texts/",
        "kg coverage data/my-region --document minutes",
        "kg coverage --format json",
    )
)
@click.argument("path", type=click.Path(path_type=Path, exists=True), required=False)
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the source texts (KG_SOURCES).",
)
@click.option("--document", default="", help="Only this document, by its id.")
@click.option("--all", "with_all", is_flag=True, help="Show all sentences, not only those that are nobody's.")
@click.option("--format", "format_name", type=Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def coverage(
    workspace: Workspace,
    path: Path | None,
    sources: Path | None,
    document: str,
    with_all: bool,
    format_name: Literal["text", "json"],
) -> None:
    """Show the sentences of your texts that no record at PATH rests on, and no omission names.

    A sentence is nobody's if passages of records cover less than half of it. Where the text of a document is not at
    hand, that is said.
    """
    with_sources = Workspace(replace(workspace.settings, sources=sources)) if sources else workspace
    intake = with_sources.intake(path)
    records = {record.id: record for dataset in intake.datasets for record in intake.sound_records(dataset)}
    document_slug = with_sources.mapping.reference(document).removeprefix("documents/")
    documents = [each for each in records.values() if each.type == "Document" and document_slug in ("", each.slug)]
    if document_slug and not documents:
        raise UnknownName(
            "document", document_slug, [each.slug for each in records.values() if each.type == "Document"]
        )
    covered: dict[str, list[Sentence]] = {}
    for each in documents:
        try:
            covered[each.slug] = cover(each, records, Passages.of(each.slug, records.values()), with_sources.texts)
        except (NotAtHand, Contradicted) as missing:
            click.secho(f"note: {missing}", fg="yellow", err=True)
    if format_name == "json":
        bodies = {slug: [asdict(each) for each in own] for slug, own in covered.items()}
        click.echo(json.dumps(bodies, ensure_ascii=False))
    else:
        for slug, own in covered.items():
            _tell(slug, own, with_all)


def _tell(document: str, sentences: list[Sentence], with_all: bool) -> None:
    states = Counter(each.state for each in sentences)
    shares = ", ".join(f"{states[state]:,} {state}" for state in SentenceState)
    click.secho(f"{document}: {counted(len(sentences), 'sentence')}: {shares}", bold=True)
    for each in sentences:
        if with_all or each.state is SentenceState.NOBODY:
            mark = f" ({each.state})" if with_all else ""
            click.echo(f"  {each.start}-{each.end}{mark}  {each.words}")
