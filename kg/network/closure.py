"""What the two ends of ties share: the triangles of a network, of which clustering and brokerage are made."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.graphs import Weighted
from kg.network.kernels.common import Links, corners, in_common
from kg.network.kernels.steps import Floats


def shared(ties: Weighted, size: int, factor: Floats | None = None) -> Floats:
    """Sum over the neighbours that both ends of a tie have: its weights to both, times the factor of the neighbour.

    With weights and factors of 1, that is the number of triangles at each tie. For each tie, the neighbours of the end
    that has fewer are looked up among those of the other: of m ties no more than m sqrt(2m). Source: Chiba & Nishizeki
    1985, Arboricity and subgraph listing algorithms, SIAM Journal on Computing 14.
    """
    sums = np.zeros(len(ties.source))
    if not len(sums):
        return sums
    numbers, both = np.arange(len(sums), dtype=np.int32), ties.both_ways()
    matrix = coo_array((np.append(numbers, numbers), (both.source, both.target)), shape=(size, size)).tocsr()
    first, places = matrix.indptr.astype(np.int64), matrix.data.astype(np.uint32)
    many = np.diff(first)
    steps = int(np.minimum(many[ties.source], many[ties.target]).sum())
    links = Links(first, matrix.indices.astype(np.uint32), places, ties.weight[places].astype(np.float64))
    nodes = np.arange(size, dtype=np.uint32)
    in_common.over(nodes, 1 + steps // size, links, np.ones(size) if factor is None else factor, sums)
    return sums


def count_triangles(ties: Weighted, size: int) -> Integers:
    """Count the triangles at each node: two of its neighbours that are linked.

    Each tie is turned to the end that has more neighbours, so that of m ties no more than sqrt(2m) leave a node.
    """
    if not len(ties.source):
        return np.zeros(size, np.int64)
    order = np.argsort(np.bincount(np.append(ties.source, ties.target), minlength=size), kind="stable")
    place = np.empty(size, np.int32)
    place[order] = np.arange(size)
    one, other = place[ties.source], place[ties.target]
    ends = np.minimum(one, other), np.maximum(one, other)
    matrix = coo_array((np.ones(len(one), np.int8), ends), shape=(size, size)).tocsr()
    first, higher = matrix.indptr.astype(np.int64), matrix.indices.astype(np.uint32)
    steps = int(np.diff(first)[higher].sum())
    parts = corners.over(np.arange(size, dtype=np.uint32), 1 + steps // size, first, higher)
    return np.asarray(sum(parts))[place]
