"""Limits on what a request may bring, and on how long it may take to bring it."""

from __future__ import annotations

from asyncio import get_running_loop, timeout_at

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import on_http, problem


class BodyLimit:
    """Refuses bodies of more than `limit` bytes, and those that have not come `within` so many seconds."""

    def __init__(self, app: ASGIApp, limit: int, within: float = 60.0) -> None:
        self.app, self.limit, self.within = app, limit, within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless its body is too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if declared.isdigit() and int(declared) > self.limit:
            await problem(413, "too-large", self._detail)(scope, receive, send)
            return
        try:
            await self.app(scope, self._counting(receive), send)
        except HTTPException as error:  # where the body was read before there was a route
            await on_http(Request(scope), error)(scope, receive, send)

    @property
    def _detail(self) -> str:
        return f"The body has more than {self.limit >> 20} MiB. Send less at once."

    def _counting(self, receive: Receive) -> Receive:
        seen, deadline, is_whole = 0, 0.0, False

        async def counted() -> Message:
            nonlocal seen, deadline, is_whole
            if is_whole:
                return await receive()
            deadline = deadline or get_running_loop().time() + self.within
            try:
                async with timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, f"The body did not come within {self.within:g} s.") from None
            is_whole = not message.get("more_body", False)
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise HTTPException(413, self._detail)
            return message

        return counted
