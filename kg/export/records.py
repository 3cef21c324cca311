"""Reading whole records back out of the graph."""

from __future__ import annotations

from collections.abc import Iterator

from kg.curated import Curated
from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.store import Quads
from kg.store.rdf import RDF_TYPE, NamedNode, text_of
from kg.vocabulary import RecordClass


def read_records(
    store: Quads, mapping: Mapping, record_class: RecordClass, graph: NamedNode | None = None
) -> Iterator[Record]:
    """Yield the records of one class in the order of their ids; only those of one graph if it is given."""
    curated = Curated(store, mapping.base_iri)
    subjects = {text_of(quad.subject) for quad in curated.quads(None, RDF_TYPE, NamedNode(record_class.iri), graph)}
    for iri in sorted(subjects):
        yield mapping.from_quads(record_quads(curated, NamedNode(iri), graph))


def read_all(store: Quads, mapping: Mapping) -> Iterator[Record]:
    """Yield every record, class by class."""
    for record_class in mapping.vocabulary.classes.values():
        yield from read_records(store, mapping, record_class)
