"""The nodes of a network by a measure, and how far their ranks can be relied on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from kg.network.bodies import ranking_body
from kg.network.bounds import FEWEST_RESAMPLES, MOST_RESAMPLES, MOST_SEED, demand_bounds, within
from kg.network.columns import Integers
from kg.network.graphs import positions
from kg.network.model import Network
from kg.network.questions.tables import write_answer
from kg.network.ranking.rank import find_measure, rank
from kg.network.ranking.resampling import LEVEL, LIKE
from kg.network.ranking.stability import Sampling, Scenario, Stability, stability
from kg.network.remarks import Remark, remarked

_MOST_NAMED, _MOST_SPOKEN = 20, 3
"""Nodes that are named where many are counted: in the answer, and in a sentence of it."""
_MUCH, _ENOUGH = 0.25, 0.5
"""What the coefficient should not be below, and what it should be above (Epskamp, Borsboom & Fried 2018)."""


@dataclass(frozen=True, slots=True)
class Stable:
    """Its nodes by a measure, the `top` of them or all, with the ranks that they may have. Raises UnknownName."""

    measure: str
    weighted: bool = False
    top: int | None = within(1, None, None)
    resamples: int = within(FEWEST_RESAMPLES, MOST_RESAMPLES, Sampling().resamples)
    seed: int = within(0, MOST_SEED, Sampling().seed)

    def __post_init__(self) -> None:
        demand_bounds(self)
        find_measure(self.measure, weighted=self.weighted)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON or as a table."""
        sampling = Sampling(self.resamples, self.seed)
        body = stable_body(version, network, self, stability(network, self.measure, sampling, weighted=self.weighted))
        without = (f"rank_without_{each['without']}" for each in body["stability"]["scenarios"])
        header = ("rank", "rank_low", "rank_high", "label", "score", "id", *without)
        write_answer(body, header, map(_row, body["scores"]), format_name, output)


def stable_body(version: int, network: Network, sampling: Stable, stability: Stability) -> dict[str, Any]:
    """Give a ranking with its intervals, and with what they rest on."""
    body = ranking_body(version, network, rank(network, sampling.measure, weighted=sampling.weighted, top=sampling.top))
    add_stability(body, body["scores"], network, stability)
    return body


def add_stability(body: dict[str, Any], scores: list[dict[str, Any]], network: Network, stability: Stability) -> None:
    """Add to an answer, and to each of its scores, how far the ranks can be relied on."""
    place = positions(network)
    for score in scores:
        at = place[score["id"]]
        score["rank_interval"] = [int(stability.low[at]), int(stability.high[at])]
        score["scenario_ranks"] = {each.without: int(each.ranks[at]) or None for each in stability.scenarios}
    may_be_first = _some(network, np.flatnonzero(stability.low == 1), stability.ranks)
    body.update(remarked([*body["remarks"], *_remarks(stability, may_be_first)]))
    body["stability"] = {
        "level": LEVEL,
        "resamples": stability.sampling.resamples,
        "seed": stability.sampling.seed,
        "facts": stability.facts,
        "coefficient": stability.coefficient,
        "correlation": LIKE,
        "may_be_first": may_be_first,
        "alike": [list(each) for each in stability.alike],
        "scenarios": [_scenario(network, each) for each in stability.scenarios],
    }


def _scenario(network: Network, scenario: Scenario) -> dict[str, Any]:
    return {
        "without": scenario.without,
        "facts": scenario.facts,
        "nodes": scenario.nodes,
        "correlation": scenario.correlation,
        "first": _some(network, np.flatnonzero(scenario.ranks == 1), scenario.ranks),
    }


def _some(network: Network, places: Integers, ranks: Integers) -> dict[str, Any]:
    """Count nodes, and name the best ranked of them."""
    best = places[np.argsort(ranks[places], kind="stable")][:_MOST_NAMED]
    nodes = [{"id": node.iri, "label": node.label} for node in network.described(best)]
    return {"count": len(places), "nodes": nodes}


def _remarks(stability: Stability, first: Mapping[str, Any]) -> list[Remark]:
    """Say what to make of it."""
    names, count = [each["label"] for each in first["nodes"]], first["count"]
    if not names:
        return []
    ranked, named = int(np.count_nonzero(stability.ranks)), names[:_MOST_SPOKEN]
    if count == 1:
        first_told = Remark("first-sure", names=named)
    elif count <= _MOST_SPOKEN:
        first_told = Remark("first-unsure", count=count, nodes=ranked, names=named)
    else:
        first_told = Remark("first-unsure-of-many", count=count, nodes=ranked, names=named, more=count - _MOST_SPOKEN)
    alike = [
        Remark("ranks-alike", low=int(low), high=int(high))
        for low, high in stability.alike[:_MOST_SPOKEN]
        if low < high
    ]
    fit = "too-few" if stability.coefficient < _MUCH else "few" if stability.coefficient <= _ENOUGH else "enough"
    rests_on = Remark(f"{fit}-facts", coefficient=float(stability.coefficient))
    emptied = (Remark("all-unsure", without=each.without) for each in stability.scenarios if not each.facts)
    return [first_told, *alike, rests_on, *emptied]


def _row(score: Any) -> Sequence[Any]:
    cells = (score["label"], score["score"], score["id"])
    return (score["rank"], *score["rank_interval"], *cells, *score["scenario_ranks"].values())
