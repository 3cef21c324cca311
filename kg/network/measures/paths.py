"""Where a node stands on the shortest ways between others, and how far it is from them."""

from __future__ import annotations

import networkx as nx
import numpy as np

from kg.network.graphs import simple_graph
from kg.network.measures.definitions import Scores
from kg.network.model import Network


def betweenness(network: Network, *, weighted: bool = False) -> Scores:
    """Share of the shortest paths between all other pairs that pass through each node.

    The sum over pairs (s, t) of the paths through the node divided by all shortest paths from s to t, divided
    by the number of pairs: (n-1)(n-2) ordered ones where directed, half of that where not. 0 where n < 3.
    `weighted` makes the length of an edge 1/weight.

    Source: Freeman 1977, A set of measures of centrality based on betweenness, Sociometry 40; computed as in
    Brandes 2001, A faster algorithm for betweenness centrality.

    >>> from kg.network.examples import ARROWS, STAR
    >>> betweenness(STAR), betweenness(ARROWS)
    (Scores([1.0, 0.0, 0.0, 0.0]), Scores([0.0, 0.0, 0.16666666666666666, 0.0]))
    """
    lengths = "length" if weighted else None
    scores = nx.betweenness_centrality(simple_graph(network), weight=lengths)
    return Scores(np.asarray([scores[place] for place in range(len(network.iris))]))


def closeness(network: Network, *, weighted: bool = False) -> Scores:
    """Tell how close each node is to those that reach it, scaled by how many do.

    With r nodes that reach the node along the edges and d the sum of their distances: r/d * r/(n-1). The
    second factor keeps pieces of a disconnected graph comparable. 0 where nothing reaches it. `weighted`
    makes the length of an edge 1/weight.

    Source: Freeman 1978, as above; the factor from Wasserman & Faust 1994, Social Network Analysis, 5.2.

    >>> from kg.network.examples import ARROWS, STAR
    >>> closeness(STAR), closeness(ARROWS).of(ARROWS)["d"]
    (Scores([1.0, 0.6, 0.6, 0.6]), 0.4444444444444444)
    """
    graph = simple_graph(network)
    backwards = graph.reverse(copy=False) if isinstance(graph, nx.DiGraph) else graph
    unit = graph.graph["unit"] if weighted else 1
    scores = np.zeros(len(graph))
    for node in graph:
        total, reaching = _distances(backwards, node, weighted=weighted)
        if reaching:
            scores[node] = reaching * reaching * unit / (total * (len(graph) - 1))
    return Scores(scores)


def _distances(graph: nx.Graph[int], node: int, *, weighted: bool) -> tuple[int, int]:
    """Give the sum of the distances from a node to the others that it reaches, and how many they are."""
    lengths = nx.shortest_path_length(graph, source=node, weight="length" if weighted else None)
    return int(sum(lengths.values())), len(lengths) - 1
