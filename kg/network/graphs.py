"""Networks as networkx graphs: the public multigraph, and the simple graph that measures run on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from math import lcm
from typing import Any

import networkx as nx

from kg.network.model import Network


def to_networkx(network: Network) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
    """Give the network as a networkx graph: nodes by IRI, parallel edges keyed by role, all attributes.

    A node has `label`, `type`, `kind`, `names` and `same_as`. An edge has `role`, `weight`, `confidence`, `amounts`
    (a list of dicts), `when` (a list of dates), `records`, `evidence`, `facts` and `activities` (lists of IRIs). The
    graph has `view`, `recipe`, `truncated` and `total_nodes`.

    Beware: networkx reads `weight` as a distance in shortest-path functions, and ``nx.DiGraph(multigraph)``
    keeps only the last of parallel edges. :func:`simple_graph` gives a graph that is safe for both.
    """
    facts: dict[str, Any] = {"view": network.view, "recipe": network.recipe}
    facts |= {"truncated": network.truncated, "total_nodes": network.total_nodes}
    graph: nx.MultiDiGraph[str] | nx.MultiGraph[str]
    graph = nx.MultiDiGraph(**facts) if network.directed else nx.MultiGraph(**facts)
    for node in network.nodes:
        attributes = {name: _plain(value) for name, value in asdict(node).items() if name != "iri"}
        graph.add_node(node.iri, **attributes)
    for edge in network.edges:
        attributes = {name: _plain(value) for name, value in asdict(edge).items() if name not in ("source", "target")}
        graph.add_edge(edge.source, edge.target, key=edge.role, **attributes)
    return graph


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
    ends = [(edge.source, edge.target, edge.facts) for edge in network.edges]
    if not network.directed:
        ends += [(target, source, facts) for source, target, facts in ends]
    graph: nx.DiGraph[int] = nx.DiGraph()
    _fill(graph, network, ends)
    return graph


def undirected_graph(network: Network) -> nx.Graph[int]:
    """Give the simple graph without directions; the facts of both directions count once."""
    graph: nx.Graph[int] = nx.Graph()
    _fill(
        graph,
        network,
        [(min(edge.source, edge.target), max(edge.source, edge.target), edge.facts) for edge in network.edges],
    )
    return graph


def _fill(graph: nx.Graph[int], network: Network, ends: Iterable[tuple[str, str, tuple[str, ...]]]) -> None:
    number = positions(network)
    behind: dict[tuple[int, int], set[str]] = {}
    for source, target, facts in ends:
        behind.setdefault((number[source], number[target]), set()).update(facts)
    graph.add_nodes_from(range(len(network.nodes)))
    unit = lcm(*map(len, behind.values()))
    graph.graph["unit"] = unit
    for (one, other), facts_of_pair in sorted(behind.items()):
        weight = len(facts_of_pair)
        graph.add_edge(one, other, weight=weight, length=unit // weight)


def positions(network: Network) -> dict[str, int]:
    """Give the place of each node in the network by its IRI."""
    return {node.iri: place for place, node in enumerate(network.nodes)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value
