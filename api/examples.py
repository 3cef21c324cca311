"""Examples and shared descriptions for `/openapi.json`."""

from __future__ import annotations

from typing import Any

from api.problems import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]

_PROBLEM = {
    "type": "https://w3id.org/innovation-kg/ontology/problems/unknown-name",
    "title": "Not Found",
    "status": 404,
    "detail": "There is no view 'fundng'. Did you mean 'funding'?",
}


def answers(example: Any, *, media_type: str = "application/json", others: tuple[str, ...] = ()) -> Responses:
    """Describe the good answer by an example, with the other media types it comes in, and the problem documents."""
    content: dict[str, Any] = {media_type: {"example": example}}
    content |= {other: {"schema": {"type": "string"}} for other in others if other != media_type}
    return {200: {"description": "The answer.", "content": content}, **PROBLEMS}


PROBLEMS: Responses = {
    "default": {
        "description": "A problem document (RFC 9457).",
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string", "format": "uri"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                    },
                },
                "example": _PROBLEM,
            }
        },
    }
}
