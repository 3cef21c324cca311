"""Records in the graphs of two datasets, and changes to them."""

from __future__ import annotations

from collections.abc import Iterable

from kg.changes import Origin, Repository
from kg.mapping import Mapping
from kg.records import Record
from kg.settings import Settings
from kg.store.rdf import NamedNode, Quad
from kg.vocabulary import load_vocabulary

MAPPING = Mapping(load_vocabulary(), Settings().base_iri)
GRAPH, OTHER = MAPPING.graph("one"), MAPPING.graph("two")
STATED = {"confidence": ("stated",), "evidence": ("d",)}


def quads(*records: Record, graph: NamedNode = GRAPH) -> list[Quad]:
    return [quad for each in records for quad in MAPPING.to_quads(each, graph)]


def commit(repository: Repository, added: Iterable[Quad] = (), removed: Iterable[Quad] = ()) -> None:
    with repository.prepare(Origin("ann", "because")) as writer:
        writer.remove(removed)
        writer.add(added)
        change = writer.finish()
    repository.commit(change)
