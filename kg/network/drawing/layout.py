"""Where the nodes of a small network stand in a picture: the same places for the same network, on every machine.

Forces: all push each other away, edges pull, and all are drawn to the middle (Fruchterman & Reingold 1991, Graph
drawing by force-directed placement). They are added up in the order in which a loop says them
(:mod:`kg.network.kernels.forces`), or as whole numbers, of which the order makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from kg.network.columns import Integers
from kg.network.kernels.forces import Field, settle

Places = NDArray[np.float64]
"""Two columns, x and y, a row for each node."""

_ROUNDS = 150
_GRID = 1 << 20
_GRAVITY = 0.06
_STEP = 45.0
"""Pixels between neighbours, about."""
_WIDER = 1.5
"""How much wider than high a picture is, for names are written along its width."""
_PUSHES = 400


def arranged(
    pieces: Integers, source: Integers, target: Integers, sizes: Places, gap: float, wide: float = 0
) -> Places:
    """Place boxes of some sizes, given by their middles: each connected piece for itself, the largest first, in rows.

    `pieces` has the number of that which each box is in; `source` and `target` are the links. No box lies over another.
    A row has room for `wide` at least.
    """
    numbers, first, counts = np.unique(pieces, return_index=True, return_counts=True)
    blocks = []
    for number in numbers[np.lexsort((first, -counts))]:
        members = np.flatnonzero(pieces == number)
        inside = pieces[source] == number
        ends = (np.searchsorted(members, each[inside]) for each in (source, target))
        placed = apart(layout(len(members), *ends) * _STEP, sizes[members], gap)
        corner = (placed - sizes[members] / 2).min(axis=0)
        extent = (placed + sizes[members] / 2).max(axis=0) - corner
        blocks.append((members, placed - corner, extent))
    return _in_rows(blocks, len(pieces), gap, wide)


def _in_rows(blocks: Sequence[tuple[Integers, Places, Places]], count: int, gap: float, wide: float) -> Places:
    """Put blocks beside each other as long as a row has room, then below."""
    middles = np.zeros((count, 2))
    room = sqrt(sum(float(extent.prod()) for *_, extent in blocks) * _WIDER)
    room = max([room, wide, *(float(extent[0]) for *_, extent in blocks)])
    x = y = high = 0.0
    for members, placed, extent in blocks:
        if x > 0 and x + extent[0] > room:
            x, y, high = 0.0, y + high + 2 * gap, 0.0
        middles[members] = placed + np.asarray([x, y])
        x, high = x + float(extent[0]) + 2 * gap, max(high, float(extent[1]))
    return middles


def layout(count: int, source: Integers, target: Integers, seed: int = 0) -> Places:
    """Place `count` nodes so that what is linked stands together; the mean distance between neighbours is near 1."""
    x, y = (each.copy() for each in _begin(count, seed).T)
    ends, still = (source.astype(np.int64), target.astype(np.int64)), np.zeros(count)
    loop = settle.worth(_ROUNDS * (count * count // 2 + len(source)))
    if loop is settle.plain:  # which is faster with lists
        lists = [each.tolist() for each in (x, y, still, still)]
        loop(*(each.tolist() for each in ends), lists, _ROUNDS, _GRAVITY * sqrt(count))
        return np.asarray(lists[:2]).T.reshape(-1, 2)
    loop(*ends, Field(x, y, still, still.copy()), _ROUNDS, _GRAVITY * sqrt(count))
    return np.column_stack([x, y])


def apart(places: Places, sizes: Places, gap: float) -> Places:
    """Move boxes of some sizes, given by their middles, until none lies over another, with `gap` between them.

    They are pushed apart along the shorter way, and where that does not end, all is drawn wider.
    """
    wide: Places = places * np.asarray([_WIDER, 1.0])
    while True:
        for _ in range(_PUSHES):
            pushes = _pushes(wide, sizes + gap)
            if not pushes.any():
                return wide
            wide = np.rint((wide + pushes) * 64) / 64
        wide = wide * 1.2


def _begin(count: int, seed: int) -> Places:
    """Begin by chance, in a square that has room for all."""
    chance = np.random.default_rng(seed).integers(0, _GRID, size=(count, 2))
    return (chance / _GRID - 0.5) * sqrt(count)


def _added(vectors: Places) -> Integers:
    summed: Integers = _whole(vectors).sum(axis=1)
    return summed


def _whole(values: Places) -> Integers:
    return np.rint(values * _GRID).astype(np.int64)


def _pushes(middles: Places, sizes: Places) -> Places:
    """Tell how far each box has to go: half of what it lies over each other, to the side where that is less."""
    away = middles[:, None, :] - middles[None, :, :]
    over = (sizes[:, None, :] + sizes[None, :, :]) / 2 - np.abs(away)
    lying = (over > 0).all(axis=2) & ~np.eye(len(middles), dtype=np.bool_)
    sideways = over[..., 0] < over[..., 1]
    order = np.sign(np.arange(len(middles))[:, None] - np.arange(len(middles))[None, :])
    ways = np.where(away == 0, order[..., None], np.sign(away))
    chosen = np.stack([sideways, ~sideways], axis=2) & lying[..., None]
    moves = np.where(chosen, ways * (over / 2 + 0.5), 0.0)
    summed: Places = _added(moves) / _GRID
    return summed
