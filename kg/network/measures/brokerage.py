"""How far the neighbours of a node are linked among themselves, so that they can do without it.

Both measures ignore directions: a tie counts once, also where it leads both ways, which networkx counts twice in a
directed graph. A node invests p_ij = w_ij / sum of w_iq in each neighbour j, where all w are 1 unless `weighted`.
Neither is defined of a node without neighbours.
"""

from __future__ import annotations

import numpy as np

from kg.network.closure import shared
from kg.network.graphs import Weighted, ties
from kg.network.measures.definitions import Floats, Scores
from kg.network.model import Network


def constraint(network: Network, *, weighted: bool = False) -> Scores:
    """Tell how far all that a node invests in its neighbours leads to the same few, directly or over others.

    The sum over its neighbours j of (p_ij + sum over q of p_iq p_qj) squared, where p_ij = w_ij / sum over q of w_iq,
    all w being 1 unless `weighted`. Whatever the direction; not defined without neighbours. Source: Burt 1992,
    Structural Holes, 2.4.

    >>> from kg.network.examples import STAR, network_of
    >>> constraint(STAR), constraint(network_of("ab", "ac", "bc"))
    (Scores([0.3333333333333333, 1.0, 1.0, 1.0]), Scores([1.125, 1.125, 1.125]))
    """
    edges, total = _edges(network, weighted=weighted)
    invested = edges.weight + shared(edges, len(total), 1 / np.maximum(total, 1))
    scores = np.zeros(len(total))
    for node in (edges.source, edges.target):
        scores += np.bincount(node, (invested / np.maximum(total[node], 1)) ** 2, minlength=len(total))
    return Scores(np.where(total > 0, scores, np.nan))


def effective_size(network: Network, *, weighted: bool = False) -> Scores:
    """Count the neighbours of a node less what is redundant in them: how far they are linked to its other neighbours.

    The sum over its neighbours j of 1 - sum over q of p_iq m_jq, where p_iq = w_iq / sum over q of w_iq and m_jq is
    w_jq divided by the largest weight of j; unweighted that is d - 2t/d, with t ties between its d neighbours. Not
    defined without neighbours. Source: Burt 1992, Structural Holes, 2.2; Borgatti 1997, Structural holes: unpacking
    Burt's redundancy measures, Connections 20.

    >>> from kg.network.examples import STAR, network_of
    >>> effective_size(STAR), effective_size(network_of("ab", "ac", "bc"))
    (Scores([3.0, 1.0, 1.0, 1.0]), Scores([1.0, 1.0, 1.0]))
    """
    edges, total = _edges(network, weighted=weighted)
    both, most = edges.both_ways(), np.zeros(len(total))
    np.maximum.at(most, both.source, both.weight)
    common = np.tile(shared(edges, len(total)), 2)
    redundancy = common / np.maximum(total[both.source] * most[both.target], 1)
    scores = np.bincount(both.source, 1 - redundancy, minlength=len(total))
    return Scores(np.where(total > 0, scores, np.nan))


def _edges(network: Network, *, weighted: bool) -> tuple[Weighted, Floats]:
    """Give the ties, with weights of 1 unless `weighted`, and the sum of the weights at each node."""
    edges, size = ties(network), len(network.iris)
    if not weighted:
        edges = Weighted(edges.source, edges.target, np.ones(len(edges.source), np.int64))
    both = edges.both_ways()
    return edges, np.bincount(both.source, both.weight, minlength=size).astype(np.float64)
