"""What stewards look at: pairs of records that may be one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation, suffixes
from api.representations.pages.review.review import queue_page
from api.representations.review import Pair, pair_body
from kg.catalogue import address
from kg.edition import Edition
from kg.likeness import Suggestion, write_suggestions


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Some of the pairs that were found in an edition, from `after` on, and how many there are."""

    request: Request
    edition: Edition
    suggestions: Sequence[Suggestion]
    total: int
    after: int = 0


def _list(page: Suggestions) -> dict[str, Any]:
    end = page.after + len(page.suggestions)
    query = page.request.url.remove_query_params("done").include_query_params(after=end) if end < page.total else None
    return {
        "items": [_item(page, each) for each in page.suggestions],
        "total": page.total,
        "next": str(query) if query else None,
        "version": page.edition.version,
    }


def _item(page: Suggestions, suggestion: Suggestion) -> dict[str, Any]:
    mapping, root = page.edition.mapping, str(page.request.base_url)

    def end(id_: str, label: str) -> dict[str, Any]:
        iri = mapping.iri(id_)
        return {"id": iri, "label": label, "links": {"self": root + address(iri, mapping)}}

    return {
        "type": suggestion.class_name,
        "first": end(suggestion.first, suggestion.first_label),
        "second": end(suggestion.second, suggestion.second_label),
        "score": suggestion.score.total,
        "features": dict(suggestion.score.features),
        "reasons": suggestion.score.in_words,
        "grounds": [asdict(each) for each in suggestion.score.reasons],
        "decision": mapping.iri(suggestion.decision) if suggestion.decision else None,
        "decide": suggestion.command,
    }


def _table(page: Suggestions) -> bytes:
    table = io.StringIO()
    write_suggestions(page.suggestions, table)
    return table.getvalue().encode()


def _queue(page: Suggestions) -> bytes:
    """Show the pairs side by side, for people who decide."""
    request, edition = page.request, page.edition
    pairs = [Pair(request, edition, each.first, each.second, each) for each in page.suggestions]
    return queue_page(request, edition, _list(page), [pair_body(each) for each in pairs], suffixes([JSON, CSV]))


DUPLICATES: Mapping[Representation, Callable[[Suggestions], Any]] = {
    JSON: _list,
    CSV: _table,
    HTML: _queue,
}
"""Pairs that may be one."""
