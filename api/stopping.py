"""What becomes of the requests that are under way when the service is stopped."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from api.observation import observed
from api.problems import problem
from api.protocol import break_off


class Stopping:
    """Answers requests that took longer than the server waits for at its end, or breaks their answers off visibly."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        try:
            await self.app(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            if observed(scope).status:
                break_off(scope)
            else:
                answer = problem(503, "unavailable", "The service is being stopped.", headers={"Retry-After": "1"})
                await answer(scope, receive, send)
