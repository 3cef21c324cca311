from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UnknownName
from kg.network import MEASURES, Node, coverage, rank
from kg.network.examples import ARROWS, STAR, network_from, network_of
from kg.network.measures import Scores
from kg.network.ranking.rank import tie_starts


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


@pytest.mark.parametrize("top", [1, 2, 3, 4, 9])
def test_the_first_of_a_ranking_are_the_first_of_the_whole(top: int) -> None:
    """Also where the last that is shown ties with others, of which the first by label is shown."""
    labels = [Node("a", "Zeta"), Node("b", "Epsilon"), Node("c", "alpha"), Node("d", "Delta")]
    network = network_from(labels, STAR.edges, directed=False)
    whole = rank(network, "degree")
    assert [each.label for each in whole.scores] == ["Zeta", "alpha", "Delta", "Epsilon"]
    assert rank(network, "degree", top=top).scores == whole.scores[:top]


@pytest.mark.parametrize(
    ("top", "remarks"),
    [(1, []), (2, ["3 more share rank 2."]), (4, ["1 more shares rank 2."]), (5, []), (None, [])],
)
def test_those_that_share_the_last_rank_that_is_shown_are_counted(top: int | None, remarks: list[str]) -> None:
    ranking = rank(network_of("ab", "ac", "ad", "ae"), "degree", top=top)
    assert list(ranking.remarks) == remarks
    assert len(ranking.scores) == (top or 5)


def test_where_no_edge_is_left_it_is_told_why() -> None:
    empty = replace(network_of(), left_out={"undated": 5_700, "other_role": 3})
    assert rank(empty, "degree").remarks == ("No edge is left. Records left out: 5,700 undated, 3 other role.",)


def test_nodes_without_a_score_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    half = replace(MEASURES["degree"], compute=lambda _: Scores(np.array([3.0, np.nan, 1.0, np.nan])))
    monkeypatch.setitem(MEASURES, "half", half)
    ranking = rank(STAR, "half")
    assert [(each.iri, each.rank) for each in ranking.scores] == [("a", 1), ("c", 2)]
    assert [each.iri for each in ranking.undefined] == ["b", "d"]
    assert ranking.remarks == ("Of 2 nodes the measure is not defined, so they have no rank.",)


@given(st.lists(st.integers(0, 40), max_size=60), st.sampled_from([0.0, 1e-10, 4e-10, 2e-9]))
def test_what_ties_ties_with_the_best_of_those_near_it(steps: list[int], width: float) -> None:
    """Scores in steps smaller than a tie never make a chain in which the last ties with the first."""
    scores = np.sort(1 + width * np.asarray(steps, dtype=float))[::-1]
    leader, leaders = -1, []
    for place, score in enumerate(scores):
        if leader < 0 or scores[leader] - score > 1e-9 * scores[leader]:
            leader = place
        leaders.append(leader)
    assert tie_starts(scores).tolist() == leaders
