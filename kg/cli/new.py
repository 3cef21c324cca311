"""`kg new`: templates for datasets and tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TypedDict, Unpack

import click

from kg.cli.texts import examples
from kg.errors import KgError, UnknownName
from kg.records import Dataset, dataset_text
from kg.records.tables import OPTIONAL_COLUMNS
from kg.records.values import is_slug
from kg.reference import fields, needed
from kg.spelling import fold
from kg.spelling import slug as make_slug
from kg.vocabulary import RecordClass, load_vocabulary
from kg.workspace import Workspace

_FIRST = ("sources", "documents")
"""The tables that every dataset begins with: all evidence refers to them."""


class _About(TypedDict):
    """What a dataset says of itself."""

    title: str
    licence: str
    publisher: str


@click.command(
    epilog=examples(
        "kg new dataset data/my-region --title 'My region'",
        "kg new contributions --path data/my-region",
        "kg new contributions --path data/my-region --all",
    )
)
@click.argument("what")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--path", type=click.Path(path_type=Path, file_okay=False), help="Folder of the dataset (KG_DATA).")
@click.option("--title", default="", help="Of a dataset: what it is called.")
@click.option("--licence", default="", help="Of a dataset: the IRI of the licence under which it is given.")
@click.option("--publisher", default="", help="Of a dataset: who answers for it.")
@click.option("--all", "with_all", is_flag=True, help="Of a table: also the columns that few records have use for.")
@click.pass_obj
def new(
    workspace: Workspace,
    what: str,
    folder: Path | None,
    path: Path | None,
    with_all: bool,
    **about: Unpack[_About],
) -> None:
    """Write the template of a dataset or of a table, and say which columns have to be filled.

    WHAT is `dataset`, with the FOLDER to make, or the name of a table, such as contributions. Nothing that is there is
    written over.
    """
    if fold(what) == "dataset":
        if folder is None:
            raise click.UsageError("Name the folder of the new dataset: kg new dataset FOLDER")
        _write_dataset(folder, about, with_all)
        return
    record_class = load_vocabulary().by_collection.get(fold(what))
    if record_class is None:
        raise UnknownName("table", what, ["dataset", *load_vocabulary().by_collection])
    where = folder or path or workspace.settings.data
    if where is None or not where.is_dir():
        raise KgError(f"There is no folder {where or ''}".rstrip(), "Make a dataset first: kg new dataset FOLDER.")
    _write_table(where, record_class, with_all)


def _write_dataset(folder: Path, about: _About, with_all: bool) -> None:
    name = make_slug(folder.resolve().name)
    if not is_slug(name):
        raise KgError(f"{folder.name!r} has no Latin letters to make a name of", "Name the folder otherwise.")
    about["title"] = about["title"] or folder.resolve().name
    _write(folder / "dataset.yml", dataset_text(Dataset(name, folder, **about)))
    for table in _FIRST:
        _write_table(folder, load_vocabulary().by_collection[table], with_all)
    click.echo("Next: kg cite TEXT.txt prints the row of sources.csv for a text.", err=True)


def _write_table(folder: Path, record_class: RecordClass, with_all: bool) -> None:
    """Write the header of a table, with `quote` in it where there is to be evidence: that begins with words."""
    demanded = {"id", *needed(record_class.name)}
    left_out = OPTIONAL_COLUMNS - ({"quote"} if "evidence" in demanded else set())
    columns = [name for name in record_class.columns if with_all or name not in left_out]
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(columns)
    _write(folder / f"{record_class.collection}.csv", header.getvalue())
    meanings = {entry.name: entry.definition or entry.label for entry in fields(record_class.collection)}
    for name in columns:
        mark = "*" if name in demanded else " "
        click.echo(f"  {mark} {name:<18} {meanings.get(name, 'A name of its own, in small letters.')}", err=True)
    click.echo("  * has to be filled; what a text does not say stays empty.", err=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise KgError(f"{path} is there already", "Nothing was written over it.") from None
    click.echo(str(path))
