"""Whom each node meets in what it takes part in, counted without making a pair of each two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.network.columns import Booleans, Integers
from kg.network.kernels.compiled import Kernel
from kg.network.kernels.steps import Places


class Circles(NamedTuple):
    """Who takes part in what, a claim for each, those of one activity together.

    `who` takes part by each claim, and those of its activity are from `begin` to before `end`. The claims of node v are
    in `of_node` from `first[v]` to before `first[v + 1]`; those whom it does not meet are in `apart`, from
    `first_apart[v]` to before `first_apart[v + 1]`.
    """

    who: Places
    begin: Integers
    end: Integers
    first: Integers
    of_node: Integers
    first_apart: Integers
    apart: Integers


@Kernel
def meetings(nodes: Places, circles: Circles, chosen: Booleans, place: Integers) -> tuple[Integers, Integers, Integers]:
    """Count for each of some nodes whom it meets, those of them that have an earlier place, and how often it meets any.

    Two meet in an activity where one of their claims is among the chosen.
    """
    who, begin, end, first, of_node, first_apart, apart = circles
    last = np.full(len(first) - 1, -1, np.int64)
    others, earlier, times = np.zeros((3, len(nodes)), np.int64)
    for at in range(len(nodes)):
        node = nodes[at]
        met, never = 2 * node, 2 * node + 1
        last[node] = never
        for each in range(first_apart[node], first_apart[node + 1]):
            last[apart[each]] = never
        for each in range(first[node], first[node + 1]):
            claim = of_node[each]
            for other in range(begin[claim], end[claim]):
                them = who[other]
                if last[them] != never and (chosen[claim] or chosen[other]):
                    times[at] += 1
                    if last[them] != met:
                        last[them] = met
                        others[at] += 1
                        earlier[at] += place[them] < place[node]
    return others, earlier, times
