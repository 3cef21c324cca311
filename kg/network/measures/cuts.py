"""Where a simple network falls apart: the nodes and ties that alone hold parts of it together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components, depth_first_order  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.graphs import Weighted


class Cuts(NamedTuple):
    """What falls apart when one node or one tie goes.

    By node, `parts` is the number of parts that its connected piece then falls into, and `cut_off` how many nodes are
    not in the largest of them: 0 where nothing falls apart. `bridges` are the places of the ties without which a piece
    falls in two, sorted, and `beyond` how many nodes are in the smaller of both parts of each.
    """

    parts: Integers
    cut_off: Integers
    bridges: Integers
    beyond: Integers


def find_cuts(ties: Weighted, size: int) -> Cuts:
    """Find them in one walk that goes on to a new neighbour as long as there is one, and then goes back.

    What was reached from a node is cut off without it where no tie leads from there to a node that was reached before.
    Source: Hopcroft & Tarjan 1973, Efficient algorithms for graph manipulation, Communications of the ACM 16.
    """
    if not size:
        nothing = np.empty(0, np.int64)
        return Cuts(nothing, nothing, nothing, nothing)
    walk = _walk(ties, size)
    inner = walk.before > 0  # else it is where the walk entered a piece
    nodes, before, reach, many = (column[inner] for column in (walk.nodes, walk.before, walk.reach, walk.many))
    from_node = walk.nodes[before]
    apart = reach >= before
    parts = np.bincount(from_node[apart], minlength=size)
    rest = walk.whole - 1 - np.bincount(from_node[apart], many[apart], minlength=size).astype(np.int64)
    largest = rest.copy()
    np.maximum.at(largest, from_node[apart], many[apart])
    alone = reach > before
    ends = np.sort([nodes[alone], from_node[alone]], axis=0)
    bridges = np.searchsorted(ties.source * size + ties.target, ends[0] * size + ends[1])
    beyond = np.minimum(many[alone], walk.whole[nodes[alone]] - many[alone])
    order = np.argsort(bridges)
    return Cuts(parts + (rest > 0), walk.whole - 1 - largest, bridges[order], beyond[order])


class _Walked(NamedTuple):
    """Columns in the order of the walk: the nodes, and the places of those from which they were reached.

    `reach` is the first place that ties lead to from a node or from what was reached by it, but for the tie by which
    itself was reached, and `many` how many nodes these are. `whole` is by node how many its piece has. At place 0
    the walk is in no node, and from there enters each piece.
    """

    nodes: Integers
    before: Integers
    reach: Integers
    many: Integers
    whole: Integers


def _walk(ties: Weighted, size: int) -> _Walked:
    matrix = coo_array((np.ones(len(ties.source), np.int8), (ties.source, ties.target)), shape=(size, size))
    _, piece = connected_components(matrix, directed=False)
    _, entries = np.unique(piece, return_index=True)
    both = ties.both_ways()
    ends = np.append(both.source, np.full(len(entries), size)), np.append(both.target, entries)
    linked = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(size + 1, size + 1)).tocsr()
    nodes, reached_from = depth_first_order(linked, size)
    place = np.empty(size + 1, np.int64)
    place[nodes] = np.arange(size + 1)
    before = place[np.maximum(reached_from[nodes], 0)]
    before[0] = 0
    reach = np.arange(size + 1)
    back = before[place[both.source]] != place[both.target]
    np.minimum.at(reach, place[both.source[back]], place[both.target[back]])
    reaches, counts = reach.tolist(), [1] * (size + 1)
    for at, from_ in zip(range(size, 0, -1), before[:0:-1].tolist(), strict=True):
        counts[from_] += counts[at]
        reaches[from_] = min(reaches[from_], reaches[at])
    return _Walked(nodes, before, np.asarray(reaches), np.asarray(counts), np.bincount(piece)[piece])
