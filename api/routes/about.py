"""What people read about the service: the reference of the API, and what the graph covers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import HTML, JSON, choose
from api.http.responses import respond, tag_of
from api.http.routing import Routes
from api.representations.about import ABOUT, About
from api.representations.examples import answers
from api.representations.pages.about.apidocs import index_page, operation_of, operation_page
from api.service import Leased, Served

router = Routes(tags=["description"], dependencies=[ONLY_KNOWN])

_DOCUMENTS = (HTML, JSON)
Words = Annotated[str, Query(description="Only operations that have these words.")]
_ABOUT = {
    "version": 7,
    "title": "Innovation knowledge graph",
    "software": "1.0",
    "records": 407,
    "types": [],
    "datasets": [],
    "gaps": [],
    "omissions": [],
    "cite": {"text": "…", "address": "http://127.0.0.1:8000/about?version=7", "changed": "2026-03-02"},
}


@router.get(
    "/about",
    summary="What the graph covers, and how to cite it",
    responses=answers(ABOUT, _ABOUT, 304, 400, 404, 406, model="About"),
)
def about(service: Served, edition: Leased, request: Request) -> Response:
    """Tell what share of the records has evidence, dates and amounts, which gaps are known, and whose data they are."""
    representation = choose(request, ABOUT)
    tag = tag_of(request, edition.version, representation.media_type)
    return respond(ABOUT[representation](About(request, edition, service)), representation, tag)


@router.get("/docs", include_in_schema=False)
def docs(request: Request, q: Words = "") -> Response:  # noqa: ARG001 (read by its page)
    """Show all operations; programs get what `/openapi.json` says."""
    representation = choose(request, _DOCUMENTS)
    document: Any = request.app.openapi()
    return respond(document if representation is JSON else index_page(request, document), representation, "")


@router.get("/docs/{name}", include_in_schema=False)
def operation(request: Request, name: Annotated[str, Path()]) -> Response:
    """Show one operation. Raises UnknownName."""
    document = request.app.openapi()
    chosen = operation_of(document, name)
    representation = choose(request, _DOCUMENTS)
    page: Any = chosen.described if representation is JSON else operation_page(request, document, chosen)
    return respond(page, representation, "")
