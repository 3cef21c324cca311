"""Ways into a network: its pieces, the surroundings of one, the best linked part."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import islice

import numpy as np

from kg.errors import AmbiguousName, UnknownNode
from kg.network.cliques import Cliques
from kg.network.columns import Booleans, Integers
from kg.network.graphs import Weighted, components, degrees
from kg.network.model import Network, Node
from kg.network.once import once_of_rows
from kg.network.projection.estimate import UNBOUNDED
from kg.network.rows import Rows
from kg.spelling import fold, initials, nfc, spellings

_MOST_INSIDE = 5
"""Nodes in a place that are named where the place itself is none."""
_MOST_SIMILAR = 3
"""Nodes of which a close name is given."""
_MOST_COMPARED = 2_000
"""Names that are looked at for close ones: each takes some 30 microseconds."""


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

    Where none has it as a name, the initials of a name count: CPC for Connected Places Catapult. Raises UnknownNode
    where there is none, and AmbiguousName where there are several.
    """
    forms = spellings(reference)
    for iri in forms:
        if network.has(iri):
            return iri
    name, named, initialled = fold(reference), [], []
    for node in network.nodes:
        if not set(forms).isdisjoint(node.same_as):
            return node.iri
        names = (node.label, *node.names)
        if name in map(fold, names):
            named.append(node.iri)
        elif reference.isupper() and any(reference in initials(each) for each in names):
            initialled.append(node.iri)
    named = named or initialled
    if not named:
        inside = [node.label for node in lying_in(network, reference)]
        raise UnknownNode(nfc(reference), _similar(network, name), inside)
    if len(named) > 1:
        raise AmbiguousName(nfc(reference), named)
    return named[0]


def lying_in(network: Network, reference: str) -> list[Node]:
    """Describe the best linked of the nodes that lie in a place, by its IRI or name. Raises AmbiguousName."""
    place = network.lookup.place(reference)
    inside = [at for at, iri in enumerate(network.iris) if place and iri in place.inside and iri != place.node.iri]
    order = np.argsort(-degrees(network)[inside], kind="stable")[:_MOST_INSIDE] if inside else ()
    return network.described(np.asarray([inside[at] for at in order], dtype=np.int64))


def _similar(network: Network, name: str) -> list[str]:
    """Give names close to one that is folded, out of those with a word that begins alike: of each node the closest."""
    begins = {word[:2] for word in name.split()}
    names = ((each, node.iri) for node in network.nodes for each in (node.label, *node.names))
    alike = (pair for pair in names if not begins.isdisjoint(word[:2] for word in fold(pair[0]).split()))
    of_node = dict(islice(alike, _MOST_COMPARED))
    closest: dict[str, str] = {}
    for each in get_close_matches(name, of_node, n=max(len(of_node), 1), cutoff=0.5):
        closest.setdefault(of_node[each], each)
    return [*closest.values()][:_MOST_SIMILAR]


def ego(network: Network, iri: str, radius: int = 1) -> Network:
    """Give what is within `radius` steps of a node, whatever the direction. Raises what :func:`find_node` does."""
    start = bisect_left(network.iris, find_node(network, iri))
    if isinstance(network.links, Cliques):
        return network.part(network.links.steps(start, radius) >= 0)
    return network.part(_within(network.rows, start, radius, len(network.iris)))


def _within(rows: Rows, start: int, radius: int, size: int) -> Booleans:
    """Tell which of the nodes are within some steps of one.

    Each step is a look at all rows: of four million it takes 40 ms, where to sort them for good takes seconds.
    """
    near = np.zeros(size, dtype=np.bool_)
    near[start] = True
    for _ in range(radius):
        leaving, coming = near[rows.source], near[rows.target]
        near[rows.target[leaving]] = near[rows.source[coming]] = True
    return near


def largest(network: Network, nodes: int, edges: int = UNBOUNDED, focus: Sequence[str] = ()) -> Network:
    """Give the part of a network with so many nodes, and with so many edges between them, at most.

    They are those in the `focus`, by IRI, and those that have most neighbours, ties by IRI. `truncated` tells whether
    nodes were left out, `total_nodes` how many there are.
    """
    if len(network.iris) <= nodes and network.edge_count <= edges:
        return network
    place, growth = _by_degree(network, *focus)
    return network.part(place < min(nodes, int(np.searchsorted(growth, edges, "right"))), truncated=True)


def foremost(ties: Weighted, most: int, focus: Sequence[int] = ()) -> Integers:
    """Give the places of so many ties: first those of the nodes in the `focus`, and of each the weightiest first.

    >>> foremost(Weighted(*np.asarray([[0, 0, 1], [1, 2, 2], [5, 7, 9]])), 2, focus=[0]).tolist()
    [1, 0]
    """
    elsewhere = ~(np.isin(ties.source, focus) | np.isin(ties.target, focus))
    return np.lexsort((-ties.weight, elsewhere))[:most]


@once_of_rows
def _by_degree(network: Network, *focus: str) -> tuple[Integers, Integers]:
    """Give the place of each node among the best linked, and how many edges are within the first one, two and so on."""
    linked = degrees(network).copy()
    linked[[bisect_left(network.iris, iri) for iri in focus]] = len(network.iris)
    count, order = len(network.iris), np.argsort(-linked, kind="stable")
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    if isinstance(network.links, Cliques):
        return place, np.cumsum(network.links.meeting(place).earlier[order])
    rows, first = network.rows, network.starts
    later = np.maximum(place[rows.source[first]], place[rows.target[first]])
    return place, np.cumsum(np.bincount(later, minlength=count))
