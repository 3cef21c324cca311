"""How the network hangs together around a node."""

from __future__ import annotations

import numpy as np

from kg.network.closure import count_triangles
from kg.network.columns import Integers
from kg.network.graphs import components, degrees, ties
from kg.network.measures.cores import core_numbers
from kg.network.measures.cuts import Cuts, find_cuts
from kg.network.measures.definitions import Scores
from kg.network.model import Network
from kg.network.once import once_of_rows


def component_size(network: Network) -> Scores:
    """Give each node the size of its connected component, whatever the direction.

    Source: Wasserman & Faust 1994, Social Network Analysis, 4.2.

    >>> from kg.network.examples import ARROWS
    >>> component_size(ARROWS)
    Scores([4.0, 4.0, 4.0, 4.0])
    """
    _, component = components(network)
    return Scores(np.bincount(component, minlength=1)[component] if len(component) else component)


def core(network: Network) -> Scores:
    """Give each node the largest k such that it is in a part where each is linked to k others at least.

    Whatever the direction; neighbours are counted, not facts. Source: Seidman 1983, Network structure and minimum
    degree, Social Networks 5.

    >>> from kg.network.examples import network_of
    >>> core(network_of("ab", "ac", "bc", "cd"))
    Scores([2.0, 2.0, 2.0, 1.0])
    """
    return Scores(core_numbers(ties(network), len(network.iris)))


def clustering(network: Network) -> Scores:
    """Share of the pairs of its neighbours that are linked: 2t/(d(d-1)), with t triangles at d neighbours.

    Whatever the direction. Not defined of a node with fewer than two neighbours, which has no pair of them; networkx
    gives 0 there. Source: Watts & Strogatz 1998, Collective dynamics of small-world networks, Nature 393.

    >>> from kg.network.examples import network_of
    >>> clustering(network_of("ab", "ac", "bc", "cd"))
    Scores([1.0, 1.0, 0.3333333333333333, nan])
    """
    many = degrees(network)
    pairs = many * (many - 1)
    with np.errstate(invalid="ignore"):
        return Scores(2 * triangles(network) / pairs)


@once_of_rows
def triangles(network: Network) -> Integers:
    """Count the triangles at each node: two of its neighbours that are linked."""
    return count_triangles(ties(network), len(network.iris))


def cut_off(network: Network) -> Scores:
    """Count the nodes that are cut off from the largest part of what is left of its piece if the node goes.

    Whatever the direction. 0 where nothing falls apart; the others are the cut nodes, or articulation points. Source:
    Hopcroft & Tarjan 1973, Efficient algorithms for graph manipulation, Communications of the ACM 16.

    >>> from kg.network.examples import network_of
    >>> cut_off(network_of("ab", "bc", "cd", "de"))
    Scores([0.0, 1.0, 2.0, 1.0, 0.0])
    """
    return Scores(cuts(network).cut_off)


@once_of_rows
def cuts(network: Network) -> Cuts:
    """Find where it falls apart; the bridges are places in its ties."""
    return find_cuts(ties(network), len(network.iris))
