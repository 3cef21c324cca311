"""Why nothing links two nodes, as far as the network tells: what each hangs together with, and what comes near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from kg.network.graphs import components, degrees, positions
from kg.network.model import Network, Node
from kg.network.structure.exploring import find_node, lying_in
from kg.network.structure.ways import Asked, shortest
from kg.spelling import fold

_BEST, _ALIKE = 3, 3
_NEAR = 75.0
"""How alike two names are, of 100, of which one may stand for the other."""
_MOST_COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class Piece:
    """What one of the two hangs together with, whatever the direction: `size` nodes, of them the best linked.

    `alike` are those whose names are like a name of the other, who may be the same or a part of it.
    `inside` are the best linked of those that lie in it, where the node is a place.
    """

    node: Node
    size: int
    best_linked: tuple[Node, ...]
    alike: tuple[Node, ...]
    inside: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Misses:
    """The pieces of both, and in how many steps they are linked against the direction of edges, if so."""

    source: Piece
    target: Piece
    against_direction: int | None


def misses(network: Network, asked: Asked) -> Misses:
    """Tell what comes nearest to a way that there is not. Raises what `find_node` does."""
    place = positions(network)
    ends = [place[find_node(network, each)] for each in (asked.source, asked.target)]
    of_node, linked = components(network)[1], degrees(network)
    one, other = network.lookup.nodes([network.iris[end] for end in ends])
    against: int | None = None
    if asked.directed and (ways := shortest(network, Asked(asked.source, asked.target), 1)[0]):
        against = ways[0].length

    def piece(node: Node, end: int, sought: Node) -> Piece:
        members = np.flatnonzero(of_node == of_node[end])
        best = members[np.argsort(-linked[members], kind="stable")][:_BEST]
        compared = network.described(members[:_MOST_COMPARED])
        inside = tuple(lying_in(network, node.iri))
        return Piece(node, len(members), tuple(network.described(best)), _alike(sought, compared), inside)

    return Misses(piece(one, ends[0], other), piece(other, ends[1], one), against)


def _alike(sought: Node, nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Choose the nodes with a name that is most like one of those of another node."""
    names = [(fold(name), node) for node in nodes if node.iri != sought.iri for name in (node.label, *node.names)]
    likeness: dict[Node, float] = {}
    for wanted in map(fold, (sought.label, *sought.names)):
        scores = process.cdist([wanted], [name for name, _ in names], scorer=fuzz.token_sort_ratio)[0].tolist()
        for score, (_, node) in zip(scores, names, strict=True):
            likeness[node] = max(score, likeness.get(node, 0.0))
    near = sorted((-score, node.iri, node) for node, score in likeness.items() if score >= _NEAR)
    return tuple(node for *_, node in near[:_ALIKE])
