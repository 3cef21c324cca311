"""Entities and lists of them in each representation. What is a record to a steward is an entity to a client."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE, Representation, suffixes
from api.http.responses import audience_for, coding_of, strong_tag, versions_in
from api.http.routing import demand_own_address
from api.http.visitor import visitor_of
from api.representations.bodies import Bodies, write_body
from api.representations.evidence import Cited, cited
from api.representations.facets import MOST_OF_PAGES, MOST_VALUES, facet_bodies
from api.representations.facts import facts_about
from api.representations.merged import merged_into
from api.representations.pages.entity.entities import SHOWN, entity_page
from api.representations.pages.entity.evidence import evidence_page
from api.representations.pages.find.lists import list_page
from api.service import Service, served
from kg.catalogue import Page, Selection, class_of, entity
from kg.edition import Edition
from kg.errors import UnknownName
from kg.records import write_table
from kg.spreadsheets import for_spreadsheets
from kg.store.rdf import PREFIXES, NamedNode, Quad, write_triples
from kg.vocabulary import RecordClass, load_vocabulary

SAME_AS = NamedNode(f"{PREFIXES['owl']}sameAs")


@dataclass(frozen=True, slots=True)
class Entities:
    """Entities of one class, of one edition, as a request asks for them; `excel`: tables are for spreadsheets."""

    request: Request
    edition: Edition
    record_class: RecordClass
    iris: Sequence[str]
    excel: bool = False
    expand: Sequence[str] = ()
    members: Sequence[str] = field(default=(), kw_only=True)
    """The IRIs of others that are shown as one of them, by which that is described as well."""

    @property
    def root(self) -> str:
        """Where the service answers."""
        return str(self.request.base_url)


@dataclass(frozen=True, slots=True)
class Entity(Entities):
    """One entity; with `facts`, so many records of each group that points at it."""

    facts: int = 0


@dataclass(frozen=True, slots=True)
class Listing(Entities):
    """A page of a collection, with what it was asked for by."""

    collection: str = ""
    selection: Selection = Selection()
    page: Page = Page((), 0, "")
    has_facets: bool = False


def class_at(request: Request, collection: str) -> RecordClass:
    """Find the class of the collection that an address names.

    Raises UnknownName; answers 405 where the address is that of another route, which does not take this method.
    """
    try:
        return class_of(collection, load_vocabulary())
    except UnknownName:
        demand_own_address(request)
        raise


def entity_tag(request: Request, service: Service, version: int, iri: str, representation: Representation) -> str:
    """Make the entity tag of a record as a request gets it: in each format it tells which version of it was read."""
    key = f"{service.run} {request.url.query if request.method == 'GET' else ''} {representation.media_type}"
    variant = f"{coding_of(request)} {audience_for(request, representation.media_type)}".rstrip()
    texts = service.workspace.texts.state() if representation is HTML else ""
    tag = strong_tag(version, f"{service.repository.id} {iri}", f"{key} {variant} {texts}".rstrip())
    return f"W/{tag}" if texts else tag


def versions_read(request: Request, service: Service, iri: str) -> list[int]:
    """List the versions of a record that `If-Match` names; whatever else it names is none of this history."""
    versions = versions_in(request.headers.getlist("if-match"), f"{service.repository.id} {iri}")
    return [each for each in versions if each <= service.version]


def _entity(entity: Entity) -> bytes:
    (iri,) = entity.iris
    bodies = Bodies(entity.edition, entity.root, entity.expand)
    (body,) = bodies.entities([iri])
    more: dict[str, Any] = merged_into(bodies, entity.edition, iri, entity.members) if entity.members else {}
    if entity.facts:
        wish = entity.request.query_params.get("members", "")
        more["facts"] = facts_about(entity.edition, bodies, [iri, *entity.members], entity.facts, wish)
    return write_body(body.extended({**more, **_references(entity, bodies)}))


def _page(listing: Listing, most_values: int = MOST_VALUES) -> bytes:
    edition, page = listing.edition, listing.page
    bodies = Bodies(edition, listing.root, listing.expand)
    items = bodies.entities(listing.iris)
    body = {"items": items, "total": page.total, "next": page.next or None, "version": edition.version}
    if listing.has_facets:
        facets = edition.catalogue.facets(listing.collection, listing.selection, most_values)
        body["facets"] = facet_bodies(edition, listing.record_class, facets)
    return write_body({**body, **_references(listing, bodies)})


def _references(entities: Entities, bodies: Bodies) -> dict[str, Any]:
    """Give what was referred to: in full where that was asked for, and all of it by its labels."""
    expanded = {"expanded": bodies.expanded()} if entities.expand else {}
    return {**expanded, "labels": bodies.labels()}


def _entity_page(entity: Entity) -> bytes:
    body = json.loads(_entity(replace(entity, facts=entity.facts or SHOWN)))
    texts = served(entity.request).repository.gate.texts
    return entity_page(entity.request, entity.edition, body, suffixes(ENTITY), texts)


def _list_page(listing: Listing) -> bytes:
    body = json.loads(_page(replace(listing, has_facets=True), MOST_OF_PAGES))
    return list_page(listing.request, listing.edition, listing.collection, listing.selection, body, suffixes(LIST))


def _table(entities: Entities) -> bytes:
    records = [entities.edition.catalogue.record(iri) for iri in entities.iris]
    table = io.StringIO()
    write_table(records, entities.record_class, table)
    return for_spreadsheets(table.getvalue()) if entities.excel else table.getvalue().encode()


def _jsonld(entities: Entities) -> bytes:
    catalogue, mapping = entities.edition.catalogue, entities.edition.mapping
    names = catalogue.names([*entities.iris, *entities.members])
    graph = [entity(catalogue.record(iri), name.label, mapping, is_jsonld=True) for iri, name in names.items()]
    for node in graph[len(entities.iris) :]:
        node[SAME_AS.value] = {"id": entities.iris[0]}
    body = {"@context": f"{entities.root}context.jsonld", "@graph": graph}
    return json.dumps(body, ensure_ascii=False).encode()


def _rdf(format_name: str) -> Callable[[Entities], bytes]:
    return lambda entities: write_triples(_quads(entities), format_name)


def _quads(entities: Entities) -> list[Quad]:
    same = [Quad(NamedNode(each), SAME_AS, NamedNode(entities.iris[0])) for each in entities.members]
    return [*entities.edition.catalogue.quads([*entities.iris, *entities.members]), *same]


LIST: Mapping[Representation, Callable[[Listing], Any]] = {
    JSON: _page,
    JSONLD: _jsonld,
    TURTLE: _rdf("turtle"),
    CSV: _table,
    NTRIPLES: _rdf("ntriples"),
    RDFXML: _rdf("rdfxml"),
    HTML: _list_page,
}
"""A page of a collection."""

ENTITY: Mapping[Representation, Callable[[Entity], Any]] = {
    JSON: _entity,
    JSONLD: _jsonld,
    TURTLE: _rdf("turtle"),
    CSV: _table,
    NTRIPLES: _rdf("ntriples"),
    RDFXML: _rdf("rdfxml"),
    HTML: _entity_page,
}
"""One entity."""

EVIDENCE: Mapping[Representation, Callable[[Cited], Any]] = {
    JSON: cited,
    HTML: lambda evidence: evidence_page(
        evidence.request,
        evidence.edition,
        evidence.texts,
        cited(evidence, may_see=visitor_of(evidence.request).may_write),
    ),
}
"""Evidence, with the passage where that may be shown; on a page also to those who may write, as where they read."""
