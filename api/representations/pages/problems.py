"""A problem as a page, for whoever came to it with a browser: what was asked can be mended there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request

from api.representations.pages.network.questions import asked, asking
from api.representations.pages.rendering import Links, render, root_of
from api.representations.pages.sparql.queries import QueryView, query_page
from api.representations.pages.speech import Value
from kg.mapping import Mapping as RecordMapping
from kg.network import load_views
from kg.records.values import is_reference

_QUERIES = "/sparql"


def problem_page(request: Request, body: Mapping[str, Any]) -> bytes:
    """Show a problem document; one of a question with the form and all that was asked in it."""
    if request.scope["path"] == _QUERIES:
        return query_page(request, QueryView(request.query_params.get("query", ""), problem=body))
    view = load_views().get(request.path_params.get("view", "").partition(".")[0])
    shown: dict[str, Any] = {"problem": body, "meant": list(_meant(request, body)), "view": view}
    if view:
        names = asked(request).names
        pairs = [(name, text) for name, text in request.query_params.multi_items() if name in names]
        shown |= {**asking(request, view), "query": QueryParams(pairs)}
    return render(request, "problem.html", shown)


def _meant(request: Request, body: Mapping[str, Any]) -> Iterator[Value]:
    """Name what may be meant by what is not there, each with the address where that is asked about instead."""
    name, mapping, query = body.get("name"), request.app.state.service.mapping, request.query_params.multi_items()
    places = [parameter for parameter, text in query if name in (text, mapping.node(text))]
    for candidate in body.get("candidates", ()):
        if places:
            address = Links(request).having(**{places[0]: candidate})
        elif "view" in request.path_params:
            address = f"{root_of(request)}/network/{request.path_params['view']}/ego/{quote(candidate, safe='')}"
        else:
            address = _page_of(candidate, mapping, root_of(request))
        yield Value(candidate.removeprefix(mapping.base_iri), address)


def _page_of(candidate: str, mapping: RecordMapping, root: str) -> str:
    reference = candidate.removeprefix(mapping.base_iri)
    return f"{root}/{quote(reference)}" if is_reference(reference) else f"{root}/search?q={quote(candidate)}"
