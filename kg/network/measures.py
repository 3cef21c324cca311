"""Measures: pure functions from a network to one score per node.

All run on the simple graph: parallel edges of several roles are one edge, its weight the number of distinct
facts. They follow the direction of a directed network unless their docstring says otherwise, and count steps
rather than weights unless asked with `weighted`. Every graph has a result: the empty one, one without edges,
one in pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import networkx as nx
import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.graphs import arcs, components, degrees, simple_graph, undirected_graph
from kg.network.model import Network
from kg.network.spectral import leading_vector


class Scores(dict[str, float]):
    """From the IRI of each node to its score, in the order of the network; `remarks` are what to mind, as sentences."""

    remarks: tuple[str, ...] = ()


DAMPING = 0.85

_BY_PIECE = {"scaling": "each piece by its share of the nodes"}
_NOT_UNIQUE = (
    "In the piece of {} nodes with {} parts that hardly touch are equally well linked to within rounding: the scores "
    "compare the nodes within a part, not the parts."
)


def degree(network: Network) -> Scores:
    """Count the distinct neighbours of each node, whatever the direction; not divided by anything.

    Divide by n-1 for the normalised degree. Source: Freeman 1978, Centrality in social networks, Social
    Networks 1.

    >>> from kg.network.examples import ARROWS
    >>> degree(ARROWS)
    {'a': 2.0, 'b': 1.0, 'c': 2.0, 'd': 1.0}
    """
    return _by_iri(network, degrees(network))


def in_degree(network: Network) -> Scores:
    """Count the distinct nodes with an edge to each node; the degree where the network is undirected.

    Source: Wasserman & Faust 1994, Social Network Analysis, 4.3.

    >>> from kg.network.examples import ARROWS
    >>> in_degree(ARROWS)
    {'a': 0.0, 'b': 1.0, 'c': 1.0, 'd': 1.0}
    """
    return _by_iri(network, np.bincount(arcs(network).target, minlength=len(network.iris)))


def out_degree(network: Network) -> Scores:
    """Count the distinct nodes that each node has an edge to; the degree where the network is undirected.

    Source: Wasserman & Faust 1994, Social Network Analysis, 4.3.

    >>> from kg.network.examples import ARROWS
    >>> out_degree(ARROWS)
    {'a': 2.0, 'b': 0.0, 'c': 1.0, 'd': 0.0}
    """
    return _by_iri(network, np.bincount(arcs(network).source, minlength=len(network.iris)))


def strength(network: Network) -> Scores:
    """Sum the weights of the edges at each node, whatever the direction.

    A weight counts facts, never money. Source: Barrat et al. 2004, The architecture of complex weighted
    networks, PNAS 101.

    >>> from kg.network.examples import STAR
    >>> strength(STAR)["a"]
    3.0
    """
    return _by_iri(network, degrees(network, weighted=True))


def betweenness(network: Network, *, weighted: bool = False) -> Scores:
    """Share of the shortest paths between all other pairs that pass through each node.

    The sum over pairs (s, t) of the paths through the node divided by all shortest paths from s to t, divided
    by the number of pairs: (n-1)(n-2) ordered ones where directed, half of that where not. 0 where n < 3.
    `weighted` makes the length of an edge 1/weight.

    Source: Freeman 1977, A set of measures of centrality based on betweenness, Sociometry 40; computed as in
    Brandes 2001, A faster algorithm for betweenness centrality.

    >>> from kg.network.examples import ARROWS, STAR
    >>> betweenness(STAR)["a"], betweenness(ARROWS)["c"]
    (1.0, 0.16666666666666666)
    """
    lengths = "length" if weighted else None
    return _by_iri(network, nx.betweenness_centrality(simple_graph(network), weight=lengths))


def closeness(network: Network, *, weighted: bool = False) -> Scores:
    """Tell how close each node is to those that reach it, scaled by how many do.

    With r nodes that reach the node along the edges and d the sum of their distances: r/d * r/(n-1). The
    second factor keeps pieces of a disconnected graph comparable. 0 where nothing reaches it. `weighted`
    makes the length of an edge 1/weight.

    Source: Freeman 1978, as above; the factor from Wasserman & Faust 1994, Social Network Analysis, 5.2.

    >>> from kg.network.examples import ARROWS, STAR
    >>> closeness(STAR)["a"], closeness(ARROWS)["d"]
    (1.0, 0.4444444444444444)
    """
    graph = simple_graph(network)
    backwards = graph.reverse(copy=False) if isinstance(graph, nx.DiGraph) else graph
    unit = graph.graph["unit"] if weighted else 1
    scores: dict[int, float] = dict.fromkeys(graph, 0.0)
    for node in graph:
        total, reaching = _distances(backwards, node, weighted=weighted)
        if reaching:
            scores[node] = reaching * reaching * unit / (total * (len(graph) - 1))
    return _by_iri(network, scores)


def _distances(graph: nx.Graph[int], node: int, *, weighted: bool) -> tuple[int, int]:
    """Give the sum of the distances from a node to the others that it reaches, and how many they are."""
    lengths = nx.shortest_path_length(graph, source=node, weight="length" if weighted else None)
    return int(sum(lengths.values())), len(lengths) - 1


def eigenvector(network: Network, *, weighted: bool = False) -> Scores:
    """Centrality from the centrality of the neighbours: the leading eigenvector of the adjacency matrix.

    Directions are ignored, since without cycles, as money mostly flows, all scores would be 0 (PageRank
    follows directions). Each connected component is solved for itself, its vector of length 1 and
    non-negative, and then multiplied with its share of the nodes, so that small pieces do not outrank the
    main one; isolated nodes get 0. In a connected graph that is the usual definition. `weighted` puts weights
    into the matrix. A remark names the pieces of which the vector is not unique, see
    :func:`kg.network.spectral.leading_vector`.

    Source: Bonacich 1987, Power and centrality, American Journal of Sociology 92.

    >>> from kg.network.examples import STAR
    >>> {iri: round(score, 3) for iri, score in eigenvector(STAR).items()}
    {'a': 0.707, 'b': 0.408, 'c': 0.408, 'd': 0.408}
    """
    graph = undirected_graph(network)
    scores: dict[int, float] = dict.fromkeys(graph, 0.0)
    remarks = []
    for component in map(sorted, nx.connected_components(graph)):
        if len(component) > 1:
            leading = leading_vector(_matrix(graph.subgraph(component), "weight" if weighted else None))
            scores.update(zip(component, leading.vector * len(component) / len(graph), strict=True))
            if not leading.unique:
                remarks.append(_NOT_UNIQUE.format(len(component), network.nodes[int(component[0])].label))
    by_iri = _by_iri(network, scores)
    by_iri.remarks = tuple(remarks)
    return by_iri


def pagerank(network: Network, *, weighted: bool = False) -> Scores:
    """Share of time that a walker spends at each node who follows edges and at times jumps anywhere.

    The walker follows an edge with probability 0.85, in its direction; from a node without a way out it jumps
    anywhere. Undirected edges lead both ways. Scores add up to 1. `weighted` makes edges with more facts
    likelier.

    Source: Brin & Page 1998, The anatomy of a large-scale hypertextual web search engine, Computer Networks
    30.

    >>> from kg.network.examples import ARROWS
    >>> round(sum(pagerank(ARROWS).values()), 9), max(pagerank(ARROWS), key=pagerank(ARROWS).get)
    (1.0, 'd')
    """
    graph = simple_graph(network)
    weight = "weight" if weighted else None
    return _by_iri(network, nx.pagerank(graph, DAMPING, weight=weight, tol=1e-15, max_iter=1000))


def component_size(network: Network) -> Scores:
    """Give each node the size of its connected component, whatever the direction.

    Source: Wasserman & Faust 1994, Social Network Analysis, 4.2.

    >>> from kg.network.examples import ARROWS
    >>> component_size(ARROWS)["a"]
    4.0
    """
    _, component = components(network)
    return _by_iri(network, np.bincount(component, minlength=1)[component] if len(component) else component)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure and its meaning in a plain sentence; `weightable` where it takes `weighted`.

    `parameters` are fixed, and told with each ranking so that it can be computed again elsewhere.
    """

    compute: Callable[..., Scores]
    meaning: str
    weightable: bool = False
    parameters: Mapping[str, float | str] = field(default_factory=dict)


MEASURES: Mapping[str, Measure] = {
    "degree": Measure(degree, "How many others it is directly linked to."),
    "in-degree": Measure(in_degree, "How many others have a link to it."),
    "out-degree": Measure(out_degree, "How many others it has a link to."),
    "strength": Measure(strength, "How many facts link it to others; counts facts, never money."),
    "betweenness": Measure(betweenness, "How often it lies on the shortest ways between others: who bridges.", True),
    "closeness": Measure(closeness, "How few steps away it is from those that reach it, and how many do.", True),
    "eigenvector": Measure(
        eigenvector, "How well linked it is to others that are well linked themselves.", True, _BY_PIECE
    ),
    "pagerank": Measure(
        pagerank, "How much of what flows along the links ends up passing through it.", True, {"damping": DAMPING}
    ),
    "component-size": Measure(component_size, "How many belong to the connected piece of the network that it is in."),
}


def _matrix(graph: nx.Graph[int], weight: str | None = None) -> csr_array:
    if not graph:  # networkx makes no matrix of nothing
        return csr_array((0, 0))
    number = np.dtype(float)
    return nx.to_scipy_sparse_array(graph, sorted(graph), dtype=number, weight=weight, format="csr")


def _by_iri(network: Network, scores: Mapping[int, float] | Integers) -> Scores:
    return Scores((iri, float(scores[place])) for place, iri in enumerate(network.iris))
