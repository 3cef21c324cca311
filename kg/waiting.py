"""Waiting with a clock: whatever is waited for may hang, and nobody waits for it without end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
