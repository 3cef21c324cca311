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
    return replace(network, rows=rows, options={"currency": "GBP", "kind": "grant"}, unit=Decimal("0.01"))


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
