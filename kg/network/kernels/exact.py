"""Shortest ways by exact arithmetic: slow, for where lengths differ by less than floating point numbers can tell."""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush

import numpy as np

from kg.network.adjacency import Adjacency
from kg.network.kernels.steps import Floats, Places


def exactly(adjacency: Adjacency, sources: Places) -> tuple[Floats, ...]:
    """Give what :func:`kg.network.kernels.lengths.shortest` gives, with fractions and whole numbers."""
    first, neighbours, weights = (column.tolist() for column in adjacency)
    lengths, columns = [Fraction(1, weight) for weight in weights], np.zeros((5, len(first) - 1))
    for source in sources.tolist():
        far, ways, order = {source: Fraction(0)}, {source: 1}, dict[int, None]()
        nearest = [(Fraction(0), source)]
        while nearest:
            length, node = heappop(nearest)
            if node in order:
                continue
            order[node] = None
            for edge in range(first[node], first[node + 1]):
                neighbour, longer = neighbours[edge], length + lengths[edge]
                if neighbour not in far or longer < far[neighbour]:
                    far[neighbour], ways[neighbour] = longer, ways[node]
                    heappush(nearest, (longer, neighbour))
                elif longer == far[neighbour]:
                    ways[neighbour] += ways[node]
        ahead: dict[int, float] = {}
        for node in reversed(list(order)[1:]):
            ahead[node] = sum(
                (1 + ahead[neighbours[edge]]) * (ways[node] / ways[neighbours[edge]])
                for edge in range(first[node], first[node + 1])
                if far[node] + lengths[edge] == far[neighbours[edge]]
            )
            columns[:, node] += ahead[node], ahead[node] ** 2, 1, float(far[node]), float(1 / far[node])
    return tuple(columns)
