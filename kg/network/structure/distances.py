"""How far apart nodes are at most: diameter and radius, within bounds where a network is too large to settle them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import breadth_first_order  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.graphs import Weighted

_STEPS = 100_000_000
"""Ties that are followed in all, before bounds have to do: some seconds."""


class Extent(NamedTuple):
    """Bounds of the diameter and of the radius, which are equal where they are settled: in steps."""

    diameter: tuple[int, int]
    radius: tuple[int, int]


def extent(ties: Weighted, size: int) -> Extent:
    """Tell how many steps the farthest two are apart, and how few lead from the most central node to all others.

    All nodes are to be connected, whatever the direction. From one node after the other the steps to all are counted,
    which bounds how far the farthest is from each of these; those that can still move the bounds come first. Source:
    Takes & Kosters 2011, Determining the diameter of small world networks, CIKM.
    """
    if size <= 1:
        return Extent((0, 0), (0, 0))
    both = ties.both_ways()
    matrix = coo_array((np.ones(len(both.source), np.int8), (both.source, both.target)), shape=(size, size)).tocsr()
    degree = np.diff(matrix.indptr)
    low, high = np.zeros(size, np.int64), np.full(size, size - 1, np.int64)
    open_ = np.ones(size, dtype=np.bool_)
    for turn in range(max(16, _STEPS // len(both.source))):
        diameter = int(low.max()), int(high.max())
        radius = int(low.min()), int(high.min())
        open_ &= (high > diameter[0]) | (low < radius[1])
        open_ &= low < high
        if not open_.any():
            break
        bound = high if turn % 2 == 0 else -low
        start = int(np.lexsort((-degree, -bound, ~open_))[0])
        steps = steps_from(matrix, start)
        farthest = int(steps.max())
        low = np.maximum(low, np.maximum(steps, farthest - steps))
        high = np.minimum(high, farthest + steps)
        low[start] = high[start] = farthest
    return Extent((int(low.max()), int(high.max())), (int(low.min()), int(high.min())))


def steps_from(matrix: csr_array, start: int) -> Integers:
    """Count the steps from a node to all others, which have to be connected with it."""
    order, before = breadth_first_order(matrix, start)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    from_ = place[before[order[1:]]]
    steps, begin, end, step = np.zeros(len(order), np.int64), 0, 1, 0
    while end < len(order):
        step += 1
        begin, end = end, 1 + int(np.searchsorted(from_, end))
        steps[order[begin:end]] = step
    return steps
