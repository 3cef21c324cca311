"""Compile all loops, so that nobody who asks waits for it: `python -m kg.network.kernels`.

The machine code is kept as :class:`kg.network.kernels.compiled.Kernel` tells; where it is there already, that is all.
"""

from __future__ import annotations

import numpy as np

from kg.network.kernels.common import Links, corners, in_common
from kg.network.kernels.forces import Field, settle
from kg.network.kernels.leading import Matrix, leading, leading_value
from kg.network.kernels.lengths import lengths, shortest
from kg.network.kernels.meetings import Circles, meetings
from kg.network.kernels.steps import between, nearness


def main() -> None:
    """Run each loop as machine code on a network of two."""
    first, neighbours = np.array([0, 1, 2]), np.array([1, 0], dtype=np.uint32)
    everybody, ones, tie = neighbours.copy(), np.ones(2), np.zeros(2, dtype=np.uint32)
    shortest.compiled(everybody, first, neighbours, *lengths(np.ones(2, np.int64)))
    between.compiled(everybody, first, neighbours, ones)
    nearness.compiled(everybody, first, neighbours)
    in_common.compiled(everybody, Links(first, neighbours, tie, ones), ones, np.zeros(1))
    corners.compiled(everybody, first, neighbours)
    matrix = Matrix(first, neighbours, ones)
    still = np.zeros((4, 2))
    settle.compiled(first[:1], first[1:2], Field(*still), 1, 0.1)
    leading.compiled(0, 2, matrix, np.array([0.1, 0.2]), 9)
    leading_value.compiled(matrix, 0.1, 9)
    claims, nobody = np.array([0, 1]), np.zeros(3, np.int64)
    circles = Circles(everybody, 0 * claims, 0 * claims + 2, first, claims, nobody, nobody[:0])
    meetings.compiled(everybody, circles, ones > 0, claims)


if __name__ == "__main__":
    main()
