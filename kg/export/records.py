"""Reading whole records back out of the graph."""

from __future__ import annotations

from collections.abc import Iterator

from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.store import Store
from kg.store.rdf import RDF_TYPE, NamedNode, text_of
from kg.vocabulary import RecordClass


def read_records(
    store: Store, mapping: Mapping, record_class: RecordClass, graph: NamedNode | None = None
) -> Iterator[Record]:
    """Yield the records of one class in the order of their ids; only those of one graph if it is given."""
    subjects = {text_of(quad.subject) for quad in store.quads(None, RDF_TYPE, NamedNode(record_class.iri), graph)}
    for iri in sorted(subjects):
        if iri.startswith(mapping.base_iri):
            yield mapping.from_quads(record_quads(store, NamedNode(iri), graph))


def read_all(store: Store, mapping: Mapping) -> Iterator[Record]:
    """Yield every record, class by class."""
    for record_class in mapping.vocabulary.classes.values():
        yield from read_records(store, mapping, record_class)
