"""Answers of the query pool on their way to the client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.http.client import HungUp, WhileWanted
from api.http.observation import observed
from api.http.protocol import break_off
from api.http.responses import headers_with
from kg.errors import KgError, LimitExceeded
from kg.query import QueryResult
from kg.query.rows import UNKNOWN

_TEXT = ("text/csv", "text/x-pajek", "text/tab-separated-values", "text/turtle")


Chunks = AsyncIterator[bytes]


def answer_with(
    result: QueryResult,
    tag: str,
    request: Request,
    media_type: str = "",
    wrap: Callable[[Chunks], Chunks] | None = None,
) -> Response:
    """Answer with a result, at once if it is all here; `tag` is empty where it may not be given again.

    `wrap` makes of its bytes what is sent, then of another `media_type` than the result is of.
    """
    content_type = media_type or result.media_type
    headers = {
        "Content-Type": f"{content_type}; charset=utf-8" if content_type in _TEXT else content_type,
        **headers_with(tag, KG_Version=str(result.version)),
    }
    whole = result.chunks.whole
    if whole is None or wrap is not None:
        return _Streamed(result, wrap(result.chunks) if wrap else result.chunks, headers, request)
    observed(request.scope).rows = _rows(result)
    return Response(whole, headers=headers)


def _rows(result: QueryResult) -> int | None:
    return None if result.chunks.rows == UNKNOWN else result.chunks.rows


class _Streamed(Response):
    """A long result, passed on as it comes. What breaks it off leaves it visibly incomplete."""

    def __init__(self, result: QueryResult, chunks: Chunks, headers: Mapping[str, str], request: Request) -> None:
        self.status_code, self.background = 200, None
        self.init_headers(headers)
        del self.headers["content-length"]
        self._result, self._chunks, self._request = result, chunks, request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it; ends early, and without the end of the body, when the result breaks off."""
        observation = observed(scope)
        try:
            async with WhileWanted(self._request):
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                async for chunk in self._chunks:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                observation.rows = _rows(self._result)
                await send({"type": "http.response.body"})
        except (HungUp, KgError) as error:
            observation.problem = _in_short(error)
            break_off(scope)


def _in_short(error: HungUp | KgError) -> str:
    """Say it in a word or two: this is a label of the metrics."""
    if isinstance(error, LimitExceeded):
        return f"{error.limit} limit"
    return "hung up" if isinstance(error, HungUp) else "failed"
