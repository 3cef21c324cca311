"""Claims that contradict each other, side by side, with what speaks for each."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation, suffixes
from api.representations.pages.review.review import shown_conflicts
from kg.catalogue import address
from kg.claims import Claim, Conflict, datasets_of, write_conflicts
from kg.edition import Edition


@dataclass(frozen=True, slots=True)
class ConflictsPage:
    """A page of the conflicts of an edition, from a place on, and how many there are."""

    request: Request
    edition: Edition
    conflicts: Sequence[Conflict]
    after: int
    limit: int


def _list(page: ConflictsPage) -> dict[str, Any]:
    conflicts, end = page.conflicts[page.after : page.after + page.limit], page.after + page.limit
    mapping = page.edition.mapping
    ids = {id_ for each in conflicts for id_ in (*each.about, *(claim.record for claim in each.claims))}
    names = page.edition.catalogue.names(mapping.iri(each) for each in sorted(ids))
    labels = {mapping.reference(iri): name.label for iri, name in names.items()}
    query = page.request.url.include_query_params(after=end) if end < len(page.conflicts) else None
    return {
        "items": [_item(page, each, labels) for each in conflicts],
        "total": len(page.conflicts),
        "next": str(query) if query else None,
        "version": page.edition.version,
    }


def _item(page: ConflictsPage, conflict: Conflict, labels: Mapping[str, str]) -> dict[str, Any]:
    mapping, root = page.edition.mapping, str(page.request.base_url)

    def record(id_: str) -> dict[str, Any]:
        iri = mapping.iri(id_)
        return {"id": iri, "label": labels[id_], "links": {"self": root + address(iri, mapping)}}

    def claim(each: Claim) -> dict[str, Any]:
        return {
            **record(each.record),
            "value": each.value,
            "confidence": each.confidence or None,
            "evidence": list(each.evidence),
            "datasets": datasets_of(page.edition.catalogue, each.record),
            "preferred": each.record == conflict.preferred,
        }

    return {
        "kind": conflict.kind,
        "field": conflict.field,
        "about": [record(each) for each in conflict.about],
        "claims": [claim(each) for each in conflict.claims],
        "preferred": mapping.iri(conflict.preferred) if conflict.preferred else None,
        "reason": conflict.reason or None,
    }


def _table(page: ConflictsPage) -> bytes:
    table = io.StringIO()
    conflicts = page.conflicts[page.after : page.after + page.limit]
    write_conflicts(conflicts, page.edition.catalogue, table, page.after + 1)
    return table.getvalue().encode()


def conflicts_page(page: ConflictsPage, trouble: Sequence[str] = ()) -> bytes:
    """Show a page of the conflicts; `trouble` says why what was chosen just now is not so."""
    return shown_conflicts(page.request, page.edition, _list(page), suffixes([JSON, CSV]), trouble)


CONFLICTS: Mapping[Representation, Callable[[ConflictsPage], Any]] = {
    JSON: _list,
    CSV: _table,
    HTML: conflicts_page,
}
"""Claims that contradict each other."""
