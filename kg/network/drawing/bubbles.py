"""A picture of a whole network by its groups: each a bubble, as large as it has members, with what links them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from kg.network.columns import starts
from kg.network.drawing.layout import arranged
from kg.network.graphs import positions, ties
from kg.network.model import Network

MOST_BUBBLES = 40
"""Groups that a picture has room for, the largest."""
_MOST_LINKS = 150
_LARGEST, _SMALLEST, _NAME = 44.0, 9.0, (196.0, 38.0)
_GAP = 6.0
_ROW = 1040.0
"""Pixels of a page, which pieces lie beside each other on."""


class Bubble(NamedTuple):
    """Where the middle of a group is, and how large it is drawn."""

    x: float
    y: float
    radius: float


class Link(NamedTuple):
    """How many ties lead from members of one group to members of another, by the places of both in the list."""

    one: int
    other: int
    ties: int


def bubbles_of(network: Network, groups: Sequence[Sequence[str]]) -> tuple[list[Bubble], list[Link]]:
    """Place the first of some groups, and tell what links them, the most ties first.

    >>> from kg.network.examples import network_of
    >>> bubbles, links = bubbles_of(network_of("ab", "bc", "cd"), [["a", "b"], ["c"], ["d"]])
    >>> len(bubbles), links
    (3, [Link(one=0, other=1, ties=1), Link(one=1, other=2, ties=1)])
    """
    drawn = groups[:MOST_BUBBLES]
    links = _links(network, drawn)
    sizes = np.sqrt(np.asarray([len(each) for each in drawn], dtype=np.float64).reshape(-1))
    radii = np.maximum(_LARGEST * sizes / sizes.max(initial=1.0), _SMALLEST)
    wide, high = np.maximum(2 * radii, _NAME[0]), 2 * radii + _NAME[1]
    ends = np.asarray([[each.one, each.other] for each in links], dtype=np.int64).reshape(-1, 2)
    size = len(drawn)
    _, pieces = connected_components(coo_array((np.ones(len(ends)), ends.T), shape=(size, size)), directed=False)
    room = np.column_stack([wide, high])
    middles = arranged(pieces.astype(np.int64), ends[:, 0], ends[:, 1], room, _GAP, _ROW)
    tops = middles[:, 1] - high / 2 + radii
    places = zip(middles[:, 0].tolist(), tops.tolist(), radii.tolist(), strict=True)
    return [Bubble(*(round(each, 1) for each in place)) for place in places], links


def _links(network: Network, groups: Sequence[Sequence[str]]) -> list[Link]:
    place, of_node = positions(network), np.full(len(network.iris), -1, np.int64)
    for number, group in enumerate(groups):
        of_node[[place[iri] for iri in group]] = number
    source, target, _ = ties(network)
    ends = np.sort(np.column_stack([of_node[source], of_node[target]]), axis=1)
    ends = ends[(ends[:, 0] >= 0) & (ends[:, 0] != ends[:, 1])]
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    first = starts(ends[:, 0], ends[:, 1])
    counts = np.diff(np.append(first, len(ends)))
    order = np.argsort(-counts, kind="stable")[:_MOST_LINKS]
    chosen = np.column_stack([ends[first], counts])[order]
    return [Link(one, other, count) for one, other, count in chosen.tolist()]
