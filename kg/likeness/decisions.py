"""Decisions that were made: the one on a pair, and all that concern a record."""

from __future__ import annotations

from kg.catalogue import SEPARATE, Catalogue, Selection
from kg.records import Record


def decision_on(catalogue: Catalogue, first: str, second: str) -> Record | None:
    """Find the decision that there is on two records, by their ids, in either order."""
    for one, other in ((first, second), (second, first)):
        selection = Selection({"first": (one,), "second": (other,)}, limit=1, members=SEPARATE)
        for iri in catalogue.page("decisions", selection).iris:
            return catalogue.record(iri)
    return None


def decisions_about(catalogue: Catalogue, id_: str) -> list[Record]:
    """List the decisions on a record, by its id, and on those that are shown as one with it, the newest first.

    Of one day the one that was written down last is first.
    """
    canonical = catalogue.canonical(catalogue.mapping.iri(id_))
    together = [catalogue.mapping.reference(each) for each in (canonical, *catalogue.shown_as(canonical))]
    iris = {
        iri
        for end in ("first", "second")
        for iri in catalogue.page("decisions", Selection({end: together}, limit=1000, members=SEPARATE)).iris
    }
    records = [catalogue.record(iri) for iri in sorted(iris)]
    versions = {each.id: catalogue.versions(catalogue.mapping.iri(each.id))[-1:] for each in records}
    return sorted(records, key=lambda each: (each.one("decided"), versions[each.id]), reverse=True)
