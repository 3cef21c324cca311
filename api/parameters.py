"""Parameters of a request: a misspelt one is an error, because an answer that ignores it looks as though it did not."""

from __future__ import annotations

from fastapi import Depends
from starlette.requests import Request

from kg.errors import UnknownField


def _only_known(request: Request) -> None:
    path = request.scope["route"].path_format
    described = request.app.openapi()["paths"][path]["get"].get("parameters", ())
    known = {each["name"] for each in described if each["in"] == "query"}
    for name in request.query_params:
        if name not in known:
            raise UnknownField("parameter", name, known)


ONLY_KNOWN = Depends(_only_known)
"""For routes to read from whose parameters are all described."""
