"""Shortest ways counted in steps: between which nodes others lie, and how far all are from each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.network.columns import Integers
from kg.network.kernels.compiled import Kernel

Places = NDArray[np.uint32]
Floats = NDArray[np.float64]


class Levels(NamedTuple):
    """The nodes that were reached from a source, in order, and how many shortest `ways` lead to each of these.

    Those at level k have the places from `starts[k]` to before `starts[k + 1]`, and their ways were multiplied with
    `scale[k]`.
    """

    order: Places
    starts: Integers
    ways: Floats
    scale: Floats


@Kernel
def between(sources: Places, first: Integers, neighbours: Places, ends: Floats) -> tuple[Floats, Floats]:
    """Add up for each node the shares of the shortest ways from the sources to all others on which it lies.

    `ends` tells how often the ways to each node count: 1, or 0 for those that are no ends (Brandes 2008, On variants of
    shortest-path betweenness centrality). And their squares, one for each source, by which an estimate from some of the
    sources tells how far off it may be.

    Breadth first from each source, then back, as in Brandes 2001, without lists of predecessors and without a branch in
    the inner loops.
    """
    size = len(first) - 1
    through, squares = np.zeros(size), np.zeros(size)
    arrived, ahead, ways, share = np.zeros(size), np.zeros(size), np.empty(size), np.empty(size)
    order, starts, scale = np.empty(size + 1, np.uint32), np.empty(size + 2, np.int64), np.ones(size + 2)
    levels = Levels(order, starts, ways, scale)
    for source in sources:
        level = _walk(source, first, neighbours, levels, arrived)
        for back in range(level - 1, 0, -1):
            for place in range(starts[back], starts[back + 1]):
                node, onward = order[place], 0.0
                for edge in range(first[node], first[node + 1]):
                    onward += ahead[neighbours[edge]]
                onward *= ways[place]
                through[node] += onward
                squares[node] += onward * onward
                share[place] = (ends[node] + onward) / ways[place] * scale[back]
            for place in range(starts[back + 1], starts[back + 2]):
                ahead[order[place]] = 0.0
            for place in range(starts[back], starts[back + 1]):
                ahead[order[place]] = share[place]
        for place in range(starts[level]):
            arrived[order[place]] = ahead[order[place]] = 0.0
    return through, squares


@Kernel
def _walk(source: int, first: Integers, neighbours: Places, levels: Levels, arrived: Floats) -> int:
    """Walk from a source, and give the level at which nobody is.

    In `arrived`, all of it 0 before, the ways to a node are added up while the level before it is walked; then it is
    minus infinity, to which nothing can be added. Ways grow with each level: before they are too many for a float, all
    of a level are divided, for what counts is only how they compare to those of the next level.
    """
    order, starts, ways, scale = levels
    order[0], ways[0], arrived[source] = source, 1.0, -np.inf
    starts[0], starts[1], level, reached = 0, 1, 1, 1
    while starts[level - 1] < starts[level]:
        for place in range(starts[level - 1], starts[level]):
            node, to_node = order[place], ways[place]
            for edge in range(first[node], first[node + 1]):
                neighbour = neighbours[edge]
                order[reached] = neighbour
                reached += arrived[neighbour] == 0.0
                arrived[neighbour] += to_node
        most = 0.0
        for place in range(starts[level], reached):
            ways[place] = arrived[order[place]]
            arrived[order[place]] = -np.inf
            most = max(most, ways[place])
        scale[level] = 1.0
        if most > 1e200:
            scale[level] = 1e-200
            for place in range(starts[level], reached):
                ways[place] = max(ways[place] * 1e-200, 1e-300)
        level += 1
        starts[level] = reached
    return level - 1


@Kernel
def nearness(sources: Places, first: Integers, neighbours: Places) -> tuple[Integers, Integers, Floats]:
    """Give for each node how many of the sources reach it, the sum of their steps, and that of the inverse steps.

    Breadth first from 64 sources at a time, each a bit of a number (Then et al. 2014, The more the merrier, PVLDB 8).
    """
    size = len(first) - 1
    reaching, steps, inverse = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size)
    met, here, there = np.zeros(size, np.uint64), np.zeros(size, np.uint64), np.zeros(size, np.uint64)
    front, beyond = np.empty(size + 1, np.uint32), np.empty(size + 1, np.uint32)
    for begin in range(0, len(sources), 64):
        met[:] = 0
        length, step = 0, 0
        for bit in range(min(64, len(sources) - begin)):
            source = sources[begin + bit]
            front[length] = source
            length += here[source] == 0
            here[source] |= np.uint64(1) << np.uint64(bit)
            met[source] = here[source]
        while length:
            step += 1
            touched = 0
            for place in range(length):
                node = front[place]
                bits = here[node]
                here[node] = 0
                for edge in range(first[node], first[node + 1]):
                    neighbour = neighbours[edge]
                    beyond[touched] = neighbour
                    touched += there[neighbour] == 0
                    there[neighbour] |= bits
            length = 0
            for place in range(touched):
                node = beyond[place]
                bits = there[node] & ~met[node]
                there[node] = 0
                met[node] |= bits
                here[node] = bits
                front[length] = node
                length += bits != 0
                count = 0
                while bits:
                    bits &= bits - np.uint64(1)
                    count += 1
                reaching[node] += count
                steps[node] += step * count
                inverse[node] += count / step
    return reaching, steps, inverse
