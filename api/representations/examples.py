"""Examples and shared descriptions for `/openapi.json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.http.negotiation import JSON, JSONLD, Representation
from api.http.problems import MEDIA_TYPE
from api.representations.models.base import Schema, reference

Responses = dict[int | str, dict[str, Any]]

OTHER_ENDINGS = {
    202: "It takes long, and `Prefer: respond-async` was given: `Location` is the address of the job that answers it.",
    304: "The client has it already: its entity tag is in `If-None-Match`.",
    307: "It is at the address in `Location`.",
    308: "It has another address for good: that in `Location`.",
    400: "A parameter, the body or the query is missing, wrong, or not to be read.",
    401: "Writing needs a token that is known.",
    403: "The role of the token may not write, or nobody may write this.",
    404: "There is nothing of that name or IRI.",
    406: "No media type on offer is one that the client accepts; `offered` names them.",
    409: "It does not go with what the graph has become; `versions` name those that made it so.",
    408: "The body did not come in time.",
    412: "What `If-Match` or `If-None-Match` demands is not so; `conflicts` tell what others changed meanwhile.",
    413: "The body, or the change that it asks for, is over the limit.",
    415: "The body comes in a format, charset or coding that is not read here.",
    422: "What the body says does not conform; `violations` say where.",
    428: "The record is there, and neither `If-Match` nor the operation says which version of it was read.",
    429: "The client has too much waiting already; `Retry-After` says when to ask again.",
    502: "The SPARQL engine beside the service gave no answer of use; `Retry-After` says when to ask again.",
    503: "The service has no time just now; `Retry-After` says when to ask again.",
    504: "It took longer than it may.",
    507: "It took more memory, or gives a larger result or network, than it may.",
}
"""What each status means beside the good one."""

EXAMPLE_JOB = {
    "status": "running",
    "asked": "/network/partnership/centrality/betweenness",
    "version": 7,
    "started": "2026-03-02T09:30:00.000+00:00",
    "seconds": 1.002,
    "links": {"self": "http://127.0.0.1:8000/jobs/b2V4nRk1y0w"},
}

QUERIED = (400, 429, 503, 504, 507)
"""How it can end to ask a query worker for something."""

SENT = (400, 408, 413, 415)
"""How it can end to send a body."""

_OF_JOB = {
    name: {"description": meaning, "schema": {"type": "string"}}
    for name, meaning in {
        "Location": "The address of the job.",
        "Preference-Applied": "`respond-async`.",
        "Retry-After": "Seconds after which to look again.",
    }.items()
}
_EMPTY = frozenset({304, 307, 308})
_CONTENT = {MEDIA_TYPE: {"schema": reference("Problem")}}
TEXT: Schema = {"type": "string"}
SCHEMAS: Mapping[str, Schema] = {
    JSONLD.media_type: reference("JsonLd"),
    "application/sparql-results+json": reference("SparqlResults"),
}
"""The schemas of standard media types that are JSON; those of others are `TEXT`."""

_EXAMPLE = {
    "type": "https://w3id.org/innovation-kg/ontology/problems/unknown-name",
    "title": "Not Found",
    "status": 404,
    "detail": "There is no view 'fundng'. Did you mean 'funding'?",
}


def answers(offered: Iterable[Representation], example: Any, *statuses: int, model: str = "") -> Responses:
    """Describe the good answer: by an example in what is preferred of `offered`, which are the keys of a table.

    `statuses` are the other ways in which it can end; `model` names that of the one that is JSON.
    """
    schemas = {**SCHEMAS, JSON.media_type: reference(model)}
    media_types = dict.fromkeys(each.media_type for each in offered)
    content: dict[str, Any] = {each: {"schema": schemas.get(each, TEXT)} for each in media_types}
    content[next(iter(content))]["example"] = example
    return {200: {"description": "The answer.", "content": content}, **endings(*statuses)}


def endings(*statuses: int) -> Responses:
    """Describe in which other ways a request can end; whatever goes wrong, a problem document says it."""
    responses: Responses = {each: _ending(each) for each in sorted(set(statuses))}
    problem = {MEDIA_TYPE: {**_CONTENT[MEDIA_TYPE], "example": _EXAMPLE}}
    return {**responses, "default": {"description": "A problem document (RFC 9457).", "content": problem}}


def _ending(status: int) -> dict[str, Any]:
    described: dict[str, Any] = {"description": OTHER_ENDINGS[status]}
    if status == 202:
        content = {JSON.media_type: {"schema": reference("Job"), "example": EXAMPLE_JOB}}
        return {**described, "headers": _OF_JOB, "content": content}
    return described if status in _EMPTY else {**described, "content": _CONTENT}
