"""Leading eigenvectors of symmetric matrices, piece by piece, and whether there is only one; largest eigenvalues."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]
from scipy.sparse.linalg import ArpackNoConvergence, eigsh  # type: ignore[import-untyped]

_DENSE = 500
_RESTARTS = 100_000
_SEED = 1
_GAP = 1e-7
"""Share of the largest eigenvalue that the next must be away: the error of the vector is that of the arithmetic,
2e-16, divided by it, which leaves the nine digits of a score."""
_ROUGH = 1e-3
"""Share of the largest eigenvalue to which the first two are found to see whether they are far from each other."""
_ENOUGH = 1e-9
"""Share of the largest eigenvalue by which it may be off where it is all that is wished."""


class Leading(NamedTuple):
    """A non-negative vector of length 1; `unique` tells whether it is the only one, as far as arithmetic can tell."""

    vector: npt.NDArray[np.float64]
    unique: bool


def by_piece(matrix: csr_array) -> Iterator[tuple[npt.NDArray[np.int64], Leading]]:
    """Solve each connected piece of a symmetric matrix for itself, and tell its places; those of one place are none."""
    if not matrix.nnz:
        return
    count, piece = connected_components(matrix, directed=False)
    places = np.argsort(piece, kind="stable")
    bounds = np.searchsorted(piece[places], np.arange(count + 1)).tolist()
    ordered = matrix[places][:, places]
    for begin, end in pairwise(bounds):
        if end - begin > 1:
            yield places[begin:end], leading_vector(ordered[begin:end, begin:end])


def leading_value(matrix: csr_array) -> float:
    """Give the largest eigenvalue of a symmetric matrix that is nowhere negative, 0 where it is empty."""
    if not matrix.nnz:
        return 0.0
    if matrix.shape[0] <= _DENSE:
        return float(np.linalg.eigvalsh(matrix.toarray())[-1])
    start = np.random.default_rng(_SEED).random(matrix.shape[0])
    (value,) = eigsh(matrix, k=1, which="LA", v0=start, maxiter=_RESTARTS, tol=_ENOUGH, return_eigenvectors=False)
    return float(value)


def leading_vector(matrix: csr_array) -> Leading:
    """Give the eigenvector of the largest eigenvalue.

    `matrix` is the non-negative adjacency matrix of a connected graph with at least two nodes, so there is just one
    (Perron 1907, Frobenius 1912). But where two dense parts are far from each other, the next eigenvalue can be as
    large to within rounding, and any mixture of their vectors passes for the solution. Then it is the projection of
    the vector of ones on all of them, which treats alike what is alike: mirror images get the same scores.

    Small matrices are solved densely, others by Lanczos from a vector of random numbers, the same at each run: from
    one that has the symmetries of the graph it would not see all the solutions.
    """
    values, vectors = _dense(matrix) if matrix.shape[0] <= _DENSE else _sparse(matrix)
    leading = vectors[:, values >= values.max() * (1 - _GAP)]
    vector = np.abs(leading @ leading.sum(axis=0))
    return Leading(vector / np.linalg.norm(vector), leading.shape[1] == 1)


def _dense(matrix: csr_array) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    values, vectors = np.linalg.eigh(matrix.toarray())
    return values, vectors


def _sparse(matrix: csr_array) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give so many of the largest eigenvalues that the smallest of them is not the largest; solve hard ones densely.

    Where the first is far from the second it comes alone, for to find the second exactly takes most of the time.
    """
    size, count = matrix.shape[0], 2
    start = np.random.default_rng(_SEED).random(size)
    try:
        rough = eigsh(matrix, k=2, which="LA", v0=start, maxiter=_RESTARTS, tol=_ROUGH, return_eigenvectors=False)
        if rough.min() < rough.max() * (1 - 10 * _ROUGH):
            values, vectors = eigsh(matrix, k=1, which="LA", v0=start, maxiter=_RESTARTS)
            return values, vectors
        while True:
            values, vectors = eigsh(matrix, k=count, which="LA", v0=start, maxiter=_RESTARTS)
            if values.min() < values.max() * (1 - _GAP) or 2 * count >= size:
                return values, vectors
            count *= 2
    except ArpackNoConvergence:
        return _dense(matrix)
