"""The leading eigenvector of a symmetric matrix, the same at every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from scipy.sparse.linalg import eigsh  # type: ignore[import-untyped]

_DENSE = 500
_RESTARTS = 100_000


def leading_vector(matrix: csr_array) -> npt.NDArray[np.float64]:
    """Give the eigenvector of the largest eigenvalue, of length 1 and non-negative.

    `matrix` is the non-negative adjacency matrix of a connected graph with at least two nodes, so that vector
    is unique (Perron 1907, Frobenius 1912). Small ones are solved densely, others by Lanczos from the vector
    of ones, which unlike power iteration converges on bipartite graphs and long chains too.
    """
    size = matrix.shape[0]
    if size <= _DENSE:
        vector = np.linalg.eigh(matrix.toarray()).eigenvectors[:, -1]
    else:
        vector = eigsh(matrix, k=1, which="LA", v0=np.ones(size), maxiter=_RESTARTS)[1][:, 0]
    positive: npt.NDArray[np.float64] = np.abs(vector)
    return positive
