"""Where a node stands on the shortest ways between others, and how far it is from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.network.adjacency import along
from kg.network.kernels.exact import exactly
from kg.network.kernels.lengths import lengths, shortest
from kg.network.kernels.steps import Places, between, nearness
from kg.network.measures.definitions import Floats, Scores
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
    size = len(network.iris)
    through = _through(network, _everybody(network), weighted=weighted)
    return Scores(through / max((size - 1) * (size - 2), 1))


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
    size = len(network.iris)
    reaching, distance, _ = _near(network, weighted=weighted)
    shares = reaching / np.maximum(size - 1, 1)
    return Scores(np.divide(reaching, distance, out=np.zeros(size), where=reaching > 0) * shares)


def harmonic(network: Network, *, weighted: bool = False) -> Scores:
    """Add up 1/distance from all others that reach each node, divided by how many others there are.

    Those that do not reach it are infinitely far and add nothing. `weighted` makes the length of an edge 1/weight; then
    it may be more than 1.

    Source: Marchiori & Latora 2000, Harmony in the small-world, Physica A 285; Boldi & Vigna 2014, Axioms for
    centrality, Internet Mathematics 10.

    >>> from kg.network.examples import ARROWS, STAR
    >>> harmonic(STAR).values.round(3).tolist(), harmonic(ARROWS).values.round(3).tolist()
    ([1.0, 0.667, 0.667, 0.667], [0.0, 0.333, 0.333, 0.5])
    """
    *_, inverse = _near(network, weighted=weighted)
    return Scores(inverse / max(len(network.iris) - 1, 1))


def _through(network: Network, sources: Places, *, weighted: bool) -> Floats:
    """Add up for each node the shares of the shortest ways from sources to all others on which it lies."""
    if weighted:
        return _by_length(network, sources)[0]
    first, neighbours, _ = along(network)
    parts = between.over(sources, 2 * (len(neighbours) + len(first)), first, neighbours)
    return _sum(parts, len(network.iris))


def _near(network: Network, *, weighted: bool) -> tuple[Floats, Floats, Floats]:
    """Give for each node how many others reach it, the sum of their distances, and that of the inverse ones."""
    everybody = _everybody(network)
    if weighted:
        return _by_length(network, everybody)[1:]
    first, neighbours, _ = along(network)
    parts = nearness.over(everybody, len(neighbours) // 8 + len(first), first, neighbours)  # 64 share a walk
    reaching, distance, inverse = ([part[column] for part in parts] for column in range(3))
    size = len(network.iris)
    return _sum(reaching, size), _sum(distance, size), _sum(inverse, size)


def _by_length(network: Network, sources: Places) -> tuple[Floats, Floats, Floats, Floats]:
    """Give what :func:`shortest` does for all sources; by exact arithmetic where it is not sure."""
    first, neighbours, weights = along(network)
    parts = shortest.over(sources, 4 * (len(neighbours) + len(first)), first, neighbours, *lengths(weights))
    if any(part[-1] for part in parts):
        return exactly(along(network), sources)
    columns = [_sum((part[column] for part in parts), len(network.iris)) for column in range(4)]
    return columns[0], columns[1], columns[2], columns[3]


def _everybody(network: Network) -> Places:
    return np.arange(len(network.iris), dtype=np.uint32)


def _sum(parts: Iterable[NDArray[Any]], size: int) -> Floats:
    """Add columns up in their order."""
    whole = np.zeros(size)
    for part in parts:
        whole += part
    return whole
