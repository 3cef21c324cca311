"""Turns of writing: one change after the other, each in a bounded time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from kg.errors import LimitExceeded, Unavailable
from kg.validation import Advance

_TURNS = 2
"""Turns of the longest kind for which a change waits at most: one may be before it in any case."""


class Turns:
    """Gives turns of so many seconds. Use it on one event loop.

    `waiting` counts those that wait for theirs, `total` and `longest` are seconds of turns there were.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.waiting, self.total, self.longest = 0, 0.0, 0.0
        self._lock = asyncio.Lock()

    @property
    def is_taken(self) -> bool:
        """Tell whether somebody has the turn."""
        return self._lock.locked()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Advance]:
        """Wait for the writers before, and give the clock of the turn. Raises Unavailable.

        The clock is asked between two pieces of work, and raises LimitExceeded when the turn has taken too long.
        """
        patience = self.seconds * _TURNS
        self.waiting += 1
        try:
            await asyncio.wait_for(self._lock.acquire(), patience)
        except TimeoutError:
            raise Unavailable(f"others were writing for {patience:g} s") from None
        finally:
            self.waiting -= 1
        began = monotonic()

        def clock(_: int) -> None:
            if monotonic() > began + self.seconds:
                raise LimitExceeded("time", f"{self.seconds:g} s", "change")

        try:
            yield clock
        finally:
            self._lock.release()
            took = monotonic() - began
            self.total, self.longest = self.total + took, max(self.longest, took)
