"""Entities and lists of them in each representation. What is a record to a steward is an entity to a client."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE, Representation, suffixes
from api.representations.bodies import Bodies
from api.representations.evidence import Cited, cited
from api.representations.facts import facts_about
from api.representations.pages.entities import entity_page
from api.representations.pages.evidence import evidence_page
from api.representations.pages.lists import list_page, search_page
from kg.catalogue import Findings, Page, Selection
from kg.edition import Edition
from kg.records import write_table
from kg.spreadsheets import for_spreadsheets
from kg.store.rdf import write_triples
from kg.vocabulary import RecordClass


@dataclass(frozen=True, slots=True)
class Entities:
    """Entities of one class, of one edition, as a request asks for them; `excel`: tables are for spreadsheets."""

    request: Request
    edition: Edition
    record_class: RecordClass
    iris: Sequence[str]
    excel: bool = False
    expand: Sequence[str] = ()

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


@dataclass(frozen=True, slots=True)
class Search:
    """A page of what a search finds."""

    request: Request
    edition: Edition
    query: str
    findings: Findings


def _entity(entity: Entity) -> dict[str, Any]:
    (iri,) = entity.iris
    bodies = Bodies(entity.edition, entity.root, entity.expand)
    body = bodies.entity(iri)
    if entity.facts:
        body["facts"] = facts_about(entity.edition, bodies, iri, entity.facts)
    return _with_references(body, entity, bodies)


def _page(listing: Listing) -> dict[str, Any]:
    edition, page = listing.edition, listing.page
    bodies = Bodies(edition, listing.root, listing.expand)
    items = [bodies.entity(iri) for iri in listing.iris]
    body = {"items": items, "total": page.total, "next": page.next or None, "version": edition.version}
    return _with_references(body, listing, bodies)


def _with_references(body: dict[str, Any], entities: Entities, bodies: Bodies) -> dict[str, Any]:
    """Add what was referred to: in full where that was asked for, and all of it by its labels."""
    expanded = {"expanded": bodies.expanded()} if entities.expand else {}
    return {**body, **expanded, "labels": bodies.labels()}


def _findings(search: Search) -> dict[str, Any]:
    catalogue, findings = search.edition.catalogue, search.findings
    bodies = Bodies(search.edition, str(search.request.base_url))
    items = [
        {
            "id": hit.iri,
            "type": catalogue.type_of(hit.iri),
            "label": catalogue.label(hit.iri),
            "match": hit.text,
            "links": bodies.links(hit.iri),
        }
        for hit in findings.hits
    ]
    return {"items": items, "total": findings.total, "next": findings.next or None, "version": search.edition.version}


def _entity_page(entity: Entity) -> bytes:
    return entity_page(entity.request, entity.edition, _entity(entity), suffixes(ENTITY))


def _list_page(listing: Listing) -> bytes:
    return list_page(listing.request, listing.edition, listing.collection, _page(listing), suffixes(LIST))


def _table(entities: Entities) -> bytes:
    records = [entities.edition.catalogue.record(iri) for iri in entities.iris]
    table = io.StringIO()
    write_table(records, entities.record_class, table)
    return for_spreadsheets(table.getvalue()) if entities.excel else table.getvalue().encode()


def _jsonld(entities: Entities) -> bytes:
    bodies = Bodies(entities.edition, entities.root)
    graph = [bodies.entity(iri, is_jsonld=True) for iri in entities.iris]
    body = {"@context": f"{entities.root}context.jsonld", "@graph": graph}
    return json.dumps(body, ensure_ascii=False).encode()


def _rdf(format_name: str) -> Callable[[Entities], bytes]:
    return lambda entities: write_triples(entities.edition.catalogue.quads(entities.iris), format_name)


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
    HTML: lambda evidence: evidence_page(evidence.request, evidence.edition, cited(evidence)),
}
"""Evidence, with the passage where that may be shown."""

SEARCH: Mapping[Representation, Callable[[Search], Any]] = {
    JSON: _findings,
    HTML: lambda search: search_page(search.request, search.edition, _findings(search)),
}
"""A page of what a search finds."""
