"""What loads brought, and why others were refused, as pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.representations.pages.languages import marked
from api.representations.pages.record_words import RecordWords
from api.representations.pages.rendering import render
from api.representations.pages.review.changes import SOURCES, datasets_in
from kg.edition import Edition
from kg.reference import label_of

Body = Mapping[str, Any]

OUTCOMES = {"accepted": marked("was accepted"), "refused": marked("was refused")}
"""How loads end."""

LEVELS = {
    "violation": ("✕", marked("violation")),
    "warning": ("!", marked("warning")),
    "info": ("i", marked("notice")),
}
"""Levels of findings by what the address says of them: a sign and a word."""

_WAYS = {
    "form": marked("form of the file"),
    "": marked("other"),
}
"""What findings are called that come of no shape and no check."""


def loads_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show loads, newest first."""
    values = {
        "body": body,
        "formats": formats,
        "sources": SOURCES,
        "outcomes": OUTCOMES,
        "outcome": request.query_params.get("outcome", ""),
        "dataset": request.query_params.get("dataset", ""),
        "datasets": datasets_in(edition),
    }
    return render(request, "review/loads.html", values)


def load_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show one load with its report: each finding at its place, and the record that it is about where that is here."""
    words = RecordWords(edition, request)
    words.learn(each["focus"] for each in body["items"] if each["focus"])
    values = {
        "body": body,
        "load": body["load"],
        "found": [{**each, "about": words.named(each["focus"]) if each["focus"] else None} for each in body["items"]],
        "formats": formats,
        "sources": SOURCES,
        "levels": LEVELS,
        "outcomes": OUTCOMES,
        "level": request.query_params.get("level", ""),
        "check": request.query_params.get("check", ""),
        "checks": {name: (_WAYS.get(name) or _called(name), count) for name, count in body["checks"].items()},
        "after": int(request.query_params.get("after", "0")),
    }
    return render(request, "review/load.html", values)


def _called(shape: str) -> str:
    return label_of(shape) if "://" in shape else shape.replace("-", " ")
