"""The simple network as measures of paths walk it: the neighbours of each node in arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.graphs import Weighted, ties
from kg.network.model import Network
from kg.network.once import once_of_rows


class Adjacency(NamedTuple):
    """The neighbours of node v are `neighbours[first[v] : first[v + 1]]`, in their order, and so are their weights."""

    first: Integers
    neighbours: NDArray[np.uint32]
    weights: Integers

    def matrix(self, *, weighted: bool) -> csr_array:
        """Give it as a matrix of weights, or of ones."""
        size = len(self.first) - 1
        weights = self.weights.astype(np.float64) if weighted else np.ones(len(self.weights))
        return csr_array((weights, self.neighbours.astype(np.int32), self.first), shape=(size, size))


@once_of_rows
def along(network: Network) -> Adjacency:
    """Give those that edges lead to from each node; those of an undirected network lead both ways."""
    edges = Weighted(*network.pairs)
    return _adjacency(edges if network.directed else edges.both_ways(), len(network.iris))


@once_of_rows
def around(network: Network) -> Adjacency:
    """Give those that are linked to each node, whatever the direction."""
    return _adjacency(ties(network).both_ways(), len(network.iris)) if network.directed else along(network)


def _adjacency(edges: Weighted, size: int) -> Adjacency:
    """Put edges in the order of their sources and targets, which SciPy does by counting and not by comparing."""
    matrix = csr_array((edges.weight, (edges.source, edges.target)), shape=(size, size))
    matrix.sort_indices()
    return Adjacency(matrix.indptr.astype(np.int64), matrix.indices.astype(np.uint32), matrix.data)
