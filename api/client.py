"""Who asks, and whether they still wait for the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

_PATIENCE = 0.05
"""Seconds from which on it is worth looking whether the client is still there."""


class HungUp(Exception):
    """The client did not wait for the answer."""


def client_of(request: Request) -> str:
    """Tell clients apart: by address, those of IPv6 by the network of a household.

    Behind a proxy this is what the proxy says, if the server was told to trust it.
    """
    return _household(request.client.host) if request.client else ""


@lru_cache(maxsize=4096)
def _household(host: str) -> str:
    """Give the part of an address that stands for one client.

    >>> _household("2001:db8::1"), _household("192.0.2.7"), _household("testclient")
    ('2001:db8::/64', '192.0.2.7', 'testclient')
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network(f"{host}/64", strict=False)) if isinstance(address, IPv6Address) else host


@asynccontextmanager
async def while_wanted(request: Request) -> AsyncIterator[None]:
    """End what is awaited inside as soon as the client hangs up. Raises HungUp then."""
    waiting = asyncio.current_task()
    is_gone = False
    watcher: asyncio.Task[None] | None = None

    async def watch() -> None:
        nonlocal is_gone
        while (await request.receive())["type"] != "http.disconnect":
            pass
        is_gone = True
        if waiting is not None:
            waiting.cancel()

    def begin() -> None:
        nonlocal watcher
        watcher = asyncio.create_task(watch())

    timer = asyncio.get_running_loop().call_later(_PATIENCE, begin)
    try:
        yield
    except asyncio.CancelledError:
        if is_gone and waiting is not None and not waiting.uncancel():
            raise HungUp from None
        raise
    finally:
        timer.cancel()
        if watcher is not None:
            watcher.cancel()
