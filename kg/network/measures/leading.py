"""Leading eigenvectors of symmetric matrices, piece by piece, and whether there is only one; largest eigenvalues."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.kernels import leading as kernels
from kg.network.measures.definitions import Floats

_SEED, _DENSE = 1, 500
_GAP = 1e-7
"""Share of the largest eigenvalue that the next must be away: the error of the vector is that of the arithmetic,
2e-16, divided by it, which leaves the nine digits of a score."""
_ERROR = 1e-9
_ENOUGH = 1e-10
"""Share of the largest eigenvalue by which it may be off where it is all that is wished."""
_WORK, _MOST = 1 << 29, 50_000
"""Additions that one go may cost, about a second, and steps that it may take."""
_USUAL = 100
"""Steps that are expected."""


class Leading(NamedTuple):
    """A non-negative vector of length 1. `gap` is the share of its eigenvalue by which the next is less.

    `error` is about how far the vector is from the one that it should be, where there is one.
    """

    vector: Floats
    gap: float
    error: float

    @property
    def doubt(self) -> tuple[str, dict[str, str]] | None:
        """Say by the code of a remark, and what it tells beside the piece, how it may not be relied on."""
        if self.gap < _GAP:
            return "parts-alike", {}
        return ("not-converged", {"error": f"{self.error:.0e}"}) if self.error > _ERROR else None


def by_piece(matrix: csr_array) -> Iterator[tuple[Integers, Leading]]:
    """Solve each connected piece of a symmetric matrix for itself, and tell its places; those of one place are none."""
    if not matrix.nnz:
        return
    count, piece = connected_components(matrix, directed=False)
    places = np.argsort(piece, kind="stable")
    bounds = np.searchsorted(piece[places], np.arange(count + 1)).tolist()
    ordered = matrix[places][:, places] if count > 1 else matrix
    columns = _matrix(ordered)
    chance = np.random.default_rng(_SEED).random(len(places))
    for begin, end in pairwise(bounds):
        if 1 < end - begin <= _DENSE:
            yield places[begin:end], _dense(ordered[begin:end, begin:end].toarray())
        elif end - begin > 1:
            yield places[begin:end], _solved(begin, end, columns, chance)


def _dense(matrix: Floats) -> Leading:
    """Solve a small piece. Where there are several vectors, it is the projection of the vector of ones on them."""
    values, vectors = np.linalg.eigh(matrix)
    leading = vectors[:, values >= values[-1] * (1 - _GAP)]
    vector = np.abs(leading @ leading.sum(axis=0))
    return Leading(vector / np.linalg.norm(vector), 1.0 if leading.shape[1] == 1 else 0.0, 0.0)


def _solved(begin: int, end: int, matrix: kernels.Matrix, chance: Floats) -> Leading:
    """Solve a piece, of which there is just one vector (Perron 1907, Frobenius 1912)."""
    step = int(matrix.first[end] - matrix.first[begin]) + 8 * (end - begin)
    solve = kernels.leading.worth(step * _USUAL)
    vector, value, gap, missing = solve(begin, end, matrix, chance, max(_USUAL, min(_MOST, _WORK // step)))
    return Leading(np.abs(vector), max(gap, 0.0) / value, missing / max(gap, _GAP * value))


def leading_value(matrix: csr_array) -> float:
    """Give the largest eigenvalue of a symmetric matrix that is nowhere negative, 0 where it is empty."""
    if not matrix.nnz:
        return 0.0
    step = matrix.nnz + 8 * matrix.shape[0]
    solve = kernels.leading_value.worth(step * _USUAL)
    return float(solve(_matrix(matrix), _ENOUGH, max(_USUAL, min(_MOST, _WORK // step))))


def _matrix(matrix: csr_array) -> kernels.Matrix:
    first, columns = matrix.indptr.astype(np.int64), matrix.indices.astype(np.uint32)
    return kernels.Matrix(first, columns, matrix.data.astype(np.float64))
