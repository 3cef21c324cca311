"""How a request ends where nobody foresaw it: an answer also if the service fails at it, or is stopped meanwhile."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.observation import observed
from api.problems import answer_to, problem
from api.protocol import break_off

_log = logging.getLogger("kg.api")


class Ending:
    """Answers requests that failed, or took longer than the server waits for at its end, or breaks them off visibly.

    It stands within all that every answer passes, so that these are answers like any other.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except asyncio.CancelledError:
            stopped = problem(503, "unavailable", "The service is being stopped.", headers={"Retry-After": "1"})
            await _end(stopped, scope, receive, send)
        except Exception as error:  # the edge of the service: it is logged and counted
            await _end(answer_to(Request(scope), error) or _failed(scope, error), scope, receive, send)


async def _end(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer if there is none yet; one that is under way cannot be taken back, only broken off."""
    seen = observed(scope)
    if not seen.status:
        await answer(scope, receive, send)
    elif not seen.complete:
        break_off(scope)


def _failed(scope: Scope, error: Exception) -> Response:
    seen = observed(scope)
    seen.failed = True
    _log.error("request %s failed: %s %r", seen.id, scope["method"], scope["path"], exc_info=error)
    why = "The service failed at this; the operator finds why in the log, under the id in KG-Request."
    return problem(500, "internal-error", why)
