"""How the network hangs together around a node."""

from __future__ import annotations

import numpy as np

from kg.network.graphs import components
from kg.network.measures.definitions import Scores
from kg.network.model import Network


def component_size(network: Network) -> Scores:
    """Give each node the size of its connected component, whatever the direction.

    Source: Wasserman & Faust 1994, Social Network Analysis, 4.2.

    >>> from kg.network.examples import ARROWS
    >>> component_size(ARROWS)
    Scores([4.0, 4.0, 4.0, 4.0])
    """
    _, component = components(network)
    return Scores(np.bincount(component, minlength=1)[component] if len(component) else component)
