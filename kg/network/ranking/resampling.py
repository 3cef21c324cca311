"""What another sample of facts could have made of scores: intervals of ranks, and how many facts an order needs.

Numbers in, numbers out: a row of an array of scores is what one sample gives, a column is a node. A score that is not
defined is not a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from math import sqrt
from statistics import NormalDist

import numpy as np
from scipy.special import ndtr, stdtrit  # type: ignore[import-untyped]

from kg.network.columns import Integers
from kg.network.measures.definitions import Floats

LEVEL = 0.95
"""How likely it is, at least, that all intervals have the true rank in them, and that an order is the same."""
LIKE = 0.7
"""The correlation from which on orders count as the same."""
HALF = 0.5
_SHARES = [share / 100 for share in range(5, 100, 5)]
"""Shares of the facts of which it is tried whether they can be left out; the one in the middle is HALF."""
_MOST_COMPARED = 3_000
"""Nodes of which the deviations are compared, each with each; for more of them a bound takes the place of that."""
_NEARLY = 1e-9
"""What differs by no more than this share of the greatest score is equal."""


def intervals(scores: Floats, resampled: Floats, facts: int, dropped: int) -> tuple[Integers, Integers]:
    """Give the first and the last rank that each node may have, 0 for one without a score.

    `resampled` are the scores after so many of the facts were `dropped`, a row for each time. How much the difference
    of two nodes varies there, times sqrt((facts - dropped) / dropped), is how much it would over other samples of the
    size of the whole (Shao & Wu 1989). Scores that grow with the number of facts are smaller in a part of them, all
    alike: they are scaled by the slope of their means over the scores of the whole. One node is certainly before
    another where they differ by more than so many standard errors, within which all differences together stay with a
    probability of LEVEL; so all intervals hold at once (Mogstad et al. 2024). Few facts tell little of how much they
    vary: the distribution is Student's.

    >>> rng = np.random.default_rng(0)
    >>> true = np.array([30.0, 11, 10, 1])
    >>> [each.tolist() for each in intervals(true, true + rng.normal(0, 1, (200, 4)), 80, 40)]
    [[1, 2, 2, 4], [1, 3, 3, 4]]
    """
    scored = np.flatnonzero(~np.isnan(scores))
    low, high = np.zeros((2, len(scores)), dtype=np.int64)
    low[scored], high[scored] = 1, len(scored)
    deviations = _deviations(scores[scored], resampled[:, scored]) if dropped < facts else None
    if deviations is None:
        return low, high
    deviations = deviations * sqrt((facts - dropped) / dropped)
    error = _errors(deviations)
    times = -float(stdtrit(facts - 1, ndtr(-_critical(deviations, error))))
    least = _NEARLY * np.abs(scores[scored]).max(initial=0)
    for place, node in enumerate(scored):
        ahead = scores[node] - scores[scored]
        errors = error(place)
        margin = least + np.where(errors > 0, times, 0) * errors
        low[node] += np.count_nonzero(-ahead > margin)
        high[node] -= np.count_nonzero(ahead > margin)
    return low, high


def _deviations(scores: Floats, resampled: Floats) -> Floats | None:
    """Give what each sample differs by from their mean, in the scale of the scores; None where they do not go together.

    A node that is defined in some of the samples only varies as in these; one that is in fewer than two is not known.
    """
    defined = ~np.isnan(resampled)
    count = np.count_nonzero(defined, axis=0)
    if len(resampled) < 2 or not scores.size or np.ptp(scores) == 0 or count.min() < 2:
        return None
    mean = np.where(defined, resampled, 0).sum(axis=0) / count
    slope = np.cov(mean, scores)[0, 1] / np.var(scores, ddof=1)
    if slope <= _NEARLY:
        return None
    deviations: Floats = np.where(defined, resampled - mean, 0) * np.sqrt(len(resampled) / count) / slope
    return deviations


def _errors(deviations: Floats) -> Callable[[int], Floats]:
    """Give what tells the standard errors of the differences between one node and all."""
    own = np.einsum("ij,ij->j", deviations, deviations)

    def errors(place: int) -> Floats:
        shared = deviations[:, place] @ deviations
        squares = own[place] + own - 2 * shared
        squares[squares < _NEARLY * (own[place] + own)] = 0  # the rest of what cancels out
        return np.asarray(np.sqrt(squares / (len(deviations) - 1)))

    return errors


def _critical(deviations: Floats, errors: Callable[[int], Floats]) -> float:
    """Give how many standard errors all differences stay within together, with a probability of LEVEL."""
    count = deviations.shape[1]
    if count > _MOST_COMPARED:  # after Bonferroni
        return NormalDist().inv_cdf(1 - (1 - LEVEL) / (count * (count - 1)))
    greatest = np.zeros(len(deviations))
    for place in range(count):
        error = errors(place)[place + 1 :]
        varying = error > 0
        differences = np.abs(deviations[:, place, None] - deviations[:, place + 1 :][:, varying])
        greatest = np.maximum(greatest, (differences / error[varying]).max(axis=1, initial=0))
    return float(np.quantile(greatest, LEVEL))


def coefficient(scores: Floats, resampled: Callable[[float], Iterable[Floats]], draws: int) -> float:
    """Give the largest share of the facts that can be dropped while ranks correlate at LIKE, in LEVEL of the draws.

    `resampled` gives the scores of networks without such a share, one for each draw. Where it does not hold for a
    share, it is taken not to hold for larger ones. Source: Epskamp, Borsboom & Fried 2018, who take Pearson's
    correlation and shares up to 0.75.
    """
    most = int((1 - LEVEL) * draws + _NEARLY)

    def is_lost(share: float) -> bool:
        unlike = (each for each in resampled(share) if (correlation(scores, each) or 0) < LIKE)
        return next(islice(unlike, most, None), None) is not None

    low, high = 0, len(_SHARES)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_lost(_SHARES[middle]) else (middle + 1, high)
    return _SHARES[low - 1] if low else 0.0


def correlation(one: Floats, other: Floats) -> float | None:
    """Correlate the ranks of those that have both scores (Spearman); None where one of the two has no order.

    >>> correlation(np.array([3.0, 2, 1, np.nan]), np.array([30.0, 20, 10, 5]))
    1.0
    """
    both = ~(np.isnan(one) | np.isnan(other))
    ranks = [_mean_ranks(each[both]) for each in (one, other)]
    if not both.any() or any(np.ptp(each) == 0 for each in ranks):
        return None
    return round(float(np.asarray(np.corrcoef(ranks))[0, 1]), 9)


def _mean_ranks(scores: Floats) -> Floats:
    """Rank scores from the lowest; those that differ by no more than rounding share the mean of their ranks."""
    best = np.abs(scores).max(initial=0)
    rounded = np.round(scores / best, 9) if best > 0 else scores
    _, group, sizes = np.unique(rounded, return_inverse=True, return_counts=True)
    means: Floats = np.cumsum(sizes) - (sizes - 1) / 2
    return means[group]
