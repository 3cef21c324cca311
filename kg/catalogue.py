"""Lists of records: filter, search, sort and turn pages, over one version of the graph.

The order of a collection is computed once per version and field; a page is then found by bisection. A cursor holds the
place in that order and not a number of rows, so pages stay right when records come and go between two requests.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

from kg.curated import Curated
from kg.dates import demand_date, was_known
from kg.errors import KgError, UnknownField, UnknownIri, UnknownName, UnreadableInput
from kg.mapping import Mapping as RecordMapping
from kg.mapping import record_quads
from kg.recent import Recent
from kg.records import Record
from kg.records.values import canonical, fault
from kg.reference import concepts
from kg.search import Hit, Index
from kg.spelling import fold, spellings
from kg.store import Quads
from kg.store.rdf import PREFIXES, RDF_TYPE, NamedNode, Quad, Term, text_of
from kg.vocabulary import Field, FieldKind, RecordClass

DERIVED = {"funders": ("organisations", f"{PREFIXES['ikg']}funder")}
"""Collections of records that play a part: name to (the collection they are in, the property that points at them)."""

_LABEL = f"{PREFIXES['skos']}prefLabel"
_TITLE = f"{PREFIXES['dcterms']}title"
_SOURCE, _PUBLISHED = f"{PREFIXES['prov']}hadPrimarySource", f"{PREFIXES['dcterms']}issued"
_NAME_OF = NamedNode(f"{PREFIXES['ikg']}nameOf")
_NAME = NamedNode(f"{PREFIXES['skosxl']}literalForm")
_IDENTIFIES = NamedNode(f"{PREFIXES['ikg']}identifies")
_NOTATION = NamedNode(f"{PREFIXES['skos']}notation")
_DAY = r"(?:\d{4}|XXXX)(?:-\d\d){0,2}[~?]?"
_FORMS = {
    f"{PREFIXES['xsd']}decimal": (r"-?\d+(?:\.\d+)?", "a plain number, such as 1250000.50"),
    f"{PREFIXES['xsd']}integer": (r"-?\d+", "a whole number, such as 30"),
    f"{PREFIXES['xsd']}duration": (r"P[\dYMDTHS.]+", "a duration, such as P4Y or P18M"),
    f"{PREFIXES['edtf']}EDTF": (
        rf"\.\./{_DAY}|{_DAY}(?:/(?:{_DAY}|\.\.)?)?",
        "a date as records have it, such as 2025, 2025-03, 2025-03-14 or 2024/2026",
    ),
}
"""What a value of a datatype looks like at all, and how to say it: a filter by anything else would find nothing."""

_NUMBERS = (f"{PREFIXES['xsd']}decimal", f"{PREFIXES['xsd']}integer")
_COMPLEMENT = str.maketrans("0123456789", "9876543210")

_LONGEST, _LONGEST_CURSOR = 200, 64 * 1024
"""Characters of a text by which it is sorted, and of a cursor."""

_TURN_PAGES = "Use the value of `next` of the page before, unchanged, with all else as it was asked."

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list is asked for. `filters` maps a field to the values of which a record must have one.

    `known_by` leaves out what only documents of later dates tell, or what is told as of a later day.
    """

    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    search: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = 100
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: IRIs in order, the number on all pages, and the cursor of the next page, empty at the end."""

    iris: tuple[str, ...]
    total: int
    next: str


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what a search finds: the best first, the number on all pages, the cursor of the next page."""

    hits: tuple[Hit, ...]
    total: int
    next: str


class Catalogue:
    """The lists of one version of the graph."""

    def __init__(self, store: Quads, mapping: RecordMapping, version: int) -> None:
        self.version = version
        self._store, self._mapping = Curated(store, mapping.base_iri), mapping
        self._orders = Recent[tuple[str, str], list[Key]](32)
        self._index = Recent[None, Index](1)
        self._hits = Recent[str, list[Hit]](4)

    def record_class(self, collection: str) -> RecordClass:
        """Find the class of a collection, also of a derived one. Raises UnknownName."""
        real = DERIVED.get(collection, (collection,))[0]
        known = self._mapping.vocabulary.by_collection
        if real not in known:
            raise UnknownName("collection", collection, [*known, *DERIVED])
        return known[real]

    def page(self, collection: str, selection: Selection) -> Page:
        """Give one page.

        Raises UnknownName for a collection, UnknownField for a field, and KgError for a cursor that is not ours.
        """
        record_class = self.record_class(collection)
        name, descending = selection.sort.removeprefix("-"), selection.sort.startswith("-")
        wanted = self._filtered(collection, record_class, selection)
        by = name or ("label" if "label" in record_class.fields else "id")
        order = self._orders.get((record_class.name, by), lambda: self._compute_order(record_class.name, by))
        matching = [key for key in order if key[2] in wanted] if wanted is not None else order
        rows = _descending(matching) if descending else matching
        list_ = _list_of(collection, selection)
        start = _position(rows, _decode(selection.cursor, list_), descending) if selection.cursor else 0
        page = rows[start : start + selection.limit]
        more = start + selection.limit < len(rows)
        return Page(tuple(key[2] for key in page), len(rows), _encode(list_, page[-1]) if more else "")

    def record(self, iri: str) -> Record:
        """Read one record. Raises UnknownIri."""
        quads = self.quads([iri])
        if not quads:
            raise UnknownIri(iri)
        try:
            return self._mapping.from_quads(quads)
        except UnreadableInput:
            raise UnknownIri(iri) from None

    def type_of(self, iri: str) -> str:
        """Name the class of a record; empty where it has none of ours."""
        found = self._mapping.record_class(text_of(quad.object) for quad in self._store.quads(NamedNode(iri), RDF_TYPE))
        return found.name if found else ""

    def quads(self, iris: Iterable[str]) -> list[Quad]:
        """Read the quads of records, each with what is said of itself before what is said of its evidence."""
        return [
            quad
            for iri in iris
            for quad in sorted(record_quads(self._store, NamedNode(iri)), key=lambda quad: text_of(quad.subject))
        ]

    def label(self, iri: str) -> str:
        """Give the label of a record; its slug in words where it has none."""
        for quad in self._store.quads(NamedNode(iri), NamedNode(_LABEL)):
            return text_of(quad.object)
        return iri.rpartition("/")[2].replace("-", " ")

    def found(self, search: str) -> list[Hit]:
        """List what a search of labels, names, titles and identifiers finds, the best first."""
        return self._hits.get(search, lambda: self._index.get(None, lambda: Index(self._texts())).find(search))

    def find(self, search: str, class_name: str = "", cursor: str = "", limit: int = 50) -> Findings:
        """Give one page of what a search finds, of one class or of all.

        Raises UnknownField for a class, and KgError for a cursor that is not of this search.
        """
        classes = self._mapping.vocabulary.classes
        if class_name and class_name not in classes:
            raise UnknownField("type", class_name, classes)
        hits = self.found(search)
        if class_name:
            members = self._members(classes[class_name])
            hits = [hit for hit in hits if hit.iri in members]
        search_ = _digest("search", search, class_name)
        start = bisect_right(hits, _decode(cursor, search_), key=lambda hit: hit[:3]) if cursor else 0
        page, more = hits[start : start + limit], start + limit < len(hits)
        return Findings(tuple(page), len(hits), _encode(search_, page[-1][:3]) if more else "")

    def clear(self) -> None:
        """Drop what was computed."""
        self._orders.clear()
        self._hits.clear()
        self._index.clear()

    def _filtered(self, collection: str, record_class: RecordClass, selection: Selection) -> set[str] | None:
        groups = [self._with_value(record_class, name, values) for name, values in selection.filters.items()]
        if collection in DERIVED:
            property_ = NamedNode(DERIVED[collection][1])
            groups.append({text_of(quad.object) for quad in self._store.quads(None, property_)})
        if fold(selection.search):
            groups.append({hit.iri for hit in self.found(selection.search)})
        if selection.known_by:
            demand_date(selection.known_by)
            groups.append(self._known(record_class, selection.known_by))
        return set.intersection(*groups) if groups else None

    def _known(self, record_class: RecordClass, date: str) -> set[str]:
        """Find the records that may have been known by a date."""
        published = self._values(_PUBLISHED)
        told = self._values(record_class.fields["as_of"].iri) if "as_of" in record_class.fields else {}
        documents: dict[str, set[str]] = {}
        for passage, sources in self._values(_SOURCE).items():
            documents.setdefault(passage.partition("#")[0], set()).update(sources)

        def is_known(iri: str) -> bool:
            return was_known(date, [published.get(each, []) for each in documents.get(iri, ())], told.get(iri, ()))

        return set(filter(is_known, self._members(record_class)))

    def _values(self, property_: str) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for quad in self._store.quads(None, NamedNode(property_)):
            values.setdefault(text_of(quad.subject), []).append(text_of(quad.object))
        return values

    def _with_value(self, record_class: RecordClass, name: str, values: Sequence[str]) -> set[str]:
        """Find the records with one of the values; the empty value stands for those that do not tell the field."""
        field_ = _field(record_class, name)
        found = {
            text_of(quad.subject)
            for value in values
            if value
            for term in self._terms(field_, value)
            for quad in self._store.quads(None, NamedNode(field_.iri), term)
        }
        return found | self._without(record_class, field_) if "" in values else found

    def _without(self, record_class: RecordClass, field_: Field) -> set[str]:
        telling = {text_of(quad.subject) for quad in self._store.quads(None, NamedNode(field_.iri))}
        return self._members(record_class) - telling

    def _members(self, record_class: RecordClass) -> set[str]:
        return {text_of(quad.subject) for quad in self._store.quads(None, RDF_TYPE, NamedNode(record_class.iri))}

    def _terms(self, field_: Field, value: str) -> set[Term]:
        """Give the terms of a value as a record would write it, and as others may have composed its letters.

        Raises KgError where no record could.
        """
        if field_.kind is FieldKind.CONCEPT:
            known = [entry.name for entry in concepts(field_.scheme_name)]
            if value.removeprefix(field_.scheme) not in known:
                raise UnknownField(f"term of {field_.scheme_name}", value, known)
        spelt = canonical(field_, self._mapping.reference(value).removeprefix(field_.scheme or " "))
        if message := fault(field_, spelt):
            raise KgError(f"{field_.name}: {message}")
        form, example = _FORMS.get(field_.datatype, ("", ""))
        if form and not re.fullmatch(form, spelt, re.ASCII):
            raise KgError(f"{field_.name}: {value!r} is not {example}")
        return {self._mapping.term(field_, each) for each in spellings(spelt)}

    def _compute_order(self, class_name: str, sort: str) -> list[Key]:
        record_class = self._mapping.vocabulary.classes[class_name]
        members = self._members(record_class)
        if sort == "id":
            return sorted((0, "", iri) for iri in members)
        field_ = _field(record_class, sort)
        keys = {
            text_of(quad.subject): _sort_text(field_, text_of(quad.object))
            for quad in self._store.quads(None, NamedNode(field_.iri))
        }
        return sorted((0, keys[iri], iri) if iri in keys else (1, "", iri) for iri in members)

    def _texts(self) -> list[tuple[str, str]]:
        """List (text, IRI of what it names), from labels, titles, names and identifiers."""
        shown = [
            (text_of(quad.object), text_of(quad.subject))
            for property_ in (_LABEL, _TITLE)
            for quad in self._store.quads(None, NamedNode(property_))
        ]
        return shown + self._through(_NAME, _NAME_OF) + self._through(_NOTATION, _IDENTIFIES)

    def _through(self, text: NamedNode, points_at: NamedNode) -> list[tuple[str, str]]:
        target = {quad.subject: text_of(quad.object) for quad in self._store.quads(None, points_at)}
        return [
            (text_of(quad.object), target[quad.subject])
            for quad in self._store.quads(None, text)
            if quad.subject in target
        ]


def _field(record_class: RecordClass, name: str) -> Field:
    usable = {each.name: each for each in record_class.fields.values() if each.kind is not FieldKind.EVIDENCE}
    if name not in usable:
        raise UnknownField(f"field of {record_class.collection} to filter or sort by", name, usable)
    return usable[name]


def _sort_text(field_: Field, value: str) -> str:
    """Spell a value so that the order of the spelling is the order of the values, as far as it goes.

    Numbers are in order up to 10^30, texts by what they begin with: cursors hold the spelling, and go in addresses.
    """
    if field_.datatype not in _NUMBERS:
        return fold(value)[:_LONGEST]
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value[:_LONGEST]
    digits = f"{abs(number):040.9f}"
    return f"-{digits.translate(_COMPLEMENT)}" if number < 0 else f"0{digits}"


def _descending(rows: Sequence[Key]) -> list[Key]:
    """Turn the order around; what has no value stays at the end."""
    valued = bisect_left(rows, (1,))
    return [*reversed(rows[:valued]), *reversed(rows[valued:])]


def _position(rows: Sequence[Key], place: Key, descending: bool) -> int:
    if descending:
        return bisect_right(rows, _Reversed(place), key=_Reversed)
    return bisect_right(rows, place)


@dataclass(frozen=True, slots=True)
class _Reversed:
    key: Key

    def __lt__(self, other: _Reversed) -> bool:
        return (self.key[0], other.key[1:]) < (other.key[0], self.key[1:])


def _list_of(collection: str, selection: Selection) -> str:
    """Tell lists apart, by a digest: their cursors are places in one order of one choice of records."""
    filters = sorted((name, sorted(values)) for name, values in selection.filters.items())
    return _digest(collection, filters, selection.search, selection.sort, selection.known_by)


def _digest(*asked: Any) -> str:
    return blake2b(json.dumps(asked).encode(), digest_size=6).hexdigest()


def _encode(list_: str, key: Key) -> str:
    return urlsafe_b64encode(json.dumps([list_, *key]).encode()).decode().rstrip("=")


def _decode(cursor: str, list_: str) -> Key:
    """Read the place that a cursor of a list stands for. Raises KgError for what was never one of this list."""
    match _unpacked(cursor):
        case [str(own), int(missing), str(text), str(iri)] if _encode(own, (missing, text, iri)) == cursor:
            if own != list_:
                raise KgError("The cursor is of another list: of other filters, or in another order", _TURN_PAGES)
            return missing, text, iri
        case _:
            raise KgError(f"{cursor[:80]!r} is not a cursor", _TURN_PAGES)


def _unpacked(cursor: str) -> Any:
    if len(cursor) > _LONGEST_CURSOR:
        return None
    with suppress(ValueError, RecursionError):
        return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return None
