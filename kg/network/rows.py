"""What links the nodes of a network, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kg.network.columns import Booleans, Integers, distinct, starts


@dataclass(frozen=True, eq=False)
class Rows:
    """What links the nodes of a network, in columns of one length, sorted by source, target and role.

    A row is one record that links two nodes, or in a co-participation one activity that they share, in a role, by the
    number of it. The columns `source` and `target` are places of nodes, `role` is one of a role, and `fact` tells the
    facts apart that the rows speak of. `certainty` is a place in :data:`kg.network.filters.CONFIDENCES` or -1. A figure
    of the record of a `joint` row is not the row's alone; the record of a `dated` one tells a time. Where money weighs,
    `money` is the figure of each row in whole units: of the rows of one edge that speak of one fact, one has the figure
    of the fact and the others nothing.
    """

    source: Integers
    target: Integers
    role: Integers
    record: Integers
    fact: Integers
    certainty: Integers
    joint: Integers
    dated: Integers
    money: Integers | None = None

    @cached_property
    def starts(self) -> Integers:
        """The rows with which the edges begin: one edge for each source, target and role."""
        return starts(self.source, self.target, self.role)

    @cached_property
    def pairs(self) -> tuple[Integers, Integers, Integers]:
        """Sources, targets and weights of each two that are linked, whatever the roles."""
        first = starts(self.source, self.target)
        return self.source[first], self.target[first], self.weights(first)

    @cached_property
    def ties(self) -> tuple[Integers, Integers, Integers]:
        """Places and weights of each two that are linked, whatever the direction; facts of both count once."""
        source, target = np.minimum(self.source, self.target), np.maximum(self.source, self.target)
        order = np.lexsort((target, source))
        source, target = source[order], target[order]
        first = starts(source, target)
        return source[first], target[first], self.at(order).weights(first)

    def at(self, places: Integers | Booleans | slice) -> Rows:
        """Take some of them."""
        columns = (self.source, self.target, self.role, self.record, self.fact, self.certainty, self.joint, self.dated)
        return Rows(*(each[places] for each in (*columns, *([] if self.money is None else [self.money]))))

    def weights(self, first: Integers) -> Integers:
        """Weigh runs of rows that begin at some places: by the distinct facts in each, or by the money of these."""
        counts = np.diff(np.append(first, len(self)))
        if self.money is not None:
            run = np.repeat(np.arange(len(first)), counts)
            order = np.lexsort((-self.money, self.fact, run))
            facts = order[starts(run[order], self.fact[order])]
            weights = np.zeros(len(first), dtype=np.int64)
            np.add.at(weights, run[facts], self.money[facts])
            return weights
        several = np.repeat(counts > 1, counts)
        run = np.repeat(np.arange(len(first)), counts)[several]
        facts = distinct(run, self.fact[several])
        counts[counts > 1] = np.bincount(run[facts], minlength=len(first))[counts > 1]
        return counts

    def __len__(self) -> int:
        return len(self.source)
