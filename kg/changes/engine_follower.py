"""A SPARQL engine of the operator's as what follows the journal.

It says itself where it stands, in the same transaction as the change that led there: one that was restored, was emptied
or served another home is noticed. It is another machine's and may be slow or away, so unlike the other followers it is
not told within the turn of a commit, but brought up beside it (:mod:`kg.query.processes.followed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.changes.change_set import ChangeSet
from kg.changes.journal import Journal
from kg.changes.position import START, Position
from kg.errors import EngineRefused
from kg.store import Store
from kg.store.http_engine import EngineState, HttpEngine, carried, names_of
from kg.store.rdf import NamedNode, Quad


class EngineFollower:
    """Brings one engine to where the journal of the home with this `history` is. Whatever fails raises EngineFailed.

    `state` is what it holds of this history, None where it is to be filled anew. Use it in one thread at a time; what
    it says of itself may be read from any.
    """

    def __init__(self, engine: HttpEngine, journal: Journal, history: str) -> None:
        self._engine, self._journal, self._history = engine, journal, history
        self.state: EngineState | None = None

    @property
    def held(self) -> tuple[Position, EngineState] | None:
        """What can be asked of it: a version that it holds wholly, None where there is none."""
        state = self.state
        position = None if state is None else _position(state)
        return None if state is None or position is None or not state.is_whole else (position, state)

    @property
    def position(self) -> Position | None:
        """Where it stands, or what it left for the next; None where it is to be filled anew."""
        return None if self.state is None else _position(self.state)

    def look(self) -> None:
        """Ask the engine what it holds: somebody may have done something to it."""
        state = self._engine.state()
        position = None if state is None or state.history != self._history else _position(state)
        self.state = state if position is not None and self._journal.has(position) else None

    def follow(self, change: ChangeSet) -> None:
        """Do the change that comes next, in one transaction if it is not very large."""
        before = self.state
        if before is None:
            raise ValueError("an engine that holds nothing follows nothing")
        if change.added + change.removed <= self._engine.at_once:
            try:
                self._do_at_once(change, before.graphs)
            except EngineRefused:
                pass  # for one of its terms, perhaps: in parts that one is found
            else:
                return
        self._do_in_parts(change, before)

    def _do_at_once(self, change: ChangeSet, graphs: frozenset[str]) -> None:
        removals, additions = list(change.removals()), list(change.additions())
        reached = self._reached(change.position, graphs | names_of(additions))
        self._engine.change(removals, additions, reached)
        self._keep_filled(reached, names_of(removals))

    def _do_in_parts(self, change: ChangeSet, before: EngineState) -> None:
        """Do a large change, in which nobody can ask anything meanwhile."""
        under_way = replace(before, is_whole=False)
        self._engine.note(under_way)
        self.state = under_way
        removed, added = set[str](), set[str]()
        self._engine.remove(_noting_names(change.removals(), removed))
        self._engine.add(_noting_names(change.additions(), added))
        reached = self._reached(change.position, before.graphs | added)
        self._engine.note(reached)
        self._keep_filled(reached, frozenset(removed))

    def fill(self, position: Position, graph: Store) -> None:
        """Fill it anew with `graph`, which is at a position."""
        self.state = None
        graphs = carried(graph.graphs())
        self._engine.begin_anew(self._reached(START, graphs))
        self._engine.add(graph.quads())
        reached = self._reached(position, graphs)
        self._engine.note(reached)
        self.state = reached

    @property
    def left_out(self) -> int:
        """Count the quads that the engine takes in no form."""
        return self._engine.left_out

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.close()

    def _reached(self, position: Position, graphs: frozenset[str]) -> EngineState:
        return EngineState(self._history, position.version, position.digest, is_whole=True, graphs=graphs)

    def _keep_filled(self, reached: EngineState, removed: Iterable[str]) -> None:
        """Take note of the state, and that some graphs have no triple any more."""
        self.state = reached
        emptied = {name for name in removed if name in reached.graphs and self._engine.is_empty(name)}
        if emptied:
            remaining = replace(reached, graphs=reached.graphs - emptied)
            self._engine.note(remaining)
            self.state = remaining


def _position(state: EngineState) -> Position | None:
    """Say where an engine stands; None where it was being filled."""
    position = Position(state.version, state.digest)
    return None if position == START and not state.is_whole else position


def _noting_names(quads: Iterator[Quad], names: set[str]) -> Iterator[Quad]:
    """Pass quads on, and note the names of their graphs."""
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value not in names:
            names |= names_of((quad,))
        yield quad
