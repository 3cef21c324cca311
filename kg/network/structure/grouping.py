"""Communities: groups that are denser inside than between, how sure they are, and what to call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np
from graspologic_native import leiden_csr  # type: ignore[import-untyped]
from scipy.sparse import coo_array  # type: ignore[import-untyped]

from kg.network.columns import Integers, starts
from kg.network.graphs import Weighted, ties
from kg.network.measures.definitions import Floats
from kg.network.model import Network
from kg.network.once import once
from kg.network.remarks import Remark

_TIES = 1_000_000
_MOST = 10
"""A network is divided so many times, and each division improved so often; less where there are many ties."""
_UNSURE = 0.8


@dataclass(frozen=True, slots=True)
class Community:
    """A group by the IRIs of its members, called after the two of them that are best linked within it.

    `sureness` is the mean of those of its members, see :class:`Communities`.
    """

    label: str
    members: tuple[str, ...]
    best_linked: tuple[str, ...]
    sureness: float


@dataclass(frozen=True, slots=True)
class Communities:
    """A division of a network, the largest community first, then by the first member.

    It is that of the highest `modularity` out of `runs`, which begin elsewhere. `agreement` is the mean of the adjusted
    Rand index between all two of these: 1 where they are the same, 0 where they agree no more than by chance.
    `sureness` tells by node how much of its community it has in the other runs: the number of those that are with it
    in both, itself among them, divided by that of those that are with it in either, on average. Both are 1
    with one run.
    """

    view: str
    recipe: str
    seed: int
    resolution: float
    weighted: bool
    runs: int
    modularity: float
    agreement: float
    groups: tuple[Community, ...]
    sureness: tuple[float, ...]
    remarks: tuple[Remark, ...]

    @property
    def members(self) -> tuple[tuple[str, ...], ...]:
        """The IRIs of the members of each."""
        return tuple(group.members for group in self.groups)


@once
def communities(
    network: Network, seed: int = 0, *, resolution: float = 1.0, weighted: bool = True, runs: int | None = None
) -> Communities:
    """Divide a network so that more is linked inside of groups than would be by chance, whatever the direction.

    A higher `resolution` gives more and smaller groups. With `weighted`, several facts link more than one. The number
    of `runs` is 10, or less where there are more than 100,000 ties. The same arguments give the same groups.

    Source: Traag, Waltman & van Eck 2019, From Louvain to Leiden: guaranteeing well-connected communities, Scientific
    Reports 9; modularity from Newman & Girvan 2004 with the resolution of Reichardt & Bornholdt 2006, 0 where there
    are no edges; adjusted Rand index from Hubert & Arabie 1985, Comparing partitions, Journal of Classification 2.
    """
    edges, size = ties(network), len(network.iris)
    if not weighted:
        edges = Weighted(edges.source, edges.target, np.ones(len(edges.source), np.int64))
    seeds = np.random.SeedSequence(seed).generate_state(runs or _rounds(edges))
    divisions = [divide(edges, size, each, resolution) for each in seeds.tolist()]
    qualities = [modularity(edges, each, resolution) for each in divisions]
    best = qualities.index(max(qualities))
    sure = sureness(divisions[best], [*divisions[:best], *divisions[best + 1 :]])
    agreements = [agreement(one, other) for one, other in combinations(divisions, 2)]
    agreed = round(float(np.mean(agreements)), 9) if agreements else 1.0
    return Communities(
        network.view,
        network.recipe,
        seed,
        resolution,
        weighted,
        len(divisions),
        round(qualities[best], 9),
        agreed,
        tuple(_described(network, edges, divisions[best], sure)),
        tuple(np.round(sure, 6).tolist()),
        (Remark("divisions-differ", agreement=round(agreed, 2)),) if agreed < _UNSURE else (),
    )


def divide(edges: Weighted, size: int, seed: int, resolution: float = 1.0) -> Integers:
    """Give by node the number of its community: 0 for that of the first node, and so on."""
    if not len(edges.source):
        return np.arange(size)
    both = edges.both_ways()
    matrix = coo_array((both.weight.astype(np.float64), (both.source, both.target)), shape=(size, size)).tocsr()
    first, targets = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)
    _, community = leiden_csr(
        first, targets, matrix.data, size, resolution=resolution, iterations=_rounds(edges), seed=seed
    )
    _, place, number = np.unique([community[node] for node in range(size)], return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(place))[number], dtype=np.int64)


def modularity(edges: Weighted, of_node: Integers, resolution: float = 1.0) -> float:
    """Tell how much more of the weight is within communities than by chance."""
    total = int(edges.weight.sum())
    if not total:
        return 0.0
    inside = int(edges.weight[of_node[edges.source] == of_node[edges.target]].sum())
    both = edges.both_ways()
    sums = np.bincount(of_node[both.source], both.weight)
    return inside / total - resolution * float(np.sum((sums / (2 * total)) ** 2))


def agreement(one: Integers, other: Integers) -> float:
    """Tell how far two divisions of the same nodes agree: the adjusted Rand index."""
    _, overlap = _overlaps(one, other)
    pairs, ones, others = (_pairs(each) for each in (overlap, np.bincount(one), np.bincount(other)))
    all_pairs = len(one) * (len(one) - 1) // 2
    chance = ones * others / max(all_pairs, 1)
    most = (ones + others) / 2
    return (pairs - chance) / (most - chance) if most != chance else 1.0


def sureness(division: Integers, others: Sequence[Integers]) -> Floats:
    """Tell by node how much of its community it has in other divisions, on average; see :class:`Communities`."""
    shares = np.ones(len(division))
    sizes = np.bincount(division)[division]
    for number, other in enumerate(others):
        of_node, overlap = _overlaps(division, other)
        both = overlap[of_node]
        share = both / (sizes + np.bincount(other)[other] - both)
        shares = share if number == 0 else shares + share
    return shares / max(len(others), 1)


def _rounds(edges: Weighted) -> int:
    return max(2, min(_MOST, _TIES // max(len(edges.source), 1)))


def _pairs(sizes: Integers) -> int:
    return int(np.sum(sizes * (sizes - 1) // 2))


def _overlaps(one: Integers, other: Integers) -> tuple[Integers, Integers]:
    """Give by node the number of its part of both divisions, and the size of each part."""
    order = np.lexsort((other, one))
    begins = starts(one[order], other[order])
    sizes = np.diff(np.append(begins, len(one)))
    of_node = np.empty(len(one), np.int64)
    of_node[order] = np.repeat(np.arange(len(sizes)), sizes)
    return of_node, sizes


def _described(network: Network, edges: Weighted, division: Integers, sure: Floats) -> list[Community]:
    inner = edges.at(np.flatnonzero(division[edges.source] == division[edges.target])).both_ways()
    strength = np.bincount(inner.source, inner.weight, minlength=len(division))
    order = np.lexsort((-strength, division))
    groups = np.split(order, starts(division[order])[1:]) if len(order) else []
    groups.sort(key=lambda group: (-len(group), int(group.min())))
    best = iter(network.described(np.concatenate([group[:2] for group in groups])) if groups else ())
    described = []
    for group in groups:
        nodes = [*islice(best, min(len(group), 2))]
        described.append(
            Community(
                called_after([node.label for node in nodes], len(group)),
                tuple(network.iris[place] for place in sorted(group.tolist())),
                tuple(node.iri for node in nodes),
                round(float(sure[group].mean()), 6),
            )
        )
    return described


def called_after(best: Sequence[str], size: int) -> str:
    """Name a group after the best linked of it.

    >>> called_after(["A"], 1), called_after(["A", "B"], 2), called_after(["A", "B"], 3), called_after(["A", "B"], 9)
    ('A', 'A and B', 'A, B and 1 other', 'A, B and 7 others')
    """
    if size <= len(best):
        return " and ".join(best)
    others = size - len(best)
    return f"{', '.join(best)} and {others} other{'s' * (others > 1)}"
