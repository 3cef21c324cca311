"""Who is like whom by the neighbours that they share, and who might be linked next, with the reason.

Directions and weights do not count: two are alike that are linked to the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, diags_array  # type: ignore[import-untyped]

from kg.network.columns import Integers, spread, starts
from kg.network.graphs import ties
from kg.network.measures.definitions import Floats
from kg.network.model import Network
from kg.network.once import once_of_rows

_PAIRS = 50_000_000
"""Pairs of neighbours of one node that are looked at in all, when links are suggested to everybody."""
_AT_ONCE = 2_000_000
_DIGITS = 9


class Alike(NamedTuple):
    """How alike a node and each of some others are, in columns of one length: the places of the others first.

    `shared` is the number of the neighbours that both have; `jaccard` divides it by that of those that either has,
    `cosine` by the root of the product of both. `adamic_adar` adds up 1/log(d) over the shared, of d neighbours each:
    who is linked to few tells more. Sources: Jaccard 1901; Salton & McGill 1983, Introduction to modern information
    retrieval; Adamic & Adar 2003, Friends and neighbors on the web, Social Networks 25.
    """

    other: Integers
    shared: Integers
    jaccard: Floats
    cosine: Floats
    adamic_adar: Floats

    def at(self, places: Integers) -> Alike:
        """Take some of them."""
        return Alike(
            self.other[places],
            self.shared[places],
            self.jaccard[places],
            self.cosine[places],
            self.adamic_adar[places],
        )


class Links(NamedTuple):
    """The neighbours of the nodes: those of one are between its `first` and that of the next, sorted."""

    first: Integers
    neighbours: Integers

    def of(self, place: int) -> Integers:
        """Give those of a node."""
        return self.neighbours[self.first[place] : self.first[place + 1]]

    @property
    def degree(self) -> Integers:
        """How many neighbours each has."""
        return np.diff(self.first)


@once_of_rows
def links(network: Network) -> Links:
    """Give the neighbours of each node, whatever the direction."""
    both = ties(network).both_ways()
    order = np.lexsort((both.target, both.source))
    return Links(np.searchsorted(both.source[order], np.arange(len(network.iris) + 1)), both.target[order])


def alike(network: Network, place: int) -> Alike:
    """Compare a node with all others that share a neighbour with it, by their places."""
    of_all = links(network)
    degree, neighbours = of_all.degree, of_all.of(place)
    via, at = spread(of_all.first[neighbours], of_all.first[neighbours + 1])
    others = of_all.neighbours[at]
    order = np.argsort(others, kind="stable")
    others, via = others[order], neighbours[via[order]]
    first = starts(others)
    other, shared = others[first], np.diff(np.append(first, len(others)))
    rare = 1 / np.log(np.maximum(degree[via], 2))  # what two share has two neighbours at least
    adamic_adar = np.add.reduceat(rare, first) if len(first) else np.empty(0)
    own = int(degree[place])
    compared = Alike(
        other,
        shared,
        shared / (own + degree[other] - shared),
        shared / np.sqrt(own * degree[other]),
        np.round(adamic_adar, _DIGITS),
    )
    return compared.at(np.flatnonzero(other != place))


def shared_neighbours(network: Network, one: int, other: int) -> Integers:
    """List the neighbours that two share, those with the fewest neighbours first: they tell most."""
    of_all = links(network)
    both = np.intersect1d(of_all.of(one), of_all.of(other), assume_unique=True)
    return both[np.argsort(of_all.degree[both], kind="stable")]


class Suggestions(NamedTuple):
    """Pairs that are not linked, by their places, with the sum by which they are in order; `left_out` see there."""

    one: Integers
    other: Integers
    score: Floats
    left_out: Integers


def suggest(network: Network, top: int, place: int | None = None) -> Suggestions:
    """Find those who are not linked though they share most, to a node or anywhere: by Adamic and Adar, ties by place.

    Anywhere, neighbours of very many count for nothing, where all pairs of these would be too many to look at: these
    are `left_out`. Source: Liben-Nowell & Kleinberg 2007, The link-prediction problem for social networks.
    """
    if place is None:
        return _anywhere(network, top)
    compared = alike(network, place)
    compared = compared.at(np.flatnonzero(~np.isin(compared.other, links(network).of(place))))
    best = np.lexsort((compared.other, -compared.adamic_adar))[:top]
    one = np.full(len(best), place)
    return Suggestions(one, compared.other[best], compared.adamic_adar[best], np.empty(0, np.int64))


def _anywhere(network: Network, top: int) -> Suggestions:
    of_all = links(network)
    degree, size = of_all.degree, len(network.iris)
    nothing = np.empty(0, np.int64)
    if not len(of_all.neighbours):
        return Suggestions(nothing, nothing, np.empty(0), nothing)
    by_degree = np.argsort(degree, kind="stable")
    looked_at = np.cumsum(degree[by_degree] ** 2)
    left_out = np.sort(by_degree[int(np.searchsorted(looked_at, _PAIRS, "right")) :])
    counts = np.where(degree > 1, 1 / np.log(np.maximum(degree, 2)), 0.0)
    counts[left_out] = 0
    matrix = csr_array((np.ones(len(of_all.neighbours)), of_all.neighbours, of_all.first), shape=(size, size))
    used = matrix @ diags_array((counts > 0).astype(np.float64)).tocsr()
    used.eliminate_zeros()
    weighted = diags_array(counts).tocsr() @ matrix
    best = nothing, nothing, np.empty(0)
    for begin, end in _stretches(used, degree):
        product = (used[begin:end] @ weighted).tocoo()
        one, other, score = product.row + begin, product.col, np.round(product.data, _DIGITS)
        later = other > one
        one, other, score = one[later].astype(np.int64), other[later].astype(np.int64), score[later]
        if len(best[2]) == top:
            above = score >= best[2].min()
            one, other, score = one[above], other[above], score[above]
        linked = np.isin(one * size + other, _keys(of_all, begin, end))
        new = one[~linked], other[~linked], score[~linked]
        one, other, score = (np.append(*both) for both in zip(best, new, strict=True))
        order = np.lexsort((other, one, -score))[:top]
        best = one[order], other[order], score[order]
    return Suggestions(*best, left_out)


def _keys(of_all: Links, begin: int, end: int) -> Integers:
    """Give the pairs that some nodes are in as numbers."""
    nodes = np.repeat(np.arange(begin, end), of_all.degree[begin:end])
    return nodes * (len(of_all.first) - 1) + of_all.neighbours[of_all.first[begin] : of_all.first[end]]


def _stretches(used: csr_array, degree: Integers) -> Iterator[tuple[int, int]]:
    """Cut the nodes into stretches, so that not too many pairs are looked at together."""
    pairs = np.cumsum(degree[used.indices])
    looked_at = np.append(0, pairs)[used.indptr[1:]]
    begin, done = 0, 0
    while begin < len(degree):
        end = max(begin + 1, int(np.searchsorted(looked_at, done + _AT_ONCE, "right")))
        yield begin, end
        begin, done = end, int(looked_at[end - 1])
