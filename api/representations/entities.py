"""Entities in each representation. What is a record to a steward is an entity to a client."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, JSONLD, RDF_NAMES, Representation
from kg.edition import Edition
from kg.records import Record, to_json, write_table
from kg.store.rdf import write_triples
from kg.vocabulary import RecordClass


def entity(edition: Edition, iri: str) -> dict[str, Any]:
    """Give the JSON of one entity: `id`, `type`, `label`, its fields, and its evidence."""
    record = edition.catalogue.record(iri)
    body = to_json(record, edition.mapping.vocabulary.classes[record.type], edition.mapping.iri)
    return {
        "id": body.pop("id"),
        "type": body.pop("type"),
        "label": edition.catalogue.label(iri),
        "evidence": [],
        **body,
    }


def written(
    edition: Edition, request: Request, record_class: RecordClass, iris: Sequence[str], representation: Representation
) -> bytes:
    """Write entities of one class as a table, as JSON-LD with our context, or as RDF."""
    if representation is CSV:
        return _table([edition.catalogue.record(iri) for iri in iris], record_class)
    if representation is JSONLD:
        graph = [entity(edition, iri) for iri in iris]
        return json.dumps(
            {"@context": f"{request.base_url}context.jsonld", "@graph": graph}, ensure_ascii=False
        ).encode()
    return write_triples(edition.catalogue.quads(iris), RDF_NAMES[representation.name])


def _table(records: Sequence[Record], record_class: RecordClass) -> bytes:
    table = io.StringIO()
    write_table(records, record_class, table)
    return table.getvalue().encode()
