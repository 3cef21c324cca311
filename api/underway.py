"""Work that is done once for all who ask, one after the other, and goes on when they wait for it no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Underway:
    """The work of one kind. `hold` keeps its tasks until they are done. Use it on one event loop."""

    def __init__(self, hold: Callable[[asyncio.Task[Any]], None]) -> None:
        self._hold = hold
        self._task: asyncio.Task[None] | None = None

    async def is_done(self, work: Callable[[], Coroutine[Any, Any, None]], within: float) -> bool:
        """Wait until a piece of work is done, for so many seconds at most, and tell whether it is.

        Where another is being done it comes after that. Raises what the work does.
        """
        try:
            async with asyncio.timeout(within):
                while self._task is not None:
                    await asyncio.wait([self._task])
                await asyncio.shield(self._begin(work))
        except TimeoutError:
            return False
        return True

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        self._task = asyncio.create_task(work())
        self._task.add_done_callback(self._end)
        self._hold(self._task)
        return self._task

    def _end(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled():
            task.exception()  # it is for those who wait, if anybody still does
