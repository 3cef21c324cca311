"""What flows along the links: leading eigenvectors, walks of any length, and where a walker spends time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from kg.network.adjacency import along, around
from kg.network.measures.definitions import About, Floats, Scores
from kg.network.measures.leading import by_piece, leading_value
from kg.network.model import Network
from kg.network.once import once_of_rows

DAMPING = 0.85
ATTENUATION = 0.85
"""Share of the largest factor by which walks may be attenuated at each step so that their sum is finite."""
_CHANGE = 1e-12
"""Share of its score by which each node may change in the last step; what is missing then is six times as much."""


def eigenvector(network: Network, *, weighted: bool = False) -> Scores:
    """Centrality from the centrality of the neighbours: the leading eigenvector of the adjacency matrix.

    Directions are ignored, since without cycles, as money mostly flows, all scores would be 0 (PageRank
    follows directions). Each connected component is solved for itself, its vector of length 1 and
    non-negative, and then multiplied with its share of the nodes, so that small pieces do not outrank the
    main one; isolated nodes get 0. In a connected graph that is the usual definition. `weighted` puts weights
    into the matrix. A remark names the pieces of which the vector is not unique to within rounding, and those that are
    so long that it is known to fewer digits.

    Source: Bonacich 1987, Power and centrality, American Journal of Sociology 92.

    >>> from kg.network.examples import STAR
    >>> eigenvector(STAR).values.round(3).tolist()
    [0.707, 0.408, 0.408, 0.408]
    """
    size = len(network.iris)
    scores = np.zeros(size)
    remarks: list[About] = []
    for nodes, leading in by_piece(around(network).matrix(weighted=weighted)):
        scores[nodes] = leading.vector * len(nodes) / size
        if leading.doubt:
            code, values = leading.doubt
            remarks.append(About(code, int(nodes[0]), {**values, "count": len(nodes)}))
    return Scores(scores, tuple(remarks))


def hub(network: Network, *, weighted: bool = False) -> Scores:
    """Tell how far the links of each node lead to good authorities: the leading left singular vector of the matrix.

    Hubs h and authorities a are such that h is A a and a is A' h, each divided by the leading singular value of the
    adjacency matrix A. Each piece is solved for itself, its vectors of length 1 and non-negative, and then multiplied
    with its share of the links, so that small pieces do not outrank the main one; a node without links out is no hub
    and gets 0. A piece is here what hangs together by links with common starts or common ends, so that its vectors are
    unique (Perron and Frobenius); of pieces with another the definition gives all but one 0, or any mixture where they
    are alike. In a network that is one such piece it is the definition, but for the length, for networkx makes the
    sum 1. Without directions hubs and authorities are the same. `weighted` puts weights into the matrix. A remark names
    the pieces as of `eigenvector`.

    Source: Kleinberg 1999, Authoritative sources in a hyperlinked environment, Journal of the ACM 46.

    >>> from kg.network.examples import ARROWS
    >>> hub(ARROWS).values.round(3).tolist()
    [0.667, 0.0, 0.333, 0.0]
    """
    scores = _hits(network, weighted=weighted)
    return Scores(scores.hubs, scores.remarks)


def authority(network: Network, *, weighted: bool = False) -> Scores:
    """Tell how far good hubs have links to each node: the leading right singular vector of the matrix.

    All is as of `hub`; a node without links in is no authority and gets 0. `weighted` puts weights into the matrix.

    Source: Kleinberg 1999, Authoritative sources in a hyperlinked environment, Journal of the ACM 46.

    >>> from kg.network.examples import ARROWS
    >>> authority(ARROWS).values.round(3).tolist()
    [0.0, 0.471, 0.471, 0.333]
    """
    scores = _hits(network, weighted=weighted)
    return Scores(scores.authorities, scores.remarks)


def katz(network: Network, *, weighted: bool = False) -> Scores:
    """Count the walks of any length that end at each node, each step making a walk count less; and 1.

    The solution x of x = alpha A' x + 1, with the adjacency matrix A: an edge lends the node that it leads to what
    the other has, times alpha. `alpha`, told with the answer, is 0.85 divided by the spectral radius of the network
    without directions; that with directions is never larger, and 0 without cycles, as money mostly flows. A node to
    which nothing leads gets 1. networkx gives the same for this alpha, its vectors made of length 1 unless it is asked
    not to. `weighted` puts weights into the matrix.

    Source: Katz 1953, A new status index derived from sociometric analysis, Psychometrika 18; computed by repeated
    steps until no score changes.

    >>> from kg.network.examples import ARROWS
    >>> katz(ARROWS).values.round(3).tolist()
    [1.0, 1.525, 1.525, 1.801]
    """
    radius = leading_value(around(network).matrix(weighted=weighted))
    alpha = float(f"{ATTENUATION / radius:.9g}") if radius else 0.0
    inward = along(network).matrix(weighted=weighted).T.tocsr()
    scores, before = np.ones(len(network.iris)), np.zeros(len(network.iris))
    while (np.abs(scores - before) > _CHANGE * scores).any():
        before, scores = scores, alpha * (inward @ scores) + 1
    return Scores(scores, (), {"alpha": alpha})


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


class _Hits(NamedTuple):
    hubs: Floats
    authorities: Floats
    remarks: tuple[About, ...]


@once_of_rows
def _hits(network: Network, *, weighted: bool) -> _Hits:
    """Solve for hubs and authorities together.

    Each node stands twice, as a hub and as an authority, and each link ties the hub that it starts from to the
    authority that it leads to. The leading eigenvector of that is both singular vectors of the matrix, one below the
    other, each of length 1/sqrt(2).
    """
    size, links = len(network.iris), along(network).matrix(weighted=weighted).tocoo()
    start, end = links.row.astype(np.int64), links.col.astype(np.int64) + size
    ends = np.append(start, end), np.append(end, start)
    leaving = np.bincount(start, minlength=2 * size)
    scores = np.zeros(2 * size)
    remarks: list[About] = []
    for places, leading in by_piece(csr_array((np.append(links.data, links.data), ends), shape=(2 * size, 2 * size))):
        scores[places] = leading.vector * np.sqrt(2) * leaving[places].sum() / len(start)
        if leading.doubt:
            code, values = leading.doubt
            nodes = np.unique(places % size)
            remarks.append(About(code, int(nodes[0]), {**values, "count": len(nodes)}))
    return _Hits(scores[:size], scores[size:], tuple(remarks))
