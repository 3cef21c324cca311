"""Where forms lead that ask what is around something: a form cannot put what is filled in into a path."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Query
from starlette.requests import Request
from starlette.responses import RedirectResponse

from api.analyses import named
from api.http.routing import Routes
from kg.query.analysis import Subject

router = Routes(prefix="/network", tags=["network"])


@router.get("/{view}/ego", include_in_schema=False)
def lead_on(
    request: Request, subject: Annotated[Subject, named()], node: Annotated[str, Query(min_length=1)]
) -> RedirectResponse:
    """Lead on to the neighbourhood of what is named, with whatever else was asked."""
    others = [each for each in request.query_params.multi_items() if each[0] != "node"]
    query = f"?{urlencode(others)}" if others else ""
    return RedirectResponse(f"{request.base_url}network/{subject.view}/ego/{quote(node)}{query}")
