"""Ways into a network: its pieces and communities, paths between two, the surroundings of one, the best linked part."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice, pairwise

import networkx as nx

from kg.errors import AmbiguousName, UnknownIri
from kg.network.graphs import positions, simple_graph, undirected_graph
from kg.network.measures import degree
from kg.network.model import Edge, Network, Node
from kg.spelling import fold, nfc, spellings

_MOST_COMPARED = 2_000
"""Names that are looked at for close ones: each takes some 30 microseconds."""


@dataclass(frozen=True, slots=True)
class Communities:
    """A division of a network by the IRIs of its nodes, largest community first; `modularity` tells how clear it is."""

    view: str
    recipe: str
    seed: int
    modularity: float
    members: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class NetworkPath:
    """A shortest path of `length` steps; `edges` are all that link its nodes, step after step."""

    length: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def communities(network: Network, seed: int = 0) -> Communities:
    """Divide a network into groups that are denser inside than between, by weight, whatever the direction.

    The same seed gives the same groups. Source: Blondel et al. 2008, Fast unfolding of communities in large
    networks (Louvain); modularity from Newman & Girvan 2004, 0 where there are no edges.
    """
    graph = undirected_graph(network)
    groups = nx.community.louvain_communities(graph, weight="weight", seed=seed) if graph else []
    named = [tuple(network.nodes[place].iri for place in sorted(group)) for group in groups]
    modularity = nx.community.modularity(graph, groups, weight="weight") if network.edges else 0.0
    ordered = tuple(sorted(named, key=lambda group: (-len(group), group)))
    return Communities(network.view, network.recipe, seed, round(modularity, 9), ordered)


def pieces(network: Network) -> tuple[tuple[str, ...], ...]:
    """List the IRIs of each connected piece, whatever the direction, the largest piece first.

    >>> from kg.network.examples import network_of
    >>> pieces(network_of("ab", "cd", "de"))
    (('c', 'd', 'e'), ('a', 'b'))
    """
    components = nx.connected_components(undirected_graph(network))
    named = (tuple(network.nodes[place].iri for place in sorted(piece)) for piece in components)
    return tuple(sorted(named, key=lambda piece: (-len(piece), piece)))


def find_node(network: Network, reference: str) -> str:
    """Give the IRI of the node that has this IRI or, without regard to case, width and composition, this name.

    Raises UnknownIri where there is none, and AmbiguousName where there are several.
    """
    forms = set(spellings(reference))
    for node in network.nodes:
        if node.iri in forms or not forms.isdisjoint(node.same_as):
            return node.iri
    name = fold(reference)
    named = [node.iri for node in network.nodes if name in map(fold, (node.label, *node.names))]
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
    graph = simple_graph(network) if directed else undirected_graph(network)
    if not nx.has_path(graph, start, end):
        return []
    between = _edges_between(network, directed=directed)
    ways = list(islice(nx.all_shortest_paths(graph, start, end), limit))
    return [_path(network, places, between) for places in sorted(ways)]


def ego(network: Network, iri: str, radius: int = 1) -> Network:
    """Give what is within `radius` steps of a node, whatever the direction. Raises what :func:`find_node` does."""
    start = positions(network)[find_node(network, iri)]
    near = nx.single_source_shortest_path_length(undirected_graph(network), start, cutoff=radius)
    return _part(network, {network.nodes[place].iri for place in near})


def largest(network: Network, limit: int) -> Network:
    """Give the part of a network with the `limit` nodes that have most neighbours, ties by IRI.

    `truncated` tells whether nodes were left out, `total_nodes` how many there are.
    """
    if len(network.nodes) <= limit:
        return network
    degrees = degree(network)
    ordered = sorted(degrees, key=lambda iri: (-degrees[iri], iri))
    return replace(_part(network, set(ordered[:limit])), truncated=True)


def _part(network: Network, members: AbstractSet[str]) -> Network:
    return replace(
        network,
        nodes=tuple(node for node in network.nodes if node.iri in members),
        edges=tuple(edge for edge in network.edges if edge.source in members and edge.target in members),
    )


def _edges_between(network: Network, *, directed: bool) -> dict[tuple[str, str], list[Edge]]:
    between: dict[tuple[str, str], list[Edge]] = {}
    for edge in network.edges:
        between.setdefault((edge.source, edge.target), []).append(edge)
        if not (directed and network.directed):
            between.setdefault((edge.target, edge.source), []).append(edge)
    return between


def _path(network: Network, places: list[int], between: dict[tuple[str, str], list[Edge]]) -> NetworkPath:
    nodes = tuple(network.nodes[place] for place in places)
    edges = tuple(edge for one, other in pairwise(nodes) for edge in between[one.iri, other.iri])
    return NetworkPath(len(nodes) - 1, nodes, edges)
