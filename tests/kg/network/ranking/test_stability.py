"""How far rankings can be relied on: against a known truth, and on networks small enough to reason about."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from kg.errors import UnknownName
from kg.network import MEASURES, Edge, Network, Node, Sampling, Stable
from kg.network.columns import Integers
from kg.network.examples import STAR, network_from, network_of
from kg.network.kernels import compiled
from kg.network.measures.definitions import Floats
from kg.network.ranking.rank import ranks_of, scores_of
from kg.network.ranking.resampling import LEVEL, coefficient, correlation, intervals
from kg.network.ranking.stability import stability
from tests.generated import sizes

NAMES = "abcdefghijkl"
PAIRS = [*combinations(range(len(NAMES)), 2)]


def edge(ends: str, facts: int = 1, confidence: str = "stated", documents: int = 1) -> Edge:
    """An edge with so many facts of its own, told by so many documents."""
    names = tuple(f"{ends}{number}" for number in range(facts))
    evidence = tuple(f"document-{each}" for each in range(documents))
    return Edge(ends[0], ends[1], "grant", facts, confidence, (), names, evidence, names)


def linked(*edges: Edge, names: str = "") -> Network:
    nodes = names or "".join(each.source + each.target for each in edges)
    return network_from((Node(name, name.upper()) for name in set(nodes)), edges, directed=False)


def body(network: Network, asked: Stable) -> Any:
    output = BytesIO()
    asked.write(network, 7, "json", output)
    return json.loads(output.getvalue())


def rates(spread: float, mean: float) -> Floats:
    """How many facts each two have in common on the average, some having more than others."""
    activity = np.exp(spread * np.linspace(-1, 1, len(NAMES)))
    products = np.asarray([activity[one] * activity[other] for one, other in PAIRS])
    scaled: Floats = products * (mean * len(NAMES) / 2 / products.sum())
    return scaled


def at_nodes(of_pairs: Floats) -> Floats:
    """Sum what belongs to pairs for each node."""
    sums = (sum(each for pair, each in zip(PAIRS, of_pairs, strict=True) if node in pair) for node in range(len(NAMES)))
    return np.fromiter(sums, np.float64)


@pytest.mark.parametrize("samples", sizes(15, 300))
@pytest.mark.parametrize(("spread", "mean"), [(0.02, 10), (1.2, 25)], ids=["nearly-alike", "far-apart"])
@pytest.mark.parametrize("measure", ["strength", "degree"])
def test_all_intervals_hold_at_once_as_often_as_they_say(
    measure: str, spread: float, mean: float, samples: int
) -> None:
    """How many facts each two have on the average is known, and so are the true ranks; networks are samples."""
    expected, chance = rates(spread, mean), np.random.default_rng(7)
    true = ranks_of(at_nodes(expected if measure == "strength" else 1 - np.exp(-expected)))
    covered = 0
    for seed in range(samples):
        counts: Integers = chance.poisson(expected)
        edges = (
            edge(NAMES[one] + NAMES[other], count) for (one, other), count in zip(PAIRS, counts, strict=True) if count
        )
        judged = stability(linked(*edges, names=NAMES), measure, Sampling(60, seed))
        covered += bool(np.all((judged.low <= true) & (true <= judged.high)))
    assert covered / samples >= LEVEL - 3 * (LEVEL * (1 - LEVEL) / samples) ** 0.5


@pytest.mark.long
@pytest.mark.parametrize(("spread", "mean"), [(0.02, 10), (1.2, 25)], ids=["nearly-alike", "far-apart"])
@pytest.mark.parametrize(
    ("measure", "weighted"),
    [
        *(("pagerank", False), ("pagerank", True), ("eigenvector", True), ("harmonic", True)),
        *(("betweenness", False), ("betweenness", True), ("constraint", True)),
    ],
)
def test_intervals_of_other_measures_hold_as_often(measure: str, weighted: bool, spread: float, mean: float) -> None:
    """The true rank is that of the mean score of very many networks that are drawn in the same way."""
    expected, chance, samples = rates(spread, mean), np.random.default_rng(11), 100

    def drawn() -> Network:
        counts: Integers = chance.poisson(expected)
        pairs = zip(PAIRS, counts.tolist(), strict=True)
        return linked(*(edge(NAMES[one] + NAMES[other], count) for (one, other), count in pairs if count), names=NAMES)

    means = np.mean([scores_of(drawn(), measure, weighted=weighted).values for _ in range(2_000)], axis=0)
    true, covered = ranks_of(means), 0
    for seed in range(samples):
        judged = stability(drawn(), measure, Sampling(60, seed), weighted=weighted)
        covered += bool(np.all((judged.low <= true) & (true <= judged.high)))
    assert covered / samples >= LEVEL - 3 * (LEVEL * (1 - LEVEL) / samples) ** 0.5


def test_what_differs_much_is_told_apart_and_what_does_not_is_not() -> None:
    """Two that share a hundred facts are before three that share ten each with one of them."""
    network = linked(edge("ab", 100), edge("ac", 10), edge("ad", 10), edge("be", 10))
    judged = stability(network, "strength", Sampling(200, 1))
    assert list(zip(network.iris, judged.low, judged.high, strict=True)) == [
        *(("a", 1, 2), ("b", 1, 2)),
        *(("c", 3, 5), ("d", 3, 5), ("e", 3, 5)),
    ]
    assert judged.alike == [(1, 2), (3, 5)]
    assert judged.facts == 130


def test_few_facts_tell_nobody_apart() -> None:
    judged = stability(STAR, "degree", Sampling(100, 0))
    assert (judged.low.tolist(), judged.high.tolist(), judged.alike) == ([1] * 4, [4] * 4, [(1, 4)])
    asked = body(STAR, Stable("degree", resamples=100))
    assert asked["scores"][0]["rank"] == 1
    assert asked["remarks"][0] == "Who is first is not certain: 4 of 4 may be: A, B, C and 1 more."
    assert [each["id"] for each in asked["stability"]["may_be_first"]["nodes"]] == ["a", "b", "c", "d"]


def test_a_hub_of_many_is_certainly_first() -> None:
    network = network_of(*("a" + other for other in "bcdefghijklmnopqrstuvwxyz"))
    asked = body(network, Stable("betweenness", top=2))
    assert [each["rank_interval"] for each in asked["scores"]] == [[1, 1], [2, 26]]
    assert asked["remarks"][:2] == ["24 more share rank 2.", "A is first also in other samples of such facts."]
    assert asked["stability"]["alike"] == [[1, 1], [2, 26]]


def test_a_fact_is_left_out_with_all_its_rows() -> None:
    """One that links many at once is one fact: nothing is left of the network without it."""
    names = "abcdefghijklmnopqrstuvwxyz"
    one = network_from(
        [Node(name, name) for name in names],
        [Edge("a", other, "grant", 1, "stated", (), ("r",), (), ("r",)) for other in names[1:]],
        directed=False,
    )
    judged = stability(one, "degree", Sampling(50, 0))
    assert (judged.facts, judged.coefficient) == (1, 0)
    assert judged.alike == [(1, 26)]


def test_the_same_seed_gives_the_same() -> None:
    network = linked(*(edge(pair, facts) for facts, pair in enumerate(["ab", "bc", "cd", "de", "ea"[::-1], "bd"], 1)))
    asked = Stable("closeness", resamples=40, seed=3)
    assert body(network, asked) == body(network, asked)
    assert body(network, asked) != body(network, Stable("closeness", resamples=40, seed=4))


@pytest.mark.parametrize("measure", ["betweenness", "degree", "eigenvector"])
def test_the_number_of_cores_changes_nothing(measure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(5)
    network = linked(*(edge(one + other, 1 + int(chance.integers(0, 4))) for one, other in combinations(NAMES, 2)))
    answers = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(compiled, "cores", lambda cores=cores: cores)
        judged = stability(network, measure, Sampling(30, 2))
        answers.append([each.tolist() for each in (judged.ranks, judged.low, judged.high)] + [judged.coefficient])
    assert answers[0] == answers[1] == answers[2]


def test_what_is_less_sure_is_left_out_scenario_by_scenario() -> None:
    network = linked(
        edge("ab", 3, documents=2),
        edge("ac", 2, "implied"),
        edge("ad", 1, "ambiguous"),
        edge("be", 1, "implied", documents=2),
    )
    asked = body(network, Stable("strength"))
    assert [(each["without"], each["facts"], each["nodes"]) for each in asked["stability"]["scenarios"]] == [
        ("ambiguous", 6, 4),
        ("implied", 4, 3),
        ("single-source", 4, 3),
    ]
    ranks = {each["id"]: each["scenario_ranks"] for each in asked["scores"]}
    assert ranks["a"] == {"ambiguous": 1, "implied": 1, "single-source": 2}
    assert ranks["b"] == {"ambiguous": 2, "implied": 2, "single-source": 1}
    assert ranks["d"] == {"ambiguous": None, "implied": 3, "single-source": None}
    first = [[node["label"] for node in each["first"]["nodes"]] for each in asked["stability"]["scenarios"]]
    assert first == [["A"], ["A"], ["B"]]


def test_where_nothing_is_left_without_what_is_less_sure_it_is_said() -> None:
    sure, unsure = edge("ab", 2, documents=2), edge("bc", 1, "ambiguous")
    for network, without in (
        (linked(sure, unsure), []),
        (linked(edge("ab", 2), unsure), ["single-source"]),
        (linked(unsure), ["ambiguous", "single-source"]),
    ):
        remarks = body(network, Stable("degree", resamples=20))["remarks"]
        told = [each for each in remarks if "nothing is left" in each]
        assert told == [f"Without what is {name} nothing is left: all of it is." for name in without]


def test_two_documents_about_different_ends_are_one_source_of_each(network: Any) -> None:
    """Of those who take part in the same, each end has to be told by two documents."""

    def taking_part(who: str, *documents: str) -> dict[str, str]:
        evidence = "|".join(f"{each}:4-9:0123456789abcdef" for each in documents)
        ends = {"participant": f"organisations/{who}", "activity": "projects/p"}
        return {"id": f"participations/{who}", **ends, "role": "partner", "evidence": evidence}

    rows = [
        {"id": "projects/p", "name": "P"},
        taking_part("a", "x", "y"),
        taking_part("b", "x", "y"),
        taking_part("c", "z"),
    ]
    shared = network("partnership", *rows)
    (scenario,) = (
        each for each in stability(shared, "degree", Sampling(20)).scenarios if each.without == "single-source"
    )
    assert [iri.rpartition("/")[2] for iri, rank in zip(shared.iris, scenario.ranks, strict=True) if rank] == ["a", "b"]


def test_nodes_without_a_score_have_no_interval_and_none_that_is_hardly_ever_defined_is_told_apart() -> None:
    scores, chance = np.asarray([90.0, np.nan, 50, 10]), np.random.default_rng(0)
    samples = scores / 2 + chance.normal(0, 1, (50, 4))
    low, high = intervals(scores, samples, 100, 50)
    assert (low.tolist(), high.tolist()) == ([1, 0, 2, 3], [1, 0, 2, 3])
    samples[1:, 0] = np.nan
    low, high = intervals(scores, samples, 100, 50)
    assert (low.tolist(), high.tolist()) == ([1, 0, 1, 1], [3, 0, 3, 3])


@pytest.mark.parametrize("measure", MEASURES)
def test_nothing_and_next_to_nothing_can_be_judged(measure: str) -> None:
    assert body(network_of(), Stable(measure))["stability"]["alike"] == []
    pair = body(network_of("ab"), Stable(measure, resamples=20))
    assert pair["stability"]["coefficient"] == 0
    assert {tuple(each["rank_interval"]) for each in pair["scores"]} <= {(1, 2), (1, 1)}


def test_the_coefficient_is_the_largest_share_that_can_be_dropped() -> None:
    scores = np.arange(10.0)
    turned = {share / 100: (scores if share <= 35 else -scores) for share in range(5, 100, 5)}
    assert coefficient(scores, lambda share: [turned[share]] * 40, 40) == 0.35
    assert coefficient(scores, lambda _: [scores] * 40, 40) == 0.95
    assert coefficient(scores, lambda _: [-scores] * 40, 40) == 0
    assert coefficient(scores, lambda _: [scores] * 38 + [-scores] * 2, 40) == 0.95
    assert coefficient(scores, lambda _: [scores] * 37 + [-scores] * 3, 40) == 0


def test_scores_that_grow_with_the_facts_are_brought_to_their_scale() -> None:
    """Half of each score, without any variation, says nothing against the order."""
    scores = np.asarray([5.0, 3, 1])
    low, high = intervals(scores, np.tile(scores / 2, (30, 1)), 100, 50)
    assert low.tolist() == high.tolist() == [1, 2, 3]


def test_ranks_correlate_with_ties_and_without_an_order_not() -> None:
    assert correlation(np.asarray([1.0, 2, 2 + 1e-12, 3]), np.asarray([1.0, 2, 2, 3])) == 1
    assert correlation(np.asarray([1.0, 2, 3]), np.asarray([3.0, 2, 1])) == -1
    assert correlation(np.ones(3), np.arange(3.0)) is None


def test_unknown_measures_are_named() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'betweenness'"):
        Stable("betweeness")
