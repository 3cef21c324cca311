"""A SPARQL engine that the operator keeps beside the service: what it holds of a graph, how that is changed and asked.

It may be any that speaks SPARQL 1.1 Query, Update and Protocol. Each query names its dataset by the protocol, graph by
graph, because engines differ in what the default graph is without one. For the same reason the triples of the unnamed
graph are in a graph with a name of ours there, and blank nodes, which no two engines name alike, are IRIs of ours. A
literal that an engine does not take, as Virtuoso takes no duration of years, has a datatype of ours there; what it
takes in no form is left out. A graph of our own says which graphs, of which history and version, the engine holds.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

from kg.errors import EngineFailed, EngineRefused
from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple

if TYPE_CHECKING:
    from kg.store.http_client import SparqlClient  # it takes a tenth of a second to load

_log = logging.getLogger(__name__)

UNNAMED_GRAPH = "urn:x-kg:unnamed"
"""The graph of an engine that has the triples of the unnamed graph."""
BLANK = "urn:x-kg:blank:"
"""Begins the IRIs that stand for blank nodes, with their labels behind it (RDF 1.1, 3.5)."""
AS = "urn:x-kg:as:"
"""Begins the IRIs of the datatypes of literals that an engine does not take, with the datatype behind it."""
_STATE = "urn:x-kg:state"
_FORMAT = "1"
"""The format in which an engine is filled: what is of another one is filled anew."""

JSON_RESULTS = "application/sparql-results+json"
_AT_ONCE, _MANY_AT_ONCE = 1_000, 10_000
"""Quads that any engine takes at once, and that those take which are not like Virtuoso."""
_BYTES_AT_ONCE = 1 << 20
_MOST_STATE = 16 << 20
"""Bytes that the account of what an engine holds has at most."""
_MOST_REFUSED = 10_000
"""Quads that are left out, and literals that are given another datatype, before something else must be wrong."""
_SHOWN = 300
_RESERVED = frozenset((UNNAMED_GRAPH, _STATE))


@dataclass(frozen=True, slots=True)
class EngineState:
    """What an engine holds: a version of a history, known by its digest, in these named graphs.

    Where it is not whole, changes to the version after it are under way.
    """

    history: str
    version: int
    digest: str
    is_whole: bool
    graphs: frozenset[str]

    @property
    def mark(self) -> str:
        """Write down all by which it is told from any other, but for the graphs: those follow from it."""
        return f"{_FORMAT} {self.history} {self.version} {self.digest}"

    @classmethod
    def from_facts(cls, facts: Mapping[str, Sequence[str]]) -> EngineState | None:
        """Read it from what an engine says; None where that is nothing that this version writes."""
        marks = (*facts.get("holds", ()), *facts.get("leaves", ()))
        match [mark.split(" ") for mark in marks]:
            case [[format_, history, version, digest]] if format_ == _FORMAT and version.isdecimal():
                return cls(history, int(version), digest, "holds" in facts, frozenset(facts.get("graph", ())))
        return None


class HttpEngine:
    """One engine, in the hands of the one service that writes to it. Whatever fails raises EngineFailed."""

    def __init__(self, client: SparqlClient) -> None:
        """`at_once` are the quads that it takes in one update, `left_out` counts those that it takes in no form."""
        self._client = client
        self._refused: set[Literal] = set()
        self.at_once = _MANY_AT_ONCE
        self.left_out = 0

    def state(self) -> EngineState | None:
        """Ask what it holds; None where it says nothing of it in a way that this version knows."""
        query = f"SELECT ?name ?value {{ GRAPH <{_STATE}> {{ <{_STATE}> ?name ?value }} }}"
        facts: dict[str, list[str]] = {}
        for name, value in self._rows(query, "name", "value"):
            facts.setdefault(name.removeprefix(f"{_STATE}:"), []).append(value)
        return EngineState.from_facts(facts)

    def mark(self) -> str:
        """Ask for the mark of what it holds; nothing where it holds nothing wholly."""
        marks = list(self._rows(f"SELECT ?mark {{ GRAPH <{_STATE}> {{ <{_STATE}> <{_STATE}:holds> ?mark }} }}", "mark"))
        return marks[0][0] if len(marks) == 1 else ""

    def is_empty(self, graph: str) -> bool:
        """Tell whether a named graph has no triple."""
        return not list(self._rows(f"SELECT ?s {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1", "s"))

    def change(self, removals: Iterable[Quad], additions: Iterable[Quad], state: EngineState) -> None:
        """Do a change of at most `at_once` quads, and note the state that it leads to, in one update.

        Raises EngineRefused where it takes that in parts at best.
        """
        operations = *self._data("DELETE", removals), *self._data("INSERT", additions), _noting(state)
        self._client.update(" ;\n".join(operations))

    def note(self, state: EngineState) -> None:
        """Note a state."""
        self._client.update(_noting(state))

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove any number of quads, some at a time."""
        self._do("DELETE", quads)

    def add(self, quads: Iterable[Quad]) -> None:
        """Add any number of quads, some at a time."""
        self._do("INSERT", quads)

    def begin_anew(self, state: EngineState) -> None:
        """Empty the graphs of what it held and those of a state, and note that this one is under way from nothing.

        Graphs that others keep in the engine stay.
        """
        before = self.state()
        graphs = state.graphs | (before.graphs if before else frozenset())
        self.note(replace(state, is_whole=False, graphs=graphs))
        for graph in sorted({*graphs, UNNAMED_GRAPH}):
            self._client.update(f"DROP SILENT GRAPH <{graph}>")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _do(self, verb: str, quads: Iterable[Quad]) -> None:
        source = filter(_is_carried, quads)
        while some := list(islice(source, self.at_once)):
            self._do_some(verb, some)

    def _do_some(self, verb: str, quads: Sequence[Quad]) -> None:
        """Do it at once or, where the engine refuses that, without those that it refuses."""
        try:
            self._client.update(" ;\n".join(self._data(verb, quads)))
        except EngineRefused as error:
            if len(quads) > _AT_ONCE:
                self.at_once = _AT_ONCE
            if len(quads) > 1:
                half = len(quads) // 2
                self._do_some(verb, quads[:half])
                self._do_some(verb, quads[half:])
            else:
                self._do_otherwise(verb, quads[0], error)

    def _do_otherwise(self, verb: str, quad: Quad, error: EngineRefused) -> None:
        """Give a literal that is refused another datatype, and leave out what is refused even so."""
        if isinstance(quad.object, Literal) and quad.object not in self._refused and len(self._refused) < _MOST_REFUSED:
            self._refused.add(quad.object)
            self._do_some(verb, [quad])
            return
        self.left_out += 1
        _log.warning("%s is left out: the SPARQL engine %s", str(quad)[:_SHOWN], error.failure)
        if self.left_out > _MOST_REFUSED:
            raise error

    def _data(self, verb: str, quads: Iterable[Quad]) -> Iterator[str]:
        """Write operations on quads, none of them very long."""
        for graph, some in groupby(sorted(filter(_is_carried, quads), key=_graph), key=_graph):
            rows, size = list[str](), 0
            for quad in some:
                rows.append(f"{_node(quad.subject)} {quad.predicate} {self._object(quad.object)} .")
                size += len(rows[-1])
                if size > _BYTES_AT_ONCE:
                    yield _operation(verb, graph, rows)
                    rows, size = [], 0
            if rows:
                yield _operation(verb, graph, rows)

    def _object(self, term: Term) -> str:
        if isinstance(term, Literal) and term in self._refused:
            return str(Literal(term.value, datatype=NamedNode(f"{AS}{term.datatype.value}")))
        return _node(term)

    def _rows(self, query: str, *names: str) -> Iterator[tuple[str, ...]]:
        data = self._client.read(query, JSON_RESULTS, _MOST_STATE)
        try:
            for row in json.loads(data)["results"]["bindings"]:
                yield tuple(str(row[name]["value"]) for name in names)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise EngineFailed("does not say what it holds in SPARQL results") from None


def carried(names: Iterable[str]) -> frozenset[str]:
    """Leave out the names of graphs that an engine is not given, because it has graphs of ours under them."""
    return frozenset(names) - _RESERVED


def names_of(quads: Iterable[Quad]) -> frozenset[str]:
    """Name the named graphs that quads are in, as far as an engine is given them."""
    graphs = {quad.graph_name for quad in quads}
    return carried(graph.value for graph in graphs if isinstance(graph, NamedNode))


def _noting(state: EngineState) -> str:
    """Write the update that notes a state in the place of the one before."""
    rows = [f"<{_STATE}> <{_STATE}:{'holds' if state.is_whole else 'leaves'}> {Literal(state.mark)} ."]
    rows += [f"<{_STATE}> <{_STATE}:graph> {Literal(graph)} ." for graph in sorted(state.graphs)]
    return f"DELETE WHERE {{ GRAPH <{_STATE}> {{ <{_STATE}> ?p ?o }} }} ;\n{_operation('INSERT', _STATE, rows)}"


def _operation(verb: str, graph: str, rows: Iterable[str]) -> str:
    inside = "\n".join(rows)
    return f"{verb} DATA {{ GRAPH <{graph}> {{\n{inside}\n}} }}"


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else UNNAMED_GRAPH


def _is_carried(quad: Quad) -> bool:
    """Tell whether an engine of SPARQL 1.1 can be given a quad; graphs that are named as ours are left out."""
    term = quad.object
    if isinstance(term, Triple) or (isinstance(term, Literal) and term.direction is not None):
        return False
    return isinstance(quad.graph_name, DefaultGraph) or (
        isinstance(quad.graph_name, NamedNode) and quad.graph_name.value not in _RESERVED
    )


def _node(term: Term) -> str:
    return f"<{BLANK}{term.value}>" if isinstance(term, BlankNode) else str(term)
