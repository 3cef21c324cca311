"""Networks by recipes of somebody's own, posted with what is asked of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.analyses import ask, now_or_later
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import JSON, choose
from api.http.preferences import MAY_BE_LATER
from api.http.responses import tag_at
from api.http.routing import Routes
from api.representations.answers import answer_with
from api.representations.examples import QUERIED, SENT, answers
from api.representations.models.base import reference
from api.representations.models.questions import Filtered
from api.representations.networks import COMPONENTS
from api.routes.network import EXAMPLE_NETWORK
from api.service import AskedVersion, Served
from kg.network import Whole, parse_recipe
from kg.query.analysis import Analysis

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN, MAY_BE_LATER])

_RECIPE = {"name": "signing", "edges": ["signed_at", {"class": "Participation", "roles": ["signatory"]}]}
_CONTENT = {"application/json": {"schema": reference("RecipeBody"), "example": _RECIPE}}
_BODY = {"requestBody": {"required": True, "content": _CONTENT}}
_ONLY_JSON = {JSON: COMPONENTS[JSON]}


@router.post(
    "",
    summary="A network by a recipe of your own",
    responses=answers(_ONLY_JSON, EXAMPLE_NETWORK, 202, *QUERIED, *SENT, 406, model="Network"),
    openapi_extra=_BODY,
)
async def network_by_recipe(
    service: Served,
    request: Request,
    version: AskedVersion,
    wishes: Annotated[Filtered, Query()],
) -> Response:
    """Project the recipe in the body, a JSON object: which classes, fields and roles link (docs/decisions/0072).

    What is wrong with it is told with its place and remedy.
    """
    representation = choose(request, _ONLY_JSON)
    recipe = (await request.body()).decode(errors="replace")
    question = Whole(None, service.settings.network_limit)
    analysis = Analysis(parse_recipe(recipe).name, question, wishes.filters(), "json", recipe)

    async def work(request: Request) -> Response:
        result = await ask(request, version, analysis)
        return answer_with(result, tag_at(request, result.version, representation.media_type), request)

    return await now_or_later(request, version, work)
