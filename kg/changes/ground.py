"""The ground: what the next change is made on, which is the store with the changes that have not happened yet over it.

Changes that are committed together are computed and checked one after the other, each on the ground that those before
it leave. The store itself takes them in once the journal has all of them, so it is never ahead of the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from kg.changes.change_set import ChangeSet
from kg.changes.position import Position
from kg.store import EMBEDDED, Engine, Store, WritableStore
from kg.store.rdf import BlankNode, DefaultGraph, NamedNode, Quad, Term


class Ground:
    """A store, which stands at `position` until changes are taken in; `changes` are these."""

    def __init__(self, store: Store, position: Position, engine: Engine = EMBEDDED) -> None:
        self.position = position
        self.changes: list[ChangeSet] = []
        self._store, self._engine = store, engine
        self._over: list[ChangeSet] = []
        self._removed: WritableStore | None = None
        self._added: WritableStore | None = None

    def take(self, sealed: ChangeSet) -> None:
        """Put the change set over it that comes next. It is read when somebody looks at the ground again."""
        self.changes.append(sealed)
        self._over.append(sealed)
        self.position = sealed.position

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object_: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches everything."""
        stored = self._store.quads(subject, predicate, object_, graph)
        removed, added = self._overlay()
        if removed is None or added is None:
            return stored
        return chain((quad for quad in stored if quad not in removed), added.quads(subject, predicate, object_, graph))

    def holds(self, quad: Quad) -> bool:
        """Tell whether a quad is there, also where a number in it is spelt in another way."""
        removed, added = self._overlay()
        if removed is None or added is None:
            return self._store.holds(quad)
        return added.holds(quad) or (self._store.holds(quad) and not removed.holds(quad))

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""
        removed, added = self._overlay()
        if removed is None or added is None:
            return self._store.graphs()
        names = dict.fromkeys((*self._store.graphs(), *added.graphs()))
        return (name for name in names if next(self.quads(graph=NamedNode(name)), None) is not None)

    def touching(self, iri: str) -> list[int]:
        """List the versions that have not happened yet and touch a record."""
        return [each.position.version for each in self.changes if next(iter(each.rows_about(iri)), None)]

    def _overlay(self) -> tuple[WritableStore | None, WritableStore | None]:
        """Give what is taken from the store and what is put to it; nothing as long as there is no change."""
        for change in self._over:
            removed = self._engine.in_memory() if self._removed is None else self._removed
            added = self._engine.in_memory() if self._added is None else self._added
            removals, additions = list(change.removals()), list(change.additions())
            added.apply(removals, ())
            removed.apply((), filter(self._store.holds, removals))
            removed.apply(additions, ())
            added.apply((), (quad for quad in additions if not self._store.holds(quad)))
            self._removed, self._added = removed, added
        self._over.clear()
        return self._removed, self._added
