"""Networks as networkx graphs, and the simple network that measures run on."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from kg.network.cliques import Cliques
from kg.network.columns import Integers
from kg.network.model import Network

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(network: Network) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
    """Give the network as a networkx graph: nodes by IRI, parallel edges keyed by role, all attributes.

    A node has `label`, `type`, `kind`, `names` and `same_as`. An edge has `role`, `weight` (facts, or money as a
    Decimal), `confidence`, `amounts` (a list of dicts), `when` (a list of dates), `records`, `evidence`, `facts` and
    `activities` (lists of IRIs). The graph has `view`, `recipe`, `truncated` and `total_nodes`.

    Beware: networkx reads `weight` as a distance in shortest-path functions, and ``nx.DiGraph(multigraph)``
    keeps only the last of parallel edges.
    """
    import networkx as nx  # noqa: PLC0415  # a fifth of the start of each process that answers questions

    facts: dict[str, Any] = {"view": network.view, "recipe": network.recipe}
    facts |= {"truncated": network.truncated, "total_nodes": network.total_nodes}
    graph: nx.MultiDiGraph[str] | nx.MultiGraph[str]
    graph = nx.MultiDiGraph(**facts) if network.directed else nx.MultiGraph(**facts)
    for node in network.nodes:
        attributes = {name: _plain(value) for name, value in asdict(node).items() if name != "iri"}
        graph.add_node(node.iri, **attributes)
    for edge in network.edges:
        attributes = {name: _plain(value) for name, value in asdict(edge).items() if name not in ("source", "target")}
        attributes["weight"] = edge.weighs
        graph.add_edge(edge.source, edge.target, key=edge.role, **attributes)
    return graph


def arcs(network: Network) -> Weighted:
    """Give the simple network with directions, its sources sorted; an edge of an undirected one leads both ways."""
    source, target, weight = network.pairs
    if network.directed:
        return Weighted(source, target, weight)
    both = Weighted(source, target, weight).both_ways()
    return both.at(np.lexsort((both.target, both.source)))


def ties(network: Network) -> Weighted:
    """Give the simple network without directions, each two once; the facts of both directions count once."""
    return Weighted(*(network.rows.ties if network.directed else network.pairs))


def degrees(network: Network, *, weighted: bool = False) -> Integers:
    """Count the neighbours of each node, whatever the direction, or add the weights of its edges."""
    if isinstance(network.links, Cliques):
        return network.links.met.facts if weighted else network.links.met.others
    edges, size = ties(network), len(network.iris)
    weight = edges.weight if weighted else None
    leaving, reached = (np.bincount(end, weight, minlength=size) for end in (edges.source, edges.target))
    return (leaving + reached).astype(np.int64)


def components(network: Network) -> tuple[int, Integers]:
    """Count the connected pieces, and give the number of that which each node is in, whatever the direction."""
    if isinstance(network.links, Cliques):
        return network.links.components()
    size, edges = len(network.iris), ties(network)
    first = np.searchsorted(edges.source, np.arange(size + 1))
    columns = np.ones(len(edges.source)), edges.target.astype(np.int32), first.astype(np.int32)
    matrix = csr_array(columns, shape=(size, size))  # ties are sorted, and nothing needs to be
    count, of_node = connected_components(matrix, directed=False) if size else (0, np.empty(0, np.int64))
    return int(count), np.asarray(of_node, dtype=np.int64)


class Weighted(NamedTuple):
    """Edges of a simple network, in columns of one length: the places of two nodes, and what links them weighs.

    Weights are whole numbers of the unit of the network: facts, or the money of them.
    """

    source: Integers
    target: Integers
    weight: Integers

    def at(self, places: Integers) -> Weighted:
        """Take some of them, in this order."""
        return Weighted(*(each[places] for each in self))

    def turned(self) -> Weighted:
        """Let each lead the other way."""
        return Weighted(self.target, self.source, self.weight)

    def both_ways(self) -> Weighted:
        """Let each lead both ways."""
        both = zip(self, self.turned(), strict=True)
        return Weighted(*(np.append(one, other) for one, other in both))


class Neighbours:
    """The neighbours of each of `size` nodes, to walk along edges."""

    def __init__(self, edges: Weighted, size: int) -> None:
        ordered = edges.at(np.lexsort((edges.target, edges.source)))
        self._targets = ordered.target
        self._first = np.searchsorted(ordered.source, np.arange(size + 1))

    def of(self, place: int) -> Integers:
        """Give those that edges lead to from a node."""
        return self._targets[self._first[place] : self._first[place + 1]]

    def steps(self, start: int, until: int = -1, most: int = sys.maxsize) -> Integers:
        """Count the steps to each node, -1 where it is not reached: with `most` steps, or before `until` is."""
        steps = np.full(len(self._first) - 1, -1, dtype=np.int64)
        steps[start] = taken = 0
        front = np.asarray([start])
        while len(front) and taken < most and (until < 0 or steps[until] < 0):
            taken += 1
            reached = np.concatenate([self.of(place) for place in front.tolist()])
            front = np.unique(reached[steps[reached] < 0])
            steps[front] = taken
        return steps


def positions(network: Network) -> dict[str, int]:
    """Give the place of each node in the network by its IRI."""
    return {iri: place for place, iri in enumerate(network.iris)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value
