"""A problem as a page, for whoever came to it with a browser: what was asked can be mended there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.languages import marked
from api.representations.pages.naming import Namer
from api.representations.pages.network.questions import asked, asking
from api.representations.pages.rendering import Links, in_language, render, root_of
from api.representations.pages.sparql.queries import QueryView, query_page
from api.representations.pages.speech import Value
from kg.edition import Edition
from kg.mapping import Mapping as RecordMapping
from kg.network import Filters, load_views
from kg.ontology import ENGLISH, ontology
from kg.records.values import is_reference

_QUERIES = "/sparql"
_FILTERS = tuple(each.name for each in fields(Filters) if each.name != "directed")
_ROLES = ("roles", "exclude_roles")

_HEADINGS = {
    400: (marked("This cannot be answered as it is asked"), marked("Change what is named here, or begin anew.")),
    401: (marked("This needs a token"), marked("Sign in, and you come back here.")),
    403: (marked("This is not open to you"), marked("Sign in as somebody who may, or ask the operator.")),
    404: (marked("This is not here"), marked("Look for it by a part of its name, or see all that there is.")),
    409: (marked("This was changed meanwhile"), marked("Go back, load the page anew, and see what is different.")),
    412: (marked("This was changed meanwhile"), marked("Go back, load the page anew, and see what is different.")),
    413: (marked("This is too large"), marked("Send less at once.")),
    422: (marked("This does not pass the checks"), marked("Go back, mend what is named here, and send it again.")),
    429: (marked("Too much was asked at once"), marked("Wait a moment, then load the page anew.")),
    500: (marked("Something went wrong here"), marked("It was noted. Load the page anew, or tell the operator.")),
    503: (marked("This cannot be answered at the moment"), marked("Wait a moment, then load the page anew.")),
    504: (marked("This takes too long"), marked("Ask for less: narrow it down first.")),
    507: (marked("This asks for too much"), marked("Ask for less: narrow it down first.")),
}
"""What a status is called on a page, and what helps."""


def problem_page(request: Request, body: Mapping[str, Any], sentences: Sequence[str]) -> bytes:
    """Show a problem document; one of a question with the form and all that was asked in it.

    `sentences` are those of its detail, which stand in the language of the page where there is a translation.
    """
    language = visitor_of(request).language
    told = [(body["detail"], language)] if language == ENGLISH else in_language(sentences, language)
    if request.scope["path"] == _QUERIES:
        return query_page(request, QueryView(request.query_params.get("query", ""), problem=body, told=told))
    view = load_views().get(request.path_params.get("view", "").partition(".")[0])
    heading, advice = _HEADINGS.get(body["status"], (body["title"], ""))
    shown: dict[str, Any] = {"problem": body, "told": told, "meant": list(_meant(request, body)), "view": view}
    shown |= {"absent": getattr(request.state, "absent", None), "others": [*_in_other_views(request, body)]}
    shown["unfiltered"] = Links(request).without(*_FILTERS) if view and view.name in body.get("views", ()) else ""
    shown |= {"heading": heading, "advice": advice, "meaning": ontology().definition(body["type"])}
    shown["was_here"] = request.app.state.service.mapping.reference(body["name"]) if "removed_in" in body else ""
    shown["title"] = ontology().label(body["type"]) or body["title"]
    if view:
        names = asked(request).names
        pairs = [(name, text) for name, text in request.query_params.multi_items() if name in names]
        shown |= {**asking(request, view), "query": QueryParams(pairs)}
    return render(request, "problem.html", shown)


def _in_other_views(request: Request, body: Mapping[str, Any]) -> Iterator[Value]:
    """Give the other views in which what was asked about is a node, with the address of the same question there."""
    view, here = request.path_params.get("view", ""), Links(request).without(*_ROLES)  # each has roles of its own
    for name in body.get("views", ()):
        if name != view:
            yield Value(load_views()[name].label, here.replace(f"/network/{view}/", f"/network/{name}/", 1))


def name_of(edition: Edition, request: Request, iri: str) -> Value:
    """Name a record that a view was asked about, for the page that says that it is not in it."""
    return Namer(edition, root_of(request), visitor_of(request).language).named(iri)


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
