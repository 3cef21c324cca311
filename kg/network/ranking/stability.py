"""How far a ranking can be relied on: which ranks can be told apart, and what it owes to what is less sure.

The facts that link the nodes are taken for a sample of those that a longer search would have found, each independent
of the others. What another search would have changed is judged by leaving out half of them, many times over. A fact is
left out with all rows that speak of it, and the nodes stay.

Sources: Shao & Wu 1989, A general theory for jackknife variance estimation, Annals of Statistics 17; Politis & Romano
1994, Large sample confidence regions based on subsamples under minimal assumptions, Annals of Statistics 22; for ranks
Mogstad, Romano, Shaikh & Wilhelm 2024, Inference for ranks, Review of Economic Studies 91; for the coefficient Epskamp,
Borsboom & Fried 2018, Estimating psychological networks and their accuracy, Behavior Research Methods 50.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from kg.network.columns import Booleans, Integers, distinct
from kg.network.filters import CONFIDENCES
from kg.network.kernels.compiled import on_all_cores
from kg.network.measures.definitions import Floats
from kg.network.model import Network
from kg.network.ranking.rank import ranks_of, scores_of
from kg.network.ranking.resampling import HALF, coefficient, correlation, intervals

_FEWEST = 20
"""Samples that are drawn at least to try whether a share of the facts can be left out."""

SCENARIOS = ("ambiguous", "implied", "single-source")
"""What a ranking is computed without as well: levels of confidence, and what one document alone tells."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many times half of the facts are left out, and the number that chance begins with."""

    resamples: int = 200
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """The ranking `without` what is ambiguous, implied or single-source.

    `facts` and `nodes` count what is left, the nodes with an edge; `correlation` is that of both rankings (Spearman),
    None where one of them has no order. `ranks` are by place, 0 for nodes without an edge or a score.
    """

    without: str
    facts: int
    nodes: int
    correlation: float | None
    ranks: Integers


@dataclass(frozen=True, slots=True)
class Stability:
    """How far a ranking of a network of so many `facts` can be relied on.

    `ranks` are by place, 0 for a node without a score, and `low` and `high` the first and the last that it may have:
    all of these hold at once with a probability of :data:`~kg.network.ranking.resampling.LEVEL` at least. `coefficient`
    is the largest share of the facts that can be left out while ranks still correlate at
    :data:`~kg.network.ranking.resampling.LIKE`.
    """

    sampling: Sampling
    facts: int
    ranks: Integers
    low: Integers
    high: Integers
    coefficient: float
    scenarios: tuple[Scenario, ...]

    @property
    def alike(self) -> list[tuple[int, int]]:
        """The stretches of ranks, first and last, in which nobody is certainly behind the first."""
        low = self.low[np.argsort(self.ranks, kind="stable")][np.count_nonzero(self.ranks == 0) :]
        stretches, first = list[tuple[int, int]](), 0
        while first < len(low):
            later = np.flatnonzero(low[first:] > first + 1)
            last = first + int(later[0]) if len(later) else len(low)
            stretches.append((first + 1, last))
            first = last
        return stretches


def stability(network: Network, measure: str, sampling: Sampling, *, weighted: bool = False) -> Stability:
    """Judge the ranking of a network by a measure. Raises what :func:`kg.network.ranking.rank.find_measure` does."""
    return stability_of(network, lambda part: scores_of(part, measure, weighted=weighted).values, sampling)


def stability_of(network: Network, score: Callable[[Network], Floats], sampling: Sampling) -> Stability:
    """Judge the ranking of a network by what scores its nodes, also of parts of it with fewer edges."""
    facts, scores = _Facts(network), score(network)

    def drawn(share: float, count: int) -> Iterator[Floats]:
        chance = np.random.default_rng([sampling.seed, round(share * 100)])
        return on_all_cores(score, (facts.without(share, chance) for _ in range(count)))

    halves = np.asarray([*drawn(HALF, sampling.resamples)])
    fewer = max(sampling.resamples // 4, _FEWEST)
    low, high = intervals(scores, halves, facts.count, facts.dropped(HALF))
    return Stability(
        sampling,
        facts.count,
        ranks_of(scores),
        low,
        high,
        coefficient(scores, lambda share: halves[:fewer] if share == HALF else drawn(share, fewer), fewer),
        tuple(_scenarios(network, scores, score)),
    )


class _Facts:
    """The distinct facts of a network, to leave some out."""

    def __init__(self, network: Network) -> None:
        self._network = network
        facts, of_row = np.unique(network.rows.fact, return_inverse=True)
        named = network.lookup.named(facts.tolist())
        by_iri = np.asarray(sorted(range(len(facts)), key=lambda place: named[int(facts[place])]), dtype=np.int64)
        self._of_row = np.argsort(by_iri)[of_row]  # the numbers depend on what the graph was read from
        self.count = len(facts)

    def dropped(self, share: float) -> int:
        """Count the facts that are left out for a share, which is no more than they are."""
        return ceil(share * self.count)

    def without(self, share: float, chance: np.random.Generator) -> Network:
        """Give the network without such a share of them."""
        left = np.ones(self.count, dtype=np.bool_)
        left[chance.permutation(self.count)[: self.dropped(share)]] = False
        return _limited(self._network, left[self._of_row])


def _limited(network: Network, rows: Booleans) -> Network:
    """Give a network with some of its rows only, and all of its nodes."""
    return replace(network, links=network.rows.at(rows))


def _scenarios(network: Network, scores: Floats, score: Callable[[Network], Floats]) -> Iterator[Scenario]:
    for name, rows in _doubtful(network).items():
        part = _limited(network, ~rows)
        others = score(part).copy()
        linked = np.zeros(len(network.iris), dtype=np.bool_)
        linked[part.rows.source] = linked[part.rows.target] = True
        others[~linked] = np.nan
        count = len(np.unique(part.rows.fact))
        yield Scenario(name, count, int(linked.sum()), correlation(scores, others), ranks_of(others))


def _doubtful(network: Network) -> dict[str, Booleans]:
    """Give the rows that are less sure than others, by what they are."""
    *confidences, single_source = SCENARIOS
    sureness = {name: network.rows.certainty == CONFIDENCES.index(name) for name in confidences}
    return {**sureness, single_source: _single_sourced(network)}


def _single_sourced(network: Network) -> Booleans:
    """Tell of each row whether the two that it links are linked by the word of no more than one document.

    Where the records of the two ends are not the same, it is the end with fewer documents that counts.
    """
    rows = network.rows
    _, pair = np.unique(rows.source * len(network.iris) + rows.target, return_inverse=True)
    fewest = np.full(len(rows), len(rows), dtype=np.int64)
    for places, documents in network.lookup.documents(network.iris, rows):
        pairs = pair[places]
        chosen = distinct(pairs, documents)
        fewest = np.minimum(fewest, np.bincount(pairs[chosen], minlength=len(rows))[pair])
    return fewest < 2
