"""The graph in a notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from types import TracebackType
from typing import Any, Self

from kg.errors import UnknownName
from kg.notebook.answers import Answer, Call
from kg.notebook.frames import Frame, Row, Typed, kind_of
from kg.notebook.nets import Net
from kg.notebook.source import Source
from kg.query.analysis import Subject
from kg.store.rdf import PREFIXES, read_quads, text_of
from kg.tables.schema import Column, Kind, columns_of
from kg.vocabulary import FieldKind, RecordClass, load_vocabulary

_XSD = PREFIXES["xsd"]
_WHOLE_NUMBERS = {f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger")}
_NUMBERS = {f"{_XSD}{name}" for name in ("decimal", "double", "float")}
_DATES = {f"{_XSD}date", "http://id.loc.gov/datatypes/edtf/EDTF"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Graph:
    """A graph, in a folder or behind an address: `kg.open` gives it.

    It follows the newest version, unless it was opened at another. Use it as a context manager, or close it.
    """

    def __init__(self, source: Source, version: int | None = None) -> None:
        self._source, self._version = source, version

    @property
    def version(self) -> int:
        """The version that is asked now."""
        return self._source.version(None, "") if self._version is None else self._version

    @property
    def address(self) -> str:
        """The folder or address that it was opened by."""
        return self._source.address

    def network(self, view: str | Mapping[str, Any], **options: Any) -> Net:
        """Give a network of the version of now: `funding`, `partnership`, `affiliation`, `involvement` ...

        A recipe of your own takes the place of a view: `{"name": "signing", "edges": ["signed_at"]}`.
        Options leave records out and weigh edges: see :class:`kg.network.Filters`.
        """
        return Net(self._source, _subject(view), options, self.version)

    def sparql(self, query: str) -> Answer:
        """Answer a SPARQL query: a column for each variable, numbers and days as such; of a graph its triples."""
        kind, result, version = self._source.query(query, self._version)
        call = Call(f"{self._opened(version)}.sparql({query!r})", "")
        if kind == "graph":
            triples = [
                {"subject": text_of(each.subject), "predicate": each.predicate.value, "object": text_of(each.object)}
                for each in read_quads(result, "ntriples")
            ]
            return Answer({"version": version, "triples": triples}, Frame.of(triples), call, version)
        body = json.loads(result)
        return Answer({"version": version, **body}, _solutions(body), call, version)

    def records(self, collection: str) -> Answer:
        """Give all records of a collection, with columns typed by the vocabulary, as `kg export duckdb` has them.

        Each record is a row of its own, also where several were decided to be one. Raises UnknownName.
        """
        record_class = load_vocabulary().by_collection.get(collection)
        if record_class is None:
            raise UnknownName("collection", collection, load_vocabulary().by_collection)
        items, version = self._source.items(collection, self._version)
        columns = [each for each in columns_of(record_class) if each.field]
        rows = [_record(item, columns, record_class) for item in items]
        frame = Frame([Typed(each.name, each.kind) for each in columns], rows)
        call = Call(f"{self._opened(version)}.records({collection!r})", "")
        return Answer({"version": version, "items": rows}, frame, call, version)

    def money(self, view: str | Mapping[str, Any] = "funding", **options: Any) -> Answer:
        """Add contributions up, `by` funder, recipient, programme, place, year or organisation.

        A row is what one, or several together, have of one currency and kind: between `low` and `high`, `figure` as
        printed.
        """
        return Net(self._source, _subject(view), {}, self.version).ask("money", **options)

    def close(self) -> None:
        """End its processes or connections."""
        self._source.close()

    def _opened(self, version: int) -> str:
        return f"kg.open({self.address!r}, version={version})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{self._opened(self.version)}"


def _subject(view: str | Mapping[str, Any]) -> Subject:
    return Subject(view) if isinstance(view, str) else Subject.of_recipe(json.dumps(view, ensure_ascii=False))


def _solutions(body: Mapping[str, Any]) -> Frame:
    """Give the solutions of a query, each variable as what all its values are."""
    if "boolean" in body:
        return Frame.of([{"answer": body["boolean"]}])
    bindings = body["results"]["bindings"]
    columns = {name: _values([each.get(name) for each in bindings]) for name in body["head"]["vars"]}
    rows = [{name: values[place] for name, values in columns.items()} for place in range(len(bindings))]
    return Frame([Typed(name, kind_of(values)) for name, values in columns.items()], rows)


def _values(terms: list[Any]) -> list[Any]:
    """Read the values of a variable: as numbers, days or truths where all of them are, otherwise as texts."""
    types = {_datatype(term) for term in terms if term is not None}
    for datatypes, read in _READ:
        if types and types <= datatypes:
            with suppress(ValueError, InvalidOperation, OverflowError):
                return [None if term is None else read(term["value"]) for term in terms]
    return [None if term is None else _text(term) for term in terms]


def _datatype(term: Any) -> str:
    return str(term.get("datatype", "")) if term["type"] in ("literal", "typed-literal") else term["type"]


def _text(term: Any) -> str:
    return term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


_READ: Iterable[tuple[set[str], Any]] = (
    (_WHOLE_NUMBERS, int),
    (_WHOLE_NUMBERS | _NUMBERS, float),
    (_DATES, date.fromisoformat),
    ({f"{_XSD}boolean"}, _truth),
)


def _record(item: Any, columns: Iterable[Column], record_class: RecordClass) -> Row:
    """Read a record as the service gives it, with a value for each column that it has one for."""
    row: dict[str, Any] = {}
    for column in columns:
        value = item.get(column.field)
        field = record_class.fields.get(column.field)
        if field is not None and field.kind is FieldKind.EVIDENCE:
            value = [each["id"] for each in value or ()] or None
        row[column.name] = None if value is None else _read(column, value)
    return row


def _read(column: Column, value: Any) -> Any:
    match column.kind:
        case Kind.DECIMAL:
            return float(Decimal(str(value)))
        case Kind.INTEGER:
            return int(value)
        case Kind.DATE:
            return date.fromisoformat(value) if _DAY.fullmatch(value) else None
        case Kind.YEAR:
            year = re.match(r"\d{4}", value)
            return int(year[0]) if year else None
        case _:
            return value
