"""Shortest ways by the lengths of edges, where ways of equal length are known to be equal."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.network.columns import Integers
from kg.network.kernels.compiled import Kernel
from kg.network.kernels.steps import Floats, Places

PRIME = (1 << 61) - 1
_LARGE = 2.0**512

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


class Links(NamedTuple):
    """The edges from node v have the places from `first[v]` to before `first[v + 1]` in the other columns."""

    first: Integers
    neighbours: Places
    lengths: Floats
    prints: Prints


class Ways(NamedTuple):
    """What is known of the shortest ways from a source to each node.

    How `far` it is, and the fingerprint of that; the number of ways, `many` times 2 to the power of 512 times `power`,
    for they may be more than a float can count; `order` are the nodes in the order in which they were walked from.
    `heap` has those that wait to be, from place 1, the nearest first, and `at` the place of each in it: 0 where it has
    not been met, -1 where it is done.
    """

    far: Floats
    mark: Prints
    many: Floats
    power: Integers
    order: Places
    heap: Places
    at: Integers


@Kernel
def shortest(
    sources: Places, first: Integers, neighbours: Places, lengths: Floats, prints: Prints
) -> tuple[Floats, Floats, Integers, Floats, Floats, int]:
    """Walk from each source to all others, nearest first (Dijkstra 1959), and back, as in Brandes 2001.

    Gives for each node the shares of the shortest ways from the sources to all others on which it lies, and their
    squares; how many of the sources reach it, the sum of their distances and that of the inverses; and how often two
    lengths differed by no more than rounding though their fingerprints differ, so that it is not sure which is shorter.
    """
    size = len(first) - 1
    through, squares, reaching = np.zeros(size), np.zeros(size), np.zeros(size, np.int64)
    distance, inverse, unsure = np.zeros(size), np.zeros(size), 0
    far, mark, many, power = np.empty(size), np.empty(size, np.uint64), np.empty(size), np.zeros(size, np.int64)
    order, heap, at = np.empty(size, np.uint32), np.empty(size + 1, np.uint32), np.zeros(size, np.int64)
    links, ways = Links(first, neighbours, lengths, prints), Ways(far, mark, many, power, order, heap, at)
    ahead = np.zeros(size)
    for source in sources:
        reached, doubts = _walk(source, links, ways)
        unsure += doubts
        _come_back(reached, links, ways, ahead)
        for place in range(1, reached):
            node = order[place]
            through[node] += ahead[node]
            squares[node] += ahead[node] * ahead[node]
            reaching[node] += 1
            distance[node] += far[node]
            inverse[node] += 1 / far[node]
        for place in range(reached):
            at[order[place]] = 0
    return through, squares, reaching, distance, inverse, unsure


@Kernel
def _walk(source: int, links: Links, ways: Ways) -> tuple[int, int]:
    """Find the shortest ways from a source; gives how many nodes are reached, and how often it was not sure."""
    far, mark, many, power, order, heap, at = ways
    rounding, prime = max(1e-12, 4e-16 * len(far)), np.uint64(PRIME)
    far[source], mark[source], many[source], power[source] = 0.0, 0, 1.0, 0
    heap[1], at[source], waiting, reached, unsure = source, 1, 1, 0, 0
    while waiting:
        node = _take_nearest(waiting, ways)
        order[reached] = node
        reached, waiting = reached + 1, waiting - 1
        for edge in range(links.first[node], links.first[node + 1]):
            neighbour, longer = links.neighbours[edge], far[node] + links.lengths[edge]
            if at[neighbour] and longer > far[neighbour] * (1 + rounding):
                continue
            print_ = mark[node] + links.prints[edge]
            if print_ >= prime:
                print_ -= prime
            if at[neighbour] and longer >= far[neighbour] * (1 - rounding):
                if print_ == mark[neighbour]:
                    _add_ways(node, neighbour, ways)
                    unsure += at[neighbour] < 0
                    continue
                unsure += 1
                if longer >= far[neighbour]:
                    continue
            if at[neighbour] < 0:
                unsure += 1
                continue
            far[neighbour], mark[neighbour] = longer, print_
            many[neighbour], power[neighbour] = many[node], power[node]
            if not at[neighbour]:
                waiting += 1
                at[neighbour] = waiting
            _move_up(neighbour, ways)
    return reached, unsure


@Kernel
def _take_nearest(waiting: int, ways: Ways) -> int:
    """Take the first of so many nodes from the heap."""
    far, heap, at = ways.far, ways.heap, ways.at
    node, last, place, child = heap[1], heap[waiting], 1, 2
    while child < waiting:
        if child + 1 < waiting and far[heap[child + 1]] < far[heap[child]]:
            child += 1
        if far[heap[child]] >= far[last]:
            break
        heap[place] = heap[child]
        at[heap[place]] = place
        place, child = child, 2 * child
    heap[place], at[last] = last, place
    at[node] = -1
    return int(node)


@Kernel
def _move_up(node: int, ways: Ways) -> None:
    """Move a node, which is nearer than it was, to where it belongs in the heap."""
    far, heap, at = ways.far, ways.heap, ways.at
    place = at[node]
    while place > 1 and far[heap[place // 2]] > far[node]:
        heap[place] = heap[place // 2]
        at[heap[place]] = place
        place //= 2
    heap[place], at[node] = node, place


@Kernel
def _add_ways(node: int, neighbour: int, ways: Ways) -> None:
    """Let the ways to a node lead on to a neighbour, beside those that lead there already."""
    many, power = ways.many, ways.power
    more, difference = many[node], power[node] - power[neighbour]
    if difference > 0:
        many[neighbour] = many[neighbour] / _LARGE if difference == 1 else 0.0
        power[neighbour] = power[node]
    elif difference < 0:
        more = more / _LARGE if difference == -1 else 0.0
    many[neighbour] += more
    if many[neighbour] > _LARGE:
        many[neighbour], power[neighbour] = many[neighbour] / _LARGE, power[neighbour] + 1


@Kernel
def _come_back(reached: int, links: Links, ways: Ways, ahead: Floats) -> None:
    """Give for each node that was reached, the farthest first, the shares of the ways to those beyond it."""
    far, mark, many, power, order, _, _ = ways
    rounding, prime = max(1e-12, 4e-16 * len(far)), np.uint64(PRIME)
    for back in range(reached - 1, 0, -1):
        node, onward = order[back], 0.0
        for edge in range(links.first[node], links.first[node + 1]):
            neighbour, longer = links.neighbours[edge], far[node] + links.lengths[edge]
            if (
                longer <= far[neighbour] * (1 + rounding)
                and mark[node] + links.prints[edge] in (mark[neighbour], mark[neighbour] + prime)
                and power[neighbour] <= power[node] + 1
            ):
                share = many[node] / many[neighbour]
                onward += (1.0 + ahead[neighbour]) * (share / _LARGE if power[neighbour] > power[node] else share)
        ahead[node] = onward
