"""Neighbours that two nodes have in common."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.network.columns import Integers
from kg.network.kernels.compiled import Kernel
from kg.network.kernels.steps import Floats, Places


class Links(NamedTuple):
    """Those of node v, from `first[v]` to before `first[v + 1]`: to whom, the number of the tie, and its weight."""

    first: Integers
    neighbours: Places
    ties: Places
    weights: Floats


@Kernel
def in_common(nodes: Places, links: Links, factor: Floats, sums: Floats) -> None:
    """Sum over what both ends of a tie are linked to: the weights of both links, times the factor of what it is.

    The links of a node are marked, and those of each neighbour with fewer of them are looked up there, so that each tie
    is summed up at one of its ends, and in one order. `sums` are by the number of the tie.
    """
    first, neighbours, ties, weights = links
    marks = np.zeros(len(first) - 1)
    for node in nodes:
        many = first[node + 1] - first[node]
        for link in range(first[node], first[node + 1]):
            marks[neighbours[link]] = weights[link] * factor[neighbours[link]]
        for link in range(first[node], first[node + 1]):
            other = neighbours[link]
            fewer = first[other + 1] - first[other]
            if fewer < many or (fewer == many and other < node):
                total = 0.0
                for onward in range(first[other], first[other + 1]):
                    total += weights[onward] * marks[neighbours[onward]]
                sums[ties[link]] = total
        for link in range(first[node], first[node + 1]):
            marks[neighbours[link]] = 0.0


@Kernel
def corners(nodes: Places, first: Integers, higher: Places) -> Integers:
    """Count for each node the triangles of which it is a corner, in an order of the nodes, by their lowest corners.

    `higher` are the neighbours of each node that come after it. Where these are marked, a triangle is closed by what
    comes after one of them and is marked too (Latapy 2008, Main-memory triangle computations for very large graphs,
    Theoretical Computer Science 407).
    """
    counts, marks = np.zeros(len(first) - 1, np.int64), np.zeros(len(first) - 1, np.bool_)
    for node in nodes:
        for link in range(first[node], first[node + 1]):
            marks[higher[link]] = True
        for link in range(first[node], first[node + 1]):
            other = higher[link]
            for onward in range(first[other], first[other + 1]):
                if marks[higher[onward]]:
                    counts[node] += 1
                    counts[other] += 1
                    counts[higher[onward]] += 1
        for link in range(first[node], first[node + 1]):
            marks[higher[link]] = False
    return counts
