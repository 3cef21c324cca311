"""How many others a node is linked to, and by how much."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.network.graphs import arcs
from kg.network.graphs import degrees as degrees_of
from kg.network.measures.definitions import Scores
from kg.network.model import Network


def degree(network: Network) -> Scores:
    """Count the distinct neighbours of each node, whatever the direction; not divided by anything.

    Divide by n-1 for the normalised degree. Source: Freeman 1978, Centrality in social networks, Social
    Networks 1.

    >>> from kg.network.examples import ARROWS
    >>> degree(ARROWS)
    Scores([2.0, 1.0, 2.0, 1.0])
    """
    return Scores(degrees_of(network))


def in_degree(network: Network) -> Scores:
    """Count the distinct nodes with an edge to each node; the degree where the network is undirected.

    Source: Wasserman & Faust 1994, Social Network Analysis, 4.3.

    >>> from kg.network.examples import ARROWS
    >>> in_degree(ARROWS)
    Scores([0.0, 1.0, 1.0, 1.0])
    """
    if not network.directed:
        return degree(network)
    return Scores(np.bincount(arcs(network).target, minlength=len(network.iris)))


def out_degree(network: Network) -> Scores:
    """Count the distinct nodes that each node has an edge to; the degree where the network is undirected.

    Source: Wasserman & Faust 1994, Social Network Analysis, 4.3.

    >>> from kg.network.examples import ARROWS
    >>> out_degree(ARROWS)
    Scores([2.0, 0.0, 1.0, 0.0])
    """
    if not network.directed:
        return degree(network)
    return Scores(np.bincount(arcs(network).source, minlength=len(network.iris)))


def strength(network: Network) -> Scores:
    """Sum the weights of the edges at each node, whatever the direction: facts, or money where that weighs.

    Source: Barrat et al. 2004, The architecture of complex weighted
    networks, PNAS 101.

    >>> from kg.network.examples import STAR
    >>> strength(STAR)
    Scores([3.0, 1.0, 1.0, 1.0])
    """
    return _in_money(network, degrees_of(network, weighted=True))


def in_strength(network: Network) -> Scores:
    """Sum the weights of the edges that lead to each node; the strength where the network is undirected.

    Source: Barrat et al. 2004, as above.

    >>> from kg.network.examples import ARROWS
    >>> in_strength(ARROWS)
    Scores([0.0, 1.0, 1.0, 1.0])
    """
    if not network.directed:
        return strength(network)
    edges = arcs(network)
    return _in_money(network, np.bincount(edges.target, edges.weight, minlength=len(network.iris)))


def out_strength(network: Network) -> Scores:
    """Sum the weights of the edges that lead from each node; the strength where the network is undirected.

    Source: Barrat et al. 2004, as above.

    >>> from kg.network.examples import ARROWS
    >>> out_strength(ARROWS)
    Scores([2.0, 0.0, 1.0, 0.0])
    """
    if not network.directed:
        return strength(network)
    edges = arcs(network)
    return _in_money(network, np.bincount(edges.source, edges.weight, minlength=len(network.iris)))


def _in_money(network: Network, sums: NDArray[Any]) -> Scores:
    return Scores(sums / float(1 / Decimal(network.unit)))
