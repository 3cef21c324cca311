"""Conflicts of one version of the graph: only what may be in one is read."""

from __future__ import annotations

from kg.catalogue import Catalogue
from kg.claims.conflicts import Conflict, find
from kg.claims.witnesses import Witnesses
from kg.errors import UnknownIri
from kg.records import Record

_COMPARED = ("Contribution", "Outcome", "Identifier")


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


def datasets_of(catalogue: Catalogue, id_: str) -> list[str]:
    """Name the datasets that describe a record."""
    mapping = catalogue.mapping
    graphs = {mapping.reference(quad.graph_name.value) for quad in catalogue.quads([mapping.iri(id_)])}  # type: ignore[union-attr]
    return sorted(each.removeprefix("datasets/") for each in graphs)
