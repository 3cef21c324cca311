"""What has to hold of measures whatever they come to: of money in another unit, and of stronger links."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import networkx as nx
import numpy as np
import pytest

from kg.network import MEASURES, communities, rank
from kg.network.model import Network
from tests.kg.network.generated import NETWORKS
from tests.kg.network.simple import simple_graph

WITH_EDGES = [network for network in NETWORKS if len(network.rows)]


def in_money(network: Network, random: Random) -> Network:
    """Let money weigh: each fact has a figure, wherever it is told."""
    figures = np.asarray([random.choice([1, 3, 100, 2_500, 999_999]) for _ in range(int(network.rows.fact.max()) + 1)])
    return paid(network, figures[network.rows.fact])


def paid(network: Network, figures: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Network:
    rows = replace(network.rows, money=figures.astype(np.int64))
    return replace(network, links=rows, options={"currency": "GBP", "kind": "grant"}, unit=Decimal("0.01"))


def ranks(network: Network, measure: str, *, weighted: bool) -> list[tuple[str, int]]:
    return [(each.iri, each.rank) for each in rank(network, measure, weighted=weighted).scores]


@pytest.mark.parametrize("measure", MEASURES)
def test_money_in_another_unit_changes_no_rank(measure: str) -> None:
    random = Random(11)
    for network in random.sample(WITH_EDGES, 40):
        one = in_money(network, random)
        assert one.rows.money is not None
        for factor in (7, 1000):
            other = paid(network, one.rows.money * factor)
            for weighted in {False, MEASURES[measure].weightable}:
                assert ranks(one, measure, weighted=weighted) == ranks(other, measure, weighted=weighted)


def test_money_in_another_unit_changes_no_community() -> None:
    random = Random(12)
    for network in random.sample(WITH_EDGES, 40):
        one = in_money(network, random)
        assert one.rows.money is not None
        other = paid(network, one.rows.money * 1024)
        assert communities(one, runs=3).members == communities(other, runs=3).members


def test_a_stronger_link_moves_nobody_apart() -> None:
    random = Random(13)
    for network in random.sample(WITH_EDGES, 120):
        one = in_money(network, random)
        assert one.rows.money is not None
        row = random.randrange(len(one.rows))
        figures = one.rows.money.copy()
        figures[one.rows.fact == one.rows.fact[row]] *= random.choice([2, 50])
        other = paid(network, figures)
        before, after = distances(one), distances(other)
        ends = int(one.rows.source[row]), int(one.rows.target[row])
        assert after[ends] <= before[ends]
        assert all(after[pair] <= before[pair] for pair in before)
        closer = rank(other, "closeness", weighted=True).scores
        far = {each.iri: each.score for each in rank(one, "closeness", weighted=True).scores}
        assert all(each.score >= far[each.iri] * (1 - 1e-9) for each in closer)


def distances(network: Network) -> dict[tuple[int, int], Fraction]:
    graph = simple_graph(network)
    lengths = nx.all_pairs_dijkstra_path_length(graph, weight="length")
    unit = graph.graph["unit"]
    return {(one, other): Fraction(int(length), unit) for one, others in lengths for other, length in others.items()}


NEVER_FALLS = {
    "strength": "both",
    "in-strength": "target",
    "out-strength": "source",
    "closeness": "both",
    "harmonic": "both",
    "betweenness": "both",
    "sampled-betweenness": "both",
}
"""Whose score never falls when a link weighs more, of its two ends.

All distances only shrink, so nobody's nearness falls; of ways that a stronger link makes shortest, or as short as
others, all lead over both its ends, so neither end is passed by less often than before.
"""

UNTOUCHED = (
    *("degree", "in-degree", "out-degree", "component-size", "core", "clustering", "cut-off"),
    "sampled-closeness",
)
"""What asks whether there is a link, and not what it weighs."""

MAY_FALL = {
    "pagerank": "what an end now gives to the other end it no longer gives to those who give it back",
    "katz": "how much longer ways count follows from the strongest part of the network, which a stronger link changes",
    "eigenvector": "scores are shares of a whole that grows elsewhere too",
    "hub": "scores are shares, and those of the others who lead to the same end grow",
    "authority": "scores are shares, and those of the others whom the same end leads to grow",
    "constraint": "one who depends on one strongly depends less on others who are linked among themselves",
    "effective-size": "the stronger a link, the more of what it leads to is had twice",
}
"""Of which the score of an end may fall, and why."""


def strengthened(measure: str, cases: int, random: Random) -> list[tuple[str, float, float]]:
    """Make one link of generated networks weigh more, and give of each end what it scored before and scores then."""
    changes = []
    for network in random.sample(WITH_EDGES, cases):
        one = in_money(network, random)
        assert one.rows.money is not None
        row = random.randrange(len(one.rows))
        figures = one.rows.money.copy()
        figures[one.rows.fact == one.rows.fact[row]] *= random.choice([2, 50])
        before, after = (
            {each.iri: each.score for each in rank(each, measure, weighted=MEASURES[measure].weightable).scores}
            for each in (one, paid(network, figures))
        )
        changed = np.flatnonzero(figures != one.rows.money)
        if len({(one.rows.source[each], one.rows.target[each]) for each in changed}) > 1:
            continue  # a fact that stands on several links strengthens all of them
        for end in ("source", "target"):
            iri = network.iris[int(getattr(one.rows, end)[row])]
            if iri in before and iri in after:
                changes.append((end, before[iri], after[iri]))
    return changes


def test_of_every_measure_it_is_said_what_a_stronger_link_does() -> None:
    assert sorted([*NEVER_FALLS, *UNTOUCHED, *MAY_FALL]) == sorted(MEASURES)


@pytest.mark.parametrize("measure", NEVER_FALLS)
def test_a_stronger_link_lowers_no_score_of_its_ends(measure: str) -> None:
    changes = strengthened(measure, 120, Random(21))
    ends = [change for change in changes if NEVER_FALLS[measure] in ("both", change[0])]
    assert len(ends) > 60
    assert all(after >= before * (1 - 1e-9) for _, before, after in ends)
    assert any(after > before for _, before, after in ends)


@pytest.mark.parametrize("measure", UNTOUCHED)
def test_a_stronger_link_is_nothing_to_what_counts_links(measure: str) -> None:
    assert all(before == after for _, before, after in strengthened(measure, 40, Random(22)))


@pytest.mark.parametrize("measure", MAY_FALL)
def test_where_a_score_may_fall_one_does(measure: str) -> None:
    """So that nobody takes for a law what holds of most networks."""
    assert any(after < before * (1 - 1e-6) for _, before, after in strengthened(measure, 200, Random(23)))
