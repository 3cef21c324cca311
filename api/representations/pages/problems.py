"""A problem as a page, for whoever came to it with a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from api.representations.pages.queries import query_page
from api.representations.pages.rendering import render

_QUERIES = "/sparql"


def problem_page(request: Request, body: Mapping[str, Any]) -> bytes:
    """Show a problem document; one of a query with the form and the query in it, so that it can be mended there."""
    if request.scope["path"] == _QUERIES:
        return query_page(request, request.query_params.get("query", ""), problem=body["detail"])
    return render(request, "problem.html", {"problem": body})
