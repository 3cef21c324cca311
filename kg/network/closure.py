"""What the two ends of ties share: the triangles of a network, of which clustering and brokerage are made."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array  # type: ignore[import-untyped]

from kg.network.columns import Integers, spread
from kg.network.graphs import Weighted

_AT_ONCE = 1 << 21
"""Pairs of ties that are looked at together, of some 60 bytes."""
_BLOCKS = (0, 512, 1024, 2048, 4096)
"""How many of the best linked nodes may be multiplied as a matrix: the largest has 134 MB."""
_ROWS = 256
_PAIR, _PRODUCT = 50, 0.1
"""Nanoseconds that a pair of ties takes, and a product within a matrix."""

Floats = NDArray[np.float64]


def shared(ties: Weighted, size: int, factor: Floats | None = None) -> Floats:
    """Sum over the neighbours that both ends of a tie have: its weights to both, times the factor of the neighbour.

    With weights and factors of 1, that is the number of triangles at each tie.

    Each tie is turned to the end that has more neighbours, so that of m ties no more than sqrt(2m) leave a node; those
    that leave a node are taken two by two, and where their ends are linked they close a triangle. Source: Latapy 2008,
    Main-memory triangle computations for very large graphs, Theoretical Computer Science 407. The best linked nodes are
    multiplied as a matrix where that is cheaper.
    """
    if not len(ties.source):
        return np.empty(0)
    order = np.argsort(np.bincount(np.append(ties.source, ties.target), minlength=size), kind="stable")
    turned = _Turned(ties, order)
    factors = np.ones(size) if factor is None else factor[order]
    sums, block = np.zeros(len(ties.source)), turned.block()
    for begin, end in turned.stretches(size - block):
        turned.add_pairs(begin, end, factors, sums)
    if block:
        turned.add_block(size - block, factors, sums)
    result = np.empty(len(sums))
    result[turned.ties] = sums
    return result


class _Turned:
    """Ties from the lower end to the higher in an order of the nodes, sorted; `ties` are their places before."""

    def __init__(self, ties: Weighted, order: Integers) -> None:
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        one, other = place[ties.source], place[ties.target]
        ends = np.minimum(one, other), np.maximum(one, other)
        matrix = coo_array((np.arange(len(one)), ends), shape=(len(order), len(order))).tocsr()
        self.ties: Integers = matrix.data
        self._first = matrix.indptr.astype(np.int64)
        self._many = np.diff(self._first)
        self._low, self._high = np.repeat(np.arange(len(order)), self._many), matrix.indices.astype(np.int64)
        self._weight = ties.weight[self.ties].astype(np.float64)
        self._keys = self._low * len(order) + self._high
        self._hashed = np.zeros(1 << max(16, int(4 * len(one)).bit_length()), dtype=np.bool_)
        self._hashed[self._hash(self._low, self._high)] = True

    def block(self) -> int:
        """Choose how many of the last nodes to multiply as a matrix: as is cheapest."""
        pairs, size = np.append(0, np.cumsum(self._many * (self._many - 1) // 2)), len(self._many)
        costs = {
            block: pairs[size - block] * _PAIR + block**3 * _PRODUCT for block in {min(each, size) for each in _BLOCKS}
        }
        return min(costs, key=lambda block: (costs[block], block))

    def stretches(self, nodes: int) -> Iterator[tuple[int, int]]:
        """Cut the ties of the first nodes into stretches of whole nodes, to be looked at together."""
        pairs = np.cumsum(self._many[:nodes] * (self._many[:nodes] - 1) // 2)
        begin, done = 0, 0
        while begin < nodes:
            end = max(begin + 1, int(np.searchsorted(pairs, done + _AT_ONCE, "right")))
            yield int(self._first[begin]), int(self._first[end])
            begin, done = end, int(pairs[end - 1])

    def add_pairs(self, begin: int, end: int, factor: Floats, sums: Floats) -> None:
        """Add what the triangles bring that have two ties of a stretch: those with their lowest corner in it."""
        tie, second = spread(np.arange(begin, end) + 1, self._first[self._low[begin:end] + 1])
        first = tie + begin
        one, other = self._high[first], self._high[second]
        maybe = np.flatnonzero(self._hashed[self._hash(one, other)])
        keys = one[maybe] * len(self._many) + other[maybe]
        third = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        closed = self._keys[third] == keys
        first, second, third = first[maybe][closed], second[maybe][closed], third[closed]
        weights, weight = self._weight, factor[self._high]
        np.add.at(sums, third, weights[first] * weights[second] * factor[self._low[first]])
        np.add.at(sums, first, weights[second] * weights[third] * weight[second])
        np.add.at(sums, second, weights[first] * weights[third] * weight[first])

    def add_block(self, begin: int, factor: Floats, sums: Floats) -> None:
        """Add what the triangles bring that have all corners among the last nodes."""
        start, size = int(self._first[begin]), len(self._many) - begin
        low, high, weight = self._low[start:] - begin, self._high[start:] - begin, self._weight[start:]
        matrix = np.zeros((size, size))
        matrix[low, high] = matrix[high, low] = weight
        for row in range(0, size, _ROWS):
            within = slice(*np.searchsorted(low, [row, row + _ROWS]))
            product = (matrix[row : row + _ROWS] * factor[begin:]) @ matrix
            sums[start:][within] += product[low[within] - row, high[within]]

    def _hash(self, one: Integers, other: Integers) -> Integers:
        """Give a place among the hashed for two ends; two that are not linked may have that of two that are."""
        return ((one * 0x9E3779B1) ^ (other * 0x85EBCA77)) >> 7 & (len(self._hashed) - 1)
