"""Edges as they were written in an answer, kept beside their network: the next answer shows most of them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from kg.network.columns import Integers
from kg.network.model import Edge, Network
from kg.network.projection.merging import places_of

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

    def renumbered(self, numbers: Sequence[int], others: Sequence[int]) -> Written:
        """Give those of some numbers under others."""
        texts = Written(self._room)
        texts._keep({other: self._texts[number] for number, other in zip(numbers, others, strict=True)})
        return texts

    @property
    def numbers(self) -> list[int]:
        """The numbers of those that are there, in order."""
        return sorted(self._texts)

    def _keep(self, texts: dict[int, bytes]) -> None:
        size = sum(map(len, texts.values()))
        if size > self._room:
            return
        if self._taken + size > self._room:
            self._texts, self._taken = {}, 0
        self._texts |= texts
        self._taken += size


_KEPT: WeakKeyDictionary[Network, Written] = WeakKeyDictionary()


def written_edges(network: Network, write: Write, chosen: Integers | None = None) -> Iterator[list[bytes]]:
    """Write the edges of a network, or some by their places, some at a time; a part has them as the whole has.

    As much is kept of a large network as its own columns take.
    """
    whole, places = network.in_whole()
    places = places if chosen is None else places[chosen]
    kept = _KEPT.setdefault(whole, Written(max(_LEAST, whole.rows.record.nbytes * 8)))
    for first in range(0, len(places), _AT_ONCE):
        numbers = places[first : first + _AT_ONCE].tolist()
        yield kept.of(numbers, lambda missing: map(write, whole.edges_at(np.asarray(missing))))


def take_over(older: Network, newer: Network, gone: Integers, come: Integers) -> None:
    """Take over what was written of edges that are the same in a newer network.

    They are those that none of the rows `gone` of the older one and none of the rows `come` of the newer one are of.
    """
    kept = _KEPT.get(older)
    if kept is None:
        return
    numbers = np.setdiff1d(np.asarray(kept.numbers, dtype=np.int64), np.searchsorted(older.starts, gone, "right") - 1)
    first = replace(older, links=older.rows.at(older.starts[numbers]))
    others = np.searchsorted(newer.starts, places_of(first, newer), "right") - 1
    same = np.isin(others, np.searchsorted(newer.starts, come, "right") - 1, invert=True)
    _KEPT[newer] = kept.renumbered(numbers[same].tolist(), others[same].tolist())
