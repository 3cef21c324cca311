"""Drafts: what somebody would make of a record, held against what others made of it meanwhile, before it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kg.changes import Repository
from kg.changes.past import Past
from kg.curated import Curated
from kg.desk.edits import field_of, record_in
from kg.desk.records import touching
from kg.mapping import Mapping, record_of, record_quads
from kg.records import Record
from kg.records.merge import Merged, merge
from kg.store import Content
from kg.store.rdf import RDF_TYPE, NamedNode, text_of

_LOOKED_AT = 10_000
"""References to a record that are looked at."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A record as a draft was made of it, as it is now, and what comes of draft and record together."""

    base: Record | None
    theirs: Record | None
    merged: Merged


@dataclass(frozen=True, slots=True)
class Referring:
    """A record that refers to another one, by id, and the field in which it does so."""

    id: str
    field: str


def meet(repository: Repository, iri: str, ours: Record | None, read: int, dataset: str = "") -> Meeting:
    """Merge a draft of a record that was read at a version with what the record is now.

    Of a record in several datasets, what `dataset` says is meant. It decides nothing: the desk does the same once more
    in its turn. Raises JournalDamaged.
    """
    mapping, store = repository.gate.mapping, repository.ground
    datasets = datasets_of(store, mapping, iri)
    if not datasets:
        return Meeting(None, None, Merged(ours))
    graph = mapping.graph(dataset if dataset in datasets else datasets[0])
    theirs = record_in(set(record_quads(store, NamedNode(iri), graph)), mapping)
    later = touching(repository, iri, read)
    base = Past(repository.journal, store, mapping).record(iri, graph, later) if later else theirs
    return Meeting(base, theirs, merge(base, ours, theirs))


def datasets_of(store: Content, mapping: Mapping, iri: str) -> list[str]:
    """Name the datasets that a record is in, in order; none where it is in none."""
    graphs = (quad.graph_name for quad in Curated(store, mapping.base_iri).quads(NamedNode(iri), RDF_TYPE))
    names = {each.value.removeprefix(mapping.graph("").value) for each in graphs if isinstance(each, NamedNode)}
    return sorted(names)


def dataset_of(store: Content, mapping: Mapping, iri: str) -> str:
    """Name the dataset that a record is in, the first of several; empty where it is in none."""
    return next(iter(datasets_of(store, mapping, iri)), "")


def said_in(store: Content, mapping: Mapping, iri: str, dataset: str) -> Record | None:
    """Read what one dataset says of a record; None where it says nothing."""
    return record_in(set(record_quads(store, NamedNode(iri), mapping.graph(dataset))), mapping)


@dataclass(frozen=True, slots=True)
class SharedField:
    """A field in which another dataset says what a draft takes away: what it `says`, and what if it is to `follow`."""

    dataset: str
    field: str
    says: tuple[str, ...]
    follow: tuple[str, ...]


def shared_fields(
    store: Content, mapping: Mapping, dataset: str, before: Record | None, after: Record | None
) -> Iterator[SharedField]:
    """Yield where other datasets say a value that goes from what `dataset` says of a record."""
    if before is None or after is None:
        return
    iri = mapping.iri(before.id)
    for name in datasets_of(store, mapping, iri):
        other = said_in(store, mapping, iri, name) if name != dataset else None
        for field, values in other.values.items() if other else ():
            own, new = before.values.get(field, ()), after.values.get(field, ())
            gone = {each for each in own if each not in new}
            if gone.intersection(values):
                stay = [each for each in values if each not in gone]
                come = [each for each in new if each not in own and each not in stay]
                yield SharedField(name, field, values, (*stay, *come))


def referring(store: Content, mapping: Mapping, iri: str) -> Iterator[Referring]:
    """Yield the records that refer to another one, each once for a field; what cites a document does so as evidence.

    Of very many references the first that the store gives are looked at.
    """
    references = {
        Referring(mapping.reference(text_of(record_of(quad))), field_of(quad, mapping))
        for quad in islice(Curated(store, mapping.base_iri).quads(object_=NamedNode(iri)), _LOOKED_AT)
    }
    own = mapping.reference(iri)
    yield from sorted((each for each in references if each.id != own), key=lambda each: (each.id, each.field))
