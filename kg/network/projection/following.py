"""A projection follows the graph: after an edit only the rows of the records that it touched are made again.

The claims of a record follow from what it says itself and from what is around it
(:class:`kg.network.projection.reading.Around`). That is read anew each time, which is cheap, and compared: where
anything in it is another than before, the claims of records may have changed that nobody touched, and the network is to
be projected anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from pyroaring import BitMap

from kg.errors import NetworkTooLarge
from kg.network.cliques import Cliques
from kg.network.columns import Columns, Integers, Pairs, SomeColumns, starts
from kg.network.declarations import SELF, View
from kg.network.filters import AMOUNT
from kg.network.projection.estimate import demand_few_pairs
from kg.network.projection.merging import merged, places_of
from kg.network.projection.project import Projection, by_activity, linked, sameness, shared, without_claims
from kg.network.projection.reading import Around, Claims, Reading, read_claims
from kg.network.projection.relations import read_relations
from kg.network.projection.showing import Linking, Names, Sharing
from kg.network.projection.written import take_over

MOST_TOUCHED = 2_000
"""Records that are followed; where more were touched, all is projected anew, which is about as fast."""
_NOBODY = BitMap()


def follow(
    projection: Projection, columns: Columns, canonicals: Mapping[str, str], touched: BitMap, mentioned: frozenset[str]
) -> Projection | None:
    """Give the projection of a newer version, which says something else of the records `touched` and of no others.

    Their numbers are the same in both; `mentioned` are their IRIs and all texts that they said or say. None where all
    is to be projected anew: where something else has changed with them, where money weighs, of which currency and unit
    are those of all figures together, and where that is about as fast. What is given is what
    :func:`kg.network.projection.project.projected` would give, with what is known already of the names and edges in it.
    """
    if projection.filters.weight == AMOUNT or len(touched) > MOST_TOUCHED:
        return None
    view, before = projection.view, projection.reading
    same, some = sameness(columns, projection.filters, canonicals), SomeColumns(columns, touched)
    try:
        reading = read_claims(view, columns, projection.filters, same, projection.most_edges, some)
        if _is_another(before.around, reading.around, view, columns, touched):
            return None
        keys = before.left_out.keys() | reading.left_out.keys()
        left_out = {
            key: (before.left_out.get(key, _NOBODY) - touched) | reading.left_out.get(key, _NOBODY) for key in keys
        }
        reading = replace(reading, left_out=left_out)
        newer = (_sharing if view.co_participation else _linking)(projection, reading, columns, touched)
    except NetworkTooLarge:
        return None
    if isinstance(newer.network.lookup, Names) and isinstance(projection.network.lookup, Names):
        newer.network.lookup.remember(projection.network.lookup, mentioned)
    return newer


def _is_another(before: Around, after: Around, view: View, columns: Columns, touched: BitMap) -> bool:
    """Tell whether claims of records that nobody touched may have changed."""
    if (before.same, before.groups, before.counted, before.late) != (
        after.same,
        after.groups,
        after.counted,
        after.late,
    ):
        return True
    turned = BitMap.union(
        BitMap(), *(one ^ other for (_, one), (_, other) in zip(before.chosen, after.chosen, strict=True))
    )
    if not turned:
        return False
    nodes = {*columns.iris(turned).values()}
    if nodes & {*after.same.values()} or any(nodes & members.keys() for members in after.groups.values()):
        return True
    ends = (columns.column(each) for edge_class in view.edge_classes for each in edge_class.path if each != SELF)
    return any(column[node] - touched for column in ends for node in nodes & column.keys())


def _linking(projection: Projection, reading: Reading, columns: Columns, touched: BitMap) -> Projection:
    """Put the rows of the touched records in the place of those that they had."""
    view, before, relations = projection.view, projection.network, projection.relations
    own, names = read_relations(view, SomeColumns(columns, touched)), {*columns.iris(touched).values()}
    is_related = bool(names & relations.numbers.keys() or own.numbers)
    if (own.same, own.parts) != relations.of(names):
        relations = read_relations(view, columns)
    lookup = Linking(columns, reading.around.same, view, relations)
    part = linked(view, projection.filters, reading, lookup, projection.most_edges)
    gone = np.flatnonzero(np.isin(before.rows.record, _numbers(touched)))
    network = replace(merged(before, gone, part), left_out=reading.reasons)
    if is_related and (network.rows is not before.rows or relations is not projection.relations):
        rows = network.rows  # what is a part of what may be another thing now for the rows of others too
        facts = lookup.facts(rows.source, rows.target, rows.record)
        network = replace(network, links=replace(rows, fact=facts))
    elif not is_related:
        take_over(before, network, gone, places_of(part, network))
    if network.edge_count > projection.most_edges:
        raise NetworkTooLarge(view.name, f"more than {projection.most_edges:,}", projection.most_edges)
    return replace(projection, reading=without_claims(reading), relations=relations, network=network)


def _sharing(projection: Projection, reading: Reading, columns: Columns, touched: BitMap) -> Projection:
    """Put the pairs of those of whom a touched record tells that they take part in the place of those they had."""
    view, before, most = projection.view, projection.reading, projection.most_edges
    nodes = before.nodes.copy()
    code = np.asarray([nodes.code(each) for each in reading.nodes.texts], dtype=np.int64)
    claims = reading.claims
    coming = replace(claims, sources=code[claims.sources], targets=code[claims.targets], roles=0 * claims.roles)
    is_leaving = np.isin(before.claims.records, _numbers(touched))
    leaving = before.claims.at(np.flatnonzero(is_leaving))
    if _is_same(leaving, coming):
        reading = replace(reading, claims=before.claims, nodes=before.nodes, roles=before.roles, parts=before.parts)
    else:
        claims = Claims.together([before.claims.at(np.flatnonzero(~is_leaving)), coming])
        parts = Pairs(code[reading.parts.records], code[reading.parts.codes])
        reading = replace(reading, claims=claims.at(by_activity(claims)), nodes=nodes, roles=before.roles, parts=parts)
    lookup, changed = Sharing(columns, reading), Claims.together([leaving, coming])
    if isinstance(projection.network.links, Cliques):
        whole = projection.network if reading.claims is before.claims else shared(view, reading, lookup, most)
        network = replace(
            projection.network,
            iris=whole.iris,
            roles=whole.roles,
            links=whole.links,
            lookup=lookup,
            total_nodes=whole.total_nodes,
            left_out=reading.reasons,
        )
        return replace(projection, reading=reading, network=network)
    first = starts(reading.claims.targets, reading.claims.sources)
    demand_few_pairs(view, reading.claims.targets[first], reading.nodes, most)
    old, new = (
        shared(view, _of_activities(each, changed.targets), lookup, most, Pairs(changed.targets, changed.sources))
        for each in (replace(before, nodes=reading.nodes), reading)
    )
    gone = places_of(old, projection.network)
    network = replace(merged(projection.network, gone, new), left_out=reading.reasons)
    take_over(projection.network, network, gone, places_of(new, network))
    return replace(projection, reading=reading, network=network)


def _of_activities(reading: Reading, activities: Integers) -> Reading:
    chosen = np.flatnonzero(np.isin(reading.claims.targets, activities))
    return replace(reading, claims=reading.claims.at(chosen))


def _is_same(one: Claims, other: Claims) -> bool:
    """Tell whether claims are the same, in whatever order."""
    ordered = (np.lexsort(each.columns) for each in (one, other))
    pairs = zip(*(each.at(order).columns for each, order in zip((one, other), ordered, strict=True)), strict=True)
    return all(np.array_equal(*each) for each in pairs)


def _numbers(records: BitMap) -> Integers:
    return np.asarray(records.to_array(), dtype=np.int64)
