"""The simple network as networkx has it, which measures are held against."""

from __future__ import annotations

from math import lcm

import networkx as nx
import numpy as np

from kg.network import Network
from kg.network.graphs import Weighted, arcs, ties


def simple_graph(network: Network) -> nx.Graph[int]:
    """Give the graph with one edge per pair, directed as the network is, its nodes numbered in their order.

    `weight` counts the distinct facts over all roles. The more they share, the nearer they are: the distance is
    1/weight, given by `length` in whole numbers of which the graph's `unit` is 1, for sums of fractions are exact
    in no other way and ways of equal length would be told apart. Numbers instead of IRIs make every algorithm
    independent of the hash seed.
    """
    return directed_graph(network) if network.directed else undirected_graph(network)


def directed_graph(network: Network) -> nx.DiGraph[int]:
    """Give the simple graph with directions; an edge of an undirected network leads both ways."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    _fill(graph, network, arcs(network))
    return graph


def undirected_graph(network: Network) -> nx.Graph[int]:
    """Give the simple graph without directions; the facts of both directions count once."""
    graph: nx.Graph[int] = nx.Graph()
    _fill(graph, network, ties(network))
    return graph


def _fill(graph: nx.Graph[int], network: Network, edges: Weighted) -> None:
    graph.add_nodes_from(range(len(network.iris)))
    unit = lcm(*np.unique(edges.weight).tolist())
    graph.graph["unit"] = unit
    for one, other, weight in zip(*(each.tolist() for each in edges), strict=True):
        graph.add_edge(one, other, weight=weight, length=unit // weight)
