"""Lists and single entities: REST and linked data are the same resources in different representations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, JSON, Excel, Representation, choose, demand_table, in_format
from api.http.responses import demand_change, elsewhere, respond, tag_of
from api.http.routing import Routes
from api.representations.entities import ENTITY, EVIDENCE, LIST, Entity, Listing, class_at, entity_tag
from api.representations.evidence import Cited
from api.representations.examples import answers
from api.representations.filters import read_filters
from api.routes.wishes import OF_PAST, AllPages, Dataset, Members, WithFacets, at_once, demand_all, saved_as
from api.service import Leased, Served
from kg.catalogue import DERIVED, Selection
from kg.desk.rename import replacement
from kg.errors import UnknownField, UnreadableInput
from kg.quoting import find_passage
from kg.vocabulary import FieldKind, RecordClass

router = Routes(tags=["collections"])

_ENDINGS = (304, 400, 404, 406)
_A, _B = (
    "https://w3id.org/innovation-kg/contributions/5g-challenge-2-4m",
    "https://w3id.org/innovation-kg/documents/korea-expert-mission",
)
_CITED = {
    "id": f"{_A}#korea-expert-mission:4835-5019",
    "type": "Evidence",
    "record": _A,
    "document": _B,
    "start": 4835,
    "end": 5019,
    "digest": "64eb9be804ae0856",
    "passage": None,
    "withheld": "the document has no licence that allows it",
    "before": "",
    "after": "",
    "original": None,
    "publisher": None,
    "published": "2019-07-05",
    "text": "https://w3id.org/innovation-kg/sources/source-001",
    "licence": None,
    "version": 7,
    "links": {"self": "http://127.0.0.1:8000/contributions/5g-challenge-2-4m/evidence/korea-expert-mission:4835-5019"},
    "labels": {_B: "Global Expert Mission to South Korea (article)"},
}
Expand = Annotated[
    tuple[str, ...],
    Query(description="A field whose references are given in full, in `expanded`; give it several times for several."),
]


class ListQuery(BaseModel):
    """What a list is asked for, besides its filters."""

    q: Annotated[str, Field(description="Only those that a search for these words finds.", examples=["innovate"])] = ""
    known_by: Annotated[
        str, Field(description="Leave out what only documents of later dates tell.", examples=["2019"])
    ] = ""
    sort: Annotated[str, Field(description="A field, with `-` before it for descending.", examples=["-label"])] = ""
    limit: Annotated[int | None, Field(ge=1, description="Items on a page.", examples=[50])] = None
    cursor: Annotated[str, Field(description="The `next` of the page before.")] = ""
    expand: Expand = ()
    excel: Excel = False
    members: Members = ""
    dataset: Dataset = ()
    facets: WithFacets = False
    pages: AllPages = ""


class EntityQuery(BaseModel):
    """How an entity is shown."""

    expand: Expand = ()
    with_: Annotated[
        Literal["", "facts"],
        Field(alias="with", description="With `facts`, all that points at it, grouped.", examples=["facts"]),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=100, description="Records of each group.")] = 10
    excel: Excel = False
    members: Members = ""


_OWN = frozenset({*ListQuery.model_fields, *OF_PAST})


@router.get("/{collection}", summary="A collection", responses=answers(LIST, {}, *_ENDINGS))
def list_collection(
    service: Served,
    edition: Leased,
    request: Request,
    collection: Annotated[
        str,
        Path(description=f"Its name, {in_format(LIST)}.", examples=["organisations"]),
    ],
    query: Annotated[ListQuery, Query()],
) -> Response:
    """List a collection. Every field is a filter: `/contributions?kind=grant&currency=GBP`.

    Repeat a field for "or"; its empty value finds those that do not tell it, and `any` those that do. Numbers have
    ranges (`amount_min`, `amount_max`), and so have dates (`when_from`, `when_until`), which leave out what is
    certainly before or after. A value that no record could have is refused. With `facets=true` the answer tells by
    which fields the list can be narrowed, and how many would be left; with `pages=all` it has all pages at once.
    """
    name, _, suffix = collection.partition(".")
    record_class = class_at(request, name)
    representation = choose(request, LIST, suffix)
    demand_table(query.excel, representation)
    _demand_json(representation, record_class, query.expand)
    tag = tag_of(request, edition.version, representation.media_type)
    size = min(query.limit or service.settings.page_size, service.settings.page_limit)
    filters, ranges = read_filters(record_class.name, request.query_params.multi_items(), _OWN)
    selection = Selection(
        filters,
        search=query.q,
        sort=query.sort,
        cursor=query.cursor,
        limit=size,
        known_by=query.known_by,
        ranges=ranges,
        members=query.members,
        datasets=query.dataset,
    )
    if query.pages:
        selection = at_once(selection, service.settings.download_limit)
    page = edition.catalogue.page(name, selection)
    demand_all(query.pages, page.next, selection)
    headers = {"Link": f'<{request.url.include_query_params(cursor=page.next)}>; rel="next"'} if page.next else {}
    headers |= saved_as(query.pages, name, representation, edition.version)
    listing = Listing(
        request,
        edition,
        record_class,
        page.iris,
        excel=query.excel,
        expand=query.expand,
        collection=name,
        selection=selection,
        page=page,
        has_facets=query.facets,
    )
    return respond(LIST[representation](listing), representation, tag, **headers)


@router.get(
    "/{collection}/{slug}",
    summary="An entity",
    responses=answers(ENTITY, {}, 307, 308, *_ENDINGS),
    dependencies=[ONLY_KNOWN],
)
def show_entity(
    service: Served,
    edition: Leased,
    request: Request,
    collection: Annotated[str, Path(description="The collection.", examples=["organisations"])],
    slug: Annotated[
        str,
        Path(description=f"The id in it, {in_format(ENTITY)}.", examples=["innovate-uk"]),
    ],
    query: Annotated[EntityQuery, Query()],
) -> Response:
    """Give one entity: what the graph says with this as its subject, and the evidence for it.

    Where it was decided that several records are one, the addresses of the others lead to that of the one that stays.
    That has them as its `members`, and in `merged` what each of them tells.

    With `with=facts`, also its names, its identifiers and every other record that points at it, grouped by the field
    that does and by role. `next` and `links` of a group lead to the rest.
    """
    if "#" in slug:
        record, _, fragment = slug.partition("#")
        return elsewhere(request, f"{collection}/{record}/evidence/{fragment}")
    name, dot, suffix = slug.partition(".")
    record_class = class_at(request, collection)
    if collection in DERIVED:
        return elsewhere(request, f"{DERIVED[collection][0]}/{slug}")
    iri = edition.iri(f"{collection}/{name}")
    if not edition.catalogue.type_of(iri):
        if renamed := replacement(edition.store, iri, edition.mapping):
            return elsewhere(request, f"{edition.mapping.reference(renamed)}{dot}{suffix}", 308)
        raise edition.catalogue.unknown(iri)
    canonical = iri if query.members else edition.catalogue.canonical(iri)
    if canonical != iri:
        return elsewhere(request, f"{edition.mapping.reference(canonical)}{dot}{suffix}")
    representation = choose(request, ENTITY, suffix)
    demand_table(query.excel, representation)
    _demand_json(representation, record_class, query.expand, query.with_)
    tag = entity_tag(request, service, edition.version, iri, representation)
    demand_change(request, tag)
    entity = Entity(
        request,
        edition,
        record_class,
        [iri],
        excel=query.excel,
        expand=query.expand,
        facts=query.limit if query.with_ else 0,
        members=[] if query.members else edition.catalogue.shown_as(iri),
    )
    return respond(ENTITY[representation](entity), representation, tag)


@router.get(
    "/{collection}/{slug}/evidence/{passage}",
    summary="Where something is told",
    responses=answers(EVIDENCE, _CITED, *_ENDINGS, model="CitedEvidence"),
    dependencies=[ONLY_KNOWN],
)
def show_evidence(
    service: Served,
    edition: Leased,
    request: Request,
    collection: Annotated[str, Path(description="The collection of the record.", examples=["contributions"])],
    slug: Annotated[str, Path(description="The id of the record in it.", examples=["5g-challenge-2-4m"])],
    passage: Annotated[
        str,
        Path(
            description=f"What stands after `#` in the IRI of the evidence, {in_format(EVIDENCE)}.",
            examples=["korea-expert-mission:4835-5019"],
        ),
    ],
) -> Response:
    """Give one piece of evidence of a record: document and positions, and the address of the original.

    The passage itself is shown where the licence of the document allows it and the service has the text.
    """
    fragment, _, suffix = passage.partition(".")
    representation = choose(request, EVIDENCE, suffix)
    place = find_passage(edition, edition.iri(f"{collection}/{slug}"), fragment)
    tag = tag_of(request, edition.version, representation.media_type, service.workspace.texts.state())
    evidence = Cited(request, edition, service.repository.gate.texts, *place)
    return respond(EVIDENCE[representation](evidence), representation, tag)


def _demand_json(
    representation: Representation, record_class: RecordClass, expand: Sequence[str], with_: str = ""
) -> None:
    """Raise UnknownField for a field that refers to nothing, and UnreadableInput for a wish that has no effect."""
    references = [each.name for each in record_class.fields.values() if each.kind is FieldKind.REFERENCE]
    for name in expand:
        if name not in references:
            raise UnknownField("field to expand", name, references)
    if (expand or with_) and representation not in (JSON, HTML):
        wish = "expand" if expand else f"with={with_}"
        raise UnreadableInput(f"{wish} has no effect on {representation.media_type}", "Ask for JSON.")
