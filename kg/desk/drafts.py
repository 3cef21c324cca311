"""Drafts: what somebody would make of a record, held against what others made of it meanwhile, before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from kg.changes import Repository
from kg.changes.past import Past
from kg.curated import Curated
from kg.desk.edits import record_in
from kg.desk.records import touching
from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.records.merge import Merged, merge
from kg.store import Content
from kg.store.rdf import RDF_TYPE, NamedNode


@dataclass(frozen=True, slots=True)
class Meeting:
    """A record as a draft was made of it, as it is now, and what comes of draft and record together."""

    base: Record | None
    theirs: Record | None
    merged: Merged


def meet(repository: Repository, iri: str, ours: Record | None, read: int) -> Meeting:
    """Merge a draft of a record that was read at a version with what the record is now.

    It decides nothing: the desk does the same once more in its turn. Raises JournalDamaged.
    """
    mapping, store = repository.gate.mapping, repository.ground
    graphs = (quad.graph_name for quad in Curated(store, mapping.base_iri).quads(NamedNode(iri), RDF_TYPE))
    graph = min((each for each in graphs if isinstance(each, NamedNode)), key=str, default=None)
    if graph is None:
        return Meeting(None, None, Merged(ours))
    theirs = record_in(set(record_quads(store, NamedNode(iri), graph)), mapping)
    later = touching(repository, iri, read)
    base = Past(repository.journal, store, mapping).record(iri, graph, later) if later else theirs
    return Meeting(base, theirs, merge(base, ours, theirs))


def dataset_of(store: Content, mapping: Mapping, iri: str) -> str:
    """Name the dataset that a record is in, the first of several; empty where it is in none."""
    graphs = (quad.graph_name for quad in Curated(store, mapping.base_iri).quads(NamedNode(iri), RDF_TYPE))
    names = (str(each.value) for each in graphs if isinstance(each, NamedNode))
    return min(names, default="").removeprefix(mapping.graph("").value)
