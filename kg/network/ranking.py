"""Rankings: scores in order with their coverage, because a ranking is worth as much as that."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf, isclose
from typing import TextIO

import numpy as np

from kg.errors import UnknownField, UnknownName
from kg.network.filters import CONFIDENCES
from kg.network.graphs import components
from kg.network.measures import MEASURES, Measure
from kg.network.model import Network

_STATED = CONFIDENCES.index("stated")
_DIGITS = 9
"""Significant digits of a score."""
_CLOSE, _NOTHING = 1e-9, 1e-14
"""What differs by no more than this share of a score, or of the best, differs by rounding, and is a tie."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one node; equal scores share a rank, and the next is left free (1, 2, 2, 4)."""

    iri: str
    label: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much a network and its rankings rest on.

    Its size, the share of edges that a source states, the share of edges without a date (which `as_of` keeps), and
    how many records of the whole view are in no edge, by reason.
    """

    nodes: int
    edges: int
    components: int
    stated_share: float
    undated_share: float
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All nodes by one measure, best first, then by label.

    `meaning` says in a sentence what the measure tells, and each of `remarks` what to mind with this network.
    """

    view: str
    recipe: str
    measure: str
    meaning: str
    parameters: Mapping[str, bool | float | str]
    scores: tuple[Score, ...]
    coverage: Coverage
    remarks: tuple[str, ...] = ()


def find_measure(name: str, *, weighted: bool = False) -> Measure:
    """Find a measure by its name. Raises UnknownName, also for `weighted` with one that does not take it."""
    if name not in MEASURES:
        raise UnknownName("measure", name, MEASURES)
    if weighted and not MEASURES[name].weightable:
        raise UnknownField("weighted variant of", name, [each for each in MEASURES if MEASURES[each].weightable])
    return MEASURES[name]


def rank(network: Network, measure: str, *, weighted: bool = False) -> Ranking:
    """Rank the nodes of a network. Raises what :func:`find_measure` does."""
    definition = find_measure(measure, weighted=weighted)
    computed = definition.compute(network, weighted=weighted) if definition.weightable else definition.compute(network)
    parameters = {"weighted": weighted} if definition.weightable else {}
    return Ranking(
        network.view,
        network.recipe,
        measure,
        definition.meaning,
        {**parameters, **definition.parameters},
        tuple(_ranked(network, computed)),
        coverage(network),
        computed.remarks,
    )


def coverage(network: Network) -> Coverage:
    """Tell how much a network rests on; shares are 0 where there are no edges."""
    rows, first = network.rows, network.starts
    edges = len(first)
    stated = np.count_nonzero(np.maximum.reduceat(rows.certainty, first) == _STATED) if edges else 0
    dated = np.count_nonzero(np.logical_or.reduceat(rows.dated, first)) if edges else 0
    return Coverage(
        nodes=len(network.iris),
        edges=edges,
        components=components(network)[0],
        stated_share=round(float(stated) / max(edges, 1), 4),
        undated_share=round(float(edges - dated) / max(edges, 1), 4),
        left_out=network.left_out,
    )


def _ranked(network: Network, computed: Mapping[str, float]) -> Iterator[Score]:
    ties = _ties(computed)
    ordered = sorted(network.nodes, key=lambda node: (-ties[node.iri], node.label.casefold(), node.iri))
    place, before = 0, None
    for count, node in enumerate(ordered, start=1):
        score = ties[node.iri]
        place = place if score == before else count
        before = score
        yield Score(node.iri, node.label, float(f"{score:.{_DIGITS}g}"), place)


def _ties(computed: Mapping[str, float]) -> dict[str, float]:
    """Give all that tie the score of the best of them: rounding each by itself would part some of them.

    >>> _ties({"a": 0.5, "b": 0.1 + 0.2, "c": 0.3, "d": 1e-17})
    {'a': 0.5, 'b': 0.30000000000000004, 'c': 0.30000000000000004, 'd': 1e-17}
    """
    best = max(computed.values(), default=0.0)
    tied: dict[str, float] = {}
    score = inf
    for iri in sorted(computed, key=lambda iri: (-computed[iri], iri)):
        if not isclose(computed[iri], score, rel_tol=_CLOSE, abs_tol=_NOTHING * best):
            score = computed[iri]
        tied[iri] = score
    return tied


def write_ranking(ranking: Ranking, output: TextIO, top: int | None = None) -> None:
    """Write a ranking as CSV with a header."""
    rows = [[each.rank, each.label, each.score, each.iri] for each in ranking.scores[:top]]
    csv.writer(output, lineterminator="\n").writerows([["rank", "label", "score", "id"], *rows])
