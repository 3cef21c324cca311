"""What a network is without some of its nodes: what falls apart, and who loses whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.network.columns import Integers, starts
from kg.network.graphs import components, degrees, ties
from kg.network.model import Network


@dataclass(frozen=True, slots=True)
class Remainder:
    """A network before and after some nodes go, by their places before.

    `rest` is what is left, its nodes at `places`. `parts` are what the pieces fall into that the nodes were in: one
    list for each of these pieces, its largest part first. `losing` are those who lose neighbours, and `lost` the
    neighbours of each; the first loses the largest share of what it has. `alone` are those who have none left.
    """

    rest: Network
    places: Integers
    parts: tuple[tuple[Integers, ...], ...]
    losing: Integers
    lost: tuple[Integers, ...]
    alone: Integers


def without(network: Network, removed: Sequence[int]) -> Remainder:
    """Take nodes out of a network, with all that links them, whatever the direction."""
    stays = np.ones(len(network.iris), dtype=np.bool_)
    stays[list(removed)] = False
    rest, places = network.part(stays), np.flatnonzero(stays)
    _, piece = components(network)
    _, part = components(rest)
    parts = [_parts(places[piece[places] == hit], part[piece[places] == hit]) for hit in np.unique(piece[~stays])]
    both = ties(network).both_ways()
    cut = both.at(np.flatnonzero(stays[both.source] & ~stays[both.target]))
    order = np.lexsort((cut.target, cut.source))
    source, target = cut.source[order], cut.target[order]
    losing, first, count = np.unique(source, return_index=True, return_counts=True)
    before = degrees(network)[losing]
    worst = np.lexsort((losing, -count, -count / before))
    lost = np.split(target, first[1:]) if len(losing) else []
    return Remainder(
        rest,
        places,
        tuple(parts),
        losing[worst],
        tuple(lost[each] for each in worst.tolist()),
        losing[count == before],
    )


def _parts(places: Integers, part: Integers) -> tuple[Integers, ...]:
    """Put nodes together that are in the same part."""
    order = np.argsort(part, kind="stable")
    groups = np.split(places[order], starts(part[order])[1:]) if len(part) else []
    return tuple(sorted(groups, key=lambda group: (-len(group), int(group[0]))))
