"""Whether the service is well, where everything is, and what the operator's monitoring reads.

What monitoring asks is a coroutine and waits for nothing: it is answered also while everything else hangs.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from starlette.requests import Request
from starlette.responses import Response

from api.representations.examples import answers
from api.service import Served
from kg.catalogue import DERIVED
from kg.errors import Unavailable
from kg.network import MEASURES, load_views

router = APIRouter(tags=["operations"])


@router.get(
    "/",
    summary="Where everything is",
    responses=answers({"version": 7, "sparql": "/sparql", "collections": ["organisations"]}),
)
def index(service: Served, request: Request) -> dict[str, Any]:
    """List the doors of the service: query, browse, analyse."""
    root = str(request.base_url).rstrip("/")
    collections = [*service.mapping.vocabulary.by_collection, *DERIVED]
    return {
        "title": request.app.title,
        "version": service.version,
        "base": service.mapping.base_iri,
        "sparql": f"{root}/sparql",
        "collections": {name: f"{root}/{name}" for name in collections},
        "networks": {name: f"{root}/network/{name}" for name in load_views()},
        "measures": list(MEASURES),
        "search": f"{root}/search?q=",
        "validate": f"{root}/validate",
        "ontology": f"{root}/ontology",
        "shapes": f"{root}/shapes",
        "context": f"{root}/context.jsonld",
        "void": f"{root}/.well-known/void",
        "openapi": f"{root}/openapi.json",
    }


@router.get("/health", summary="Is the process alive", responses=answers({"status": "ok"}))
async def health() -> dict[str, str]:
    """Answer as long as the process runs."""
    return {"status": "ok"}


@router.get("/ready", summary="Can it answer", responses=answers({"status": "ready", "version": 7}))
async def ready(service: Served) -> dict[str, Any]:
    """Answer as long as the graph can be read and written."""
    if service.repository.trouble:
        raise Unavailable(service.repository.trouble)
    return {"status": "ready", "version": service.version}


_METRICS = answers("kg_graph_version 7.0\n", media_type="text/plain")


@router.get("/metrics", summary="Metrics for Prometheus", responses=_METRICS, response_class=Response)
async def metrics(request: Request) -> Response:
    """Give counts and times of requests and queries, and the state of workers and cache."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_PLAIN_1_0_0)
