"""Every question about a network, asked of a recipe of somebody's own: it is posted in the place of a view."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import signature
from typing import Any

from fastapi.routing import APIRoute
from starlette.responses import Response

from api.analyses import Posted
from api.http.negotiation import HTML
from api.http.routing import Routes
from api.representations.examples import SENT, Responses, endings
from api.representations.models.base import reference
from api.representations.pages.about.apidocs import OF_RECIPE
from api.routes import bridging, money, network, network_time, structure

router = Routes(prefix=network.router.prefix, tags=["network"], dependencies=network.router.dependencies)

_OF_VIEW = f"{router.prefix}/{{view}}"
_RECIPE = {"name": "money-and-parts", "edges": ["Contribution", "Participation"], "directed": False}
_CONTENT = {"application/json": {"schema": reference("RecipeBody"), "example": _RECIPE}}
_BODY = {"requestBody": {"required": True, "content": _CONTENT}}


def _post(route: APIRoute) -> None:
    """Take the same question by POST, at the same address without a view."""
    router.add_api_route(
        route.path.removeprefix(_OF_VIEW),
        _of_recipe(route.endpoint),
        methods=["POST"],
        name=f"{route.name}_by_recipe",
        summary=OF_RECIPE % {"summary": route.summary},
        description=f"{route.description}\n\nThe network is that of the recipe in the body: which classes, fields and "
        "roles link (docs/decisions/0072). What is wrong with it is told with its place and remedy.",
        responses=_responses(route.responses) if route.include_in_schema else None,
        include_in_schema=route.include_in_schema,
        openapi_extra=_BODY,
    )


def _of_recipe(endpoint: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """Let the subject of an endpoint be what is posted."""

    @wraps(endpoint)
    async def asked(**parameters: Any) -> Response:
        return await endpoint(**parameters)

    declared = signature(endpoint)
    about = [
        each.replace(annotation=Posted) if name == "subject" else each for name, each in declared.parameters.items()
    ]
    asked.__signature__ = declared.replace(parameters=about)  # type: ignore[attr-defined]
    return asked


def _responses(of_view: Responses) -> Responses:
    """Say how it can end: as the question about a view, but that a page has an address, and what is sent may be bad."""
    good = of_view[200]
    content = {name: each for name, each in good["content"].items() if name != HTML.media_type}
    return {**of_view, **endings(*SENT), 200: {**good, "content": content}}


for _module in (network, network_time, money, structure, bridging):
    for _route in _module.router.routes:
        if isinstance(_route, APIRoute) and _route.path.startswith(_OF_VIEW):
            _post(_route)
