"""A network as it leaves the projection: who is linked to whom, in arrays; and what it shows, looked up when it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar, overload

import numpy as np

from kg.dates import Span, span
from kg.network.cliques import Cliques
from kg.network.columns import Booleans, Integers, Pairs, spread
from kg.network.filters import CONFIDENCES
from kg.network.rows import Rows

_AT_ONCE = 1_000
"""Nodes or edges that are looked up together."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody or something at the end of an edge.

    `type` is the class of its record and `kind` the term that the record gives; both are empty where the node
    has no record here. `label` is then the last part of the IRI. `names` are others by which it is known, and
    `same_as` the IRIs of which links say that they are the same; of these the first by IRI is the node.
    """

    iri: str
    label: str
    type: str = ""
    kind: str = ""
    names: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure on an edge, in one currency and of one kind; `records` are those it was read or added from.

    `joint`: several gave or received it together and nobody tells the split, so it is not this edge's alone.
    `doubtful`: the curator doubts it. Both stand apart, each figure for itself, and are never added to
    anything.
    """

    currency: str
    kind: str
    value: Decimal
    bound: str
    joint: bool
    doubtful: bool
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """All that links `source` to `target` in one role.

    `facts` are the distinct facts behind it and `weight` their number; `money` is what they come to where money weighs,
    and None elsewhere. A fact goes by the IRI of one of its records, in a co-participation by that of the shared
    activity (then `activities` are the same). A part goes by its whole where the whole links the same two, so facts can
    be united over several roles without counting twice. `confidence` is that of the surest record, empty where none
    tells. `when` are the times that the records tell (EDTF), none where it is undated; `time` is the stretch that they
    lie in. In an undirected network `source` sorts first.
    """

    source: str
    target: str
    role: str
    weight: int
    confidence: str
    amounts: tuple[Amount, ...]
    records: tuple[str, ...]
    evidence: tuple[str, ...]
    facts: tuple[str, ...]
    activities: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    money: Decimal | None = None

    @property
    def weighs(self) -> int | Decimal:
        """What it weighs: facts or money."""
        return self.weight if self.money is None else self.money

    @property
    def time(self) -> Span:
        """From when until when, and how precisely that is told."""
        return span(self.when)


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of one edge, by the numbers that its network knows them by, to be looked up."""

    source: str
    target: str
    role: str
    confidence: str
    weight: int
    records: Sequence[int]
    facts: Sequence[int]
    joint: Sequence[int]
    money: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place, and the IRIs of what lies in it: itself, places within it, and what has its seat in one of them."""

    node: Node
    inside: frozenset[str]


class Lookup(Protocol):
    """What a network shows of its nodes and edges, looked up in the graph that it was projected from."""

    def nodes(self, iris: Sequence[str]) -> list[Node]:
        """Describe nodes, in this order."""
        ...

    def edges(self, shown: Sequence[Shown]) -> list[Edge]:
        """Describe edges, in this order."""
        ...

    def named(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Give the IRIs of what rows have in the columns `record` and `fact`."""
        ...

    def place(self, reference: str, min_confidence: str = "") -> Place | None:
        """Find the place of an IRI or name, with what lies in it; None where there is none. Raises AmbiguousName."""
        ...

    def years(self) -> tuple[int, int] | None:
        """Give the first and the last year that records tell of, also those that are left out; None where none does."""
        ...

    def documents(self, iris: Sequence[str], rows: Rows) -> list[Pairs]:
        """Tell on which documents rows rest, as places of rows with numbers of documents.

        Where the records of the two ends of rows are not the same, it tells so of each end.
        """
        ...


class Listed(Sequence[T]):
    """A list of what is looked up as it is read, some of it at a time."""

    def __init__(self, count: int, look_up: Callable[[range], list[T]]) -> None:
        self._count, self._look_up = count, look_up

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        for first in range(0, self._count, _AT_ONCE):
            yield from self._look_up(range(first, min(first + _AT_ONCE, self._count)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        chosen = range(self._count)[place]
        if isinstance(chosen, int):
            return self._look_up(range(chosen, chosen + 1))[0]
        if chosen.step != 1:
            return [self[each] for each in chosen]
        return self._look_up(chosen) if chosen else []


class Origin(NamedTuple):
    """Of which network one is a part, and which rows of that it has."""

    whole: Network
    rows: Integers


@dataclass(frozen=True, eq=False)
class Network:
    """A projected view. Its nodes go by their places in `iris`, which are sorted; `roles` are sorted as well.

    Every node has an edge. `total_nodes` counts those of the whole view, also where this is a part of it;
    `truncated` says that nodes were left out because there were too many. `left_out` counts the records of the whole
    view that are in no edge, by reason (see :class:`kg.network.projection.reading.Reading`). `digest` is that of the
    recipe and `options` are the filters that are not as they are by default: with the version of the graph they give it
    again. `unit` is what a weight of one is: a fact, or that much money.
    """

    view: str
    recipe: str
    directed: bool
    iris: Sequence[str]
    roles: Sequence[str]
    links: Rows | Cliques
    lookup: Lookup
    truncated: bool = False
    total_nodes: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    unit: int | Decimal = 1
    origin: Origin | None = field(default=None, init=False)

    @property
    def rows(self) -> Rows:
        """What links its nodes. Raises NetworkTooLarge where that is too much to be made."""
        return self.links if isinstance(self.links, Rows) else self.links.rows

    @property
    def weighs_money(self) -> bool:
        """Whether edges weigh money."""
        return isinstance(self.links, Rows) and self.links.money is not None

    @property
    def edge_count(self) -> int:
        """How many edges there are."""
        return len(self.links.starts) if isinstance(self.links, Rows) else self.links.edges

    @property
    def starts(self) -> Integers:
        """The rows with which the edges begin: one edge for each source, target and role."""
        return self.rows.starts

    @property
    def pairs(self) -> tuple[Integers, Integers, Integers]:
        """Sources, targets and weights of the simple network: facts count once for each two, whatever the roles.

        Weights are whole numbers of `unit`.
        """
        return self.rows.pairs

    @property
    def nodes(self) -> Sequence[Node]:
        """The nodes, by IRI."""
        return Listed(len(self.iris), lambda places: self.lookup.nodes([self.iris[each] for each in places]))

    @property
    def edges(self) -> Sequence[Edge]:
        """The edges, by source, target and role."""
        return Listed(len(self.starts), lambda places: self.edges_at(np.arange(places.start, places.stop)))

    def edges_at(self, places: Integers) -> list[Edge]:
        """Look up some of the edges, by their places, in this order."""
        return self.lookup.edges(self._shown(places)) if len(places) else []

    def described(self, places: Integers) -> list[Node]:
        """Look up some of the nodes, by their places, in this order."""
        return self.lookup.nodes([self.iris[place] for place in places.tolist()])

    def in_units(self, weight: int) -> int | float:
        """Give a sum of weights as a number of facts, or of money."""
        return float(weight * Decimal(self.unit)) if self.weighs_money else weight

    def weight_text(self, weight: int) -> str:
        """Tell a weight of edges in words: how many facts, or how much money."""
        if self.weighs_money:
            return f"{self.options['currency']} {weight * Decimal(self.unit):,f}"
        return f"{weight} fact{'s' if weight != 1 else ''}"

    def has(self, iri: str) -> bool:
        """Tell whether something is a node."""
        place = bisect_left(self.iris, iri)
        return place < len(self.iris) and self.iris[place] == iri

    def edges_between(self, source: int, target: int) -> list[Edge]:
        """Look up the edges from one node to another, by the places of both."""
        sources, targets = self.rows.source[self.starts], self.rows.target[self.starts]
        first, end = np.searchsorted(sources, source, "left"), np.searchsorted(sources, source, "right")
        chosen = first + np.flatnonzero(targets[first:end] == target)
        return self.edges_at(chosen)

    def part(self, chosen: Booleans, *, truncated: bool = False) -> Network:
        """Give the part of it with these nodes, and the edges between them."""
        nodes, places = np.flatnonzero(chosen), np.cumsum(chosen) - 1
        iris = [self.iris[node] for node in nodes.tolist()]
        if isinstance(self.links, Cliques):
            links = self.links.among(np.where(chosen, places, -1), len(nodes))
            return replace(self, iris=iris, links=links, truncated=self.truncated or truncated)
        _, leaving = spread(*(np.searchsorted(self.rows.source, nodes, side) for side in ("left", "right")))
        inside = leaving[chosen[self.rows.target[leaving]]]
        rows = self.rows.at(inside)
        moved = replace(rows, source=places[rows.source], target=places[rows.target])
        part = replace(self, iris=iris, links=moved, truncated=self.truncated or truncated)
        origin = Origin(self, inside) if self.origin is None else Origin(self.origin.whole, self.origin.rows[inside])
        object.__setattr__(part, "origin", origin)
        return part

    def in_whole(self) -> tuple[Network, Integers]:
        """The network that it is a part of, or itself, and the places that its edges have there."""
        if self.origin is None:
            return self, np.arange(len(self.starts))
        whole, rows = self.origin
        return whole, np.searchsorted(whole.starts, rows[self.starts], "right") - 1

    def _shown(self, edges: Integers) -> list[Shown]:
        """Take the rows of edges apart."""
        begins = self.starts[edges]
        ends = np.append(self.starts, len(self.rows))[edges + 1]
        rows = self.rows.at(spread(begins, ends)[1])
        first = np.append(0, np.cumsum(ends - begins)).tolist()
        surest = np.maximum.reduceat(rows.certainty, first[:-1]).tolist()
        money: list[Decimal | None] = [None] * len(surest)
        if rows.money is not None:
            money = [(each * Decimal(self.unit)).normalize() for each in rows.weights(np.asarray(first[:-1])).tolist()]
        return [
            Shown(
                self.iris[rows.source[begin]],
                self.iris[rows.target[begin]],
                self.roles[rows.role[begin]],
                CONFIDENCES[certainty] if certainty >= 0 else "",
                len({*rows.fact[begin:end].tolist()}),
                rows.record[begin:end].tolist(),
                rows.fact[begin:end].tolist(),
                rows.joint[begin:end].tolist(),
                amount,
            )
            for begin, end, certainty, amount in zip(first, first[1:], surest, money, strict=False)
        ]
