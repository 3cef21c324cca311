"""Search: what is found by its names and narrowed by its fields, of one type or of all, or what is linked with that."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from api.http.negotiation import Excel, choose, demand_table
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.examples import answers
from api.representations.filters import read_filters
from api.representations.search import SEARCH, SearchPage
from api.routes.wishes import OF_PAST, AllPages, Dataset, Members, WithFacets, at_once, demand_all, saved_as
from api.service import Leased, Served
from kg.catalogue import LINKED_TYPES, Selection

router = Routes(tags=["collections"])

_FOUND = {
    "items": [
        {
            "id": "https://w3id.org/innovation-kg/organisations/innovate-uk",
            "type": "Organisation",
            "label": "Innovate UK",
            "match": "Innovate UK",
            "links": {"self": "http://127.0.0.1:8000/organisations/innovate-uk"},
        }
    ],
    "total": 1,
    "next": None,
    "version": 7,
    "near": [],
}


class SearchQuery(BaseModel):
    """What is searched for, and which page of it."""

    q: Annotated[
        str,
        Field(
            description="Words of a label, name, title or identifier; all that there is without.", examples=["innovate"]
        ),
    ] = ""
    type: Annotated[str, Field(description="Only this type, such as Organisation.", examples=["Organisation"])] = ""
    show: Annotated[
        str,
        Field(
            description=f"Instead, what is of this type and linked with what is found: {', '.join(LINKED_TYPES)}.",
            examples=["Contribution"],
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    cursor: Annotated[str, Field(description="The `next` of the page before.")] = ""
    members: Members = ""
    dataset: Dataset = ()
    facets: WithFacets = False
    pages: AllPages = ""
    excel: Excel = False


_OWN = frozenset({*SearchQuery.model_fields, *OF_PAST})


@router.get(
    "/search",
    summary="Search names",
    responses=answers(SEARCH, _FOUND, 304, 400, 404, 406, 507, model="Findings"),
)
def search(service: Served, edition: Leased, request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
    """Find entities by label, attested name, title or identifier, the best match first.

    First comes what contains `q` as it stands, then what has all its words; where nothing has
    a word in capitals, those are taken for the initials of a name; then words that are spelt nearly so count, and
    `near` names which was done. The fields of the `type` are filters as in its list; without a type,
    those that all have. With `show`, what is linked with what is found: what names it, what it names, and what is named
    together with it.
    """
    representation = choose(request, SEARCH)
    demand_table(query.excel, representation)
    tag = tag_of(request, edition.version, representation.media_type)
    record_class = edition.catalogue.class_named(query.type)
    filters, ranges = read_filters(record_class.name, request.query_params.multi_items(), _OWN)
    selection = Selection(
        filters,
        search=query.q,
        cursor=query.cursor,
        limit=query.limit,
        ranges=ranges,
        members=query.members,
        datasets=query.dataset,
    )
    if query.pages:
        selection = at_once(selection, service.settings.download_limit)
    findings = edition.catalogue.look_up(query.type, selection, query.show)
    demand_all(query.pages, findings.next, selection)
    results = SearchPage(
        request,
        edition,
        type=query.type,
        selection=selection,
        show=query.show,
        findings=findings,
        has_facets=query.facets,
        excel=query.excel,
    )
    headers = saved_as(query.pages, "search", representation, edition.version)
    return respond(SEARCH[representation](results), representation, tag, **headers)
