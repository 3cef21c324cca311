"""Reading all records back out of the graph."""

from __future__ import annotations

from collections.abc import Iterator

from kg.mapping import Mapping, read_records
from kg.records import Record
from kg.store import Quads


def read_all(store: Quads, mapping: Mapping) -> Iterator[Record]:
    """Yield every record, class by class."""
    for record_class in mapping.vocabulary.classes.values():
        yield from read_records(store, mapping, record_class)
