"""Who stands between two sides, how sure that is, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from kg.network.bodies import head_body, node_body, path_body
from kg.network.bounds import FEWEST_RESAMPLES, MOST_RESAMPLES, MOST_SEED, demand_bounds, within
from kg.network.columns import Integers
from kg.network.graphs import positions
from kg.network.measures import MEASURES
from kg.network.model import Network
from kg.network.questions.stable import add_stability
from kg.network.questions.tables import write_answer
from kg.network.ranking.rank import first_of, nothing_left, ranked
from kg.network.ranking.stability import Sampling, stability_of
from kg.network.remarks import Remark, remarked
from kg.network.structure.bridging import Side, Sides, bridging, find_sides, linked_pairs, way_through

MEANING = (
    "How many pairs, one from each side, it links: the sum over them of its share of their shortest ways. "
    "A member of a side counts where it lies between others."
)
_FEW = 0.5
"""The share of linked pairs below which few are."""
_SHOWN_WAYS = 3
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Bridging:
    """Who bridges two sides, each a place or a node by IRI or name: the `top` of them, with the ranks they may have.

    Writing it raises UnknownNode, AmbiguousName, and UnreadableInput where both sides are the same.
    """

    one: str
    other: str
    top: int = within(1, 10_000, 20)
    stability: bool = False
    resamples: int = within(FEWEST_RESAMPLES, MOST_RESAMPLES, Sampling().resamples)
    seed: int = within(0, MOST_SEED, Sampling().seed)

    def __post_init__(self) -> None:
        demand_bounds(self)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON or as a table."""
        sides = find_sides(network, self.one, self.other)
        body = self._body(network, sides, version)
        intervals = ("rank_low", "rank_high") if self.stability else ()
        header = ("rank", *intervals, "label", "score", "share", "side", "id")
        write_answer(body, header, map(_row, body["bridges"]), format_name, output)

    def _body(self, network: Network, sides: Sides, version: int) -> dict[str, Any]:
        linked, scores = linked_pairs(network, sides), bridging(network, sides)
        body: dict[str, Any] = {
            **head_body(version, network),
            "meaning": MEANING,
            "exactness": MEASURES["betweenness"].exactness,
            **remarked([]),
            "one": _side(network, sides.one),
            "other": _side(network, sides.other),
            "shared": _nodes(network, sides.shared),
            "pairs": sides.pairs,
            "linked_pairs": linked,
            "total_bridges": int(np.count_nonzero(scores)),
        }
        place = positions(network)
        first, tied = first_of(ranked(network, np.where(scores > 0, scores, np.nan), self.top), self.top)
        body.update(remarked([*_remarks(network, sides, linked), *tied, *nothing_left(body["coverage"])]))
        nodes = network.described(np.asarray([place[each.iri] for each in first], dtype=np.int64))
        body["bridges"] = [
            {
                "rank": score.rank,
                **node_body(node),
                "score": score.score,
                "share": round(score.score / linked, _DIGITS),
                "side": _side_of(sides, place[score.iri]),
                "way": _way(network, sides, place[score.iri]) if at < _SHOWN_WAYS else None,
            }
            for at, (score, node) in enumerate(zip(first, nodes, strict=True))
        ]
        if self.stability:
            sampling = Sampling(self.resamples, self.seed)
            stability = stability_of(network, lambda part: bridging(part, sides), sampling)
            add_stability(body, body["bridges"], network, stability)
        return body


def _remarks(network: Network, sides: Sides, linked: int) -> Iterator[Remark]:
    """Yield what is to be known of the sides before one believes who bridges them."""
    both = (sides.one, sides.other)
    yield from (Remark("side-empty", name=side.node.label) for side in both if not len(side.members))
    for side in both:
        if side.doubtful:
            yield Remark(
                "side-unsure",
                doubtful=side.doubtful,
                nodes=side.doubtful + len(side.members),
                name=side.node.label,
                confidence=network.options["min_confidence"],
            )
    if linked < _FEW * sides.pairs:
        yield Remark("few-pairs", linked=linked, pairs=sides.pairs)
    if len(sides.shared):
        yield Remark("on-both-sides")


def _side(network: Network, side: Side) -> dict[str, Any]:
    return {**node_body(side.node), "is_place": side.is_place, "members": _nodes(network, side.members)}


def _nodes(network: Network, places: Integers) -> list[dict[str, Any]]:
    return [node_body(node) for node in network.described(places)]


def _side_of(sides: Sides, node: int) -> str | None:
    names = {"one": sides.one.members, "other": sides.other.members, "both": sides.shared}
    return next((name for name, members in names.items() if node in members), None)


def _way(network: Network, sides: Sides, node: int) -> dict[str, Any] | None:
    """Give a way through a node, from side to side, with the records behind each step."""
    halves = way_through(network, sides, node)
    if halves is None:
        return None
    here, there = map(path_body, halves)
    return {
        "length": here["length"] + there["length"],
        "nodes": [*here["nodes"], *there["nodes"][1:]],
        "edges": [*here["edges"], *there["edges"]],
    }


def _row(bridge: dict[str, Any]) -> Sequence[Any]:
    plain = (bridge["label"], bridge["score"], bridge["share"], bridge["side"] or "", bridge["id"])
    return [bridge["rank"], *bridge.get("rank_interval", ()), *plain]
