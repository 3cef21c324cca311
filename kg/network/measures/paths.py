"""Where a node stands on the shortest ways between others, and how far it is from them."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np

from kg.network.adjacency import along
from kg.network.kernels.exact import exactly
from kg.network.kernels.lengths import lengths, shortest
from kg.network.kernels.steps import Places, between, nearness
from kg.network.measures.definitions import Floats, Scores
from kg.network.model import Network
from kg.network.remarks import Remark

PIVOTS, SEED, CONFIDENCE = 2_000, 1, 0.95


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
    through, _ = _through(network, _everybody(network), weighted=weighted)
    return Scores(through / max((size - 1) * (size - 2), 1))


def sampled_betweenness(network: Network, *, weighted: bool = False) -> Scores:
    """Estimate betweenness from the shortest paths that begin at some nodes, drawn by chance.

    The mean over k nodes s, drawn with replacement, of the share of the paths from s on which the node lies, divided by
    n-2, times n/(n-1); its expected value is the betweenness. `error` is that of the least certain node: with the given
    confidence, no score is farther from the exact one. Networks of up to twice as many nodes as are drawn are computed
    exactly.

    Source: Brandes & Pich 2007, Centrality estimation in large networks, International Journal of Bifurcation and Chaos
    17; the error is the empirical Bernstein bound of Maurer & Pontil 2009 (COLT, theorem 4), which rests on the
    variance that is met and not on the worst that could be, on both sides and for all nodes at once.

    >>> from kg.network.examples import STAR
    >>> sampled_betweenness(STAR).parameters["error"]
    0.0
    """
    size = len(network.iris)
    if size <= 2 * PIVOTS:
        exact = betweenness(network, weighted=weighted)
        return Scores(exact.values, (), {"drawn": size, "error": 0.0})
    through, squares = _through(network, _drawn(size), weighted=weighted)
    scale = size / ((size - 1) * (size - 2))
    mean = through / PIVOTS
    variance = np.maximum(squares / PIVOTS - mean**2, 0) * PIVOTS / (PIVOTS - 1)
    doubt = log(4 * size / (1 - CONFIDENCE))
    error = np.sqrt(2 * variance.max() * doubt / PIVOTS) + 7 * doubt * (size - 2) / (3 * (PIVOTS - 1))
    rounded = float(f"{error * scale:.3g}")
    sure = f"{CONFIDENCE:.0%}"
    remark = Remark("estimated", drawn=PIVOTS, nodes=size, confidence=sure, error=str(rounded))
    return Scores(mean * scale, (remark,), {"drawn": PIVOTS, "error": rounded})


def closeness(network: Network, *, weighted: bool = False) -> Scores:
    """Tell how close each node is to those that reach it, scaled by how many do.

    With r nodes that reach the node along the edges and d the sum of their distances: r/d * r/(n-1). The
    second factor keeps pieces of a disconnected graph comparable. Not defined of a node that nothing reaches, which
    has no distances; networkx gives 0 there. `weighted` makes the length of an edge 1/weight.

    Source: Freeman 1978, as above; the factor from Wasserman & Faust 1994, Social Network Analysis, 5.2.

    >>> from kg.network.examples import ARROWS, STAR
    >>> closeness(STAR), closeness(ARROWS).of(ARROWS)["d"]
    (Scores([1.0, 0.6, 0.6, 0.6]), 0.4444444444444444)
    """
    size = len(network.iris)
    reaching, distance, _ = _near(network, _everybody(network), weighted=weighted)
    shares = reaching / np.maximum(size - 1, 1)
    return Scores(np.divide(reaching, distance, out=np.full(size, np.nan), where=reaching > 0) * shares)


def sampled_closeness(network: Network) -> Scores:
    """Estimate closeness, in steps, from the distances of some nodes, drawn by chance.

    With r of k drawn nodes that reach the node and the sum d of their steps: n/(n-1) * r*r/(k*d). 0 where none of
    them does; not defined of a node that nothing leads to. Networks of up to twice as many nodes as are drawn are
    computed exactly.

    Source: Eppstein & Wang 2004, Fast approximation of centrality, Journal of Graph Algorithms and Applications 8.

    >>> from kg.network.examples import STAR
    >>> sampled_closeness(STAR)
    Scores([1.0, 0.6, 0.6, 0.6])
    """
    size = len(network.iris)
    if size <= 2 * PIVOTS:
        return Scores(closeness(network).values, (), {"drawn": size})
    reaching, distance, _ = _near(network, _drawn(size))
    led_to = np.bincount(along(network).neighbours, minlength=size) > 0
    scores = np.divide(reaching**2, distance, out=np.where(led_to, 0, np.nan), where=reaching > 0) / PIVOTS
    return Scores(scores * size / (size - 1), (), {"drawn": PIVOTS})


def harmonic(network: Network, *, weighted: bool = False) -> Scores:
    """Add up 1/distance from all others that reach each node, divided by how many others there are.

    Those that do not reach it are infinitely far and add nothing, so it is 0 where nothing does. `weighted` makes the
    length of an edge 1/weight; then it may be more than 1.

    Source: Marchiori & Latora 2000, Harmony in the small-world, Physica A 285; Boldi & Vigna 2014, Axioms for
    centrality, Internet Mathematics 10.

    >>> from kg.network.examples import ARROWS, STAR
    >>> harmonic(STAR).values.round(3).tolist(), harmonic(ARROWS).values.round(3).tolist()
    ([1.0, 0.667, 0.667, 0.667], [0.0, 0.333, 0.333, 0.5])
    """
    *_, inverse = _near(network, _everybody(network), weighted=weighted)
    return Scores(inverse / max(len(network.iris) - 1, 1))


def _through(network: Network, sources: Places, *, weighted: bool) -> tuple[Floats, Floats]:
    """Add up the shares of the shortest ways from sources to all others on which each node lies, and their squares."""
    if weighted:
        through, squares, *_ = _by_length(network, sources)
        return through, squares
    first, neighbours, _ = along(network)
    parts = between.over(sources, 2 * (len(neighbours) + len(first)), first, neighbours, np.ones(len(first) - 1))
    through, squares = _sums(parts, 2, len(network.iris))
    return through, squares


def _near(network: Network, sources: Places, *, weighted: bool = False) -> tuple[Floats, Floats, Floats]:
    """Give for each node how many of the sources reach it, the sum of their distances, and that of the inverse ones."""
    if weighted:
        _, _, reaching, distance, inverse = _by_length(network, sources)
        return reaching, distance, inverse
    first, neighbours, _ = along(network)
    parts = nearness.over(sources, len(neighbours) // 8 + len(first), first, neighbours)  # 64 share a walk
    reaching, distance, inverse = _sums(parts, 3, len(network.iris))
    return reaching, distance, inverse


def _by_length(network: Network, sources: Places) -> Sequence[Floats]:
    """Give what :func:`shortest` does for all sources; by exact arithmetic where it is not sure."""
    first, neighbours, weights = along(network)
    parts = shortest.over(sources, 4 * (len(neighbours) + len(first)), first, neighbours, *lengths(weights))
    unsure = any(part[-1] for part in parts)
    return exactly(along(network), sources) if unsure else _sums(parts, 5, len(network.iris))


def _drawn(size: int) -> Places:
    return np.random.default_rng(SEED).integers(0, size, PIVOTS).astype(np.uint32)


def _everybody(network: Network) -> Places:
    return np.arange(len(network.iris), dtype=np.uint32)


def _sums(parts: Sequence[Sequence[Any]], columns: int, size: int) -> list[Floats]:
    """Add each of some columns up over the parts, in their order, for rounding is the same in the same order only."""
    whole = np.zeros((columns, size))
    for part in parts:
        for column in range(columns):
            whole[column] += part[column]
    return list(whole)
