"""Shortest paths from many nodes at once, as products of sparse matrices.

Why not networkx: exact betweenness of 2,000 nodes and 10,000 edges takes it 12 seconds. The tests hold these
functions against networkx on random graphs. In all of them ``links[i, j] != 0`` is an edge from i to j.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array  # type: ignore[import-untyped]

Vector = npt.NDArray[np.float64]
_CELLS = 1 << 20
"""How many pairs are looked at together; their arrays should fit the cache of the processor."""


def betweenness(links: csr_array) -> Vector:
    """Sum the shares of shortest paths that pass through each node, over all ordered pairs of others.

    Source: Brandes 2001, A faster algorithm for betweenness centrality, run breadth first by level over a
    batch of sources. `links` holds ones.
    """
    scores = np.zeros(links.shape[0])
    leading_on = np.flatnonzero(np.diff(links.indptr))
    for sources in _batches(leading_on, links.shape[0]):
        depth, paths = _breadth_first(links, sources)
        scores += _dependencies(links, depth, paths, sources)
    return scores


def reach(links: csr_array, *, weighted: bool) -> tuple[Vector, Vector]:
    """Give for each node the number of others that it reaches and the sum of its distances to them.

    The entries of `links` are the lengths of the edges, ones unless `weighted`.
    """
    reached, far = np.zeros(links.shape[0]), np.zeros(links.shape[0])
    for sources in _batches(np.arange(links.shape[0]), links.shape[0]):
        if weighted:
            distance = csgraph.dijkstra(links, indices=sources).T
            found = np.isfinite(distance)
        else:
            distance, _ = _breadth_first(links, sources)
            found = distance >= 0
        reached[sources] = found.sum(axis=0) - 1
        far[sources] = np.where(found, distance, 0).sum(axis=0)
    return reached, far


def _batches(nodes: npt.NDArray[np.int64], size: int) -> Iterator[npt.NDArray[np.int64]]:
    step = max(_CELLS // max(size, 1), 1)
    for start in range(0, len(nodes), step):
        yield nodes[start : start + step]


def _breadth_first(links: csr_array, sources: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int32], Vector]:
    """Give each node (row) its depth below each source (column), -1 where not reached, and its paths."""
    backward = links.T.tocsr()
    columns = np.arange(len(sources))
    depth = np.full((links.shape[0], len(sources)), -1, dtype=np.int32)
    depth[sources, columns] = 0
    frontier = np.zeros(depth.shape)
    frontier[sources, columns] = 1
    paths = frontier.copy()
    level = 0
    while True:
        level += 1
        frontier = backward @ frontier
        frontier[depth >= 0] = 0
        fresh = frontier > 0
        if not fresh.any():
            return depth, paths
        depth[fresh] = level
        paths += frontier


def _dependencies(
    links: csr_array, depth: npt.NDArray[np.int32], paths: Vector, sources: npt.NDArray[np.int64]
) -> Vector:
    """Add up, from the deepest level to the sources, how much of the paths beyond each node depends on it."""
    dependency = np.zeros(paths.shape)
    for level in range(int(depth.max()), 1, -1):
        share = np.divide(1 + dependency, paths, out=np.zeros(paths.shape), where=depth == level)
        dependency += np.where(depth == level - 1, paths * (links @ share), 0)
    dependency[sources, np.arange(len(sources))] = 0
    total: Vector = dependency.sum(axis=1)
    return total
