"""A list as a page shows it: a table of the fields that its items tell, and the filters that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.representations.pages.entities import FieldRow, Value, Wording
from api.representations.pages.rendering import local, render, root_of
from kg.edition import Edition
from kg.reference import concepts, label_of
from kg.vocabulary import FieldKind, RecordClass

_COLUMNS = 6
_UNTABLED = frozenset({"label", "description", "note", "confidence"})
"""Fields that are the heading of an item, or too long for a table; how sure it is has a place of its own."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """The terms that a field may be filtered by, and those that it is."""

    field: str
    label: str
    terms: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ListTable:
    """The columns of a list as (field, label), and each item with its fields in that order, confidence and evidence."""

    columns: Sequence[tuple[str, str]]
    items: Sequence[tuple[Value, Sequence[FieldRow], str, Sequence[Value]]]


def list_page(request: Request, edition: Edition, name: str, body: Mapping[str, Any], formats: Sequence[str]) -> bytes:
    """Show one page of a list, with the filters that are set and those that there are, and its `formats` as data."""
    record_class = edition.catalogue.record_class(name)
    first = "label" if "label" in record_class.fields else "id"
    values = {
        "name": name,
        "body": body,
        "formats": formats,
        "table": table(body["items"], Wording(edition, body, root_of(request))),
        "choices": choices(record_class, edition),
        "given": request.query_params.multi_items(),
        "words": request.query_params.get("q", ""),
        "first": first,
        "sort": request.query_params.get("sort", first),
    }
    return render(request, "list.html", values)


def search_page(request: Request, edition: Edition, body: Mapping[str, Any]) -> bytes:
    """Show one page of what a search finds."""
    base, root = edition.mapping.base_iri, root_of(request)
    hits = [(Value(each["label"], local(each["id"], base, root)), each) for each in body["items"]]
    return render(request, "search.html", {"words": request.query_params["q"], "body": body, "hits": hits})


def table(items: Sequence[Mapping[str, Any]], wording: Wording) -> ListTable:
    """Lay out items; columns are those fields which most of them tell, in the order of the ontology."""
    rows = [{row.name: row for row in wording.rows(each)} for each in items]
    columns = _columns(rows)
    return ListTable(
        [(name, next(row[name].label for row in rows if name in row)) for name in columns],
        [
            (
                wording.item(item),
                [row.get(name, FieldRow(name, "", ())) for name in columns],
                item.get("confidence", ""),
                wording.passages(item),
            )
            for item, row in zip(items, rows, strict=True)
        ],
    )


def _columns(rows: Sequence[Mapping[str, FieldRow]]) -> list[str]:
    names = dict.fromkeys(name for row in rows for name in row if name not in _UNTABLED)
    often = sorted(names, key=lambda name: -sum(name in row for row in rows))[:_COLUMNS]
    return [name for name in names if name in often]


def choices(record_class: RecordClass, edition: Edition) -> list[FilterChoice]:
    """List the fields of a class that have terms, with the terms: ours, and those of datasets."""
    own = list(edition.catalogue.own_terms())
    return [
        FilterChoice(
            field.name,
            label_of(field.iri),
            [
                *((entry.name, entry.label) for entry in concepts(field.scheme_name)),
                *((term.slug, term.one("label")) for term, ours in own if ours.startswith(field.scheme)),
            ],
        )
        for field in record_class.fields.values()
        if field.kind is FieldKind.CONCEPT
    ]
