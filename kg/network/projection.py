"""The projection: from quads to a network, by the recipe that the ontology declares.

Records become claims (:mod:`kg.network.claims`), claims of the same two nodes in the same role become one
edge, and the weight of an edge is the number of distinct facts behind it. Everything is sorted, so the same
quads give the same network in whatever order and in however many graphs they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, groupby

from kg.facts import Facts, smallest_linked
from kg.network.claims import Claim, figures, read_facts
from kg.network.declarations import View, load_unions, local_name
from kg.network.estimate import UNBOUNDED, demand_few
from kg.network.filters import CONFIDENCES, SEPARATE, Filters
from kg.network.model import Edge, Network, Node
from kg.network.money import amounts
from kg.network.reading import read_steps
from kg.network.statements import Statements
from kg.store.protocol import Quads
from kg.store.rdf import PREFIXES
from kg.vocabulary import load_vocabulary

CO_PARTICIPATION = "co-participation"
_NOTHING: Mapping[str, str] = {}
_NAME_OF = f"{PREFIXES['ikg']}nameOf"
_NAME = f"{PREFIXES['skosxl']}literalForm"


def project(
    store: Quads,
    view: View,
    filters: Filters | None = None,
    most_edges: int = UNBOUNDED,
    canonicals: Mapping[str, str] = _NOTHING,
) -> Network:
    """Project one view of a store, over all its graphs; `canonicals` maps what is decided to be one to its node.

    A node is in the network where an edge is; links of a node with itself are dropped. Takes about ten
    passes, each over the statements of one property. Raises NetworkTooLarge where there would be more than
    `most_edges`, before any is made.
    """
    statements, filters = Statements(store), filters or Filters()
    directed = view.directed and filters.directed
    same = _NOTHING if filters.members == SEPARATE else _united(statements, filters, canonicals)
    reading = read_steps(view, statements, filters, same)
    demand_few(view, reading.steps, most_edges)
    make = _shared_activities if view.co_participation else _links
    claims = (claim for step in reading.steps for claim in step.claims())
    edges = tuple(make(claims, replace(view, directed=directed), statements))
    nodes = _nodes({iri for edge in edges for iri in (edge.source, edge.target)}, same, statements)
    return Network(
        view.name, view.recipe, directed, nodes, edges, False, total_nodes=len(nodes), left_out=reading.left_out
    )


def _united(statements: Statements, filters: Filters, canonicals: Mapping[str, str]) -> Mapping[str, str]:
    """Map what is one to its node: by decisions, and by links as far as these count; then the first by IRI is it."""
    of_links = Filters(min_confidence=filters.min_confidence)
    links = read_steps(load_unions(), statements, of_links).steps
    linked = [(claim.source, claim.target) for step in links for claim in step.claims()]
    first = smallest_linked([*linked, *canonicals.items()])
    decided = {first[each]: each for each in sorted({*canonicals.values()}, reverse=True)}
    return {iri: decided.get(head, head) for iri, head in first.items()}


def _links(claims: Iterable[Claim], view: View, statements: Statements) -> Iterator[Edge]:
    """Merge claims into one edge per source, target and role."""

    def pair(claim: Claim) -> tuple[str, str]:
        ends = (claim.source, claim.target)
        return ends if view.directed or ends[0] < ends[1] else (ends[1], ends[0])

    def role(claim: Claim) -> str:
        return claim.role

    facts = read_facts(view, statements)
    ordered = sorted(claims, key=lambda claim: (pair(claim), claim.role, claim.record))
    for ends, of_pair in groupby(ordered, key=pair):
        both = list(of_pair)
        counted = facts.outermost(claim.record for claim in both)
        for _, group in groupby(both, key=role):
            yield _edge(ends, list(group), counted, facts, statements)


def _edge(
    ends: tuple[str, str], group: list[Claim], counted: dict[str, str], facts: Facts, statements: Statements
) -> Edge:
    # A record that links the same two in both directions of an undirected view is still one record.
    unique = {claim.record: claim for claim in group}.values()
    behind = sorted({counted[claim.record] for claim in unique})
    return Edge(
        source=ends[0],
        target=ends[1],
        role=group[0].role,
        weight=len(behind),
        confidence=_confidence(max(claim.certainty for claim in unique)),
        amounts=amounts((figure for claim in unique for figure in figures(claim, statements)), facts),
        records=tuple(claim.record for claim in unique),
        evidence=_evidence(unique, statements),
        facts=tuple(behind),
        when=_when(unique),
    )


def _shared_activities(claims: Iterable[Claim], _view: View, statements: Statements) -> Iterator[Edge]:
    """Link those that take part in the same activities: one edge per pair, the weight how many they are.

    An activity of n participants gives n(n-1)/2 links. The confidence of a link is that of the less sure
    side.
    """
    taking_part: dict[str, dict[str, list[Claim]]] = {}
    for claim in claims:
        taking_part.setdefault(claim.target, {}).setdefault(claim.source, []).append(claim)
    shared: dict[tuple[str, str], list[str]] = {}
    for activity in sorted(taking_part):
        for pair in combinations(sorted(taking_part[activity]), 2):
            shared.setdefault(pair, []).append(activity)
    for pair, activities in sorted(shared.items()):
        sides = [[taking_part[activity][end] for end in pair] for activity in activities]
        behind = {claim.record: claim for ends in sides for end in ends for claim in end}
        yield Edge(
            source=pair[0],
            target=pair[1],
            role=CO_PARTICIPATION,
            weight=len(activities),
            confidence=_confidence(max(min(max(claim.certainty for claim in end) for end in ends) for ends in sides)),
            amounts=(),
            records=tuple(sorted(behind)),
            evidence=_evidence(behind.values(), statements),
            facts=tuple(activities),
            activities=tuple(activities),
            when=_when(behind.values()),
        )


def _confidence(certainty: int) -> str:
    return CONFIDENCES[certainty] if certainty >= 0 else ""


def _when(behind: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(sorted({time for claim in behind for time in claim.when}))


def _evidence(behind: Iterable[Claim], statements: Statements) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                node
                for each in behind
                for node in statements.values(each.edge_class.record_class, "evidence", each.record)
            }
        )
    )


def _nodes(iris: set[str], same: Mapping[str, str], statements: Statements) -> tuple[Node, ...]:
    alike: dict[str, list[str]] = {}
    for other, iri in sorted(same.items()):
        if other != iri:
            alike.setdefault(iri, []).append(other)
    names = _names(statements) if iris else {}
    nodes = {iri: Node(iri, local_name(iri)) for iri in iris}
    waiting = set(iris)
    for record_class in load_vocabulary().classes.values():
        members = statements.instances(record_class.iri) & waiting if waiting else set()
        waiting -= members
        for iri in members:
            label = next(iter(statements.values(record_class, "label", iri)), local_name(iri))
            kind = next(iter(statements.terms(record_class, "kind", iri)), "")
            others = tuple(alike.get(iri, ()))
            known_as = {
                name
                for each in (iri, *others)
                for name in (*names.get(each, ()), *statements.values(record_class, "label", each))
            }
            nodes[iri] = Node(iri, label, record_class.name, kind, tuple(sorted(known_as - {label})), others)
    return tuple(nodes[iri] for iri in sorted(nodes))


def _names(statements: Statements) -> Mapping[str, set[str]]:
    """Find the names of everything, as its records of names give them."""
    names: dict[str, set[str]] = {}
    for record, bearers in statements.table(_NAME_OF).items():
        for bearer in bearers:
            names.setdefault(bearer, set()).update(statements.table(_NAME).get(record, ()))
    return names
