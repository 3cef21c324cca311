"""Conflicts: the claims that contradict each other, with what speaks for each, and which is preferred."""

from __future__ import annotations

from dataclasses import dataclass

from kg.claims.agreement import statement
from kg.claims.kinds import KINDS
from kg.claims.preference import Claim, prefer
from kg.claims.witnesses import Witnesses
from kg.records import Passage, Record


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims on one fact that cannot all be right, by the ids of their records.

    `preferred` is the record that the rule prefers, for `reason`; both are empty where it prefers none.
    """

    kind: str
    field: str
    about: tuple[str, ...]
    claims: tuple[Claim, ...]
    preferred: str
    reason: str


def find(witnesses: Witnesses) -> list[Conflict]:
    """Find the conflicts among records, by kind, field and record. The order of the records changes nothing."""
    conflicts: dict[tuple[str, ...], Conflict] = {}
    for search in KINDS.values():
        for each in search(witnesses):
            claims = tuple(_claim(record, each.field, witnesses) for record in each.records)
            conflict = Conflict(each.kind, each.field, each.about, claims, *prefer(claims))
            conflicts.setdefault((each.field, *(claim.record for claim in claims)), conflict)
    places = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(conflicts.values(), key=lambda each: (places[each.kind], each.claims[0].record, each.field))


def _claim(record: Record, field: str, witnesses: Witnesses) -> Claim:
    evidence = record.values.get("evidence", ())
    documents = map(witnesses.document, sorted({Passage.of(each).document for each in evidence}))
    publications = tuple(sorted((each.one("kind"), each.one("published")) for each in documents if each is not None))
    return Claim(record.id, statement(record, field), confidence_in(record, field), evidence, publications)


def confidence_in(record: Record, field: str) -> str:
    """Say how sure a record is of a field: of some it may be more or less sure than on the whole."""
    for confidence in ("ambiguous", "implied", "stated"):
        if field in record.values.get(f"{confidence}_fields", ()):
            return confidence
    return record.one("confidence")
