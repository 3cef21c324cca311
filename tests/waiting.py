"""How a test waits: for an event, with a limit that only a hang reaches, and never for a number of seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds after which what is waited for does not come: only a hang takes as long, also on a busy machine."""


def eventually(look: Callable[[], T | None], event: str = "what is to come", pause: float = 0.02) -> T:
    """Look until there is something true, and give that; where it does not come, fail and name the `event`."""
    limit = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < limit, f"waited in vain: {event}"
        time.sleep(pause)
    return found


async def eventually_async(look: Callable[[], T | None], event: str = "what is to come", pause: float = 0.02) -> T:
    """As :func:`eventually`, while everything else in the event loop goes on."""
    limit = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < limit, f"waited in vain: {event}"
        await asyncio.sleep(pause)
    return found
