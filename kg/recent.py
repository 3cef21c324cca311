"""A small cache that belongs to its owner and goes with it: `functools.lru_cache` over a bound method is a cycle."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def _one(_: object) -> int:
    return 1


class Recent(Generic[Key, Value]):
    """What was computed lately, at most `size` values, the least lately used dropped first. Threads may share it.

    Where values differ much, `weigh` tells what each counts for; the one that was computed last is kept in any case.

    >>> squares = Recent[int, int](2)
    >>> [squares.get(each, lambda each=each: each**2) for each in (1, 2, 1, 3)], len(squares)
    ([1, 4, 1, 9], 2)
    >>> words = Recent[str, str](6, weigh=len)
    >>> [words.get(each, lambda each=each: each) for each in ("a", "bb", "cccc")], len(words)
    (['a', 'bb', 'cccc'], 2)
    """

    def __init__(self, size: int, weigh: Callable[[Value], int] = _one) -> None:
        self._size, self._weigh, self._taken = size, weigh, 0
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, compute: Callable[[], Value]) -> Value:
        """Give a value, computed if it is not here; two threads that miss it at once both compute it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = compute()
        with self._lock:
            if key in self._values:  # another thread was first
                self._taken -= self._weigh(self._values.pop(key))
            self._values[key] = value
            self._taken += self._weigh(value)
            while self._taken > self._size and len(self._values) > 1:
                self._taken -= self._weigh(self._values.popitem(last=False)[1])
        return value

    def clear(self) -> None:
        """Drop all of them."""
        with self._lock:
            self._values.clear()
            self._taken = 0

    def __len__(self) -> int:
        return len(self._values)
