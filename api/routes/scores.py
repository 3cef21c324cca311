"""Scores that are published: computed of a version, and shown to queries in a graph of their own."""

from __future__ import annotations

import json
from asyncio import to_thread
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.http.auth import Writer
from api.http.client import WhileWanted, client_of
from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, JSON, choose
from api.http.routing import Routes
from api.representations.examples import QUERIED, SENT, answers, endings
from api.representations.models.base import reference
from api.representations.models.scores import PublishBody
from api.representations.network_examples import HEAD
from api.representations.pages.network.tables import answer_page
from api.representations.record_bodies import read_json, read_model
from api.routes.network import View
from api.service import Served, Service
from kg.errors import Forbidden, UnknownName
from kg.history.scores import publication
from kg.network import Ranked, find_view

router = Routes(prefix="/network", tags=["network"], dependencies=[ONLY_KNOWN])

_PUBLISHED = {
    **HEAD,
    "name": "partnership-betweenness",
    "measure": "betweenness",
    "parameters": {"weighted": False},
    "author": "ana",
    "meaning": "…",
    "remarks": [],
    "coded_remarks": [],
    "scores": [],
    "undefined": [],
    "graph": "https://w3id.org/innovation-kg/derived/scores",
    "id": "https://w3id.org/innovation-kg/derived/scores#partnership-betweenness",
    "stale": False,
}
_LISTED = {name: _PUBLISHED[name] for name in ("view", "recipe", "version", "name", "measure", "author", "stale")}
_UNKEPT = {"Cache-Control": "no-store"}
_JSON = (JSON,)
_LISTS = (JSON, HTML)

Name = Annotated[str, Path(description="The name of a publication.", examples=["partnership-betweenness"])]


@router.post(
    "/{view}/scores",
    summary="Publish scores",
    responses={
        **answers(_JSON, _PUBLISHED, *QUERIED, *SENT, 401, 403, 404, model="PublishedScores"),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON.media_type: {"schema": reference("PublishBody"), "example": {"measure": "betweenness"}},
            },
        },
    },
)
async def publish(service: Served, request: Request, writer: Writer, subject: View) -> Response:
    """Compute scores of the newest version, and publish them to queries that name the graph `derived/scores`.

    There they have measure, score, rank, recipe and version, in terms of the ontology. When the graph moves on they
    stay and are marked as stale (`ikg:isStale`); to publish the same again computes them anew. They are kept beside the
    graph and are in no version of it. It takes a token that may write to all datasets.
    """
    _demand_free(writer.name, writer.datasets)
    wishes = read_model(PublishBody, await read_json(request, JSON.media_type))
    analysis = subject.ask(Ranked(wishes.measure, wishes.weighted), wishes.filters(directed=wishes.directed))
    async with WhileWanted(request):
        result = await service.networks.run(analysis, client_of(request))
        ranking = json.loads(await result.chunks.read())
    published = publication(ranking, writer.name)
    await to_thread(service.published.publish, published["name"], published)
    return JSONResponse(_shown(service, published), headers=_UNKEPT)


@router.get(
    "/{view}/scores",
    summary="The scores that are published",
    responses=answers(_LISTS, {"version": 8, "publications": [_LISTED]}, 400, 404, 406, model="Publications"),
)
async def publications(service: Served, request: Request, subject: View) -> Response:
    """List what is published of a view, and whether the graph moved on since."""
    representation = choose(request, _LISTS)
    every = await to_thread(lambda: [service.published.read(name) for name in service.published.names()])
    listed = [
        {**{name: each[name] for name in _LISTED if name != "stale"}, "stale": each["version"] != service.version}
        for each in every
        if each["view"] == subject.view
    ]
    body = {"version": service.version, "publications": listed}
    view = find_view(subject.view)
    text = answer_page(request, service.mapping.base_iri, view, body) if representation is HTML else json.dumps(body)
    return Response(text, media_type=representation.media_type, headers=_UNKEPT)


@router.delete(
    "/{view}/scores/{name}",
    summary="Withdraw scores",
    responses={204: {"description": "They are published no more."}, **endings(400, 401, 403, 404)},
    status_code=204,
)
async def withdraw(service: Served, writer: Writer, subject: View, name: Name) -> Response:
    """Publish scores no more."""
    _demand_free(writer.name, writer.datasets)
    await to_thread(_of_view, service, subject.view, name)
    await to_thread(service.published.withdraw, name)
    return Response(status_code=204)


def _demand_free(name: str, datasets: tuple[str, ...]) -> None:
    if datasets:
        raise Forbidden(f"{name} may write to the datasets {', '.join(datasets)} alone, and scores are of all of them")


def _of_view(service: Service, view: str, name: str) -> Mapping[str, Any]:
    """Read what is published of a view. Raises UnknownName."""
    published = service.published.read(name)
    if published["view"] != view:
        raise UnknownName("publication", name, [])
    return published


def _shown(service: Service, published: Mapping[str, Any]) -> dict[str, Any]:
    graph = service.mapping.scores_graph.value
    stale = published["version"] != service.version
    return {**published, "graph": graph, "id": f"{graph}#{published['name']}", "stale": stale}
