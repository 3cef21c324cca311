"""What a request opened is closed when it is over, however it ends: the framework drops an answer that nobody takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

_OPENED = "kg.opened"


class Closable(Protocol):
    """What has to be closed."""

    def aclose(self) -> Awaitable[None]:
        """Close it; to do so again does nothing."""
        ...


Opened = TypeVar("Opened", bound=Closable)


class Closing:
    """Closes what a request opened, once its answer is sent or broken off."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        opened: list[Callable[[], Awaitable[None]]] = []
        scope[_OPENED] = opened
        try:
            await self.app(scope, receive, send)
        finally:
            for close in opened:
                await close()


def closed_after(request: Request, opened: Opened) -> Opened:
    """Have something closed when a request is over."""
    request.scope[_OPENED].append(opened.aclose)
    return opened
