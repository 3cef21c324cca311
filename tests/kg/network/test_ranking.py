from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import UnknownName
from kg.network import MEASURES, Node, coverage, rank
from kg.network.examples import ARROWS, STAR, network_from, network_of


def ranks(measure: str, *pairs: str) -> list[tuple[str, int]]:
    return [(score.iri, score.rank) for score in rank(network_of(*pairs), measure).scores]


def test_ties_share_a_rank_and_leave_the_next_ones_free() -> None:
    assert ranks("degree", "ab", "ac", "ad", "bc") == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]


@pytest.mark.parametrize("measure", MEASURES)
def test_rounding_breaks_no_tie(measure: str) -> None:
    """In a ring all are alike, whatever the order in which numbers are added."""
    ring = "abcdefghijklm"
    pairs = [one + other for one, other in zip(ring, ring[1:] + ring[0], strict=True)]
    assert {score.rank for score in rank(network_of(*map("".join, map(sorted, pairs))), measure).scores} == {1}


def test_ties_stand_in_the_order_of_their_labels() -> None:
    swapped = network_from([Node("a", "Zeta"), Node("b", "Alpha")], network_of("ab").edges, directed=False)
    assert [score.label for score in rank(swapped, "degree").scores] == ["Alpha", "Zeta"]


def test_a_ranking_says_what_it_is() -> None:
    found = rank(ARROWS, "pagerank", weighted=True)
    assert (found.view, found.recipe, found.measure) == ("example", "example/1", "pagerank")
    assert found.parameters == {"weighted": True, "damping": 0.85}
    assert found.meaning.endswith(".")
    assert rank(ARROWS, "degree").parameters == {}


def test_coverage_counts_pieces_and_stated_edges() -> None:
    network = network_of("ab", "cd", "de")
    guessed = replace(network.edges[0], confidence="ambiguous")
    found = coverage(network_from(network.nodes, [guessed, *network.edges[1:]], directed=network.directed))
    assert (found.nodes, found.edges, found.components, found.stated_share) == (5, 3, 2, 0.6667)
    assert (found.undated_share, found.left_out) == (1, {})


@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_network_has_an_empty_ranking(measure: str) -> None:
    found = rank(network_of(), measure)
    assert found.scores == ()
    assert (found.coverage.components, found.coverage.stated_share) == (0, 0)


def test_unknown_measures_and_parameters_are_named() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'betweenness'"):
        rank(STAR, "betweeness")
    with pytest.raises(UnknownName, match=r"no weighted variant of .degree.*betweenness"):
        rank(STAR, "degree", weighted=True)
