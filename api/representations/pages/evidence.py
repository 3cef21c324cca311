"""Evidence as a page shows it: what rests on it, where it stands, and its words where these may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from api.representations.pages.entities import Wording, place_in
from api.representations.pages.rendering import render, root_of
from kg.edition import Edition


def evidence_page(request: Request, edition: Edition, body: Mapping[str, Any]) -> bytes:
    """Show one piece of evidence."""
    wording = Wording(edition, body, root_of(request))
    values = {
        "body": body,
        "record": wording.named(body["record"]),
        "document": wording.named(body["document"]),
        "publisher": wording.named(body["publisher"]) if body["publisher"] else None,
        "text": wording.named(body["text"]) if body["text"] else None,
        "place": place_in(body),
    }
    return render(request, "evidence.html", values)
