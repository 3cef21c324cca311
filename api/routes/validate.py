"""Validation without a change: post records or RDF, get the report."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.http.client import WhileWanted, client_of
from api.http.incoming import ONLY_KNOWN, content_type_of
from api.http.negotiation import choose
from api.http.routing import Routes
from api.representations.examples import QUERIED, SCHEMAS, SENT, TEXT, answers
from api.representations.models.base import reference
from api.representations.reports import REPORT
from api.service import Served
from kg.query import Check
from kg.store.rdf import MEDIA_TYPES
from kg.texts import NO_FOLDER

router = Routes(tags=["validation"], dependencies=[ONLY_KNOWN])

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
    "warnings": [],
    "notices": [f"1 citation was not verified, because {NO_FOLDER}: wm-ulsan-partnership"],
    "unverified": [{"reason": NO_FOLDER, "citations": 1, "quotes": 0, "documents": ["wm-ulsan-partnership"]}],
}
_RECORDS = "application/json"
_FORMATS = {_RECORDS: "records", **MEDIA_TYPES}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            _RECORDS: {
                "schema": reference("Records"),
                "example": _RECORD,
            },
            **{media_type: {"schema": SCHEMAS.get(media_type, TEXT)} for media_type in MEDIA_TYPES},
        },
    }
}


@router.post(
    "/validate",
    summary="Validate without a change",
    responses=answers(REPORT, _REPORT, *QUERIED, *SENT, 406, model="Report"),
    openapi_extra=_BODY,
)
async def validate(service: Served, request: Request) -> Response:
    """Report what would be wrong if the records or the RDF in the body were written. Nothing is changed.

    Records are a JSON object or an array of them; they take the place of records with the same id. `line` in the
    report counts the records of the body from 1. Evidence is held against the texts that the service has; what could
    not be verified is counted in `unverified`.
    `warnings` are what conforms and may well be wrong all the same, such as an amount that is not the printed one; a
    quote that is all of its passage is as good as the text for that.
    """
    representation = choose(request, REPORT)
    media_type = content_type_of(request.headers, _RECORDS).media_type
    if media_type not in _FORMATS:
        raise HTTPException(415, f"Send JSON records or RDF as one of: {', '.join(MEDIA_TYPES)}.")
    contexts = tuple(f"{base}context.jsonld" for base in (service.mapping.base_iri, request.base_url))
    check = Check(await request.body(), _FORMATS[media_type], REPORT[representation], contexts)
    async with WhileWanted(request):
        report = await service.checks.run(check, client_of(request))
    return Response(report, media_type=representation.media_type)
