"""What a network would be without some of its nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from kg.network.bodies import head_body, node_body
from kg.network.bounds import demand_bounds, within
from kg.network.columns import Integers
from kg.network.graphs import components, positions, ties
from kg.network.model import Network
from kg.network.questions.tables import write_answer
from kg.network.ranking.rank import find_measure, rank
from kg.network.structure.exploring import find_node
from kg.network.structure.removal import Remainder, without


@dataclass(frozen=True, slots=True)
class Without:
    """What falls apart without some nodes, who loses whom, and whose score by a measure changes; `top` of each at most.

    Nodes are given by IRI or by name; writing it raises UnknownNode and AmbiguousName. Raises UnknownName.
    """

    nodes: tuple[str, ...]
    measure: str = "pagerank"
    top: int = within(1, 10_000, 20)

    def __post_init__(self) -> None:
        demand_bounds(self)
        find_measure(self.measure)
        object.__setattr__(self, "nodes", tuple(self.nodes))  # a list, where it travelled

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as JSON, or those who lose somebody as a table."""
        place = positions(network)
        removed = sorted({place[find_node(network, node)] for node in self.nodes})
        left = without(network, removed)
        losing = [*_losing(network, left, self.top)]
        body = {
            **head_body(version, network),
            "removed": [node_body(node) for node in network.described(np.asarray(removed))],
            "before": _size(network),
            "after": _size(left.rest),
            "parts": [
                [_part(network, part, first=number == 0) for number, part in enumerate(parts)] for parts in left.parts
            ],
            "alone": _short(network, left.alone),
            "total_losing": len(left.losing),
            "losing": losing,
            "measure": self.measure,
            "changes": [*self._changes(network, left)],
        }
        header = ("name", "loses", "of", "lost", "id")
        rows = (
            [each["label"], len(each["lost"]), each["neighbours"], _names(each["lost"]), each["id"]] for each in losing
        )
        write_answer(body, header, rows, format_name, output)

    def _changes(self, network: Network, left: Remainder) -> Iterator[dict[str, Any]]:
        """Give the scores of those whose rank changes most: among those that stay, before and after."""
        before = {each.iri: each for each in rank(network, self.measure).scores}
        after = {each.iri: each for each in rank(left.rest, self.measure).scores}
        staying = sorted((each for each in before.values() if each.iri in after), key=lambda each: each.rank)
        gone = sorted(each.rank for each in before.values() if each.iri not in after)
        ahead = np.searchsorted(gone, [each.rank for each in staying]) if staying else np.empty(0, np.int64)
        moved = [
            (each.rank - int(many) - after[each.iri].rank, each) for each, many in zip(staying, ahead, strict=True)
        ]
        moved.sort(key=lambda each: (-abs(each[0]), each[1].rank, each[1].iri))
        for change, score in moved[: self.top]:
            if change:
                now = after[score.iri]
                yield {
                    "id": score.iri,
                    "label": score.label,
                    "before": {"score": score.score, "rank": score.rank},
                    "after": {"score": now.score, "rank": now.rank},
                    "change": change,
                }


def _size(network: Network) -> dict[str, int]:
    count, piece = components(network)
    largest = int(np.bincount(piece, minlength=1).max())
    return {"nodes": len(network.iris), "pairs": len(ties(network).source), "components": count, "largest": largest}


def _part(network: Network, places: Integers, *, first: bool) -> dict[str, Any]:
    """Give what a piece falls into; the largest part goes by its size, the others have their members."""
    return {"size": len(places), "members": [] if first else _short(network, places)}


def _losing(network: Network, left: Remainder, top: int) -> Iterator[dict[str, Any]]:
    degree = np.bincount(ties(network).both_ways().source, minlength=len(network.iris))
    nodes = network.described(left.losing[:top])
    for place, node, lost in zip(left.losing[:top].tolist(), nodes, left.lost[:top], strict=True):
        yield {"id": node.iri, "label": node.label, "neighbours": int(degree[place]), "lost": _short(network, lost)}


def _short(network: Network, places: Integers) -> list[dict[str, str]]:
    return [{"id": node.iri, "label": node.label} for node in network.described(places)]


def _names(nodes: list[dict[str, str]]) -> str:
    return "; ".join(each["label"] for each in nodes)
