"""The difference between what the records say and what the graph holds, written as a change set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields

from kg.changes.change_set import ChangeWriter
from kg.curated import Curated
from kg.desk.edits import Meeting
from kg.mapping import Mapping, description_of, record_quads
from kg.records import Dataset, Record
from kg.store import Store
from kg.store.rdf import RDF_TYPE, NamedNode, Quad, text_of


@dataclass(slots=True)
class Tally:
    """How many records a difference adds, changes, removes and leaves as they are."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Tally)))

    @property
    def before(self) -> int:
        """The number of records that there were."""
        return self.changed + self.removed + self.unchanged + self.kept

    @property
    def after(self) -> int:
        """The number of records that there will be."""
        return self.added + self.changed + self.unchanged + self.kept


class Difference:
    """Writes what must change in a graph so that it says what the records say, and what was edited in it meanwhile."""

    def __init__(
        self,
        mapping: Mapping,
        store: Store,
        writer: ChangeWriter,
        meeting: Meeting | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """Begin; `meeting` is where what the files say meets what was edited in the graph.

        `written` are to be all the graphs that are written, and `taken` lists IRIs that another graph describes; where
        it `is_partial`, because not all is read of them, it cannot be told whether that other is given up there.
        With `whole`, a record that stays as it is is written too, as added once more, so that the gate looks at it.
        """
        self.mapping, self._store, self._writer = mapping, store, writer
        self._curated = Curated(store, mapping.base_iri)
        self._meeting, self._whole = meeting or Meeting({}, mapping, store), whole
        self._alone = next(self._curated.quads(predicate=RDF_TYPE), None) is None
        self.written: Collection[str] = ()
        self.taken: list[str] = []
        self.is_partial = False

    def write(self, records: Iterable[Record], graph: NamedNode, collections: Collection[str] | None = None) -> Tally:
        """Write the difference for one dataset. Flat in memory but for the ids of its records.

        With `collections`, its records of others stay as they are.
        """
        empty = next(self._store.quads(graph=graph), None) is None
        tally = Tally()
        ids: set[str] = set()
        for record in records:
            ids.add(record.id)
            self._write_record(record, graph, empty, tally)
        if not empty:
            tally.removed = self._remove_others(graph, ids, collections)
        return tally

    def description(self, dataset: Dataset) -> list[Quad]:
        """Give what is to be said of a dataset, where what its file says meets what was edited in the graph."""
        graph = self.mapping.datasets_graph
        place, record = (graph.value, self.mapping.graph(dataset.name).value), description_of(dataset)
        present = set(self._store.quads(NamedNode(place[1]), graph=graph))
        quads = self.mapping.to_quads(record, graph)
        is_edited = place in self._meeting.edits and present != set(quads)
        return self._meeting.of(place, present, record) if is_edited else quads

    def write_graph(self, quads: Iterable[Quad], graph: NamedNode) -> None:
        """Write the difference for a graph of which every quad is known."""
        new, present = set(quads), set(self._store.quads(graph=graph))
        self._writer.remove(sorted(present - new, key=str))
        self._writer.add(sorted(new - present, key=str))

    def _write_record(self, record: Record, graph: NamedNode, empty: bool, tally: Tally) -> None:
        subject = NamedNode(self.mapping.iri(record.id))
        place = graph.value, subject.value
        new = self.mapping.to_quads(record, graph)
        present = set() if empty else set(record_quads(self._store, subject, graph))
        is_edited = place in self._meeting.edits and present != set(new)
        if is_edited:
            new = self._meeting.of(place, present, record)
        unchanged = present.intersection(new)
        if is_edited and self.is_partial:  # else two tables that have it are told of when both are read
            self._take_from_others(subject, graph)
        if is_edited and len(unchanged) == len(present) == len(new):
            tally.kept += 1
        elif not present:
            tally.added += 1
            self._take_from_others(subject, graph)
        elif len(unchanged) == len(present) == len(set(new)):
            tally.unchanged += 1
        else:
            tally.changed += 1
        self._writer.remove(sorted(present - unchanged, key=str))
        self._writer.add(new if self._whole else (quad for quad in new if quad not in unchanged))

    def _take_from_others(self, record: NamedNode, graph: NamedNode) -> None:
        """Move a record here from another graph that this change writes; note it if it stays in one.

        Two datasets with one id would silently become one record that says both.
        """
        described = () if self._alone else self._curated.quads(record, RDF_TYPE)
        others = {quad.graph_name for quad in described if quad.graph_name != graph}
        for other in sorted((each for each in others if isinstance(each, NamedNode)), key=text_of):
            if other.value in self.written and not self.is_partial:
                self._writer.remove(record_quads(self._store, record, other))
            else:
                self.taken.append(record.value)

    def _remove_others(self, graph: NamedNode, ids: set[str], collections: Collection[str] | None) -> int:
        """Remove the records that there are beyond those of the ids, unless somebody made or edited them here."""
        of = self.mapping.vocabulary.by_iri.items()
        classes = [NamedNode(iri) for iri, each in of if collections is None or each.collection in collections]
        records = (
            text_of(quad.subject) for each in classes for quad in self._curated.quads(None, RDF_TYPE, each, graph)
        )
        removed = 0
        for iri in dict.fromkeys(iri for iri in records if self.mapping.reference(iri) not in ids):
            place, present = (graph.value, iri), set(record_quads(self._store, NamedNode(iri), graph))
            remaining = self._meeting.of(place, present, None) if place in self._meeting.edits else []
            self._writer.remove(sorted(present.difference(remaining), key=str))
            self._writer.add(quad for quad in remaining if quad not in present)
            removed += not remaining
        return removed
