"""Where an update is tried before anything is written: on a scratch copy of a store, or over one that is only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kg.errors import MalformedQuery
from kg.sparql.faults import malformed
from kg.sparql.spelling import Spelling
from kg.store.embedded import complaint
from kg.store.oxigraph import engine_errors
from kg.store.rdf import PREFIXES, DefaultGraph, NamedNode, Quad, Term


class Scratch:
    """Quads that can be queried, added and removed, and are nobody else's."""

    def __init__(self, store: ox.Store, *, union: bool = True) -> None:
        self._open: ox.Store | None = store
        self._union = union

    @classmethod
    def open(cls, directory: Path, *, union: bool = True) -> Scratch:
        """Open a copy that :meth:`kg.store.Store.snapshot` made; it is changed from now on."""
        with engine_errors(opening=True):
            return cls(ox.Store(str(directory)), union=union)

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise ValueError("the scratch copy is closed")
        return self._open

    def close(self) -> None:
        """Let go of the files; the engine releases them with its last reference."""
        self._open = None

    @staticmethod
    def check_update(update: Spelling, base: str) -> None:
        """Raise MalformedQuery for what is no SPARQL Update, by running it on nothing."""
        try:
            ox.Store().update(update.text, base_iri=base, prefixes=PREFIXES)
        except SyntaxError as error:
            raise malformed(str(error), update, PREFIXES, partial(complaint, ox.Store().update)) from None
        except (OSError, RuntimeError):
            pass  # it parses; that there is nothing to clear or to load here says nothing of it

    def solutions(
        self, query: str, default: Sequence[NamedNode] | None, named: Sequence[NamedNode] | None
    ) -> list[Mapping[str, Term]]:
        """Give all solutions of a SELECT over the graphs named; None stands for those that the store gives anyway."""
        try:
            with engine_errors():
                solutions = self._store.query(
                    query,
                    prefixes=PREFIXES,
                    use_default_graph_as_union=self._union and default is None,
                    default_graph=None if default is None else list(default),
                    named_graphs=None if named is None else list(named),
                )
        except SyntaxError as error:
            raise MalformedQuery(str(error)) from None
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("a pattern has solutions")
        names = [variable.value for variable in solutions.variables]
        with engine_errors():
            return [{name: term for name in names if (term := each[name]) is not None} for each in solutions]

    def quads(self, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
        """Yield the quads of one graph."""
        with engine_errors():
            yield from self._store.quads_for_pattern(None, None, None, graph)

    def graphs(self) -> list[NamedNode]:
        """List the named graphs that have quads."""
        return [name for name in self._store.named_graphs() if isinstance(name, NamedNode)]

    def add(self, quad: Quad) -> None:
        """Add one quad."""
        with engine_errors():
            self._store.add(quad)

    def remove(self, quad: Quad) -> None:
        """Remove one quad."""
        with engine_errors():
            self._store.remove(quad)

    def find(self, quad: Quad) -> Quad | None:
        """Give a quad as it is stored, if it is: numbers may be spelt in another way."""
        with engine_errors():
            return _stored(self._store, quad)


class Overlay(Scratch):
    """The quads of a store that others read, as they would be after some changes; the store itself stays as it is.

    Patterns are matched in the store, so that they are to come before all changes.
    """

    def __init__(self, store: ox.Store, *, union: bool = True) -> None:
        super().__init__(store, union=union)
        self._added, self._removed = ox.Store(), set[Quad]()

    def solutions(
        self, query: str, default: Sequence[NamedNode] | None, named: Sequence[NamedNode] | None
    ) -> list[Mapping[str, Term]]:
        """Give all solutions, as :meth:`Scratch.solutions` does. Raises ValueError where something was changed."""
        if self._removed or len(self._added):
            raise ValueError("a pattern cannot be matched over changes")
        return super().solutions(query, default, named)

    def quads(self, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
        """Yield the quads of one graph."""
        yield from (quad for quad in super().quads(graph) if quad not in self._removed)
        yield from self._added.quads_for_pattern(None, None, None, graph)

    def graphs(self) -> list[NamedNode]:
        """List the named graphs that have quads."""
        names = dict.fromkeys([*super().graphs(), *(quad.graph_name for quad in self._added)])
        return [name for name in names if isinstance(name, NamedNode) and next(self.quads(name), None) is not None]

    def add(self, quad: Quad) -> None:
        """Add one quad."""
        stored = _stored(self._store, quad)
        if stored is None:
            self._added.add(quad)
        else:
            self._removed.discard(stored)

    def remove(self, quad: Quad) -> None:
        """Remove one quad."""
        stored = _stored(self._store, quad)
        if stored is None:
            self._added.remove(quad)
        else:
            self._removed.add(stored)

    def find(self, quad: Quad) -> Quad | None:
        """Give a quad as it is stored, if it is: numbers may be spelt in another way."""
        stored = _stored(self._store, quad)
        if stored is None:
            return _stored(self._added, quad)
        return None if stored in self._removed else stored


def _stored(store: ox.Store, quad: Quad) -> Quad | None:
    return next(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name), None)
