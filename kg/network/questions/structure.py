"""How a network is built: its figures, where it falls apart, and how far it is that of a few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

import numpy as np

from kg.network.bodies import edge_body, head_body, node_body
from kg.network.bounds import demand_bounds, within
from kg.network.columns import Integers
from kg.network.graphs import arcs, ties
from kg.network.measures.cohesion import cuts
from kg.network.model import Network
from kg.network.questions.tables import write_answer
from kg.network.structure.concentration import Concentration, concentrate
from kg.network.structure.summary import summary

SIDES = {
    "out-strength": "How far all that leads away is from a few.",
    "in-strength": "How far all that arrives is at a few.",
    "strength": "How far all links are those of a few; each counts at both ends.",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Its size, density, extent, and how alike are those that are linked, in figures."""

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON or as a table."""
        figures = summary(network)
        body = {**head_body(version, network), "figures": [asdict(each) for each in figures]}
        header = ("figure", "value", "at least", "at most", "meaning", "formula", "source", "exactness")
        rows = (
            [
                each.name,
                "" if each.value is None else each.value,
                *(each.bounds or ("", "")),
                each.meaning,
                each.formula,
                each.source,
                each.exactness,
            ]
            for each in figures
        )
        write_answer(body, header, rows, format_name, output)


@dataclass(frozen=True, slots=True)
class Bridges:
    """The nodes and links without which it falls apart, those first that cut off most, `top` of each at most."""

    top: int = within(1, 10_000, 50)

    def __post_init__(self) -> None:
        demand_bounds(self)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON with the edges of each link, or as a table."""
        cut, edges = cuts(network), ties(network)
        nodes = np.flatnonzero(cut.cut_off)
        nodes = nodes[np.argsort(-cut.cut_off[nodes], kind="stable")]
        order = np.argsort(-cut.beyond, kind="stable")
        bridges, beyond = edges.at(cut.bridges[order[: self.top]]), cut.beyond[order[: self.top]].tolist()
        links = [
            _bridge(network, int(one), int(other), many)
            for one, other, many in zip(bridges.source, bridges.target, beyond, strict=True)
        ]
        first = nodes[: self.top]
        body = {
            **head_body(version, network),
            "total_cut_nodes": len(nodes),
            "cut_nodes": [
                {**node_body(node), "parts": parts, "cut_off": off}
                for node, parts, off in zip(
                    network.described(first), cut.parts[first].tolist(), cut.cut_off[first].tolist(), strict=True
                )
            ],
            "total_bridges": len(cut.bridges),
            "bridges": links,
        }
        header = ("what", "name", "with", "cut off", "parts", "id", "with id")
        write_answer(body, header, _cut_rows(body), format_name, output)


@dataclass(frozen=True, slots=True)
class Concentrated:
    """How far its links are those of a few: apart by where they lead from and to, if they do; `top` are named."""

    top: int = within(1, 10_000, 10)

    def __post_init__(self) -> None:
        demand_bounds(self)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as JSON, or the largest as a table."""
        names = ("out-strength", "in-strength") if network.directed else ("strength",)
        sides = [self._side(network, name) for name in names]
        body = {**head_body(version, network), "concentration": sides}
        header = ("of", "rank", "name", "value", "share", "cumulative share", "id")
        rows = (
            [
                side["of"],
                each["rank"],
                each["label"],
                each["value"],
                each["share"],
                each["cumulative_share"],
                each["id"],
            ]
            for side in sides
            for each in side["largest"]
        )
        write_answer(body, header, rows, format_name, output)

    def _side(self, network: Network, name: str) -> dict[str, Any]:
        edges = arcs(network)
        ends = edges.target if name == "in-strength" else edges.source
        values = np.zeros(len(network.iris), np.int64)
        np.add.at(values, ends, edges.weight)  # exact, where numbers with a point would not be
        order = np.argsort(-values, kind="stable")[: self.top]
        order = order[values[order] > 0]
        concentration = concentrate(values.tolist())
        figures = {**_rounded(concentration), "total": network.in_units(concentration.total)}
        return {"of": name, "meaning": SIDES[name], **figures, "largest": _largest(network, order, values)}


def _bridge(network: Network, one: int, other: int, beyond: int) -> dict[str, Any]:
    source, target = network.described(np.asarray([one, other]))
    between = [*network.edges_between(one, other)]
    if network.directed:
        between += network.edges_between(other, one)
    edges = [edge_body(edge) for edge in between]
    return {"source": node_body(source), "target": node_body(target), "beyond": beyond, "edges": edges}


def _cut_rows(body: dict[str, Any]) -> Iterator[list[Any]]:
    for each in body["cut_nodes"]:
        yield ["node", each["label"], "", each["cut_off"], each["parts"], each["id"], ""]
    for each in body["bridges"]:
        one, other = each["source"], each["target"]
        yield ["link", one["label"], other["label"], each["beyond"], 2, one["id"], other["id"]]


def _rounded(concentration: Concentration) -> dict[str, Any]:
    figures = {"herfindahl": concentration.herfindahl, "effective": concentration.effective, "gini": concentration.gini}
    rounded = {name: None if value is None else round(value, 9) for name, value in figures.items()}
    return {
        "count": concentration.count,
        "total": concentration.total,
        **rounded,
        "top_shares": {many: round(share, 9) for many, share in concentration.top.items()},
    }


def _largest(network: Network, order: Integers, values: Integers) -> list[dict[str, Any]]:
    total, so_far, largest = int(values.sum()), 0, []
    for place, (node, value) in enumerate(zip(network.described(order), values[order].tolist(), strict=True), start=1):
        so_far += value
        shares = {"share": round(value / total, 9), "cumulative_share": round(so_far / total, 9)}
        largest.append({"rank": place, **node_body(node), "value": network.in_units(value), **shares})
    return largest
