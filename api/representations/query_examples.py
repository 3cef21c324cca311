"""What `/openapi.json` says of the SPARQL endpoint: parameters, bodies and answers."""

from __future__ import annotations

from functools import partial

from api.http.immutable import ABOUT_HISTORY, HISTORY
from api.http.negotiation import Representation
from api.representations.examples import QUERIED, SENT, Responses, answers
from api.representations.query_formats import GRAPHS, RESULTS
from api.representations.query_requests import FORM, QUERY, QUERY_GRAPHS, UPDATE, UPDATE_GRAPHS

_EXAMPLE = "SELECT ?name WHERE { ?organisation a org:Organization ; skos:prefLabel ?name } ORDER BY ?name"
_ANSWER = {
    "head": {"vars": ["name"]},
    "results": {"bindings": [{"name": {"type": "literal", "value": "Innovate UK"}}]},
}
_CHANGE = "INSERT DATA { GRAPH <urn:example:mine> { <urn:example:a> skos:related <urn:example:b> } }"
_IRIS = {"type": "array", "items": {"type": "string"}}

_answers = partial(
    answers,
    [Representation(name, media_type) for media_type, name in (RESULTS | GRAPHS).items()],
    *(_ANSWER, *QUERIED, 304, 404, 406, 502),
    model="QueryAnswer",
)
BY_GET = _answers()
BY_POST: Responses = {
    **_answers(*SENT, 401, 403, 422),
    204: {"description": "The update is done; `KG-Version` tells the version."},
}
BODY = {
    "security": [{}, {"HTTPBearer": []}],
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "oneOf": [{"required": ["query"]}, {"required": ["update"]}],
                    "properties": {
                        name: {"type": "string"} if name in ("query", "update") else _IRIS
                        for name in ("query", *QUERY_GRAPHS, "update", *UPDATE_GRAPHS)
                    },
                },
                "example": {"query": _EXAMPLE},
            },
            QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
            UPDATE: {"schema": {"type": "string"}, "examples": {"update": {"value": _CHANGE}}},
        },
    },
}
PARAMETERS = {
    "parameters": [
        {
            "name": "query",
            "in": "query",
            "description": "The query.",
            "schema": {"type": "string"},
            "example": _EXAMPLE,
        },
        *(
            {
                "name": name,
                "in": "query",
                "description": f"A {name.partition('-')[0]} graph to ask instead of those after FROM; may be repeated.",
                "schema": _IRIS,
            }
            for name in QUERY_GRAPHS
        ),
        *(
            {"name": name, "in": "query", "description": f"The graph as it was at this {what}.", "schema": schema}
            for name, what, schema in (
                ("version", "version", {"type": "integer"}),
                ("at", "time (ISO 8601)", {"type": "string"}),
            )
        ),
        {
            "name": "history",
            "in": "query",
            "description": ABOUT_HISTORY,
            "schema": {"type": "string", "pattern": HISTORY},
        },
        {
            "name": "explain",
            "in": "query",
            "description": "Give times, rows, size, and the query in parts with the matches of each, not the answer.",
            "schema": {"type": "boolean"},
        },
    ]
}
