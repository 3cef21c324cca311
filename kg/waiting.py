"""Waiting with a clock: nobody waits without end for what may hang; and work that goes on beside, until it is ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from kg.errors import Unavailable

ENDING = 2.0
"""Seconds in which processes that were killed have ended, as long as nothing hangs."""


@asynccontextmanager
async def within(seconds: float, failure: str) -> AsyncIterator[None]:
    """Raise Unavailable, with the `failure`, where what is awaited inside takes longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise Unavailable(f"{failure} within {seconds:g} s") from None


class Upkeep:
    """Work that goes on beside everything else until it is ended. Use it on one event loop."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._work = work
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin it."""
        self._task = asyncio.create_task(self._work())

    async def end(self) -> None:
        """Break it off where it is, if it was begun."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
