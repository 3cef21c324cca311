"""Where everything is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from api.http.negotiation import HTML, JSON, Representation
from api.representations.pages.home import home_page
from kg.catalogue import DERIVED
from kg.edition import Edition
from kg.network import MEASURES, load_views


def _doors(edition: Edition, request: Request) -> dict[str, Any]:
    root = str(request.base_url).rstrip("/")
    collections = [*edition.mapping.vocabulary.by_collection, *DERIVED]
    return {
        "title": request.app.title,
        "version": edition.version,
        "base": edition.mapping.base_iri,
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


DOORS: Mapping[Representation, Callable[[Edition, Request], Any]] = {
    JSON: _doors,
    HTML: lambda edition, request: home_page(request, edition, _doors(edition, request)),
}
