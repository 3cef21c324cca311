"""A small cache that belongs to its owner and goes with it: `functools.lru_cache` over a bound method is a cycle."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """What was computed lately, at most `size` values, the least lately used dropped first. Threads may share it.

    >>> squares = Recent[int, int](2)
    >>> [squares.get(each, lambda each=each: each**2) for each in (1, 2, 1, 3)], len(squares)
    ([1, 4, 1, 9], 2)
    """

    def __init__(self, size: int) -> None:
        self._size = size
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
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Drop all of them."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        return len(self._values)
