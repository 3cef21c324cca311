"""What somebody has just done, told on the page that they come back to, with what undoes it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from api.service import served
from kg.errors import UnknownName

_DIGITS = 18
"""Digits of a version that are looked at; there is none with so many."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was just done, by the version that it made."""

    version: int
    reason: str
    author: str


def notice_of(request: Request) -> Notice | None:
    """Say what whoever comes back to a page has just done, if the address says that they did."""
    text = request.query_params.get("done", "")
    if not text.isdecimal() or len(text) > _DIGITS:
        return None
    try:
        entry = served(request).log.entry(int(text))
    except UnknownName:
        return None
    return Notice(entry.version, entry.origin.reason, entry.origin.author)


def back_to(request: Request) -> str:
    """Give the address of a page, without what was just done, for a form that comes back to it."""
    url = request.url.remove_query_params("done")
    return f"{url.path}?{url.query}" if url.query else url.path
