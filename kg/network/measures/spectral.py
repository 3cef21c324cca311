"""What flows along the links: leading eigenvectors, and where a walker spends time."""

from __future__ import annotations

import networkx as nx
import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from kg.network.graphs import simple_graph, undirected_graph
from kg.network.measures.definitions import Scores
from kg.network.measures.leading import leading_vector
from kg.network.model import Network

DAMPING = 0.85

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
    graph = undirected_graph(network)
    scores = np.zeros(len(graph))
    remarks = []
    for component in map(sorted, nx.connected_components(graph)):
        if len(component) > 1:
            leading = leading_vector(_matrix(graph.subgraph(component), "weight" if weighted else None))
            scores[component] = leading.vector * len(component) / len(graph)
            if not leading.unique:
                remarks.append(_NOT_UNIQUE.format(len(component), network.nodes[int(component[0])].label))
    return Scores(scores, tuple(remarks))


def pagerank(network: Network, *, weighted: bool = False) -> Scores:
    """Share of time that a walker spends at each node who follows edges and at times jumps anywhere.

    The walker follows an edge with probability 0.85, in its direction; from a node without a way out it jumps
    anywhere. Undirected edges lead both ways. Scores add up to 1. `weighted` makes edges with more facts
    likelier.

    Source: Brin & Page 1998, The anatomy of a large-scale hypertextual web search engine, Computer Networks
    30.

    >>> from kg.network.examples import ARROWS
    >>> pagerank(ARROWS).values.round(3).tolist()
    [0.165, 0.235, 0.235, 0.365]
    """
    graph = simple_graph(network)
    weight = "weight" if weighted else None
    scores = nx.pagerank(graph, DAMPING, weight=weight, tol=1e-15, max_iter=1000)
    return Scores(np.asarray([scores[place] for place in range(len(network.iris))]))


def _matrix(graph: nx.Graph[int], weight: str | None = None) -> csr_array:
    if not graph:  # networkx makes no matrix of nothing
        return csr_array((0, 0))
    number = np.dtype(float)
    return nx.to_scipy_sparse_array(graph, sorted(graph), dtype=number, weight=weight, format="csr")
