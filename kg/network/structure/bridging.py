"""Who stands between two sides of a network: the shortest ways from each of the one to each of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kg.errors import UnreadableInput
from kg.network.adjacency import around
from kg.network.columns import Integers
from kg.network.graphs import Neighbours, components, positions, ties
from kg.network.kernels.steps import between
from kg.network.measures.definitions import Floats
from kg.network.model import Network, Node
from kg.network.structure.exploring import find_node
from kg.network.structure.ways import NetworkPath, paths
from kg.sentences import Sentence

_MOST_TRIED = 50
"""Members of a side from which a way through a node is looked for."""


@dataclass(frozen=True, slots=True)
class Side:
    """A place or a node, and by their places those in the network that lie in it, or the node itself.

    `doubtful` counts those that are left out because it is less sure than asked that they lie in it.
    """

    node: Node
    is_place: bool
    members: Integers
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides without a member in common; `shared` are those who would be on both, and are on neither."""

    one: Side
    other: Side
    shared: Integers

    @property
    def pairs(self) -> int:
        """Count the pairs of one from each side."""
        return len(self.one.members) * len(self.other.members)


def find_side(network: Network, reference: str) -> Side:
    """Find a place by IRI or name, with the nodes that lie in it, or else the node that is called so.

    Raises UnknownNode and AmbiguousName.
    """
    min_confidence = str(network.options.get("min_confidence", ""))
    place = network.lookup.place(reference, min_confidence)
    if place is None:
        iri = find_node(network, reference)
        return Side(network.lookup.nodes([iri])[0], False, np.asarray([positions(network)[iri]]))
    members = [at for at, iri in enumerate(network.iris) if iri in place.inside]
    anyhow = (network.lookup.place(reference) if min_confidence else None) or place
    doubtful = len((anyhow.inside - place.inside).intersection(network.iris))
    return Side(place.node, True, np.asarray(members, dtype=np.int64), doubtful)


def find_sides(network: Network, one: str, other: str) -> Sides:
    """Find both sides. What one has of the other as its part is only of the smaller; otherwise what both have is apart.

    Raises what :func:`find_side` does, and UnreadableInput where both are the same.
    """
    first, second = find_side(network, one), find_side(network, other)
    common = np.intersect1d(first.members, second.members)
    mine, theirs = np.setdiff1d(first.members, common), np.setdiff1d(second.members, common)
    if len(common) and not len(mine) and not len(theirs):
        raise UnreadableInput(
            Sentence("%(one)s and %(other)s are the same nodes", one=one, other=other),
            Sentence("Ask for two that are apart."),
        )
    if not len(mine):
        mine, common = first.members, common[:0]
    elif not len(theirs):
        theirs, common = second.members, common[:0]
    return Sides(replace(first, members=mine), replace(second, members=theirs), common)


def bridging(network: Network, sides: Sides) -> Floats:
    """Add up over all pairs of one from each side the share of the shortest ways on which each node lies between them.

    Ways are counted in steps, whatever the direction of edges. A node of a side is only between others.

    Source: Brandes 2008, On variants of shortest-path betweenness centrality and their generic computation, Social
    Networks 30, section 4.1 on sources and targets.
    """
    size = len(network.iris)
    ends = np.zeros(size)
    ends[sides.other.members] = 1.0
    first, neighbours, _ = around(network)
    sources = sides.one.members.astype(np.uint32)
    parts = between.over(sources, 2 * (len(neighbours) + size + 1), first, neighbours, ends)
    through = np.zeros(size)
    for part, _ in parts:
        through += part
    return through


def linked_pairs(network: Network, sides: Sides) -> int:
    """Count the pairs of one from each side that hang together."""
    count, of_node = components(network)
    one, other = (np.bincount(of_node[side.members], minlength=count) for side in (sides.one, sides.other))
    return int(one @ other)


def way_through(network: Network, sides: Sides, node: int) -> tuple[NetworkPath, NetworkPath] | None:
    """Give a shortest way from one side to a node, and on to the other: the nearest; None where none is found soon."""
    neighbours = Neighbours(ties(network).both_ways(), len(network.iris))
    far = neighbours.steps(node)
    starts, ends = (side.members[(far[side.members] > 0)] for side in (sides.one, sides.other))
    for start in starts[np.argsort(far[starts], kind="stable")][:_MOST_TRIED].tolist():
        reached = ends[neighbours.steps(start)[ends] == far[start] + far[ends]]
        if len(reached):
            end = int(reached[np.argmin(far[reached])])
            names = [network.iris[each] for each in (start, node, end)]
            return paths(network, names[0], names[1], 1)[0], paths(network, names[1], names[2], 1)[0]
    return None
