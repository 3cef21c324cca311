"""The embedded engine: Oxigraph, on disk or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.errors import StoreFailed, StoreInUse
from kg.sparql.faults import malformed
from kg.sparql.spelling import is_misread, spell
from kg.sparql.tokens import names_its_dataset
from kg.store.oxigraph import engine_errors, read_on_its_thread
from kg.store.protocol import UNNAMED, AnswerKind, Bindings, QueryDataset
from kg.store.rdf import (
    PREFIXES,
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    Term,
    graph_format,
    read_quads,
    result_format,
)
from kg.store.xml_output import guarded

_CHUNK, _CHUNK_IN_MEMORY, _BYTES = 100_000, 10_000, 10 << 20
"""Quads that are added at once: on disk many, for each time is a file; in memory few, for they take place twice. Bytes
that are loaded at once."""

_BLANK = b"_:"
"""What stands in a line with a blank node, and perhaps in others."""


class EmbeddedAnswer:
    """What Oxigraph gave, with the one question callers ask of it."""

    def __init__(self, result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> None:
        self._result = result

    @property
    def kind(self) -> AnswerKind:
        """Tell which family of formats it is written in."""
        if isinstance(self._result, ox.QueryTriples):
            return "graph"
        return "boolean" if isinstance(self._result, ox.QueryBoolean) else "solutions"

    @property
    def plan(self) -> None:
        """Oxigraph has a plan but does not give it to Python."""
        return

    def write(self, output: IO[bytes], format_name: str) -> None:
        """Serialise into `output` while the engine computes."""
        with guarded(output, format_name) as guard, engine_errors():
            if isinstance(self._result, ox.QueryTriples):
                ox.serialize(self._result, guard, graph_format(format_name), prefixes=PREFIXES)
            else:
                self._result.serialize(guard, result_format(format_name))


class EmbeddedStore:
    """Oxigraph in this process. Only one process at a time can have a directory open for writing."""

    def __init__(self, store: ox.Store, *, union: bool = True, base: str | None = None) -> None:
        self._store: ox.Store | None = store
        self._union, self._base, self._is_in_memory = union, base, False

    @classmethod
    def open(cls, directory: Path, *, union: bool = True) -> EmbeddedStore:
        """Open for reading and writing, made if absent. Raises StoreInUse, StoreFailed."""
        directory.mkdir(parents=True, exist_ok=True)
        try:
            with engine_errors(opening=True):
                opened = cls(ox.Store(str(directory)), union=union)
        except StoreFailed as error:
            if "LOCK" in error.reason:
                raise StoreInUse(str(directory.parent)) from None
            raise
        for log in directory.glob("LOG.old.*"):  # the engine begins another whenever it is opened
            log.unlink()
        return opened

    @classmethod
    def open_snapshot(cls, directory: Path, *, union: bool = True, base: str | None = None) -> EmbeddedStore:
        """Open a snapshot for reading, which is pinned until the store is closed; queries are relative to `base`.

        Never give it the directory of a live store: that is undefined behaviour.
        """
        with engine_errors(opening=True):
            return cls(ox.Store.read_only(str(directory)), union=union, base=base)

    @classmethod
    def in_memory(cls, quads: Iterable[Quad] = (), *, union: bool = True, base: str | None = None) -> EmbeddedStore:
        """Make a store that is gone with the process; queries are relative to `base`."""
        store = ox.Store()
        store.extend(quads)
        instance = cls(store, union=union, base=base)
        instance._is_in_memory = True
        return instance

    @property
    def opened(self) -> ox.Store:
        """Give the store as the engine has it, for this package alone."""
        if self._store is None:
            raise ValueError("the store is closed")
        return self._store

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object_: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches everything."""
        return read_on_its_thread(lambda: self.opened.quads_for_pattern(subject, predicate, object_, graph))

    def holds(self, quad: Quad) -> bool:
        """Tell whether a quad is there, also where a number in it is spelt in another way."""
        return quad in self.opened

    def select(self, query: str, bindings: Bindings | None = None) -> Iterator[Mapping[str, Term]]:
        """Run a SELECT of our own over the union of all graphs."""
        substitutions: dict[ox.Variable, Term] = {ox.Variable(name): term for name, term in (bindings or {}).items()}
        with engine_errors():
            solutions = self.opened.query(
                query, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=substitutions
            )
            if not isinstance(solutions, ox.QuerySolutions):
                raise TypeError("select takes a SELECT query")
            names = [variable.value for variable in solutions.variables]
            for solution in solutions:
                yield {name: term for name in names if (term := solution[name]) is not None}

    def query(self, query: str, dataset: QueryDataset | None = None) -> EmbeddedAnswer:
        """Run any query of a user, over `dataset` if given. Raises MalformedQuery with line and column."""
        if not is_misread(query):
            with engine_errors(), suppress(SyntaxError):
                return EmbeddedAnswer(self._ask(query, dataset))
        with engine_errors(), suppress(SyntaxError):
            return EmbeddedAnswer(self._ask(spell(query).text, dataset, usual_prefixes=True))
        spelling = spell(query, with_paths=False)
        try:
            with engine_errors():
                return EmbeddedAnswer(self._ask(spelling.text, dataset, usual_prefixes=True))
        except SyntaxError as error:
            raise malformed(str(error), spelling, PREFIXES, partial(complaint, ox.Store().query)) from None

    def _ask(
        self, query: str, dataset: QueryDataset | None, *, usual_prefixes: bool = False
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Ask the engine, which takes in the usual prefixes no faster than it finds a triple."""
        return self.opened.query(
            query,
            base_iri=self._base,
            prefixes=PREFIXES if usual_prefixes else None,
            use_default_graph_as_union=self._union and dataset is None and not names_its_dataset(query),
            default_graph=None
            if dataset is None
            else [DefaultGraph() if iri == UNNAMED else NamedNode(iri) for iri in dataset.default],
            named_graphs=None if dataset is None else [NamedNode(iri) for iri in dataset.named],
        )

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""
        return (name.value for name in self.opened.named_graphs())

    def apply(self, removals: Iterable[Quad], additions: Iterable[Quad]) -> None:
        """Remove, then add. A named graph that has no quads any more is gone, though the engine would keep its name."""
        touched = set()
        with engine_errors():
            for quad in removals:
                self.opened.remove(quad)
                touched.add(quad.graph_name)
            self.opened.extend(additions)
            for name in touched:
                if isinstance(name, NamedNode) and next(self.quads(graph=name), None) is None:
                    self.opened.remove_graph(name)

    def bulk_add(self, quads: Iterable[Quad]) -> None:
        """Add very many quads fast, outside a transaction; the engine keeps what it is given at once in memory."""
        source, most = iter(quads), _CHUNK_IN_MEMORY if self._is_in_memory else _CHUNK
        while chunk := list(islice(source, most)):
            with engine_errors():
                if self._is_in_memory:  # the other way makes room for a million quads first, 200 MB
                    self.opened.extend(chunk)
                else:
                    self.opened.bulk_extend(chunk)

    def bulk_load(self, lines: IO[bytes]) -> None:
        """Do the same with lines of N-Quads that are known to be sound, which need not become objects."""
        if self._is_in_memory:
            self.bulk_add(read_quads(lines, "nquads"))
            return
        while chunk := lines.readlines(_BYTES):
            named = [line for line in chunk if _BLANK not in line]
            with engine_errors():
                self.opened.bulk_load(b"".join(named), ox.RdfFormat.N_QUADS, lenient=True)
            if len(named) < len(chunk):  # the engine gives blank nodes other names, in each chunk
                self.bulk_add(read_quads(b"".join(line for line in chunk if _BLANK in line), "nquads"))

    def flush(self) -> None:
        """Return when everything applied so far is on disk."""
        with engine_errors():
            self.opened.flush()

    def snapshot(self, directory: Path) -> None:
        """Write a frozen copy (hard links where it can) to `directory`."""
        with engine_errors(opening=True):
            self.opened.backup(str(directory))

    def close(self) -> None:
        """Let go of the files; the engine releases them with its last reference."""
        self._store = None

    def __len__(self) -> int:
        with engine_errors():
            return len(self.opened)

    def __contains__(self, quad: Quad) -> bool:
        with engine_errors():
            return quad in self.opened


def complaint(run: Callable[..., object], text: str) -> str:
    """Give what the engine says where a text is no query or no update, whichever `run` runs; nothing if it is one."""
    try:
        run(text, base_iri="urn:x:x", prefixes=PREFIXES)
    except SyntaxError as error:
        return str(error)
    except (OSError, RuntimeError):
        pass  # that there is nothing to clear or to load here says nothing of it
    return ""
