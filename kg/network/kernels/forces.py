"""Forces that settle nodes in places: all push each other away, links pull, and all are drawn to the middle."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from kg.network.columns import Integers
from kg.network.kernels.compiled import Kernel
from kg.network.kernels.steps import Floats


class Field(NamedTuple):
    """The places of nodes along both axes, and the forces on them, which are of use while they settle."""

    x: Floats
    y: Floats
    force_x: Floats
    force_y: Floats


@Kernel
def settle(source: Integers, target: Integers, field: Field, rounds: int, gravity: float) -> None:
    """Move all nodes in so many rounds, in each a shorter way than before (Fruchterman & Reingold 1991)."""
    x, y, force_x, force_y = field
    count = len(x)
    for turn in range(rounds):
        for node in range(count):
            force_x[node] = -x[node] * gravity
            force_y[node] = -y[node] * gravity
        for node in range(count):
            for other in range(node):
                away_x, away_y = x[node] - x[other], y[node] - y[other]
                push = 1.0 / max(away_x * away_x + away_y * away_y, 1e-4)
                force_x[node] += away_x * push
                force_y[node] += away_y * push
                force_x[other] -= away_x * push
                force_y[other] -= away_y * push
        for link in range(len(source)):
            one, other = source[link], target[link]
            along_x, along_y = x[other] - x[one], y[other] - y[one]
            pull = sqrt(along_x * along_x + along_y * along_y)
            force_x[one] += along_x * pull
            force_y[one] += along_y * pull
            force_x[other] -= along_x * pull
            force_y[other] -= along_y * pull
        most = 0.1 * sqrt(count) * (1.0 - turn / rounds)
        for node in range(count):
            length = max(sqrt(force_x[node] * force_x[node] + force_y[node] * force_y[node]), 1e-9)
            step = min(length, most) / length
            x[node] += force_x[node] * step
            y[node] += force_y[node] * step
