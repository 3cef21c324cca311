"""Preferring one of the claims that contradict each other: how sure the others are of the field is noted, no value."""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.claims import Claim, Conflict
from kg.desk.operations import Operation
from kg.records import Record

_SURE = ("stated", "implied")
_LEVELS = (*_SURE, "ambiguous")


def preferring(catalogue: Catalogue, conflict: Conflict, preferred: str, read: int) -> list[Operation]:
    """Give the edits after which the rule prefers the claim of a record, by its id, as they were `read` at a version.

    Claims of another value become ambiguous in the field; the preferred one becomes implied where it was less sure than
    that. None where it is preferred already.
    """
    chosen = next((each for each in conflict.claims if each.record == preferred), None)
    if chosen is None or conflict.preferred == preferred:
        return []
    return [
        Operation("patch", claim.record, _noted(record, conflict.field, level), read)
        for claim, level in _levels(conflict, chosen)
        for record in [catalogue.record(catalogue.mapping.iri(claim.record))]
    ]


def _levels(conflict: Conflict, chosen: Claim) -> Iterator[tuple[Claim, str]]:
    """Say which claims get which confidence."""
    for claim in conflict.claims:
        if claim is chosen and claim.confidence not in _SURE:
            yield claim, "implied"
        elif claim.value != chosen.value and claim.confidence != "ambiguous":
            yield claim, "ambiguous"


def _noted(record: Record, field: str, level: str) -> dict[str, list[str] | None]:
    """Give the patch by which a record is as sure of a field."""
    patch: dict[str, list[str] | None] = {}
    for each in _LEVELS:
        before = list(record.values.get(f"{each}_fields", ()))
        after = [name for name in before if name != field] + ([field] if each == level else [])
        if after != before:
            patch[f"{each}_fields"] = after or None
    return patch
