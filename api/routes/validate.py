"""Validation without a change: post records or RDF, get the report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.examples import answers
from api.negotiation import JSON, JSONLD, TURTLE, choose
from api.service import Served, Service
from kg.changes.trial import try_quads
from kg.records import Record, Report, Violation, from_json
from kg.store.rdf import GRAPH_FORMATS, Quad, read_quads
from kg.validation.formats import FORMATS

router = APIRouter(tags=["validation"])

_RECORD = {
    "id": "organisations/example",
    "type": "Organisation",
    "label": "Example",
    "kind": "company",
    "confidence": "stated",
    "evidence": [{"document": "documents/wm-ulsan-partnership"}],
}
_REPORT = {
    "conforms": False,
    "records": 1,
    "violations": [
        {
            "file": "",
            "line": 1,
            "field": "kind",
            "message": "kind must be one term of `kg ref organisation-kinds` …",
            "value": "https://…/companyy",
            "focus": "https://…/organisations/example",
            "path": "http://www.w3.org/ns/org#classification",
            "shape": "https://w3id.org/innovation-kg/shapes#Organisation-kind",
            "severity": "Violation",
        }
    ],
    "notices": [],
}
_RDF = {each.media_type: name for name, each in GRAPH_FORMATS.items()}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]},
                "example": _RECORD,
            },
            **{media_type: {"schema": {"type": "string"}} for media_type in _RDF},
        },
    }
}


@router.post(
    "/validate",
    summary="Validate without a change",
    responses=answers(_REPORT, others=("text/turtle",)),
    openapi_extra=_BODY,
)
async def validate(service: Served, request: Request) -> Response:
    """Report what would be wrong if the records or the RDF in the body were written. Nothing is changed.

    Records are a JSON object or an array of them; they take the place of records with the same id. `line` in the
    report counts the records of the body from 1.
    """
    representation = choose(request, (JSON, TURTLE))
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    body = await request.body()
    report = await run_in_threadpool(_check, service, media_type, _with_context(service, request, media_type, body))
    format_name = "json" if representation is JSON else "turtle"
    return Response(FORMATS[format_name](report), media_type=representation.media_type)


def _with_context(service: Service, request: Request, media_type: str, body: bytes) -> bytes:
    """Put our JSON-LD context in the place of its address, because nothing is fetched from anywhere to read RDF."""
    if media_type != JSONLD.media_type:
        return body
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return body  # the parser of JSON-LD says where it is wrong
    if not isinstance(parsed, dict) or parsed.get("@context") != f"{request.base_url}context.jsonld":
        return body
    return json.dumps({**parsed, "@context": service.mapping.vocabulary.context}).encode()


def _check(service: Service, media_type: str, body: bytes) -> Report:
    if media_type == "application/json":
        return _check_records(service, body)
    if media_type not in _RDF:
        raise HTTPException(415, f"Send JSON records or RDF as one of: {', '.join(_RDF)}.")
    graph = service.mapping.graph("validate")
    quads = [
        Quad(q.subject, q.predicate, q.object, graph)
        for q in read_quads(body, _RDF[media_type], service.mapping.base_iri)
    ]
    return try_quads(service.workspace.gate, service.repository.store, quads)


def _check_records(service: Service, body: bytes) -> Report:
    places: dict[str, int] = {}
    quads: list[Quad] = []
    faults: list[Violation] = []
    for line, found in enumerate(_read(service, body), 1):
        if isinstance(found, Record):
            places[service.mapping.iri(found.id)] = line
            quads += service.mapping.to_quads(found, service.mapping.graph("validate"))
        else:
            faults += [Violation(line=line, field=name, message=message, shape="form") for name, message in found]
    report = Report(records=len(places)).with_violations(faults)
    if faults:
        return report
    checked = try_quads(service.workspace.gate, service.repository.store, quads)
    return report.with_violations(replace(each, line=places.get(each.focus, 0)) for each in checked.violations)


def _read(service: Service, body: bytes) -> Iterator[Record | list[tuple[str, str]]]:
    try:
        parsed: Any = json.loads(body)
        json.dumps(parsed, ensure_ascii=False).encode()  # half a character can be written in JSON and nowhere else
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"The body is not JSON: {error}") from None
    for each in parsed if isinstance(parsed, list) else [parsed]:
        yield from_json(each, service.mapping.vocabulary, service.mapping.reference)
