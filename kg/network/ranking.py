"""Rankings: scores in order with their coverage, because a ranking is worth as much as that."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

import networkx as nx

from kg.errors import UnknownField, UnknownName
from kg.network.graphs import undirected_graph
from kg.network.measures import DAMPING, MEASURES, Measure
from kg.network.model import Network

_DIGITS = 9
"""Significant digits of a score: what differs only beyond them differs by rounding, and is a tie."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one node; equal scores share a rank, and the next is left free (1, 2, 2, 4)."""

    iri: str
    label: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much a ranking rests on: the size of the network and the share of edges that a source states."""

    nodes: int
    edges: int
    components: int
    stated_share: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """All nodes by one measure, best first, then by label; `meaning` says in a sentence what it tells."""

    view: str
    recipe: str
    measure: str
    meaning: str
    parameters: Mapping[str, bool | float]
    scores: tuple[Score, ...]
    coverage: Coverage


def find_measure(name: str, *, weighted: bool = False) -> Measure:
    """Find a measure by its name. Raises UnknownName, also for `weighted` with one that does not take it."""
    if name not in MEASURES:
        raise UnknownName("measure", name, MEASURES)
    if weighted and not MEASURES[name].weightable:
        raise UnknownField("weighted variant of", name, [each for each in MEASURES if MEASURES[each].weightable])
    return MEASURES[name]


def rank(network: Network, measure: str, *, weighted: bool = False) -> Ranking:
    """Rank the nodes of a network. Raises what :func:`find_measure` does."""
    found = find_measure(measure, weighted=weighted)
    computed = found.compute(network, weighted=weighted) if found.weightable else found.compute(network)
    parameters: dict[str, bool | float] = {"weighted": weighted} if found.weightable else {}
    if measure == "pagerank":
        parameters["damping"] = DAMPING
    scores = tuple(_ranked(network, computed))
    return Ranking(network.view, network.recipe, measure, found.meaning, parameters, scores, coverage(network))


def coverage(network: Network) -> Coverage:
    """Tell how much a network rests on; the share is 0 where there are no edges."""
    stated = sum(edge.confidence == "stated" for edge in network.edges)
    return Coverage(
        nodes=len(network.nodes),
        edges=len(network.edges),
        components=nx.number_connected_components(undirected_graph(network)),
        stated_share=round(stated / max(len(network.edges), 1), 4),
    )


def _ranked(network: Network, computed: Mapping[str, float]) -> Iterator[Score]:
    rounded = {iri: float(f"{score:.{_DIGITS}g}") for iri, score in computed.items()}
    ordered = sorted(network.nodes, key=lambda node: (-rounded[node.iri], node.label.casefold(), node.iri))
    place, before = 0, None
    for count, node in enumerate(ordered, start=1):
        score = rounded[node.iri]
        place = place if score == before else count
        before = score
        yield Score(node.iri, node.label, score, place)


def write_ranking(ranking: Ranking, output: TextIO, top: int | None = None) -> None:
    """Write a ranking as CSV with a header."""
    rows = [[each.rank, each.label, each.score, each.iri] for each in ranking.scores[:top]]
    csv.writer(output, lineterminator="\n").writerows([["rank", "label", "score", "id"], *rows])
