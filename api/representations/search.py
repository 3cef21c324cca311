"""What a search finds, in each representation."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation
from api.representations.bodies import Bodies
from api.representations.facets import MOST_OF_PAGES, MOST_VALUES, facet_bodies
from api.representations.pages.find.search import search_page
from kg.catalogue import Findings, Selection
from kg.edition import Edition
from kg.spreadsheets import for_spreadsheets


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what is found of a type, or of any, or with `show` of what is linked with it."""

    request: Request
    edition: Edition
    type: str
    selection: Selection
    show: str
    findings: Findings
    has_facets: bool = False
    excel: bool = False


def _findings(search: SearchPage, most_values: int = MOST_VALUES) -> dict[str, Any]:
    findings, edition = search.findings, search.edition
    catalogue = edition.catalogue
    names = catalogue.names(hit.iri for hit in findings.hits)
    bodies = Bodies(edition, str(search.request.base_url))
    items = [
        {
            "id": hit.iri,
            "type": names[hit.iri].type,
            "label": names[hit.iri].label,
            "match": hit.text or names[hit.iri].label,
            "links": bodies.links(hit.iri),
        }
        for hit in findings.hits
    ]
    body = {"items": items, "total": findings.total, "next": findings.next or None, "version": edition.version}
    body["near"] = [
        {"word": each.word, "spellings": [*each.spellings], "initials": each.initials} for each in findings.near
    ]
    if search.has_facets:
        facets = catalogue.facets_of_search(search.type, search.selection, most_values)
        linked = catalogue.linked(search.type, search.selection)
        body["facets"] = facet_bodies(edition, catalogue.class_named(search.type), facets)
        body["linked"] = [{"type": each.type, "total": each.total} for each in linked]
    return body


def _table(search: SearchPage) -> bytes:
    """Write what is found as a table: what it is, and by which text it was found."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["id", "type", "label", "match"])
    writer.writerows([each["id"], each["type"], each["label"], each["match"]] for each in _findings(search)["items"])
    return for_spreadsheets(table.getvalue()) if search.excel else table.getvalue().encode()


def _page(search: SearchPage) -> bytes:
    body = _findings(replace(search, has_facets=True), MOST_OF_PAGES)
    return search_page(search.request, search.edition, search.type, search.selection, search.show, body)


SEARCH: Mapping[Representation, Callable[[SearchPage], Any]] = {JSON: _findings, CSV: _table, HTML: _page}
"""A page of what a search finds."""
