"""What the layers above ask of a store, and of what only answers queries; any engine that gives it will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from typing import Literal as Choice

from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term

AnswerKind = Choice["solutions", "boolean", "graph"]
Bindings = Mapping[str, NamedNode | Literal]

UNNAMED = "default"
"""The unnamed graph, where a dataset names default graphs; no IRI, so that no named graph has this name."""


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The graphs, by IRI, that a query is asked of, whatever FROM in it says (SPARQL 1.1 Protocol, 2.1.4).

    Among the default graphs `UNNAMED` is the unnamed one.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Answer(Protocol):
    """The result of a query, not yet written."""

    @property
    def kind(self) -> AnswerKind:
        """Tell whether it is written in a result format (solutions, boolean) or in an RDF format (graph)."""
        ...

    @property
    def plan(self) -> str | None:
        """Give the engine's account of how it goes about the query, if it gives one."""
        ...

    def write(self, output: IO[bytes], format_name: str) -> None:
        """Write it all to `output`, lazily where the engine can. Raises UnknownName for a wrong format."""
        ...


class Quads(Protocol):
    """A set of quads that can be matched."""

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object_: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches everything."""
        ...


class Content(Quads, Protocol):
    """What a store holds, to be looked into."""

    def holds(self, quad: Quad) -> bool:
        """Tell whether a quad is there, also where a number in it is spelt in another way."""
        ...

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""
        ...


class Queryable(Protocol):
    """Something that answers the queries of users."""

    def query(self, query: str, dataset: QueryDataset | None = None) -> Answer:
        """Run any query of a user, over `dataset` if given. Raises MalformedQuery with line and column."""
        ...

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""
        ...


class Store(Queryable, Content, Protocol):
    """A set of quads that can be matched and queried."""

    def select(self, query: str, bindings: Bindings | None = None) -> Iterator[Mapping[str, Term]]:
        """Run a SELECT of our own over the union of all graphs, with `bindings` for projected variables.

        Each solution maps the name of a bound variable to its term.
        """
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...

    def __contains__(self, quad: Quad) -> bool:
        """Tell whether just this quad is there."""
        ...

    def __len__(self) -> int:
        """Count the quads (a full scan)."""
        ...


class WritableStore(Store, Protocol):
    """A store that can be changed as well."""

    def apply(self, removals: Iterable[Quad], additions: Iterable[Quad]) -> None:
        """Remove, then add."""
        ...

    def bulk_add(self, quads: Iterable[Quad]) -> None:
        """Add very many quads fast. A crash in the midst may leave a part of them; adding again mends it."""
        ...

    def bulk_load(self, lines: IO[bytes]) -> None:
        """Do the same with lines of N-Quads that are known to be sound."""
        ...

    def flush(self) -> None:
        """Return when everything applied so far is on disk."""
        ...

    def snapshot(self, directory: Path) -> None:
        """Write a frozen copy of the committed state to `directory`, which must not exist."""
        ...
