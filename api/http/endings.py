"""How a request ends: what it opened is closed, and it is answered even if the service fails, hangs or is stopped.

The framework drops an answer that nobody takes, and with it what the answer would have closed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.observation import observed
from api.http.problems import answer_to, problem
from api.http.protocol import break_off
from kg.errors import Unavailable

_OPENED = "kg.opened"


class Closable(Protocol):
    """What has to be closed."""

    def aclose(self) -> Awaitable[None]:
        """Close it; to do so again does nothing."""
        ...


Opened = TypeVar("Opened", bound=Closable)


class CloseAfterAnswer:
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


_READING = frozenset({"GET", "HEAD"})
_log = logging.getLogger("kg.api")


class Deadline:
    """Answers requests that failed, or took longer than the server waits for at its end, or breaks them off visibly.

    What only reads and has no answer `within` so many seconds hangs, whatever clocks of its own it has, and is given
    up. A change is not: whoever sent it would not know what became of it. It stands within all that every answer
    passes, so that these are answers like any other.
    """

    def __init__(self, app: ASGIApp, within: float) -> None:
        self.app, self._within = app, within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        clock = asyncio.timeout(self._within if scope["method"] in _READING else None)
        try:
            async with clock:
                await self.app(scope, receive, _stopping(clock, send))
        except asyncio.CancelledError:
            stopped = problem(503, "unavailable", "The service is being stopped.", headers={"Retry-After": "1"})
            await _end(stopped, scope, receive, send)
        except Exception as error:  # the edge of the service: it is logged and counted
            late = Unavailable(f"it took more than {self._within:g} s") if clock.expired() else error
            await _end(answer_to(Request(scope), late) or _failed(scope, error), scope, receive, send)


def _stopping(clock: asyncio.Timeout, send: Send) -> Send:
    """Stop the clock when the answer begins; how long that may take is for those to say who give it."""

    async def stopping(message: Message) -> None:
        if message["type"] == "http.response.start":
            clock.reschedule(None)
        await send(message)

    return stopping


async def _end(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer if there is none yet; one that is under way cannot be taken back, only broken off."""
    observation = observed(scope)
    if not observation.status:
        await answer(scope, receive, send)
    elif not observation.complete:
        break_off(scope)


def _failed(scope: Scope, error: Exception) -> Response:
    observation = observed(scope)
    observation.failed = True
    _log.error("request %s failed: %s %r", observation.id, scope["method"], scope["path"], exc_info=error)
    why = "The service failed at this; the operator finds why in the log, under the id in KG-Request."
    return problem(500, "internal-error", why)
