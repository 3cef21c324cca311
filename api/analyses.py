"""Questions about networks on their way to a process of their own, and the answers on their way back."""

from __future__ import annotations

import json
from asyncio import to_thread
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.http.client import WhileWanted, client_of
from api.http.endings import closed_after
from api.http.negotiation import HTML, Representation
from api.http.responses import respond, tag_at, tag_of
from api.representations.answers import answer_with
from api.representations.pages.networks import network_page
from api.service import served
from kg.network import View, find_view
from kg.query import QueryResult
from kg.query.analysis import Analysis

Complete = Callable[[dict[str, Any]], Awaitable[None]]
"""Adds to an answer in JSON what is known here."""
Page = Callable[[Request, str, View, Any], Any]
"""Shows an answer in JSON to a browser."""


async def ask(request: Request, version: int | None, analysis: Analysis) -> QueryResult:
    """Have a question answered about the newest version or an older one; it is closed when the request is over."""
    service = served(request)
    asked = service.networks.run(analysis, client_of(request), service.snapshot_of(version))
    return closed_after(request, await asked)


async def answer(
    request: Request,
    version: int | None,
    representation: Representation,
    analysis: Analysis,
    page: Page = network_page,
    complete: Complete | None = None,
) -> Response:
    """Have a network computed by a process of its own, unless the client has the answer already."""
    service = served(request)
    tag_of(request, service.version if version is None else version, representation.media_type)
    async with WhileWanted(request):
        result = await ask(request, version, analysis)
        tag = tag_at(request, result.version, representation.media_type)
        if representation is not HTML and not (complete and analysis.format == "json"):
            return answer_with(result, tag, request)
        body = json.loads(await result.chunks.read())
        if complete:
            await complete(body)
        if representation is HTML:
            body = await to_thread(page, request, service.mapping.base_iri, find_view(analysis.view), body)
        return respond(body, representation, tag)
