"""The difference between what the records say and what the graph holds, written as a change set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kg.changes.change_set import ChangeWriter
from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.store import Store
from kg.store.rdf import RDF_TYPE, NamedNode, Quad, Term, text_of


@dataclass(slots=True)
class Tally:
    """How many records a difference adds, changes, removes and leaves as they are."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


class Difference:
    """Writes what must change in one graph so that it says exactly what the records say."""

    def __init__(self, mapping: Mapping, store: Store, writer: ChangeWriter, removed: Collection[str] = ()) -> None:
        """Begin; `removed` are graphs that go with this change. `taken` lists IRIs that another graph describes."""
        self._mapping, self._store, self._writer, self._removed = mapping, store, writer, removed
        self._alone = next(store.quads(predicate=RDF_TYPE), None) is None
        self.tally = Tally()
        self.taken: list[str] = []

    def write(self, records: Iterable[Record], graph: NamedNode) -> None:
        """Write the difference for one dataset. Flat in memory but for the ids of its records."""
        empty = next(self._store.quads(graph=graph), None) is None
        seen: set[str] = set()
        for record in records:
            seen.add(record.id)
            self._write_record(record, graph, empty)
        if not empty:
            self._remove_others(graph, seen)

    def write_graph(self, quads: Iterable[Quad], graph: NamedNode) -> None:
        """Write the difference for a graph of which every quad is known."""
        wanted, present = set(quads), set(self._store.quads(graph=graph))
        self._writer.remove(sorted(present - wanted, key=str))
        self._writer.add(sorted(wanted - present, key=str))

    def _write_record(self, record: Record, graph: NamedNode, empty: bool) -> None:
        wanted = self._mapping.to_quads(record, graph)
        present = set() if empty else set(record_quads(self._store, NamedNode(self._mapping.iri(record.id)), graph))
        if not present:
            self.tally.added += 1
            self._note_if_taken(wanted[0].subject, graph)
            self._writer.add(wanted)
        elif present == set(wanted):
            self.tally.unchanged += 1
        else:
            self.tally.changed += 1
            self._writer.remove(sorted(present.difference(wanted), key=str))
            self._writer.add(quad for quad in wanted if quad not in present)

    def _note_if_taken(self, subject: Term, graph: NamedNode) -> None:
        """Two datasets with one id would silently become one record that says both."""
        if self._alone or not isinstance(subject, NamedNode):
            return
        found = (quad.graph_name for quad in self._store.quads(subject, RDF_TYPE))
        graphs = {name.value for name in found if isinstance(name, NamedNode)}
        if graphs - {graph.value, *self._removed}:
            self.taken.append(subject.value)

    def _remove_others(self, graph: NamedNode, seen: set[str]) -> None:
        for iri in self._subjects(graph):
            if self._mapping.reference(iri) not in seen:
                self.tally.removed += 1
                self._writer.remove(record_quads(self._store, NamedNode(iri), graph))

    def _subjects(self, graph: NamedNode) -> Iterator[str]:
        for class_iri in self._mapping.vocabulary.by_iri:
            for quad in self._store.quads(None, RDF_TYPE, NamedNode(class_iri), graph):
                yield text_of(quad.subject)
