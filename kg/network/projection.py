"""The projection: from columns of records to a network, by the recipe that the ontology declares.

Records become claims (:mod:`kg.network.reading`), claims of the same two nodes in the same role become one
edge, and the weight of an edge is the number of distinct facts behind it. Everything is sorted, so the same
records give the same network in whatever order and in however many graphs they stand. What an edge shows is looked
up when it is shown (:mod:`kg.network.showing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from kg.facts import smallest_linked
from kg.network.columns import Booleans, Codes, Columns, Integers, distinct, spread, starts
from kg.network.declarations import View, load_unions
from kg.network.estimate import UNBOUNDED, demand_few_links, demand_few_pairs
from kg.network.filters import SEPARATE, Filters
from kg.network.model import Network, Rows
from kg.network.reading import Reading, read_claims
from kg.network.showing import Linking, Sharing
from kg.network.weighing import Weighing

CO_PARTICIPATION = "co-participation"
_NOTHING: Mapping[str, str] = {}


def project(
    columns: Columns,
    view: View,
    filters: Filters | None = None,
    most_edges: int = UNBOUNDED,
    canonicals: Mapping[str, str] = _NOTHING,
) -> Network:
    """Project one view of a graph; `canonicals` maps what is decided to be one to its node.

    Options of the recipe count where the filters have none.

    A node is in the network where an edge is; links of a node with itself are dropped. Raises NetworkTooLarge where
    there would be more than `most_edges`, before any is made.
    """
    filters = Filters.merged(view.options, filters or Filters())
    same = _NOTHING if filters.members == SEPARATE else united(columns, filters, canonicals)
    reading = read_claims(view, columns, filters, same, most_edges)
    if view.co_participation:
        network = _shared(view, reading, Sharing(columns, same, reading.nodes), most_edges)
    else:
        network = _linked(
            replace(view, directed=view.directed and filters.directed),
            reading,
            Linking(columns, same, view),
            most_edges,
        )
    weighing = reading.weighing
    chosen = {"currency": weighing.currency, "kind": weighing.kind} if weighing else {}
    return replace(
        network,
        digest=view.digest,
        left_out=reading.left_out,
        options={**filters.options, **chosen},
        unit=weighing.unit if weighing else 1,
    )


def united(columns: Columns, filters: Filters, canonicals: Mapping[str, str]) -> Mapping[str, str]:
    """Map what is one to its node: by decisions, and by links as far as these count; then the first by IRI is it."""
    counting = Filters(min_confidence=filters.min_confidence, datasets=filters.datasets)
    reading = read_claims(load_unions(), columns, counting)
    texts, claims = reading.nodes.texts, reading.claims
    linked = [(texts[source], texts[target]) for source, target in zip(claims.sources, claims.targets, strict=True)]
    first = smallest_linked([*linked, *canonicals.items()])
    decided = {first[each]: each for each in sorted({*canonicals.values()}, reverse=True)}
    return {iri: decided.get(head, head) for iri, head in first.items()}


def _linked(view: View, reading: Reading, lookup: Linking, most: int) -> Network:
    """Merge claims into one edge per source, target and role."""
    claims = reading.claims
    (iris, node), (roles, role) = (
        placed(reading.nodes, claims.sources, claims.targets),
        placed(reading.roles, claims.roles),
    )
    source, target = node[claims.sources], node[claims.targets]
    if not view.directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    demand_few_links(view, source, target, claims.roles, most)
    # A record that links the same two in both directions of an undirected view is still one record.
    order = distinct(source, target, role[claims.roles], claims.records)
    source, target, claims = source[order], target[order], claims.at(order)
    facts = lookup.facts(source, target, claims.records)
    rows = Rows(
        source, target, role[claims.roles], claims.records, facts, claims.certainties, claims.joint, claims.dated
    )
    if reading.weighing:
        rows = replace(rows, money=_money(rows, reading.weighing, lookup))
    return Network(view.name, view.recipe, view.directed, iris, roles, rows, lookup, total_nodes=len(iris))


def _money(rows: Rows, weighing: Weighing, lookup: Linking) -> Integers:
    """Give the figure of one of the rows of each edge that speak of one fact, and nothing for the others.

    A record of the fact itself goes before one of a part of it, a figure without a bound before one with, and then the
    first by IRI.
    """
    records = np.unique(rows.record)
    known = np.searchsorted(records, rows.record)
    iris = lookup.iris(records.tolist())
    bound = np.fromiter((each in weighing.inexact for each in records.tolist()), np.bool_, len(records))
    by_iri = np.argsort(np.argsort([iris[each] for each in records.tolist()]))
    is_part = lookup.own_facts(records)[known] != rows.fact
    edge = np.repeat(np.arange(len(first := starts(rows.source, rows.target, rows.role))), np.diff([*first, len(rows)]))
    order = np.lexsort((by_iri[known], bound[known], is_part, rows.fact, edge))
    counting = order[starts(edge[order], rows.fact[order])]
    money = np.zeros(len(rows), dtype=np.int64)
    money[counting] = weighing.of(rows.record[counting])
    return money


def _shared(view: View, reading: Reading, lookup: Sharing, most: int) -> Network:
    """Link those that take part in the same activities: one edge per pair, the weight how many they are.

    An activity of n participants gives n(n-1)/2 links. The confidence of a link is that of the less sure
    side.
    """
    claims = reading.claims.at(np.lexsort((reading.claims.sources, reading.claims.targets)))
    lookup.take_part(claims.targets, claims.sources, claims.records)
    first = starts(claims.targets, claims.sources)
    activity, who = claims.targets[first], claims.sources[first]
    demand_few_pairs(view, activity, reading.nodes, most)
    shared = np.isin(activity, activity[1:][activity[1:] == activity[:-1]])
    iris, node = placed(reading.nodes, who[shared])
    certainty, dated = (_most(each, first) for each in (claims.certainties, claims.dated))
    one, other = _two_of_each(activity)
    source, target = np.minimum(node[who[one]], node[who[other]]), np.maximum(node[who[one]], node[who[other]])
    order = np.argsort(source * len(iris) + target, kind="stable")
    if len(reading.parts.records):
        order = order[_apart(source[order], target[order], [node[each] for each in reading.parts], len(iris))]
    one, other, nothing = one[order], other[order], np.broadcast_to(np.int64(0), len(order))
    rows = Rows(
        source=source[order],
        target=target[order],
        role=nothing,
        record=activity[one],
        fact=activity[one],
        certainty=np.minimum(certainty[one], certainty[other]),
        joint=nothing,
        dated=dated[one] | dated[other],
    )
    return Network(view.name, view.recipe, False, iris, [CO_PARTICIPATION], rows, lookup, total_nodes=len(iris))


def _apart(source: Integers, target: Integers, parts: Sequence[Integers], size: int) -> Booleans:
    """Tell of pairs of nodes which are no group and one of it: who counts for a group does not work with it."""
    group, member = parts
    within = (group >= 0) & (member >= 0)
    keys = np.minimum(group, member)[within] * size + np.maximum(group, member)[within]
    return np.isin(source * size + target, keys, invert=True)


def placed(codes: Codes, *columns: Integers) -> tuple[list[str], Integers]:
    """Give the texts that some columns have the codes of, sorted, and by code the place of each among them."""
    used = np.unique(np.concatenate(columns))
    texts = sorted((codes.texts[code], int(code)) for code in used)
    places = np.full(len(codes), -1, dtype=np.int64)
    places[[code for _, code in texts]] = np.arange(len(texts))
    return [text for text, _ in texts], places


def _two_of_each(groups: Integers) -> tuple[Integers, Integers]:
    """Give the places of each two with the same value in a sorted column, the earlier one first.

    >>> [each.tolist() for each in _two_of_each(np.array([1, 1, 1, 2]))]
    [[0, 0, 1], [1, 2, 2]]
    """
    return spread(np.arange(len(groups)) + 1, np.searchsorted(groups, groups, "right"))


def _most(values: Integers, first: Integers) -> Integers:
    """Give the greatest value of each of the runs that begin at some places."""
    return np.maximum.reduceat(values, first) if len(first) else values[:0]
