"""The projection: from columns of records to a network, by the recipe that the ontology declares.

Records become claims (:mod:`kg.network.projection.reading`), claims of the same two nodes in the same role become one
edge, and the weight of an edge is the number of distinct facts behind it. Everything is sorted, so the same
records give the same network in whatever order and in however many graphs they stand. What an edge shows is looked
up when it is shown (:mod:`kg.network.projection.showing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from kg.facts import smallest_linked
from kg.network.cliques import Cliques
from kg.network.columns import NO_PAIRS, Codes, Columns, Integers, Pairs, starts
from kg.network.declarations import View, load_unions
from kg.network.filters import SEPARATE, Filters
from kg.network.model import Network
from kg.network.projection.estimate import UNBOUNDED, demand_few_links, demand_few_pairs
from kg.network.projection.reading import Claims, Reading, read_claims
from kg.network.projection.relations import Relations, read_relations
from kg.network.projection.showing import Linking, Sharing
from kg.network.projection.weighing import Weighing
from kg.network.rows import Rows

CO_PARTICIPATION = "co-participation"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Projection:
    """A network with what it was projected by, and what was read for it.

    Of the claims no more is kept than where activities are shared; `relations` are those of the others.
    """

    view: View
    filters: Filters
    most_edges: int
    reading: Reading
    relations: Relations
    network: Network


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
    return projected(columns, view, filters or Filters(), most_edges, canonicals).network


def projected(
    columns: Columns, view: View, filters: Filters, most_edges: int, canonicals: Mapping[str, str]
) -> Projection:
    """Do the same, and give with the network what it takes to follow the graph."""
    filters = Filters.merged(view.options, filters)
    same = sameness(columns, filters, canonicals)
    reading, relations = read_claims(view, columns, filters, same, most_edges), Relations()
    if view.co_participation:
        claims = replace(reading.claims, roles=0 * reading.claims.roles)  # all have the one of the view
        reading = replace(reading, claims=claims.at(by_activity(claims)))
        network = shared(view, reading, Sharing(columns, reading), most_edges)
    else:
        relations = read_relations(view, columns)
        network = linked(view, filters, reading, Linking(columns, same, view, relations), most_edges)
        reading = without_claims(reading)
    weighing = reading.weighing
    chosen = {"currency": weighing.currency, "kind": weighing.kind} if weighing else {}
    network = replace(
        network,
        digest=view.digest,
        left_out=reading.reasons,
        options={**filters.options, **chosen},
        unit=weighing.unit if weighing else 1,
    )
    return Projection(view, filters, most_edges, reading, relations, network)


def without_claims(reading: Reading) -> Reading:
    """Give what was read besides the claims, which rows take the place of."""
    return replace(reading, claims=Claims.together(()), nodes=Codes(), roles=Codes(), parts=NO_PAIRS)


def sameness(columns: Columns, filters: Filters, canonicals: Mapping[str, str]) -> Mapping[str, str]:
    """Map what is one to its node, unless each record has a node of its own."""
    return _NOTHING if filters.members == SEPARATE else united(columns, filters, canonicals)


def united(columns: Columns, filters: Filters, canonicals: Mapping[str, str]) -> Mapping[str, str]:
    """Map what is one to its node: by decisions, and by links as far as these count; then the first by IRI is it."""
    counting = Filters(min_confidence=filters.min_confidence, datasets=filters.datasets)
    reading = read_claims(load_unions(), columns, counting)
    texts, claims = reading.nodes.texts, reading.claims
    pairs = [(texts[source], texts[target]) for source, target in zip(claims.sources, claims.targets, strict=True)]
    first = smallest_linked([*pairs, *canonicals.items()])
    decided = {first[each]: each for each in sorted({*canonicals.values()}, reverse=True)}
    return {iri: decided.get(head, head) for iri, head in first.items()}


def linked(view: View, filters: Filters, reading: Reading, lookup: Linking, most: int) -> Network:
    """Merge claims into one edge per source, target and role."""
    claims, directed = reading.claims, view.directed and filters.directed
    (iris, node), (roles, role) = (
        placed(reading.nodes, claims.sources, claims.targets),
        placed(reading.roles, claims.roles),
    )
    source, target = node[claims.sources], node[claims.targets]
    if not directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    demand_few_links(view, source, target, claims.roles, most)
    # A record that links the same two in both directions of an undirected view is still one record.
    order = np.lexsort((-claims.certainties, claims.records, role[claims.roles], target, source))
    order = order[starts(*(each[order] for each in (source, target, role[claims.roles], claims.records)))]
    source, target, claims = source[order], target[order], claims.at(order)
    facts = lookup.facts(source, target, claims.records)
    rows = Rows(
        source, target, role[claims.roles], claims.records, facts, claims.certainties, claims.joint, claims.dated
    )
    if reading.weighing:
        rows = replace(rows, money=_money(rows, reading.weighing, lookup))
    return Network(view.name, view.recipe, directed, iris, roles, rows, lookup, total_nodes=len(iris))


def _money(rows: Rows, weighing: Weighing, lookup: Linking) -> Integers:
    """Give the figure of one of the rows of each edge that speak of one fact, and nothing for the others.

    A record of the fact itself goes before one of a part of it, a figure without a bound before one with, and then the
    first by IRI.
    """
    records = np.unique(rows.record)
    places = np.searchsorted(records, rows.record)
    iris = lookup.iris(records.tolist())
    bound = np.fromiter((each in weighing.inexact for each in records.tolist()), np.bool_, len(records))
    by_iri = np.argsort(np.argsort([iris[each] for each in records.tolist()]))
    is_part = lookup.own_facts(records)[places] != rows.fact
    edge = np.repeat(np.arange(len(first := starts(rows.source, rows.target, rows.role))), np.diff([*first, len(rows)]))
    order = np.lexsort((by_iri[places], bound[places], is_part, rows.fact, edge))
    counting = order[starts(edge[order], rows.fact[order])]
    money = np.zeros(len(rows), dtype=np.int64)
    money[counting] = weighing.of(rows.record[counting])
    return money


def by_activity(claims: Claims) -> Integers:
    """Give the order of claims by activity and participant."""
    return np.lexsort((claims.sources, claims.targets))


def shared(view: View, reading: Reading, lookup: Sharing, most: int, taking_part: Pairs | None = None) -> Network:
    """Link those that take part in the same activities: one edge per pair, the weight how many they are.

    Claims are in the order of activity and participant. An activity of n participants gives n(n-1)/2 links; where all
    are more than `most`, it is kept as it is. Of some `taking_part`, activities with participants, only the links of
    these are given.
    """
    claims, size = reading.claims, len(reading.nodes)
    first = starts(claims.targets, claims.sources)
    cliques = Cliques(
        activity=claims.targets[first],
        who=claims.sources[first],
        certainty=_most(claims.certainties, first),
        dated=_most(claims.dated, first),
        apart=Pairs(*(np.append(one, other) for one, other in (reading.parts, reading.parts[::-1]))),
        size=size,
        demand=partial(demand_few_pairs, view, nodes=reading.nodes, most=most),
    )
    links: Rows | Cliques
    if taking_part is None and cliques.pairs > most:
        iris, node = placed(reading.nodes, np.flatnonzero(cliques.met.others))
        links = cliques.among(node, len(iris))
    else:
        keys = () if taking_part is None else taking_part.records * size + taking_part.codes
        chosen = np.flatnonzero(np.isin(cliques.activity * size + cliques.who, keys))
        one, other = cliques.two_of_each() if taking_part is None else cliques.with_each(chosen)
        iris, node = placed(reading.nodes, cliques.who[one], cliques.who[other])
        links = cliques.linked(one, other, node, len(iris))
    roles = [CO_PARTICIPATION] if iris else []
    return Network(view.name, view.recipe, False, iris, roles, links, lookup, total_nodes=len(iris))


def placed(codes: Codes, *columns: Integers) -> tuple[list[str], Integers]:
    """Give the texts that some columns have the codes of, sorted, and by code the place of each among them."""
    used = np.zeros(len(codes), dtype=np.bool_)
    for column in columns:
        used[column] = True
    texts = sorted((codes.texts[code], code) for code in np.flatnonzero(used).tolist())
    places = np.full(len(codes), -1, dtype=np.int64)
    places[[code for _, code in texts]] = np.arange(len(texts))
    return [text for text, _ in texts], places


def _most(values: Integers, first: Integers) -> Integers:
    """Give the greatest value of each of the runs that begin at some places."""
    return np.maximum.reduceat(values, first) if len(first) else values[:0]
