"""What points at an entity: every record that refers to it, grouped by the field that does and by role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from api.representations.bodies import Bodies
from kg.catalogue import Pointing, Selection
from kg.edition import Edition
from kg.network import load_views
from kg.reference import concepts
from kg.vocabulary import Field, FieldKind

Filters = dict[str, Sequence[str]]


def facts_about(edition: Edition, bodies: Bodies, iris: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """Give the groups of records that point at any record of a thing, the first `limit` of each and how many there are.

    A group is a list with filters: its address gives the rest, page by page.
    """
    references = [edition.mapping.reference(each) for each in iris]
    return [
        group
        for pointing in edition.catalogue.pointing_at(*iris)
        for filters in _divided(pointing, references)
        for group in _group(edition, bodies, pointing, filters, limit)
    ]


def _divided(pointing: Pointing, references: Sequence[str]) -> Iterator[Filters]:
    """Divide what points by the role that it tells, where its class says which field that is."""
    role = _roles().get(pointing.collection)
    own: Filters = {pointing.field: references}
    if role is None:
        yield own
        return
    for name in (*(entry.name for entry in concepts(role.scheme_name)), ""):
        yield {**own, role.name: (name,)}


@cache
def _roles() -> Mapping[str, Field]:
    """Map each collection of edges to the field of its role, as the ontology declares it, if it has one."""
    return {
        edge.record_class.collection: field
        for view in load_views().values()
        for edge in view.edge_classes
        for field in edge.record_class.fields.values()
        if field.iri == edge.role and field.kind is FieldKind.CONCEPT
    }


def _group(
    edition: Edition, bodies: Bodies, pointing: Pointing, filters: Filters, limit: int
) -> Iterator[dict[str, Any]]:
    """Give a group, none where nobody is in it."""
    page = edition.catalogue.page(pointing.collection, Selection(filters, limit=limit))
    if page.total:
        _, *role = [values[0] for values in filters.values()]
        yield {
            "collection": pointing.collection,
            "field": pointing.field,
            "role": next(iter(role), None),
            "total": page.total,
            "items": bodies.entities(page.iris),
            "next": page.next or None,
            "links": {"self": f"{bodies.root}{pointing.collection}?{urlencode(filters, doseq=True)}"},
        }
