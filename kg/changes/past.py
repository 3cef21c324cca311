"""Records as they were: what there is now, with the change sets that came since undone, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.changes.journal import Journal
from kg.mapping import Mapping, record_quads
from kg.records import Record
from kg.store import Content
from kg.store.rdf import NamedNode, Quad


def take_back(rows: Sequence[tuple[bool, Quad]], quads: set[Quad]) -> None:
    """Take the rows of one change set out of quads: what it added goes, and what it removed comes back."""
    quads.difference_update(quad for is_addition, quad in rows if is_addition)
    quads.update(quad for is_addition, quad in rows if not is_addition)


class Past:
    """The records of a store at earlier versions; `store` is at the newest version of the journal."""

    def __init__(self, journal: Journal, store: Content, mapping: Mapping) -> None:
        self._journal, self._store, self._mapping = journal, store, mapping

    def quads(self, iri: str, graph: NamedNode, later: Iterable[int] = ()) -> set[Quad]:
        """Give what a dataset's graph said of a record before the versions `later`: all that touched it since.

        Raises JournalDamaged and UnknownName.
        """
        quads = set(record_quads(self._store, NamedNode(iri), graph))
        for version in sorted(later, reverse=True):
            rows = [row for row in self._journal.glance(version).rows_about(iri) if row[1].graph_name == graph]
            take_back(rows, quads)
        return quads

    def record(self, iri: str, graph: NamedNode, later: Iterable[int] = ()) -> Record | None:
        """Give a record as it was before the versions `later`; None where there was none. Raises as `quads` does."""
        quads = self.quads(iri, graph, later)
        return self._mapping.from_quads(quads) if quads else None
