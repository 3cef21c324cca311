"""Who takes part in what, for as long as nobody asks for each two that do: of n in one activity there are n(n-1)/2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from kg.network.columns import Booleans, Integers, Pairs, spread, starts
from kg.network.kernels.meetings import Circles, meetings
from kg.network.rows import Rows


class Met(NamedTuple):
    """Of each node: how many others it is linked to, how many of them have an earlier place, and by how many facts."""

    others: Integers
    earlier: Integers
    facts: Integers


@dataclass(frozen=True, eq=False)
class Cliques:
    """Columns of one length, sorted by activity and participant: `who` takes part in `activity`.

    `who` are numbers of nodes, below `size`; `certainty` and `dated` are as in :class:`kg.network.rows.Rows`. `apart`
    are pairs of them, a group and one of it, in both orders: they are not linked by what both take part in. `demand`
    raises NetworkTooLarge for activities that link too many.
    """

    activity: Integers
    who: Integers
    certainty: Integers
    dated: Integers
    apart: Pairs
    size: int
    demand: Callable[[Integers], None]

    def __len__(self) -> int:
        return len(self.who)

    @cached_property
    def pairs(self) -> int:
        """How many rows there are, those apart among them."""
        counts = np.diff(np.append(starts(self.activity), len(self)))
        return int((counts * (counts - 1) // 2).sum())

    @cached_property
    def rows(self) -> Rows:
        """The links of each two that take part in the same. Raises NetworkTooLarge where they are too many."""
        self.demand(self.activity)
        return self.linked(*self.two_of_each(), np.arange(self.size), self.size)

    def linked(self, one: Integers, other: Integers, places: Integers, size: int) -> Rows:
        """Link two and two, by their claims, with the confidence of the less sure side; `places` are those of nodes."""
        ends = places[self.who[one]], places[self.who[other]]
        source, target = np.minimum(*ends), np.maximum(*ends)
        order = np.argsort(source * size + target, kind="stable")
        one, other, nothing = one[order], other[order], np.broadcast_to(np.int64(0), len(order))
        activities = self.activity[one]
        return Rows(
            source=source[order],
            target=target[order],
            role=nothing,
            record=activities,
            fact=activities,
            certainty=np.minimum(self.certainty[one], self.certainty[other]),
            joint=nothing,
            dated=self.dated[one] | self.dated[other],
        )

    def two_of_each(self) -> tuple[Integers, Integers]:
        """Give the claims of each two that are linked by an activity."""
        one, other = spread(np.arange(len(self)) + 1, np.searchsorted(self.activity, self.activity, "right"))
        return self._not_apart(one, other)

    def with_each(self, claims: Integers) -> tuple[Integers, Integers]:
        """Give those of these of which one is among some claims, sorted, each two once."""
        own = self.activity[claims]
        place, other = spread(np.searchsorted(self.activity, own, "left"), np.searchsorted(self.activity, own, "right"))
        one = claims[place]
        once = (other > one) | np.isin(other, claims, invert=True)
        return self._not_apart(one[once], other[once])

    def _not_apart(self, one: Integers, other: Integers) -> tuple[Integers, Integers]:
        if not len(self.apart.records):
            return one, other
        keys = self.apart.records * self.size + self.apart.codes
        linked = np.isin(self.who[one] * self.size + self.who[other], keys, invert=True)
        return one[linked], other[linked]

    @cached_property
    def met(self) -> Met:
        """Whom each node is linked to."""
        return self.meeting()

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return int(self.met.others.sum()) // 2

    def meeting(self, places: Integers | None = None, chosen: Booleans | None = None) -> Met:
        """Count whom each node is linked to by an activity in which one of both takes part by a chosen claim, or any.

        What is an earlier place is told by `places`, or by the numbers of nodes.
        """
        places = np.arange(self.size) if places is None else places
        chosen = np.ones(len(self), dtype=np.bool_) if chosen is None else chosen
        nodes = np.arange(self.size, dtype=np.uint32)
        parts = meetings.over(nodes, 2 * self.pairs // max(self.size, 1), self._circles, chosen, places)
        counts = np.zeros((3, self.size), np.int64)
        for part, each in enumerate(parts):
            counts[:, part :: len(parts)] = each
        return Met(*counts)

    def among(self, places: Integers, size: int) -> Cliques:
        """Keep what is among some of the nodes, with other numbers; those have -1 that are not."""
        within = (places[self.apart.records] >= 0) & (places[self.apart.codes] >= 0)
        part = self.at(np.flatnonzero(places[self.who] >= 0))
        part = part.at(np.lexsort((places[part.who], part.activity)))
        apart = Pairs(*(places[each[within]] for each in self.apart))
        return replace(part, who=places[part.who], apart=apart, size=size)

    def at(self, claims: Integers | Booleans) -> Cliques:
        """Keep some claims of the same nodes."""
        return replace(
            self,
            activity=self.activity[claims],
            who=self.who[claims],
            certainty=self.certainty[claims],
            dated=self.dated[claims],
        )

    def components(self) -> tuple[int, Integers]:
        """Count the connected pieces, and give the number of that which each node is in."""
        # Where somebody is linked to all others, an activity is one piece; where all are apart from somebody, all two
        # are looked at.
        is_one = np.isin(self.activity, self.activity[~self._beside])
        rows = self.at(~is_one).rows
        _, activity = np.unique(self.activity[is_one], return_inverse=True)
        source = np.concatenate([self.who[is_one], rows.source])
        target = np.concatenate([activity + self.size, rows.target])
        count = self.size + int(activity.max(initial=-1)) + 1
        ends = (np.ones(len(source), np.bool_), (source, target))
        _, of_node = connected_components(coo_array(ends, shape=(count, count)), directed=False)
        pieces, of_node = np.unique(of_node[: self.size], return_inverse=True)
        return len(pieces), of_node.astype(np.int64)

    def steps(self, start: int, most: int) -> Integers:
        """Count the steps to each node that is reached with `most` of them, and give -1 for the others."""
        circles, over = self._circles, np.zeros(len(self.who), dtype=np.bool_)
        steps = np.full(self.size, -1, dtype=np.int64)
        steps[start], front = 0, np.asarray([start])
        for taken in range(1, most + 1):
            claims = circles.of_node[spread(circles.first[front], circles.first[front + 1])[1]]
            claims = claims[~over[claims]]
            beside = self._beside[claims]
            over |= (whole := np.isin(self.activity, self.activity[claims[~beside]]))
            reached = np.concatenate([self.who[whole], *map(self._others, claims[beside & ~over[claims]].tolist())])
            front = np.unique(reached[steps[reached] < 0])
            steps[front] = taken
        return steps

    def _others(self, claim: int) -> Integers:
        """Give those whom one who takes part by a claim is linked to in its activity."""
        circles, node = self._circles, self.who[claim]
        others = self.who[circles.begin[claim] : circles.end[claim]]
        apart = circles.apart[circles.first_apart[node] : circles.first_apart[node + 1]]
        return others[np.isin(others, np.append(apart, node), invert=True)]

    @cached_property
    def _circles(self) -> Circles:
        places = np.arange(self.size + 1)
        of_node = np.argsort(self.who, kind="stable")
        order = np.argsort(self.apart.records, kind="stable")
        begin, end = (np.searchsorted(self.activity, self.activity, side) for side in ("left", "right"))
        return Circles(
            who=self.who.astype(np.uint32),
            begin=begin,
            end=end,
            first=np.searchsorted(self.who[of_node], places),
            of_node=of_node,
            first_apart=np.searchsorted(self.apart.records[order], places),
            apart=self.apart.codes[order],
        )

    @cached_property
    def _beside(self) -> Booleans:
        """The claims of those beside whom somebody takes part whom they are apart from."""
        circles, keys = self._circles, self.activity * self.size + self.who
        first = circles.first[self.apart.records], circles.first[self.apart.records + 1]
        pair, place = spread(*first)
        claims = circles.of_node[place]
        beside = np.zeros(len(self.who), dtype=np.bool_)
        beside[claims[np.isin(self.activity[claims] * self.size + self.apart.codes[pair], keys)]] = True
        return beside
