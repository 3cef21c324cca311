"""Conflicts of one version of the graph: only what may be in one is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyroaring import BitMap

from kg.catalogue import Catalogue
from kg.claims.conflicts import Conflict, find
from kg.claims.witnesses import Witnesses
from kg.errors import UnknownIri
from kg.mapping import Mapping
from kg.records import Record

_COMPARED = ("Contribution", "Outcome", "Identifier")
_ABOUT = {
    "contributions": ("funder", "recipient", "same_fact_as"),
    "outcomes": ("about", "attributed_to", "same_fact_as"),
    "identifiers": ("identifies",),
    "decisions": ("first", "second"),
}
"""By which fields records that are compared name what they are about."""
_OF_CLAIMS = {
    "Contribution": ("same_fact_as", "recipient"),
    "Outcome": ("same_fact_as", "attributed_to", "about"),
    "Identifier": ("identifies",),
}
"""By which fields a claim names what others of the same fact name as well."""


def read(catalogue: Catalogue) -> list[Conflict]:
    """Find the conflicts of a version."""
    mapping = catalogue.mapping

    def record(id_: str) -> Record | None:
        try:
            return catalogue.record(mapping.iri(id_))
        except UnknownIri:
            return None

    decisions = tuple(catalogue.records("Decision"))
    records = {each.id: each for name in _COMPARED for each in catalogue.records(name)}
    for decision in decisions:
        if decision.one("verdict") == "same":
            ends = (record(decision.one(end)) for end in ("first", "second"))
            records |= {each.id: each for each in ends if each is not None}
    return find(Witnesses(records, decisions, mapping.vocabulary, lambda slug: record(f"documents/{slug}")))


def read_about(catalogue: Catalogue, iris: Sequence[str], most: int = 300) -> list[Conflict] | None:
    """Find the conflicts about a thing, described by the records `iris`, or those that it is a claim in.

    None where more than `most` records of a class are to be compared: :func:`read` finds them among all.
    """
    mapping = catalogue.mapping
    own = [catalogue.record(iri) for iri in iris]
    records = {each.id: each for each in own}
    for about in [iris, *_told_of(mapping, own)]:
        for collection, fields in _ABOUT.items():
            numbers = BitMap.union(BitMap(), *(catalogue.pointing(collection, field, *about) for field in fields))
            if len(numbers) > most:
                return None
            records |= {each.id: each for each in map(catalogue.record, catalogue.numbered(numbers))}
    decisions = tuple(each for each in records.values() if each.type == "Decision")

    def document(slug: str) -> Record | None:
        try:
            return catalogue.record(mapping.iri(f"documents/{slug}"))
        except UnknownIri:
            return None

    ids = {each.id for each in own}
    conflicts = find(Witnesses(records, decisions, mapping.vocabulary, document))
    return [each for each in conflicts if not ids.isdisjoint([*each.about, *(claim.record for claim in each.claims)])]


def _told_of(mapping: Mapping, claims: Iterable[Record]) -> Iterator[list[str]]:
    """Yield what claims are about: others of the same may contradict them."""
    for claim in claims:
        for field in _OF_CLAIMS.get(claim.type, ()):
            if references := [mapping.iri(each) for each in claim.values.get(field, ())]:
                yield references


def datasets_of(catalogue: Catalogue, id_: str) -> list[str]:
    """Name the datasets that describe a record."""
    mapping = catalogue.mapping
    graphs = {mapping.reference(quad.graph_name.value) for quad in catalogue.quads([mapping.iri(id_)])}  # type: ignore[union-attr]
    return sorted(each.removeprefix("datasets/") for each in graphs)
