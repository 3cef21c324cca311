"""A list as a page shows it: a table of the fields that matter, and by what it can be narrowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.body_words import CitedPassage, Wording
from api.representations.pages.find.narrowing import chips, facet_views, others
from api.representations.pages.languages import marked
from api.representations.pages.rendering import Links, render, root_of
from api.representations.pages.speech import Value
from kg.catalogue import Selection
from kg.edition import Edition
from kg.errors import KgError
from kg.ontology import ontology
from kg.reference import label_of
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field, FieldKind, RecordClass

_MOST = 6
"""Columns, besides what an item is called."""

_UNTABLED = frozenset({"label", "title", "description", "note", "confidence", "currency", "bound", "printed", "quote"})
"""Fields that are the heading of an item, too long for a table, or stand with another."""

_COLUMNS: Mapping[str, Sequence[str]] = {
    "Organisation": ("kind", "located_in", "part_of", "homepage"),
    "Programme": ("kind", "when", "part_of", "places", "sectors"),
    "Project": ("kind", "when", "part_of", "places", "sectors"),
    "Contribution": ("amount", "kind", "funder", "recipient", "through", "when"),
    "Participation": ("participant", "role", "activity", "when"),
    "Agreement": ("kind", "when", "places", "signed_at"),
    "Event": ("kind", "when", "places", "part_of"),
    "Outcome": ("metric", "value", "unit", "about", "when"),
    "Document": ("published", "kind", "publisher", "language", "url"),
    "Name": ("name_of", "kind", "language"),
    "Identifier": ("identifies", "scheme", "value"),
}
"""The columns of lists that people read most; of others, the fields that most items tell."""

_TITLE_FIELDS = {"Name": "name"}
"""The field that an item is called by, where it has no label."""

_TITLES = {
    "agreements": marked("Agreements"),
    "contributions": marked("Contributions"),
    "decisions": marked("Decisions"),
    "documents": marked("Documents"),
    "events": marked("Events"),
    "funders": marked("Funders"),
    "goals": marked("Goals"),
    "groups": marked("Groups"),
    "identifiers": marked("Identifiers"),
    "links": marked("Links"),
    "names": marked("Names"),
    "omissions": marked("Omissions"),
    "organisations": marked("Organisations"),
    "outcomes": marked("Outcomes"),
    "participations": marked("Participations"),
    "people": marked("People"),
    "places": marked("Places"),
    "posts": marked("Posts"),
    "programmes": marked("Programmes"),
    "projects": marked("Projects"),
    "questions": marked("Questions"),
    "sources": marked("Sources"),
    "terms": marked("Terms"),
}

_EDTF = f"{PREFIXES['edtf']}EDTF"


@dataclass(frozen=True, slots=True)
class Cell:
    """What an item tells in a column: its values with what is `before` and `after` them; `confidence` if it differs."""

    values: Sequence[Value]
    before: str = ""
    after: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the address that sorts by it, and how it is sorted by now, if it is: ascending or descending."""

    label: str
    address: str
    direction: str
    is_number: bool
    is_date: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its cells, how sure it is, and its evidence."""

    item: Value
    cells: Sequence[Cell]
    confidence: str
    doubt: str
    evidence: Sequence[CitedPassage]


def list_page(
    request: Request, edition: Edition, name: str, selection: Selection, body: Mapping[str, Any], formats: Sequence[str]
) -> bytes:
    """Show one page of a list, with the filters that are set and those that there are, and its `formats` as data."""
    record_class = edition.catalogue.record_class(name)
    wording = Wording(edition, body, root_of(request), visitor_of(request).language)
    fields = _columns(record_class, body["items"])
    first = "label" if "label" in record_class.fields else "id"
    values = {
        "name": name,
        "title": title_of(name),
        "type": record_class.name,
        "definition": ontology().definition(record_class.iri),
        "body": body,
        "formats": formats,
        "head": _head(request, record_class.name, first),
        "columns": [_column(request, each.name, first, label_of(each.iri), each) for each in fields],
        "rows": [_row(wording, each, fields) for each in body["items"]],
        "facets": facet_views(request, body),
        "chips": [*chips(request, body)],
        "others": others(request, "q"),
        "words": request.query_params.get("q", ""),
        "downloads": downloads(request),
        "sparql": sparql_address(request, lambda: edition.catalogue.in_sparql(name, selection)),
    }
    return render(request, "find/list.html", values)


def title_of(collection: str) -> str:
    """Give the heading of a collection."""
    return _TITLES.get(collection, collection.capitalize())


def downloads(request: Request) -> list[tuple[str, str]]:
    """Give the addresses of all pages at once, as they are narrowed and sorted, by format."""
    links = Links(request)
    pairs = urlencode([*((name, text) for name, text in others(request, "limit", "pages", "facets")), ("pages", "all")])
    return [(each, f"{links.as_data(each).partition('?')[0]}?{pairs}") for each in ("csv", "json")]


def sparql_address(request: Request, write: Callable[[], str]) -> str:
    """Give the address of the query that gives the same as a list; nothing where there is none."""
    try:
        return f"{root_of(request)}/sparql?{urlencode({'query': write()})}"
    except KgError:
        return ""


def _columns(record_class: RecordClass, items: Sequence[Mapping[str, Any]]) -> list[Field]:
    """Choose the fields of a table: those that people read, or those that most items tell."""
    fields = record_class.fields
    if record_class.name in _COLUMNS:
        return [fields[each] for each in _COLUMNS[record_class.name]]
    counts = {name: sum(item.get(name) not in (None, "", []) for item in items) for name in fields}
    candidates = [
        each
        for each in fields.values()
        if counts[each.name] and each.name not in _UNTABLED and each.kind not in (FieldKind.EVIDENCE, FieldKind.FIELD)
    ]
    often = sorted(candidates, key=lambda each: -counts[each.name])[:_MOST]
    return [each for each in candidates if each in often]


def _head(request: Request, class_name: str, first: str) -> Column:
    """Give the column of what items are called; where that is no label, they are not sorted by it at first."""
    field = _TITLE_FIELDS.get(class_name, first)
    return _column(request, field, "" if field == first else first, field)


def _column(request: Request, name: str, first: str, label: str, field: Field | None = None) -> Column:
    sort = request.query_params.get("sort") or (name if not first else "")
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    wish = f"-{name}" if direction == "ascending" else name
    is_number, is_date = (field.is_number, field.datatype == _EDTF) if field else (False, False)
    return Column(label, Links(request).having(sort=wish), direction, is_number, is_date)


def _row(wording: Wording, item: Mapping[str, Any], fields: Sequence[Field]) -> ItemRow:
    rows = {row.name: row for row in wording.rows(item)}

    def words(name: str) -> str:
        return ", ".join(value.text for value in rows[name].values) if name in rows else ""

    cells = []
    for field in fields:
        if field.name not in rows:
            cells.append(Cell(()))
            continue
        row, is_amount = rows[field.name], field.name in ("amount", "value", "count")
        values = [Value(each.text) for each in row.values] if field.kind is FieldKind.CONCEPT else row.values
        before = words("currency") if field.name == "amount" else ""
        after = words("bound") if is_amount and item.get("bound") not in (None, "exact") else ""
        cells.append(Cell(values, before, after, row.confidence))
    return ItemRow(
        wording.item(item), cells, item.get("confidence") or "", item.get("doubt") or "", wording.evidence(item)
    )
