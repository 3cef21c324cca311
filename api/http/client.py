"""Who asks, and whether they still wait for the answer."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from types import TracebackType

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


class WhileWanted:
    """Ends what is awaited inside as soon as the client hangs up, and raises HungUp then."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._is_gone = False
        self._watcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._waiting = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._begin)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if kind is asyncio.CancelledError and self._is_gone and self._waiting and not self._waiting.uncancel():
            raise HungUp from None

    def _begin(self) -> None:
        self._watcher = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        if self._waiting is not None:
            self._waiting.cancel()
