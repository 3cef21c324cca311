"""`kg ref`: the dictionary."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

from kg.cli.texts import examples
from kg.errors import UnreadableInput
from kg.records import Row, find_datasets, read_rows
from kg.records.tables import OPTIONAL_COLUMNS
from kg.reference import DictionaryEntry, classes, look_up, of_dataset, schemes
from kg.spelling import fold
from kg.store.rdf import PREFIXES, compact
from kg.terms import TERM
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg ref                  every table and scheme",
        "kg ref contributions    the fields of a table",
        "kg ref roles            the terms of a scheme",
        "kg ref co-investment    one term",
        "kg ref ontology         the terms that a dataset may bring narrower ones for",
    )
)
@click.argument("term", required=False)
@click.pass_obj
def ref(workspace: Workspace, term: str | None) -> None:
    """Explain the vocabulary: tables, their fields, and the terms that fields take, also those of your datasets.

    TERM is a table, a scheme, a field, a property such as ikg:partOfAmount, or a term; `prefixes` lists the prefixes
    of queries.
    """
    if term is not None and fold(term) == "prefixes":
        _print(["prefix", "namespace"], [[name, iri] for name, iri in PREFIXES.items()])
    elif term is None:
        _print_entries(classes())
        click.echo("\nSchemes of terms: " + ", ".join(schemes()))
    else:
        _print_entries(look_up(term, _own_terms(workspace)))
        if record_class := load_vocabulary().by_collection.get(fold(term)):
            click.echo(f"\nHeader of {record_class.collection}.csv: {','.join(record_class.columns)}", err=True)
            optional = [name for name in record_class.columns if name in OPTIONAL_COLUMNS]
            click.echo(f"Columns that may be left out: {', '.join(optional)}", err=True)


def _own_terms(workspace: Workspace) -> list[DictionaryEntry]:
    """Read the terms that the datasets of the records folder bring, as far as they are sound."""
    folder, mapping = workspace.settings.data, workspace.mapping
    if folder is None or not folder.is_dir():
        return []
    vocabulary, class_ = mapping.vocabulary, mapping.vocabulary.by_iri[TERM]
    try:
        rows = [row for each in find_datasets(folder) for row in read_rows(each, vocabulary, (class_.collection,))]
    except UnreadableInput:
        return []
    terms = [row.record for row in rows if isinstance(row, Row) and row.record.type == class_.name]
    return [
        of_dataset(each.slug, mapping.iri(each.id), each.one("label"), each.one("definition"), ours)
        for each, ours in mapping.narrowing(terms)
        if ours
    ]


def _print_entries(entries: Sequence[DictionaryEntry]) -> None:
    rows = [[each.name, each.kind, compact(each.iri), each.definition or each.label] for each in entries]
    _print(["name", "what", "in SPARQL", "meaning"], rows)


def _print(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not sys.stdout.isatty():
        csv.writer(sys.stdout, delimiter="\t", lineterminator="\n").writerows([header, *rows])
        return
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    Console().print(table, markup=False)
