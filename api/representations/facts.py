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


def facts_about(
    edition: Edition, bodies: Bodies, iris: Sequence[str], limit: int, members: str
) -> list[dict[str, Any]]:
    """Give the groups of records that point at any record of a thing, the first `limit` of each and how many there are.

    The first of its records is the one that is shown; with `members="separate"` it is the only one.

    A group is a list with filters: its address gives the rest, page by page.
    """
    reference = edition.mapping.reference(iris[0])
    return [
        group
        for pointing in edition.catalogue.pointing_at(*iris)
        for filters in _divided(pointing, reference)
        for group in _group(edition, bodies, pointing.collection, Selection(filters, limit=limit, members=members))
    ]


def _divided(pointing: Pointing, reference: str) -> Iterator[Filters]:
    """Divide what points by the role that it tells, where its class says which field that is."""
    role = _roles().get(pointing.collection)
    own: Filters = {pointing.field: (reference,)}
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


def _group(edition: Edition, bodies: Bodies, collection: str, selection: Selection) -> Iterator[dict[str, Any]]:
    """Give a group, none where nobody is in it."""
    page = edition.catalogue.page(collection, selection)
    if page.total:
        (field, _), *role = [(name, values[0]) for name, values in selection.filters.items()]
        filters = {**selection.filters, **({"members": selection.members} if selection.members else {})}
        yield {
            "collection": collection,
            "field": field,
            "role": next((value for _, value in role), None),
            "total": page.total,
            "items": bodies.entities(page.iris),
            "next": page.next or None,
            "links": {"self": f"{bodies.root}{collection}?{urlencode(filters, doseq=True)}"},
        }
