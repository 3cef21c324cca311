"""Edges as they were written in an answer, kept beside their network: the next answer shows most of them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from kg.network.model import Edge, Network

_AT_ONCE = 1_000
"""Edges that are written together."""
_LEAST = 16 << 20
"""Bytes that may be kept of a small network."""

Write = Callable[[Edge], bytes]


class Written:
    """Texts by number, in at most `room` bytes: where that is too little, those that were written last."""

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._texts: dict[int, bytes] = {}

    def of(self, numbers: Sequence[int], write: Callable[[Sequence[int]], Iterable[bytes]]) -> list[bytes]:
        """Give the texts of some numbers, of which `write` makes those that are not there."""
        texts = {number: self._texts[number] for number in numbers if number in self._texts}
        missing = [number for number in numbers if number not in texts]
        if missing:
            newer = dict(zip(missing, write(missing), strict=True))
            self._keep(newer)
            texts |= newer
        return [texts[number] for number in numbers]

    def _keep(self, texts: dict[int, bytes]) -> None:
        size = sum(map(len, texts.values()))
        if size > self._room:
            return
        if self._taken + size > self._room:
            self._texts, self._taken = {}, 0
        self._texts |= texts
        self._taken += size


_KEPT: WeakKeyDictionary[Network, Written] = WeakKeyDictionary()


def written_edges(network: Network, write: Write) -> Iterator[list[bytes]]:
    """Write the edges of a network, some at a time; a part of one has them as the whole has.

    As much is kept of a large network as its own columns take.
    """
    whole, places = network.in_whole()
    kept = _KEPT.setdefault(whole, Written(max(_LEAST, whole.rows.record.nbytes * 8)))
    for first in range(0, len(places), _AT_ONCE):
        numbers = places[first : first + _AT_ONCE].tolist()
        yield kept.of(numbers, lambda missing: map(write, whole.edges_at(np.asarray(missing))))
