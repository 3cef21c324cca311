"""Facets: by which values of which fields a choice of records can be narrowed, and how many would be left.

Each is counted without its own filter, for its values are alternatives. Counts are exact: a value is a bitmap, and a
count the size of an intersection. The values of a field are read once for a version, the most frequent first, so the
best of thousands are known when the next one is in fewer records than they are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heappush, heappushpop

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.choice import ChosenParts
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings
from kg.catalogue.sameness import Sameness
from kg.catalogue.selection import ANY, DATASET, SEPARATE, Facet, FacetValue, Selection
from kg.catalogue.years import year_of, yearly_fields
from kg.ontology import listed_values
from kg.recent import Recent
from kg.terms import TERM
from kg.vocabulary import Field, FieldKind, RecordClass

MOST_VALUES = 20_000
"""Values of a field that are read for a version; of a field that has more, those of few records are counted."""

_FEW = 1000
"""Records whose values are read one by one."""

_YEARS = -1000
"""The place of the columns of years, below all spaces of postings."""

_KINDS = (FieldKind.CONCEPT, FieldKind.REFERENCE, FieldKind.EVIDENCE)

Column = Sequence[tuple[str, BitMap, int]]
"""IRIs, or texts, each with the records that have it and how many these are, the most frequent first."""


def facet_fields(record_class: RecordClass) -> list[Field]:
    """List the fields of a class whose values are of a limited choice: terms, things, documents, listed values."""
    fields = record_class.fields.values()
    return [each for each in fields if each.kind in _KINDS or each.iri in listed_values()]


class Facets:
    """The facets of one index. `columns` keeps what was read of it."""

    def __init__(
        self, database: Database, layout: Layout, sameness: Sameness, columns: Recent[int, Column | None]
    ) -> None:
        self._database, self._layout, self._sameness, self._columns = database, layout, sameness, columns
        self._postings = Postings(database)

    def of(self, record_class: RecordClass, selection: Selection, parts: ChosenParts, most: int) -> list[Facet]:
        """Give the facets of a selection, each with `most` values, those that are filtered by besides.

        A field that no record tells has none.
        """
        facets = [
            self._facet(field.name, field, selection, parts.without(field.name), most)
            for field in facet_fields(record_class)
        ]
        for name, field in yearly_fields(record_class).items():
            facets.append(self._facet(name, field, selection, parts.without(name), most, is_yearly=True))
        facets.append(self._facet(DATASET, None, selection, parts.without(DATASET), most))
        return [each for each in facets if each is not None]

    def _facet(
        self,
        name: str,
        field: Field | None,
        selection: Selection,
        records: BitMap,
        most: int,
        *,
        is_yearly: bool = False,
    ) -> Facet | None:
        is_separate = selection.members == SEPARATE
        asked = selection.filters.get(name, ()) if field else selection.datasets
        place = _YEARS - self._space(field) if is_yearly else self._space(field)
        column = self._columns.get(place, lambda: self._column(field, is_yearly=is_yearly))
        if column is None and len(records) <= _FEW:
            column = self._ordered(self._among(records, field), is_yearly=is_yearly)
        wished = {each if is_yearly else self._spelt(field, each) for each in asked if each not in ("", ANY)}
        counted, more = self._best(column or (), records, most, wished, is_separate=is_separate)
        values = [FacetValue(iri if is_yearly else self._value(field, iri), iri, total) for iri, total in counted]
        if field and (counted or "" in asked) and (silent := records - self._telling(field)):
            values.append(FacetValue("", "", self._count(silent, is_separate=is_separate)))
        return Facet(name, values, more or column is None) if values or column is None else None

    def _best(
        self, column: Column, records: BitMap, most: int, wished: Collection[str], *, is_separate: bool
    ) -> tuple[list[tuple[str, int]], bool]:
        """Count the values that most of some records have, and those wished for; tell whether there are more."""
        best: list[tuple[int, int, str]] = []
        is_plain = is_separate or not self._sameness.hidden
        dropped, least, others = False, 0, iter(enumerate(column))
        for place, (text, members, size) in others:
            if size <= least:
                dropped = dropped or members.intersect(records) or _intersects(others, records)
                break
            total = members.intersection_cardinality(records)
            if total <= least:
                dropped = dropped or total > 0
                continue
            if not is_plain:
                total = self._count(members & records, is_separate=False)
            if len(best) < most:
                heappush(best, (total, -place, text))
            else:
                heappushpop(best, (total, -place, text))
                dropped = True
            least = best[0][0] if len(best) == most else 0
        counted = [(text, total) for total, _, text in sorted(best, reverse=True)]
        missing = {*wished} - {text for text, _ in counted}
        counted += [
            (text, self._count(members & records, is_separate=is_separate))
            for text, members, _ in (column if missing else ())
            if text in missing
        ]
        return counted, dropped

    def _count(self, records: BitMap, *, is_separate: bool) -> int:
        return len(records if is_separate else self._sameness.united(records))

    def _telling(self, field: Field) -> BitMap:
        space = "document" if field.kind is FieldKind.EVIDENCE else str(self._space(field))
        return self._postings.get(of.TELLS, space)

    def _space(self, field: Field | None) -> int:
        if field is None:
            return of.DATASETS
        return of.DOCUMENTS if field.kind is FieldKind.EVIDENCE else self._layout.numbers[field.iri]

    def _column(self, field: Field | None, *, is_yearly: bool) -> Column | None:
        """Read the values of a field, None where they are too many."""
        query = "SELECT key, numbers FROM posting WHERE space = ? LIMIT ?"
        rows = self._database.rows(query, (self._space(field), MOST_VALUES + 1))
        if len(rows) > MOST_VALUES:
            return None
        texts = ((self._text(key), BitMap.deserialize(numbers)) for key, numbers in rows)
        return self._ordered(texts, is_yearly=is_yearly)

    def _among(self, records: BitMap, field: Field | None) -> Iterator[tuple[str, BitMap]]:
        """Read the values of a field that some records have."""
        space = self._space(field)
        wanted = {of.DOCUMENTS: of.PASSAGE, of.DATASETS: of.DATASET}.get(space, space)
        for number, facts in self._database.rows_in("SELECT number, facts FROM thing WHERE number IN", records):
            for property_, mark, value in json.loads(facts):
                if property_ == wanted:
                    yield self._layout.text(mark, value), BitMap([number])

    def _ordered(self, values: Iterable[tuple[str, BitMap]], *, is_yearly: bool) -> Column:
        """Put values in order, those together that a filter does not tell apart: of dates, those of a year."""
        by_text: dict[str, BitMap] = {}
        broader = {} if is_yearly else self._broader()
        for text, records in values:
            for each in (year_of(text),) if is_yearly else (self._canonical(text), *broader.get(text, ())):
                by_text[each] = by_text[each] | records if each in by_text else records
        column = [(text, records, len(records)) for text, records in by_text.items()]
        return sorted(column, key=lambda each: (-each[2], each[0]))

    def _canonical(self, text: str) -> str:
        cluster = self._sameness.cluster(text)
        return cluster.canonical if cluster else text

    def _broader(self) -> Mapping[str, Sequence[str]]:
        """Read which terms of datasets are below which: all that are broader, by term."""
        terms = self._layout.mapping.vocabulary.by_iri[TERM]
        members = self._postings.get(of.MEMBERS, terms.name)
        if not members:
            return {}
        broader, iri_of = self._layout.numbers[terms.fields["broader"].iri], self._layout.text
        above = {
            iri: [iri_of(mark, value) for number, mark, value in json.loads(facts) if number == broader]
            for iri, facts in self._database.rows_in("SELECT iri, facts FROM thing WHERE number IN", members)
        }
        return {iri: [*_above(iri, above)] for iri in above}

    def _spelt(self, field: Field | None, value: str) -> str:
        """Give the IRI, or the text, that a filter names."""
        mapping = self._layout.mapping
        if field is None:
            return mapping.graph(value).value
        if field.kind is FieldKind.CONCEPT:
            return str(mapping.term(field, mapping.value(field, value)))[1:-1]
        return self._canonical(mapping.iri(value)) if field.kind is not FieldKind.LITERAL else value

    def _value(self, field: Field | None, text: str) -> str:
        """Give what a filter names a value by."""
        mapping = self._layout.mapping
        if field is None:
            return text.removeprefix(mapping.graph("").value)
        return mapping.reference(text) if field.kind is FieldKind.EVIDENCE else mapping.value(field, text)

    def _text(self, key: str) -> str:
        mark, _, value = key.partition(" ")
        return self._layout.text(mark, value)


def _intersects(others: Iterator[tuple[int, tuple[str, BitMap, int]]], records: BitMap) -> bool:
    return any(members.intersect(records) for _, (_, members, _) in others)


def _above(term: str, broader: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield all terms above one, each once."""
    reached, ways = {term}, [*broader[term]]
    for each in ways:
        if each not in reached:
            reached.add(each)
            ways += broader.get(each, ())
            yield each
