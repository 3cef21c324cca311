"""Ways from one node of a network to another: the shortest, the k shortest, all up to a length; lengths are exact.

A way passes no node twice. Its length is the number of its steps or, weighted, the sum of 1/weight over them, so that
many facts make two near; that is computed in whole numbers, of which `unit` is 1. Of ways of one length the first by
the IRIs of their nodes comes first, so that the same ways are given each time, also where some are left out.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise
from math import lcm

import numpy as np

from kg.network.graphs import Neighbours, arcs, positions, ties
from kg.network.model import Edge, Network, Node
from kg.network.structure.exploring import find_node

Way = tuple[int, ...]
"""Nodes by their places, from first to last."""


@dataclass(frozen=True, slots=True)
class NetworkPath:
    """A way of `length` steps; `edges` are all that link its nodes, step after step.

    `distance` is the sum of 1/weight over its steps, where that was asked for.
    """

    length: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    distance: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Between which nodes ways are looked for, by IRI or name, and which: against edges too unless `directed`."""

    source: str
    target: str
    directed: bool = False
    weighted: bool = False


def paths(network: Network, source: str, target: str, limit: int = 10, *, directed: bool = False) -> list[NetworkPath]:
    """Find the shortest ways between two nodes, up to `limit` of them, all of the same length.

    None where nothing links them. Raises what :func:`kg.network.structure.exploring.find_node` does.
    """
    return shortest(network, Asked(source, target, directed), limit)[0]


def shortest(network: Network, ends: Asked, limit: int) -> tuple[list[NetworkPath], bool]:
    """Find the shortest ways, and tell whether there are more of them than `limit`. Raises as :func:`paths`."""
    roads = _Roads(network, ends)
    return roads.described(islice(roads.along(()), limit + 1), limit)


def k_shortest(network: Network, ends: Asked, k: int) -> tuple[list[NetworkPath], bool]:
    """Find the `k` shortest ways, of whichever lengths, and tell whether there are more. Raises as :func:`paths`.

    Source: Yen 1971, Finding the k shortest loopless paths in a network, with the improvement of Lawler 1972 that
    deviates from a way only behind where it deviated itself; each deviation is found by A*, for which the distances to
    the end that the whole network has are a lower bound (Hart, Nilsson & Raphael 1968).
    """
    roads = _Roads(network, ends)
    return roads.described(islice(_yen(roads), k + 1), k)


def simple(network: Network, ends: Asked, length: int, limit: int) -> tuple[list[NetworkPath], bool]:
    """Find all ways of at most `length` steps, the shortest first, up to `limit`, and tell whether there are more.

    Raises as :func:`paths`.
    """
    roads = _Roads(network, ends)
    ways = (way for steps in range(length + 1) for way in roads.within((roads.start,), steps))
    return roads.described(islice(ways, limit + 1), limit)


class _Roads:
    """The simple network to walk on from one node to another."""

    def __init__(self, network: Network, ends: Asked) -> None:
        self._network, self._asked = network, ends
        number = positions(network)
        self.start, self.end = (number[find_node(network, each)] for each in (ends.source, ends.target))
        edges = arcs(network) if ends.directed else ties(network).both_ways()
        edges = edges.at(np.lexsort((edges.target, edges.source)))
        self._edges, self._targets = edges, edges.target
        self._first = np.searchsorted(edges.source, np.arange(len(network.iris) + 1)).tolist()
        self.unit = lcm(*np.unique(edges.weight).tolist()) if ends.weighted else 1

    def leading(self, place: int) -> list[tuple[int, int]]:
        """List the nodes that are one step from a node, with the lengths of the steps."""
        stretch = slice(self._first[place], self._first[place + 1])
        targets = self._targets[stretch].tolist()
        if not self._asked.weighted:
            return [(target, 1) for target in targets]
        return [(target, self.unit // weight) for target, weight in zip(targets, self._weights[stretch], strict=True)]

    @cached_property
    def _weights(self) -> list[int]:
        weights: list[int] = self._edges.weight.tolist()
        return weights

    @cached_property
    def left(self) -> dict[int, int]:
        """The least length from each node to the end; what does not lead there is not in it."""
        turned = self._edges.turned()
        if not self._asked.weighted:
            steps = Neighbours(turned, len(self._network.iris)).steps(self.end)
            reached = np.flatnonzero(steps >= 0)
            return dict(zip(reached.tolist(), steps[reached].tolist(), strict=True))
        turned = turned.at(np.lexsort((turned.target, turned.source)))
        first = np.searchsorted(turned.source, np.arange(len(self._network.iris) + 1)).tolist()
        before, weights = turned.target.tolist(), turned.weight.tolist()
        least: dict[int, int] = {}
        waiting = [(0, self.end)]
        while waiting:
            length, place = heapq.heappop(waiting)
            if place in least:
                continue
            least[place] = length
            for at in range(first[place], first[place + 1]):
                if before[at] not in least:
                    heapq.heappush(waiting, (length + self.unit // weights[at], before[at]))
        return least

    def along(self, way: Way) -> Iterator[Way]:
        """Yield the shortest ways that begin with a way, or with the start, in order."""
        way = way or (self.start,)
        if way[-1] == self.end:
            yield way
            return
        left = self.left.get(way[-1], -1)  # no step leads on from where there is no way
        for target, step in self.leading(way[-1]):
            if target in self.left and step + self.left[target] == left:
                yield from self.along((*way, target))

    def within(self, way: Way, steps: int) -> Iterator[Way]:
        """Yield the ways that begin with a way and have exactly so many steps more, in order; lengths must be steps."""
        if way[-1] == self.end:
            if steps == 0:
                yield way
            return
        for target, _ in self.leading(way[-1]) if steps else ():
            if target not in way and self.left.get(target, steps) < steps:
                yield from self.within((*way, target), steps - 1)

    def length(self, way: Way) -> int:
        """Add the lengths of the steps of a way."""
        return sum(dict(self.leading(one))[other] for one, other in pairwise(way))

    def deviation(self, way: Way, without: set[int]) -> Way | None:
        """Give the shortest way that begins with a way and goes on to none of some nodes; the first by order."""
        passed = {*way[:-1]}
        waiting = [(self.left[way[-1]], way, 0)] if way[-1] in self.left else []
        while waiting:
            _, here, length = heapq.heappop(waiting)
            if here[-1] == self.end:
                return here
            if here[-1] in passed:
                continue
            passed.add(here[-1])
            for target, step in self.leading(here[-1]):
                barred = target in passed or (len(here) == len(way) and target in without)
                if not barred and target in self.left:
                    heapq.heappush(waiting, (length + step + self.left[target], (*here, target), length + step))
        return None

    def described(self, ways: Iterator[Way], limit: int) -> tuple[list[NetworkPath], bool]:
        """Describe ways, of which there is one more than `limit` where they are cut."""
        chosen = list(ways)
        return [self._path(way) for way in chosen[:limit]], len(chosen) > limit

    def _path(self, way: Way) -> NetworkPath:
        network, edges = self._network, []
        for one, other in pairwise(way):
            edges += network.edges_between(one, other)
            if not (self._asked.directed and network.directed):
                edges += network.edges_between(other, one)
        nodes = network.lookup.nodes([network.iris[place] for place in way])
        distance = Fraction(self.length(way), self.unit) / Fraction(network.unit) if self._asked.weighted else None
        return NetworkPath(len(nodes) - 1, tuple(nodes), tuple(edges), distance)


def _yen(roads: _Roads) -> Iterator[Way]:
    """Yield all ways, the shortest first."""
    first = roads.deviation((roads.start,), set())
    waiting: list[tuple[int, Way, int]] = [(roads.length(first), first, 0)] if first else []
    ways: list[Way] = []
    while waiting:
        _, way, deviated = heapq.heappop(waiting)
        ways.append(way)
        yield way
        for place in range(deviated, len(way) - 1):
            root = way[: place + 1]
            taken = {each[place + 1] for each in ways if each[: place + 1] == root}
            if other := roads.deviation(root, taken):
                heapq.heappush(waiting, (roads.length(other), other, place))
