"""Where nodes stand in a picture that somebody else draws: points, without the room that names take."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kg.network.drawing.layout import arranged
from kg.network.graphs import components, ties
from kg.network.model import Network

MOST_PLACED = 1_000
"""Nodes that are placed at most: it takes the square of them."""
_ROOM, _GAP = (56.0, 40.0), 10.0
"""What a point has around it, so that there is room for some of the names."""

Point = tuple[float, float]
"""To the right, and down."""


def places_of(network: Network) -> Mapping[str, Point]:
    """Place the nodes of a network, by IRI: what is linked stands together, and no point lies on another.

    >>> from kg.network.examples import STAR
    >>> sorted(places_of(STAR)), places_of(STAR) == places_of(STAR)
    (['a', 'b', 'c', 'd'], True)
    """
    source, target, _ = ties(network)
    room = np.tile(_ROOM, (len(network.iris), 1))
    middles = arranged(components(network)[1], source, target, room, _GAP)
    return {iri: (round(x, 1), round(y, 1)) for iri, (x, y) in zip(network.iris, middles.tolist(), strict=True)}
