"""The cores of a simple network: parts in which everybody has so many neighbours."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.graphs import Weighted

_GONE = -(1 << 30)


def core_numbers(ties: Weighted, size: int) -> Integers:
    """Give each node the largest k such that it is in a part of the network where each has k neighbours at least.

    All nodes with few enough neighbours are taken away together, then those that have few enough by that, and so on.
    Source: Batagelj & Zaversnik 2003, An O(m) algorithm for cores decomposition of networks.
    """
    cores = np.zeros(size, np.int64)
    if not len(ties.source):
        return cores
    both = ties.both_ways()
    matrix = coo_array((np.ones(len(both.source), np.int8), (both.source, both.target)), shape=(size, size)).tocsr()
    first, neighbours = matrix.indptr, matrix.indices
    many, left, mark = np.diff(first), np.arange(size), np.empty(size, np.int64)
    core = 0
    while len(left := left[many[left] != _GONE]):
        core = max(core, int(many[left].min()))
        front = left[many[left] <= core]
        while len(front):
            cores[front], many[front] = core, _GONE
            counts = first[front + 1] - first[front]
            places = np.repeat(first[front] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
            touched = neighbours[places]
            touched = touched[many[touched] >= 0]
            np.subtract.at(many, touched, 1)
            few = touched[many[touched] <= core]
            mark[few] = np.arange(len(few))
            front = few[mark[few] == np.arange(len(few))]
    return cores
