"""What flows along the links: leading eigenvectors, and where a walker spends time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from kg.network.adjacency import along, around
from kg.network.graphs import components
from kg.network.measures.definitions import Scores
from kg.network.measures.leading import leading_vector
from kg.network.model import Network

DAMPING = 0.85
_CHANGE = 1e-12
"""Share of its score by which each node may change in the last step; what is missing then is six times as much."""

_NOT_UNIQUE = (
    "In the piece of {} nodes with {} parts that hardly touch are equally well linked to within rounding: the scores "
    "compare the nodes within a part, not the parts."
)


def eigenvector(network: Network, *, weighted: bool = False) -> Scores:
    """Centrality from the centrality of the neighbours: the leading eigenvector of the adjacency matrix.

    Directions are ignored, since without cycles, as money mostly flows, all scores would be 0 (PageRank
    follows directions). Each connected component is solved for itself, its vector of length 1 and
    non-negative, and then multiplied with its share of the nodes, so that small pieces do not outrank the
    main one; isolated nodes get 0. In a connected graph that is the usual definition. `weighted` puts weights
    into the matrix. A remark names the pieces of which the vector is not unique, see
    :func:`kg.network.measures.leading.leading_vector`.

    Source: Bonacich 1987, Power and centrality, American Journal of Sociology 92.

    >>> from kg.network.examples import STAR
    >>> eigenvector(STAR).values.round(3).tolist()
    [0.707, 0.408, 0.408, 0.408]
    """
    size, (count, component) = len(network.iris), components(network)
    by_piece = np.argsort(component, kind="stable")
    bounds = np.searchsorted(component[by_piece], np.arange(count + 1)).tolist()
    matrix = around(network).matrix(weighted=weighted)[by_piece][:, by_piece]
    scores, remarks = np.zeros(size), []
    for begin, end in pairwise(bounds):
        if end - begin > 1:
            leading = leading_vector(matrix[begin:end, begin:end])
            scores[by_piece[begin:end]] = leading.vector * (end - begin) / size
            if not leading.unique:
                remarks.append(_NOT_UNIQUE.format(end - begin, network.nodes[int(by_piece[begin])].label))
    return Scores(scores, tuple(remarks))


def pagerank(network: Network, *, weighted: bool = False) -> Scores:
    """Share of time that a walker spends at each node who follows edges and at times jumps anywhere.

    The walker follows an edge with probability 0.85, in its direction; from a node without a way out it jumps
    anywhere. Undirected edges lead both ways. Scores add up to 1. `weighted` makes edges with more facts
    likelier.

    Source: Brin & Page 1998, The anatomy of a large-scale hypertextual web search engine, Computer Networks
    30; computed by repeated steps until no score changes.

    >>> from kg.network.examples import ARROWS
    >>> pagerank(ARROWS).values.round(3).tolist()
    [0.165, 0.235, 0.235, 0.365]
    """
    size = len(network.iris)
    matrix = along(network).matrix(weighted=weighted)
    leaving = matrix.sum(axis=1)
    inward, idle = matrix.T.tocsr(), leaving == 0
    share = np.divide(DAMPING, leaving, out=np.zeros(size), where=~idle)
    scores, before = np.full(size, 1 / max(size, 1)), np.zeros(size)
    while (np.abs(scores - before) > _CHANGE * scores).any():
        jumping = 1 - DAMPING + DAMPING * scores[idle].sum()
        before, scores = scores, inward @ (share * scores) + jumping / size
    return Scores(scores)
