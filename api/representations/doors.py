"""Where everything is, and what the graph holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import HTML, JSON, Representation
from api.representations.pages.door.home import home_page
from kg.catalogue import ANY, DATASET, DERIVED, Selection
from kg.changes import Origin
from kg.edition import Edition
from kg.network import MEASURES, load_views

_LOOK = 20
"""Documents that are looked at for the first date, and for the last."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors of an edition, and the changes that were made last: each version with where it comes from."""

    request: Request
    edition: Edition
    changes: Sequence[tuple[int, Origin]]


def _doors(doors: Doors) -> dict[str, Any]:
    edition, request = doors.edition, doors.request
    root = str(request.base_url).rstrip("/")
    collections = [*edition.mapping.vocabulary.by_collection, *DERIVED]
    return {
        "title": request.app.title,
        "version": edition.version,
        "base": edition.mapping.base_iri,
        "sparql": f"{root}/sparql",
        "collections": {name: f"{root}/{name}" for name in collections},
        "counts": {name: edition.catalogue.page(name, Selection(limit=1)).total for name in collections},
        "datasets": [*_datasets(edition, root)],
        "documents": _documents(edition),
        "changes": [
            {
                "version": version,
                **{name: getattr(origin, name) for name in ("time", "author", "reason", "source", "proposed_by")},
                "links": {"self": f"{root}/changes/{version}"},
            }
            for version, origin in doors.changes
        ],
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


def _datasets(edition: Edition, root: str) -> Iterator[dict[str, Any]]:
    datasets = edition.datasets()
    facets = {facet.field: facet for facet in edition.catalogue.facets_of_search("", Selection(), len(datasets) + 1)}
    totals = {each.value: each.total for each in facets[DATASET].values} if DATASET in facets else {}
    for each in datasets:
        links = {"self": f"{root}/datasets/{each.name}"}
        yield {"name": each.name, "title": each.title, "entities": totals.get(each.name, 0), "links": links}


def _documents(edition: Edition) -> dict[str, Any]:
    """Count the documents, and tell the first and the last date on which one was published, as far as that is told."""
    first, last = (_published(edition, sort) for sort in ("published", "-published"))
    total = edition.catalogue.page("documents", Selection(limit=1)).total
    return {"total": total, "earliest": first, "latest": last}


def _published(edition: Edition, sort: str) -> str | None:
    """Give the first date in an order; those without a year, which begin with a letter, are passed over."""
    page = edition.catalogue.page("documents", Selection({"published": (ANY,)}, sort=sort, limit=_LOOK))
    dates = (edition.catalogue.record(iri).one("published") for iri in page.iris)
    return next((date for date in dates if date[0].isdigit()), None)


DOORS: Mapping[Representation, Callable[[Doors], Any]] = {
    JSON: _doors,
    HTML: lambda doors: home_page(doors.request, doors.edition, _doors(doors)),
}
