"""Where everything is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from api.http.negotiation import JSON, Representation
from api.service import Service
from kg.catalogue import DERIVED
from kg.network import MEASURES, load_views


def _doors(service: Service, request: Request) -> dict[str, Any]:
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


DOORS: Mapping[Representation, Callable[[Service, Request], Any]] = {
    JSON: _doors,
}
