"""Lists and single entities: REST and linked data are the same resources in different representations."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.negotiation import Excel, choose, demand_table
from api.http.parameters import ONLY_KNOWN
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.entities import ENTITY, LIST, SEARCH, Entities, Listing, Search
from api.representations.examples import answers
from api.service import Leased, Served
from kg.catalogue import DERIVED, Selection
from kg.errors import UnknownIri

router = Routes(tags=["collections"])

_ENDINGS = (304, 400, 404, 406)
_OWN = frozenset({"q", "known_by", "sort", "limit", "cursor", "excel"})
_FOUND = {
    "items": [
        {
            "id": "https://w3id.org/innovation-kg/organisations/innovate-uk",
            "type": "Organisation",
            "label": "Innovate UK",
            "match": "Innovate UK",
        }
    ],
    "total": 1,
    "next": None,
    "version": 7,
}


@router.get(
    "/search",
    summary="Search names",
    responses=answers(SEARCH, _FOUND, 304, 400, 406, model="Findings"),
    dependencies=[ONLY_KNOWN],
)
def search(
    edition: Leased,
    request: Request,
    q: Annotated[
        str,
        Query(pattern=r"\S", description="Words of a label, name, title or identifier.", examples=["innovate"]),
    ],
    type: Annotated[str, Query(description="Only this type, such as Organisation.", examples=["Organisation"])] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    cursor: Annotated[str, Query(description="The `next` of the page before.")] = "",
) -> Response:
    """Find entities by label, attested name, title or identifier, the best match first.

    First comes what contains `q` as it stands, then what has all its words; words that are spelt nearly so count where
    there is nothing else.
    """
    representation = choose(request, SEARCH)
    tag = tag_of(request, edition.version, representation.media_type)
    found = Search(request, edition, q, edition.catalogue.find(q, type, cursor, limit))
    return respond(SEARCH[representation](found), representation, tag)


@router.get("/{collection}", summary="A collection", responses=answers(LIST, {}, *_ENDINGS))
def list_collection(
    service: Served,
    edition: Leased,
    request: Request,
    collection: Annotated[
        str,
        Path(description="Its name, with `.json .jsonld .ttl .csv` for a format.", examples=["organisations"]),
    ],
    q: Annotated[
        str,
        Query(
            description="Only those that a search for these words finds.",
            examples=["innovate"],
        ),
    ] = "",
    known_by: Annotated[
        str,
        Query(description="Leave out what only documents of later dates tell.", examples=["2019"]),
    ] = "",
    sort: Annotated[str, Query(description="A field, with `-` before it for descending.", examples=["-label"])] = "",
    limit: Annotated[int | None, Query(ge=1, description="Items on a page.", examples=[50])] = None,
    cursor: Annotated[str, Query(description="The `next` of the page before.")] = "",
    excel: Excel = False,
) -> Response:
    """List a collection. Every field is a filter: `/contributions?kind=grant&currency=GBP`.

    Repeat a field for "or"; its empty value finds those that do not tell it.
    """
    name, _, suffix = collection.partition(".")
    record_class = edition.catalogue.record_class(name)
    representation = choose(request, LIST, suffix)
    demand_table(excel, representation)
    tag = tag_of(request, edition.version, representation.media_type)
    size = min(limit or service.settings.page_size, service.settings.page_limit)
    selection = Selection(_filters(request), q, sort, cursor, size, known_by)
    page = edition.catalogue.page(name, selection)
    headers = {"Link": f'<{request.url.include_query_params(cursor=page.next)}>; rel="next"'} if page.next else {}
    listing = Listing(request, edition, record_class, page.iris, excel, name, selection, page)
    return respond(LIST[representation](listing), representation, tag, **headers)


@router.get(
    "/{collection}/{slug}",
    summary="An entity",
    responses=answers(ENTITY, {}, 307, *_ENDINGS),
    dependencies=[ONLY_KNOWN],
)
def show_entity(
    edition: Leased,
    request: Request,
    collection: Annotated[str, Path(description="The collection.", examples=["organisations"])],
    slug: Annotated[
        str,
        Path(description="The id in it, with `.json .jsonld .ttl .csv` for a format.", examples=["innovate-uk"]),
    ],
    excel: Excel = False,
) -> Response:
    """Give one entity: what the graph says with this as its subject, and the evidence for it."""
    name, _, suffix = slug.partition(".")
    record_class = edition.catalogue.record_class(collection)
    if collection in DERIVED:
        return RedirectResponse(f"../{DERIVED[collection][0]}/{slug}", 307)
    iri = edition.iri(f"{collection}/{name}")
    if not edition.catalogue.type_of(iri):
        raise UnknownIri(iri)
    representation = choose(request, ENTITY, suffix)
    demand_table(excel, representation)
    tag = tag_of(request, edition.version, representation.media_type)
    entities = Entities(request, edition, record_class, [iri], excel)
    return respond(ENTITY[representation](entities), representation, tag)


def _filters(request: Request) -> dict[str, list[str]]:
    names = dict.fromkeys(name for name in request.query_params if name not in _OWN)
    return {name: request.query_params.getlist(name) for name in names}
