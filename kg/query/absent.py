"""A record that is asked about in a network where it is no node: its name, and the views whose records name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.catalogue import ANY, Catalogue, Selection
from kg.edition import Edition
from kg.errors import PlaysNoPart, UnknownNode
from kg.network import Filters, View, load_views
from kg.network.declarations import SELF, EdgeClass, local_name
from kg.query.analysis import Analysis
from kg.spelling import fold

_LOOK = 20
"""Records, and parts in the same, that are looked at before a view is taken for one that a record plays no part in."""


def named_absent(edition: Edition, analysis: Analysis, error: UnknownNode) -> UnknownNode:
    """Tell of a record, by IRI or by name, that it plays no part in a network; what is no record is told as it was.

    It is read from the index: to project the other views would take seconds.
    """
    iri = _record(edition.catalogue, error.iri)
    if not iri:
        return error
    is_whole = not analysis.recipe and analysis.filters == Filters(directed=analysis.filters.directed)
    views = [name for name in load_views() if not (is_whole and name == analysis.view)]
    views = [name for name in views if plays_part(edition.catalogue, load_views()[name], iri)]
    return PlaysNoPart(error.iri, iri, edition.catalogue.label(iri), analysis.view, views, error.inside)


def _record(catalogue: Catalogue, asked: str) -> str:
    """Find the record of an IRI, or the only one of a name; nothing where there is none or several."""
    if catalogue.type_of(asked):
        return asked
    hits = catalogue.find(asked, limit=_LOOK).hits
    named = {hit.iri for hit in hits if fold(hit.text) == fold(asked)}
    return named.pop() if len(named) == 1 else ""


def plays_part(catalogue: Catalogue, view: View, iri: str) -> bool:
    """Tell whether a record, or a group that it is in, is an end of a tie of a view, as far as the index tells."""
    if view.types and catalogue.type_of(iri) not in view.types:
        return False
    if any(_is_tied(catalogue, view, edges, iri) for edges in view.edge_classes):
        return True
    return any(
        _is_tied(catalogue, view, edges, group, is_in_company=is_in_company)
        for group, is_in_company in _groups(catalogue, view, iri)
        for edges in view.edge_classes
    )


def _groups(catalogue: Catalogue, view: View, iri: str) -> Iterator[tuple[str, bool]]:
    """Yield the groups whose members count where they stand, if a record is in them, and whether others are as well."""
    for record_class in catalogue.mapping.vocabulary.classes.values():
        for name in (name for name, field in record_class.fields.items() if field.iri == view.membership):
            for group in _page(catalogue, record_class.collection, {name: [iri]}):
                yield group, len(catalogue.record(group).values.get(name, ())) > 1


def _is_tied(catalogue: Catalogue, view: View, edges: EdgeClass, iri: str, *, is_in_company: bool = False) -> bool:
    """Tell whether records of a class tie one to another; members of a group that are in company, to each other."""
    names = {field.iri: name for name, field in edges.record_class.fields.items()}
    roles = {names[edges.role]: [local_name(each) for each in view.roles]} if view.roles else {}
    for end in edges.path[:1] if view.co_participation else edges.path:
        others = [names[each] for each in edges.path if each not in (end, SELF)]
        if end == SELF:
            is_own = catalogue.type_of(iri) == edges.record_class.name
            record = catalogue.record(iri).values if is_own else {}
            tied = any(record.get(each) for each in others)
        elif view.co_participation:
            filters = {names[end]: [iri], **roles}
            tied = is_in_company and any(_told(catalogue, edges, filters, others, is_own=False))
            tied = tied or any(_meets(catalogue, edges, filters, names[end], each) for each in others)
        else:
            tied = any(_told(catalogue, edges, {names[end]: [iri], **roles}, others, is_own=SELF in edges.path))
        if tied:
            return True
    return False


def _told(
    catalogue: Catalogue, edges: EdgeClass, filters: Mapping[str, Sequence[str]], others: Sequence[str], *, is_own: bool
) -> Iterator[bool]:
    """Tell of each other end whether records with one end have it as well; a record that is an end itself has."""
    collection = edges.record_class.collection
    if is_own:
        yield bool(_page(catalogue, collection, filters))
    for each in others:
        yield bool(_page(catalogue, collection, {**filters, each: [ANY]}))


def _meets(catalogue: Catalogue, edges: EdgeClass, filters: Mapping[str, Sequence[str]], end: str, shared: str) -> bool:
    """Tell whether another one is at the same end of records that share with those of one what they are about."""
    collection, own = edges.record_class.collection, {*filters[end]}
    same = {catalogue.mapping.reference(each) for iri in own for each in (iri, *catalogue.shown_as(iri))}
    for iri in _page(catalogue, collection, {**filters, shared: [ANY]}):
        for about in catalogue.record(iri).values.get(shared, ()):
            beside = _page(catalogue, collection, {**filters, end: [ANY], shared: [about]})
            if any(not same.issuperset(catalogue.record(each).values.get(end, ())) for each in beside):
                return True
    return False


def _page(catalogue: Catalogue, collection: str, filters: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return catalogue.page(collection, Selection(filters, limit=_LOOK)).iris
