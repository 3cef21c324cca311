"""Routes: what all have in common, and those that are called directly, which is half of the time of a lookup."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from operator import attrgetter

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import answer_to, owner_of

Routes = partial(APIRouter, default_response_class=Response, generate_unique_id_function=attrgetter("name"))
"""A router whose routes make their responses themselves, and are called in `/openapi.json` as their functions are."""


def demand_own_address(request: Request) -> None:
    """Answer 405 where an address is that of another route, which does not take this method."""
    if owner_of(request) != request.scope["route"].path:
        raise HTTPException(405)


OWN_ADDRESS = Depends(demand_own_address)


class DirectRoute(APIRoute):
    """A route whose endpoint takes the request, and nothing else, and gives the response."""


class DirectDispatch:
    """Calls the direct ones of `routes`; whatever else is asked goes on to the framework, which knows them all."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self.app = app
        direct = [each for each in routes if isinstance(each, DirectRoute)]
        self._routes = {(method, each.path): each for each in direct for method in each.methods or ()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        route = self._routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if route is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = route
        request = Request(scope, receive, send)
        try:
            response = await route.endpoint(request)
        except Exception as error:  # each has its answer, or is raised on
            response = answer_to(request, error)
            if response is None:
                raise
        await response(scope, receive, send)
