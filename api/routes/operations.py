"""Whether the service is well, and where everything is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from api.examples import answers
from api.service import Served
from kg.catalogue import DERIVED
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
def health() -> dict[str, str]:
    """Answer as long as the process runs."""
    return {"status": "ok"}


@router.get("/ready", summary="Can it answer", responses=answers({"status": "ready", "version": 7}))
def ready(service: Served) -> dict[str, Any]:
    """Answer once the graph is open and its store can be read."""
    next(service.repository.store.quads(), None)
    return {"status": "ready", "version": service.version}
