"""A few properties of all nodes, as the graph would have them after a change: for what is judged across records."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kg.store import Quads
from kg.store.rdf import BlankNode, NamedNode, Quad, Term

Node = NamedNode | BlankNode


class Overlay:
    """What a change does to the quads of some predicates, over the store. The quads of others are not kept."""

    def __init__(self, store: Quads, predicates: Collection[NamedNode]) -> None:
        self._store, self._predicates = store, frozenset(predicates)
        self._removed: set[Quad] = set()
        self._by_subject: dict[tuple[Term, NamedNode], dict[Quad, None]] = {}
        self._by_object: dict[tuple[NamedNode, Term], dict[Quad, None]] = {}

    def take(self, is_addition: bool, quad: Quad) -> None:
        """Note a row of the change."""
        if quad.predicate not in self._predicates:
            return
        if not is_addition:
            self._removed.add(quad)
            return
        self._by_subject.setdefault((quad.subject, quad.predicate), {})[quad] = None
        self._by_object.setdefault((quad.predicate, quad.object), {})[quad] = None

    def changed(self, *predicates: NamedNode) -> Iterator[Node]:
        """Yield the nodes, each once, of which a quad of these predicates is added or removed; the added first."""
        quads = (quad for added in self._by_subject.values() for quad in added)
        nodes: dict[Node, None] = {}
        for quad in (*quads, *sorted(self._removed, key=str)):
            if quad.predicate in predicates and isinstance(quad.subject, Node):
                nodes[quad.subject] = None
        return iter(nodes)

    def before(self, subject: Node, predicate: NamedNode) -> list[Term]:
        """List the distinct objects that the store has."""
        return list(dict.fromkeys(quad.object for quad in self._store.quads(subject, predicate)))

    def objects(self, subject: Node, predicate: NamedNode) -> list[Term]:
        """List the distinct objects that there would be."""
        kept = self._kept(self._store.quads(subject, predicate))
        return list(dict.fromkeys(quad.object for quad in (*kept, *self._by_subject.get((subject, predicate), ()))))

    def subjects(self, predicate: NamedNode, object_: Term) -> list[Node]:
        """List the distinct subjects that there would be."""
        kept = self._kept(self._store.quads(None, predicate, object_))
        candidates = (quad.subject for quad in (*kept, *self._by_object.get((predicate, object_), ())))
        return [each for each in dict.fromkeys(candidates) if isinstance(each, Node)]

    def _kept(self, quads: Iterator[Quad]) -> Iterator[Quad]:
        """Leave out what is removed; another graph may still say the same."""
        return (quad for quad in quads if quad not in self._removed)
