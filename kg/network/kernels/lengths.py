"""Shortest ways by the lengths of edges, where ways of equal length are known to be equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.network.columns import Integers
from kg.network.kernels.compiled import Kernel
from kg.network.kernels.steps import Floats, Places

PRIME = (1 << 61) - 1

Prints = NDArray[np.uint64]


def lengths(weights: Integers) -> tuple[Floats, Prints]:
    """Give the lengths of edges, 1/weight each, and their fingerprints.

    Sums of fractions are rounded, so that of two ways of equal length one would seem to be shorter: 1/4 + 1/3 + 1/6 is
    not 3/4. But the fingerprint of a length, which is the same fraction in the whole numbers modulo a prime, adds up
    without rounding: what differs by rounding and has the same fingerprint is equal, but for one case in 10 to the
    power of 18.
    """
    distinct, which = np.unique(weights, return_inverse=True)
    prints = np.asarray([pow(weight, -1, PRIME) for weight in distinct.tolist()], dtype=np.uint64)
    return (1 / distinct)[which], prints[which]


@Kernel
def shortest(
    sources: Places, first: Integers, neighbours: Places, lengths: Floats, prints: Prints
) -> tuple[Floats, Floats, Integers, Floats, Floats, int]:
    """Walk from each source to all others, nearest first (Dijkstra 1959), and back, as in Brandes 2001.

    Gives for each node the shares of the shortest ways from the sources to all others on which it lies, and their
    squares; how many of the sources reach it, the sum of their distances and that of the inverses; and how often two
    lengths differed by no more than rounding though their fingerprints differ, so that it is not sure which is shorter.

    What waits to be walked from is a heap of nodes, with the place of each in it. Ways are counted as `ways` times
    2 to the power of 512 times `power`, for they may be more than a float can count.
    """
    size = len(first) - 1
    rounding, large = max(1e-12, 4e-16 * size), 2.0**512
    through, squares, reaching = np.zeros(size), np.zeros(size), np.zeros(size, np.int64)
    distance, inverse, unsure = np.zeros(size), np.zeros(size), 0
    far, mark, ways, power = np.empty(size), np.empty(size, np.uint64), np.empty(size), np.zeros(size, np.int64)
    ahead, order = np.zeros(size), np.empty(size, np.uint32)
    heap, at = np.empty(size + 1, np.uint32), np.zeros(size, np.int64)  # at: 0 not met, -1 done, or the place from 1
    prime = np.uint64(PRIME)
    for source in sources:
        far[source], mark[source], ways[source], power[source] = 0.0, 0, 1.0, 0
        heap[1], at[source], waiting, reached = source, 1, 1, 0
        while waiting:
            node = heap[1]
            order[reached], at[node] = node, -1
            reached += 1
            last, waiting, place, child = heap[waiting], waiting - 1, 1, 2
            while child <= waiting:
                if child < waiting and far[heap[child + 1]] < far[heap[child]]:
                    child += 1
                if far[heap[child]] >= far[last]:
                    break
                heap[place] = heap[child]
                at[heap[place]] = place
                place, child = child, 2 * child
            if waiting:
                heap[place], at[last] = last, place
            for edge in range(first[node], first[node + 1]):
                neighbour, longer = neighbours[edge], far[node] + lengths[edge]
                if at[neighbour] and longer > far[neighbour] * (1 + rounding):
                    continue
                print_ = mark[node] + prints[edge]
                if print_ >= prime:
                    print_ -= prime
                if at[neighbour] and longer >= far[neighbour] * (1 - rounding):
                    if print_ == mark[neighbour]:
                        more, difference = ways[node], power[node] - power[neighbour]
                        if difference > 0:
                            ways[neighbour] = ways[neighbour] / large if difference == 1 else 0.0
                            power[neighbour] = power[node]
                        elif difference < 0:
                            more = more / large if difference == -1 else 0.0
                        ways[neighbour] += more
                        if ways[neighbour] > large:
                            ways[neighbour], power[neighbour] = ways[neighbour] / large, power[neighbour] + 1
                        unsure += at[neighbour] < 0
                        continue
                    unsure += 1
                    if longer >= far[neighbour]:
                        continue
                if at[neighbour] < 0:
                    unsure += 1
                    continue
                far[neighbour], mark[neighbour] = longer, print_
                ways[neighbour], power[neighbour] = ways[node], power[node]
                if not at[neighbour]:
                    waiting += 1
                    at[neighbour] = waiting
                place = at[neighbour]
                while place > 1 and far[heap[place // 2]] > longer:
                    heap[place] = heap[place // 2]
                    at[heap[place]] = place
                    place //= 2
                heap[place], at[neighbour] = neighbour, place
        for back in range(reached - 1, 0, -1):
            node, onward = order[back], 0.0
            for edge in range(first[node], first[node + 1]):
                neighbour, longer = neighbours[edge], far[node] + lengths[edge]
                if (
                    longer <= far[neighbour] * (1 + rounding)
                    and mark[node] + prints[edge] in (mark[neighbour], mark[neighbour] + prime)
                    and power[neighbour] <= power[node] + 1
                ):
                    share = ways[node] / ways[neighbour]
                    onward += (1.0 + ahead[neighbour]) * (share / large if power[neighbour] > power[node] else share)
            ahead[node] = onward
            through[node] += onward
            squares[node] += onward * onward
            reaching[node] += 1
            distance[node] += far[node]
            inverse[node] += 1 / far[node]
        for place in range(reached):
            at[order[place]] = 0
    return through, squares, reaching, distance, inverse, unsure
