"""Communities beside networkx, and how sure they are beside what is counted pair by pair."""

from __future__ import annotations

from itertools import combinations, pairwise
from random import Random

import networkx as nx
import numpy as np
import pytest

from kg.network import communities
from kg.network.examples import network_of
from kg.network.graphs import positions, ties
from kg.network.structure.grouping import agreement, divide, modularity, sureness
from tests.kg.network.generated import NETWORKS, undirected


@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
def test_communities_are_connected_and_their_modularity_is_that_of_networkx(resolution: float) -> None:
    for network in NETWORKS:
        graph, place = undirected(network), positions(network)
        found = communities(network, resolution=resolution, runs=2)
        groups = [{place[iri] for iri in group} for group in found.members]
        assert sorted(node for group in groups for node in group) == [*graph]
        assert all(nx.is_connected(graph.subgraph(group)) for group in groups)
        if graph.edges:
            expected = nx.community.modularity(graph, groups, resolution=resolution)
            assert found.modularity == pytest.approx(expected, abs=1e-8)
        else:
            assert found.modularity == 0


def test_communities_are_at_least_as_good_as_those_of_louvain() -> None:
    """Not on each network, for neither looks at all divisions; but a tenth of the way off would be a fault."""
    ours, theirs = 0.0, 0.0
    for network in NETWORKS:
        graph = undirected(network)
        if graph.edges:
            ours += communities(network).modularity
            groups = nx.community.louvain_communities(graph, seed=1)
            theirs += nx.community.modularity(graph, groups)
    assert ours >= theirs


def test_the_same_seed_gives_the_same_and_numbers_go_by_first_member() -> None:
    for network in NETWORKS[:80]:
        edges, size = ties(network), len(network.iris)
        division = divide(edges, size, 7)
        assert divide(edges, size, 7).tolist() == division.tolist()
        assert [*dict.fromkeys(division.tolist())] == [*range(len({*division.tolist()}))]


def test_without_weights_facts_do_not_count() -> None:
    plain = network_of("ab", "bc", "cd", "ad", "ac", "de", "ef", "fg", "eg", "dg")
    assert communities(plain).members == communities(plain, weighted=False).members


def random_division(random: Random, size: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray([random.randrange(random.choice([1, 2, 5])) for _ in range(size)], dtype=np.int64)


def test_agreement_is_what_is_counted_pair_by_pair() -> None:
    random = Random(5)
    for _ in range(300):
        size = random.randrange(12)
        one, other = random_division(random, size), random_division(random, size)
        pairs = [*combinations(range(size), 2)]
        in_one = {pair for pair in pairs if one[pair[0]] == one[pair[1]]}
        in_other = {pair for pair in pairs if other[pair[0]] == other[pair[1]]}
        chance = len(in_one) * len(in_other) / max(len(pairs), 1)
        most = (len(in_one) + len(in_other)) / 2
        expected = 1.0 if most == chance else (len(in_one & in_other) - chance) / (most - chance)
        assert agreement(one, other) == pytest.approx(expected)


def test_sureness_is_the_share_of_the_company_that_stays() -> None:
    random = Random(6)
    for _ in range(200):
        size, runs = random.randrange(12), random.randrange(4)
        division, others = random_division(random, size), [random_division(random, size) for _ in range(runs)]

        def company(of: np.ndarray[tuple[int], np.dtype[np.int64]], node: int) -> set[int]:
            return {*np.flatnonzero(of == of[node]).tolist()}

        for node, sure in enumerate(sureness(division, others).tolist()):
            mine = company(division, node)
            shares = [len(mine & company(other, node)) / len(mine | company(other, node)) for other in others]
            assert sure == pytest.approx(sum(shares) / len(shares) if shares else 1)


def test_a_clear_division_is_sure_and_an_unclear_one_says_so() -> None:
    cliques = network_of(*map("".join, [*combinations("abcd", 2), *combinations("efgh", 2), ("d", "e")]))
    clear = communities(cliques)
    assert clear.members == (("a", "b", "c", "d"), ("e", "f", "g", "h"))
    assert [group.label for group in clear.groups] == ["A, B and 2 others", "E, F and 2 others"]
    assert (clear.agreement, clear.remarks, {*clear.sureness}) == (1.0, (), {1.0})
    ring = "abcdefghijklmnopqrstu"
    unclear = communities(network_of(*(min(one, two) + max(one, two) for one, two in pairwise(ring + "a"))))
    assert unclear.agreement < 0.8
    assert len(unclear.remarks) == 1
    assert min(group.sureness for group in unclear.groups) < 1


def test_a_higher_resolution_gives_more_groups() -> None:
    network = network_of(*(one + two for one, two in combinations("abcdefgh", 2)))
    many = [len(communities(network, resolution=resolution).groups) for resolution in (0.1, 1, 3)]
    assert many == sorted(many)
    assert many[0] == 1 < many[-1]


def test_modularity_of_one_group_and_of_none() -> None:
    edges = ties(network_of("ab", "bc"))
    assert modularity(edges, np.zeros(3, np.int64)) == 0
    assert modularity(ties(network_of()), np.empty(0, np.int64)) == 0
