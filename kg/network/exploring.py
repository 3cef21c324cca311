"""Ways into a network: communities, paths between two, the surroundings of one, the best linked part."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice, pairwise

import networkx as nx

from kg.network.graphs import position, simple_graph, undirected_graph
from kg.network.measures import degree
from kg.network.model import Edge, Network, Node


@dataclass(frozen=True, slots=True)
class Communities:
    """A division of a network, the largest community first; `modularity` tells how clear it is."""

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
    found = nx.community.louvain_communities(graph, weight="weight", seed=seed) if graph else []
    named = [tuple(network.nodes[place].iri for place in sorted(group)) for group in found]
    modularity = nx.community.modularity(graph, found, weight="weight") if network.edges else 0.0
    ordered = tuple(sorted(named, key=lambda group: (-len(group), group)))
    return Communities(network.view, network.recipe, seed, round(modularity, 9), ordered)


def paths(network: Network, source: str, target: str, limit: int = 10, *, directed: bool = False) -> list[NetworkPath]:
    """Find the shortest paths between two nodes, up to `limit` of them, all of the same length.

    Counts steps, against the direction of edges too unless `directed`. None where nothing links them. Raises
    UnknownIri for a node that the network has not.
    """
    start, end = position(network, source), position(network, target)
    graph = simple_graph(network) if directed else undirected_graph(network)
    if not nx.has_path(graph, start, end):
        return []
    between = _edges_between(network, directed=directed)
    found = list(islice(nx.all_shortest_paths(graph, start, end), limit))
    return [_path(network, places, between) for places in sorted(found)]


def ego(network: Network, iri: str, radius: int = 1) -> Network:
    """Give what is within `radius` steps of a node, whatever the direction. Raises UnknownIri."""
    graph = undirected_graph(network)
    near = nx.single_source_shortest_path_length(graph, position(network, iri), cutoff=radius)
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


def _part(network: Network, kept: AbstractSet[str]) -> Network:
    return replace(
        network,
        nodes=tuple(node for node in network.nodes if node.iri in kept),
        edges=tuple(edge for edge in network.edges if edge.source in kept and edge.target in kept),
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
