"""Rankings: scores in order with their coverage, because a ranking is worth as much as that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import UnknownField, UnknownName
from kg.network.cliques import Cliques
from kg.network.columns import Integers
from kg.network.filters import CONFIDENCES
from kg.network.graphs import components
from kg.network.measures import MEASURES, Measure, Scores
from kg.network.measures.definitions import About, Floats
from kg.network.model import Network, Node
from kg.network.once import once_of_rows
from kg.network.remarks import Remark

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

    Its size, the share of edges that a source states, how many edges have no date (which filters by time keep) and
    their share, and how many records of the whole view are in no edge, by reason.
    """

    nodes: int
    edges: int
    components: int
    stated_share: float
    undated_edges: int
    undated_share: float
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nodes by one measure, best first, then by label: the first of them or all.

    `meaning` says in a sentence what the measure tells, `exactness` how exact it is, and each of `remarks` what to mind
    with this network. The nodes of which the measure is not defined are in `undefined`, and have no rank.
    """

    view: str
    recipe: str
    measure: str
    meaning: str
    exactness: str
    parameters: Mapping[str, bool | float | str]
    scores: tuple[Score, ...]
    undefined: tuple[Node, ...]
    coverage: Coverage
    remarks: tuple[Remark, ...] = ()


def find_measure(name: str, *, weighted: bool = False) -> Measure:
    """Find a measure by its name. Raises UnknownName, also for `weighted` with one that does not take it."""
    if name not in MEASURES:
        raise UnknownName("measure", name, MEASURES)
    if weighted and not MEASURES[name].weightable:
        raise UnknownField("weighted variant of", name, [each for each in MEASURES if MEASURES[each].weightable])
    return MEASURES[name]


def rank(network: Network, measure: str, *, weighted: bool = False, top: int | None = None) -> Ranking:
    """Rank the nodes of a network, and give the first `top` or all. Raises what :func:`find_measure` does."""
    definition = find_measure(measure, weighted=weighted)
    scores = scores_of(network, measure, weighted=weighted)
    undefined = np.flatnonzero(np.isnan(scores.values))
    remarks = [Remark("undefined", count=len(undefined))] if len(undefined) else []
    first, tied, basis = *first_of(ranked(network, scores.values, top), top), coverage(network)
    return Ranking(
        network.view,
        network.recipe,
        measure,
        definition.meaning,
        definition.exactness,
        {**({"weighted": weighted} if definition.weightable else {}), **definition.parameters, **scores.parameters},
        first,
        tuple(network.described(undefined[:top])),
        basis,
        (
            *(_told(network, each) for each in scores.remarks),
            *remarks,
            *tied,
            *_of_money(network),
            *nothing_left(asdict(basis)),
        ),
    )


@once_of_rows
def scores_of(network: Network, measure: str, *, weighted: bool) -> Scores:
    """Score the nodes of a network by their places. Raises what :func:`find_measure` does."""
    definition = find_measure(measure, weighted=weighted)
    return definition.compute(network, weighted=weighted) if definition.weightable else definition.compute(network)


def _told(network: Network, remark: Remark | About) -> Remark:
    return remark.remark(network.nodes[remark.node].label) if isinstance(remark, About) else remark


def _of_money(network: Network) -> list[Remark]:
    weighed = {name: network.options[name] for name in ("kind", "currency")} if network.weighs_money else {}
    return [Remark("weighs-money", **weighed)] if weighed else []


def nothing_left(of: Mapping[str, Any], moment: str = "") -> list[Remark]:
    """Say by a coverage, of a moment, where no edge is left of what filters and recipe leave out, and for what reasons.

    >>> nothing_left({"edges": 0, "left_out": {"undated": 57, "other_role": 3}})
    ['No edge is left. Records left out: 57 undated, 3 other role.']
    """
    reasons = dict(of["left_out"])
    if not reasons or of["edges"]:
        return []
    return [Remark("no-edge-at", moment=moment, reasons=reasons) if moment else Remark("no-edge", reasons=reasons)]


def coverage(network: Network) -> Coverage:
    """Tell how much a network rests on; shares are 0 where there are no edges."""
    return replace(_coverage(network), left_out=network.left_out)


@once_of_rows
def _coverage(network: Network) -> Coverage:
    """Tell what of that follows from the rows."""
    links, edges = network.links, network.edge_count
    if isinstance(links, Cliques):
        stated = links.at(links.certainty == _STATED).edges
        dated = int(links.meeting(chosen=links.dated != 0).others.sum()) // 2
    else:
        stated = int(np.count_nonzero(np.maximum.reduceat(links.certainty, links.starts) == _STATED)) if edges else 0
        dated = int(np.count_nonzero(np.logical_or.reduceat(links.dated, links.starts))) if edges else 0
    return Coverage(
        nodes=len(network.iris),
        edges=edges,
        components=components(network)[0],
        stated_share=round(float(stated) / max(edges, 1), 4),
        undated_edges=edges - dated,
        undated_share=round(float(edges - dated) / max(edges, 1), 4),
        left_out={},
    )


def ranked(network: Network, values: Floats, top: int | None) -> tuple[Score, ...]:
    """Put nodes in order: all, or the first `top` and those that tie with the last; no others are looked up."""
    places = np.flatnonzero(~np.isnan(values))
    places = places[np.argsort(-values[places], kind="stable")]
    first = tie_starts(values[places])
    first = first[first < (len(places) if top is None else top)]
    nodes = network.described(places[: len(first)])
    scores = [float(f"{score:.{_DIGITS}g}") for score in values[places[first]].tolist()]
    placed = zip(first.tolist(), nodes, scores, strict=True)
    ordered = sorted(placed, key=lambda each: (each[0], each[1].label.casefold(), each[1].iri))
    return tuple(Score(node.iri, node.label, score, before + 1) for before, node, score in ordered)


def first_of(scores: tuple[Score, ...], top: int | None) -> tuple[tuple[Score, ...], list[Remark]]:
    """Give the first `top` of what :func:`ranked` gives; with a remark where others share the rank of the last of them.

    >>> first_of((Score("a", "A", 2, 1), Score("b", "B", 1, 2), Score("c", "C", 1, 2)), 2)[1]
    ['1 more shares rank 2.']
    """
    first = scores[:top]
    beyond = len(scores) - len(first)
    if not beyond:
        return first, []
    at = first[-1].rank
    return first, [Remark("more-in-rank", count=beyond, rank=at) if beyond > 1 else Remark("one-more-in-rank", rank=at)]


def ranks_of(values: Floats) -> Integers:
    """Give the rank of each node by its place, 0 where it has none.

    >>> ranks_of(np.array([1, 3, np.nan, 3])).tolist()
    [3, 1, 0, 1]
    """
    ranks = np.zeros(len(values), dtype=np.int64)
    places = np.flatnonzero(~np.isnan(values))
    places = places[np.argsort(-values[places], kind="stable")]
    ranks[places] = tie_starts(values[places]) + 1
    return ranks


def tie_starts(scores: Floats) -> Integers:
    """Give the place of the first that each ties with, of scores that fall: rounding each would part some of them.

    >>> tie_starts(np.array([0.5, 0.1 + 0.2, 0.3, 1e-17, 0]))
    array([0, 1, 1, 3, 3])
    """
    if not len(scores):
        return np.empty(0, np.int64)
    least = _NOTHING * max(scores[0], 0.0)
    heads = np.append(0, np.flatnonzero(_apart(scores[:-1], scores[1:], least)) + 1)
    ends = np.append(heads[1:], len(scores))
    wide = np.flatnonzero(_apart(scores[heads], scores[ends - 1], least)).tolist()
    parted = [_heads(scores[heads[each] : ends[each]], least) + heads[each] for each in wide]
    heads = np.sort(np.concatenate([heads, *(each[1:] for each in parted)]))
    return np.repeat(heads, np.diff(np.append(heads, len(scores))))


def _apart(higher: Floats, lower: Floats, least: float) -> NDArray[np.bool_]:
    return higher - lower > np.maximum(_CLOSE * np.maximum(np.abs(higher), np.abs(lower)), least)


def _heads(scores: Floats, least: float) -> Integers:
    """Part scores of which each is near the next but the last is not near the first."""
    heads = [0]
    while len(farther := np.flatnonzero(_apart(scores[heads[-1]], scores[heads[-1] :], least))):
        heads.append(heads[-1] + int(farther[0]))
    return np.asarray(heads)
