"""The records of a store: what stands in the graphs of datasets, about something under the base IRI.

Only they are held against the shapes, listed and projected. Whatever else a store holds, of whatever classes, is free
content, which SPARQL and the graph store show as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.store import Quads
from kg.store.rdf import PREFIXES, BlankNode, DefaultGraph, NamedNode, Quad, Term, text_of
from kg.store.statements import Statement, statement_of

CANONICAL = NamedNode(f"{PREFIXES['ikg']}canonical")
"""Leads from a record to the one that it is shown as, where it was decided that they are one."""


class Curated:
    """Shows of a store what belongs to records, and nothing else."""

    def __init__(self, store: Quads, base_iri: str) -> None:
        self._store, self._base, self._datasets = store, base_iri, f"{base_iri}datasets/"
        self._spelt_base, self._spelt_datasets = f"<{self._base}", f"<{self._datasets}"

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object_: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads of records that match; None matches everything."""
        return filter(self.has, self._store.quads(subject, predicate, object_, graph))

    @property
    def is_empty(self) -> bool:
        """Tell whether the store holds nothing at all."""
        return next(self._store.quads(), None) is None

    def has_graph(self, name: str) -> bool:
        """Tell whether a graph, by its IRI, is that of a dataset."""
        return name.startswith(self._datasets)

    def has(self, quad: Quad) -> bool:
        """Tell whether a quad belongs to a record, wherever the quad is."""
        return is_curated(quad, self._base)

    def has_statement(self, statement: Statement) -> bool:
        """Tell whether a statement belongs to a record."""
        return statement[3].startswith(self._spelt_datasets) and statement[0].startswith(self._spelt_base)

    def about(self, node: str) -> Iterator[Statement]:
        """Yield what records say of an IRI, all as it is spelt."""
        return map(statement_of, self.quads(NamedNode(node[1:-1])))

    def canonicals(self) -> dict[str, str]:
        """Map what is shown as another record to that one, by IRI; empty where nothing was decided to be one."""
        return {text_of(quad.subject): text_of(quad.object) for quad in self.canonical_links()}

    def canonical_links(self, member: NamedNode | None = None, canonical: NamedNode | None = None) -> Iterator[Quad]:
        """Yield what tells of a member that it is shown as its canonical record; None matches everything."""
        return self._store.quads(member, CANONICAL, canonical, NamedNode(f"{self._base}derived/same"))


def is_curated(quad: Quad, base_iri: str) -> bool:
    """Tell whether a quad belongs to a record: it is in the graph of a dataset, about something under the base IRI."""
    graph, subject = quad.graph_name, quad.subject
    return (
        isinstance(graph, NamedNode)
        and isinstance(subject, NamedNode)
        and graph.value.startswith(f"{base_iri}datasets/")
        and subject.value.startswith(base_iri)
    )
