"""Which records of a class count by what they say of themselves: dataset, plan, date, and when it became known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyroaring import BitMap

from kg.dates import begins_after, ends_before
from kg.errors import UnknownField
from kg.network.columns import Columns
from kg.network.declarations import local_name
from kg.network.filters import AMOUNT, DROP, Filters
from kg.store.rdf import PREFIXES
from kg.vocabulary import RecordClass

_PUBLISHED = f"{PREFIXES['dcterms']}issued"
PLANNED = "planned"
_NOBODY = (1 << 32) - 1
"""The number of no record."""

Column = Mapping[str, BitMap]


class Admission:
    """Tells which records the filters refuse. Raises UnknownField for a dataset that there is not.

    `late` are the records of documents of later dates than may be known, of all that are in the columns of the `whole`.
    """

    def __init__(self, columns: Columns, filters: Filters, whole: Columns | None = None) -> None:
        self._columns, self._filters = columns, filters
        self._dataset = _of_datasets(columns, filters.datasets) if filters.datasets else BitMap()
        self.late = _after((whole or columns).column(_PUBLISHED), filters.known_by)

    def of_datasets(self, records: BitMap) -> BitMap:
        """Keep the records of the datasets that count."""
        return records & self._dataset if self._filters.datasets else records

    def refused(self, record_class: RecordClass, members: BitMap) -> Iterator[tuple[str, BitMap]]:
        """Yield for each reason the records of a class that do not count for it; some for several."""
        filters = self._filters
        if filters.datasets:
            yield "other_dataset", members - self._dataset
        if not filters.include_planned or filters.weight == AMOUNT:
            modalities = field_of(self._columns, record_class, "modality")
            yield "planned", having({value: each for value, each in modalities.items() if local_name(value) == PLANNED})
        if filters.as_of or filters.since or filters.until or filters.undated == DROP:
            yield from self._at_other_times(field_of(self._columns, record_class, "when"), members)
        if filters.known_by:
            yield "known_later", self._known_later(record_class)

    def _at_other_times(self, times: Column, members: BitMap) -> Iterator[tuple[str, BitMap]]:
        """Yield those without a time, those that begin later, and those of which no time is in the stretch."""
        filters = self._filters
        if filters.undated == DROP:
            yield "undated", members - having(times)
        if filters.as_of:
            yield "later", _after(times, filters.as_of)
        if filters.since or filters.until:
            earlier, later = _before(times, filters.since), _after(times, filters.until)
            within = having({time: each for time, each in times.items() if filters.is_within(time)})
            yield "later", later - within
            yield "earlier", earlier - within

    def _known_later(self, record_class: RecordClass) -> BitMap:
        """Find what is told as of a later day, or rests on documents that are all later."""
        numbers = self._columns.numbers(self._columns.documents())
        early, later = BitMap(), BitMap()
        for document, records in self._columns.documents().items():
            if numbers.get(document, _NOBODY) in self.late:
                later |= records
            else:
                early |= records
        return _after(field_of(self._columns, record_class, "as_of"), self._filters.known_by) | (later - early)


def field_of(columns: Columns, record_class: RecordClass, name: str) -> Column:
    """Read the field of a class by its name; nothing where the class has no such field."""
    field = record_class.fields.get(name)
    return columns.column(field.iri) if field else {}


def having(column: Mapping[Any, BitMap]) -> BitMap:
    """Give the records that have any value."""
    return BitMap.union(BitMap(), *column.values())


def _of_datasets(columns: Columns, names: tuple[str, ...]) -> BitMap:
    datasets = {local_name(iri): records for iri, records in columns.datasets().items()}
    for name in names:
        if name not in datasets:
            raise UnknownField("dataset", name, datasets)
    return BitMap.union(BitMap(), *(datasets[name] for name in names))


def _after(times: Column, date: str) -> BitMap:
    """Find the records of which one of the times certainly begins after a date."""
    return having({time: records for time, records in times.items() if date and begins_after(time, date)})


def _before(times: Column, date: str) -> BitMap:
    """Find the records of which one of the times certainly ends before a date."""
    return having({time: records for time, records in times.items() if date and ends_before(time, date)})
