"""Ways into a network: its pieces, paths between two, the surroundings of one, the best linked part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice, pairwise

import numpy as np

from kg.errors import AmbiguousName, UnknownIri
from kg.network.columns import Integers
from kg.network.estimate import UNBOUNDED
from kg.network.graphs import Neighbours, arcs, components, degrees, positions, ties
from kg.network.model import Edge, Network, Node
from kg.spelling import fold, nfc, spellings

_MOST_COMPARED = 2_000
"""Names that are looked at for close ones: each takes some 30 microseconds."""


@dataclass(frozen=True, slots=True)
class NetworkPath:
    """A shortest path of `length` steps; `edges` are all that link its nodes, step after step."""

    length: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def pieces(network: Network) -> tuple[tuple[str, ...], ...]:
    """List the IRIs of each connected piece, whatever the direction, the largest piece first.

    >>> from kg.network.examples import network_of
    >>> pieces(network_of("ab", "cd", "de"))
    (('c', 'd', 'e'), ('a', 'b'))
    """
    count, of_node = components(network)
    members: list[list[str]] = [[] for _ in range(count)]
    for iri, piece in zip(network.iris, of_node.tolist(), strict=True):
        members[piece].append(iri)
    return tuple(sorted(map(tuple, members), key=lambda piece: (-len(piece), piece)))


def find_node(network: Network, reference: str) -> str:
    """Give the IRI of the node that has this IRI or, without regard to case, width and composition, this name.

    Raises UnknownIri where there is none, and AmbiguousName where there are several.
    """
    forms = spellings(reference)
    for iri in forms:
        if network.has(iri):
            return iri
    name, named = fold(reference), []
    for node in network.nodes:
        if not set(forms).isdisjoint(node.same_as):
            return node.iri
        if name in map(fold, (node.label, *node.names)):
            named.append(node.iri)
    if not named:
        raise UnknownIri(nfc(reference), network=True, similar=_similar(network, name))
    if len(named) > 1:
        raise AmbiguousName(nfc(reference), named)
    return named[0]


def _similar(network: Network, name: str) -> list[str]:
    """Give names close to one that is folded, out of those with a word that begins alike."""
    begins = {word[:2] for word in name.split()}
    names = (each for node in network.nodes for each in (node.label, *node.names))
    alike = (each for each in names if not begins.isdisjoint(word[:2] for word in fold(each).split()))
    return get_close_matches(name, islice(alike, _MOST_COMPARED), n=3, cutoff=0.5)


def paths(network: Network, source: str, target: str, limit: int = 10, *, directed: bool = False) -> list[NetworkPath]:
    """Find the shortest paths between two nodes, up to `limit` of them, all of the same length.

    Counts steps, against the direction of edges too unless `directed`. None where nothing links them. Raises what
    :func:`find_node` does.
    """
    number = positions(network)
    start, end = (number[find_node(network, each)] for each in (source, target))
    edges = arcs(network) if directed else ties(network).both_ways()
    neighbours, away = Neighbours(edges, len(network.iris)), Neighbours(edges.turned(), len(network.iris))
    steps = neighbours.steps(start, until=end)
    ways = islice(_ways_back(away, steps, start, [end]), limit) if steps[end] >= 0 else ()
    return [_path(network, places, directed=directed) for places in sorted(ways)]


def _ways_back(away: Neighbours, steps: Integers, start: int, way: list[int]) -> Iterator[list[int]]:
    """Yield the shortest ways from a start to the first node of a way, each with that way behind it."""
    if way[0] == start:
        yield way
        return
    before = away.of(way[0])
    for place in before[steps[before] == steps[way[0]] - 1].tolist():
        yield from _ways_back(away, steps, start, [place, *way])


def ego(network: Network, iri: str, radius: int = 1) -> Network:
    """Give what is within `radius` steps of a node, whatever the direction. Raises what :func:`find_node` does."""
    start = positions(network)[find_node(network, iri)]
    steps = Neighbours(ties(network).both_ways(), len(network.iris)).steps(start, most=radius)
    return network.part(steps >= 0)


def largest(network: Network, nodes: int, edges: int = UNBOUNDED) -> Network:
    """Give the part of a network with so many nodes, and with so many edges between them, at most.

    They are those that have most neighbours, ties by IRI. `truncated` tells whether nodes were left out, `total_nodes`
    how many there are.
    """
    count, many = len(network.iris), len(network.starts)
    if count <= nodes and many <= edges:
        return network
    order = np.argsort(-degrees(network), kind="stable")
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    if many > edges:  # so many nodes are chosen that there are no more between them
        later = np.maximum(place[network.rows.source], place[network.rows.target])[network.starts]
        nodes = min(nodes, int(np.partition(later, edges)[edges]))
    return replace(network.part(place < nodes), truncated=True)


def _path(network: Network, places: list[int], *, directed: bool) -> NetworkPath:
    edges = []
    for one, other in pairwise(places):
        edges += network.edges_between(one, other)
        if not (directed and network.directed):
            edges += network.edges_between(other, one)
    nodes = network.lookup.nodes([network.iris[place] for place in places])
    return NetworkPath(len(nodes) - 1, tuple(nodes), tuple(edges))
