"""Who is like whom by shared neighbours, and who might be linked next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from kg.errors import UnknownName
from kg.network.bodies import head_body, node_body
from kg.network.bounds import demand_bounds, within
from kg.network.columns import Integers
from kg.network.graphs import positions
from kg.network.model import Network
from kg.network.questions.tables import write_answer
from kg.network.remarks import Remark, remarked
from kg.network.structure.exploring import find_node
from kg.network.structure.similarity import Alike, alike, links, shared_neighbours, suggest

SIMILARITIES: Mapping[str, str] = {
    "jaccard": "How large a share of all their neighbours two share.",
    "cosine": "How many neighbours two share, by the root of the product of how many both have.",
    "adamic-adar": "How many neighbours two share, where those count more that are linked to few.",
}
"""By what nodes are compared, with what each tells."""

_NAMED = 10
"""Shared neighbours that are named, those with the fewest neighbours first."""
NEXT = "They are not linked, and share these neighbours; who is linked to few counts more (Adamic and Adar)."


@dataclass(frozen=True, slots=True)
class Similar:
    """Those that are most like one of its nodes, or how like another one is. Raises UnknownName.

    Nodes are given by IRI or by name; writing it raises UnknownNode and AmbiguousName.
    """

    node: str
    other: str = ""
    by: str = "jaccard"
    top: int = within(1, 1_000, 10)

    def __post_init__(self) -> None:
        demand_bounds(self)
        if self.by not in SIMILARITIES:
            raise UnknownName("similarity", self.by, [*SIMILARITIES])

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON with the neighbours that are shared, or as a table."""
        place = positions(network)[find_node(network, self.node)]
        compared = self._chosen(network, alike(network, place))
        body = {
            **head_body(version, network),
            "by": self.by,
            "meaning": SIMILARITIES[self.by],
            "node": {
                **node_body(network.described(np.asarray([place]))[0]),
                "neighbours": len(links(network).of(place)),
            },
            "similar": [*_similar(network, place, compared)],
        }
        header = ("name", "jaccard", "cosine", "adamic-adar", "shared", "neighbours", "linked", "shared names", "id")
        rows = (
            [
                each["label"],
                each["jaccard"],
                each["cosine"],
                each["adamic_adar"],
                each["shared"],
                each["neighbours"],
                each["linked"],
                _names(each["shared_neighbours"]),
                each["id"],
            ]
            for each in body["similar"]
        )
        write_answer(body, header, rows, format_name, output)

    def _chosen(self, network: Network, compared: Alike) -> Alike:
        if self.other:
            other = positions(network)[find_node(network, self.other)]
            return compared.at(np.flatnonzero(compared.other == other))
        score = {"jaccard": compared.jaccard, "cosine": compared.cosine, "adamic-adar": compared.adamic_adar}[self.by]
        return compared.at(np.lexsort((compared.other, -compared.shared, -score))[: self.top])


@dataclass(frozen=True, slots=True)
class Suggested:
    """Those that are not linked though they share most: with one of its nodes, by IRI or by name, or anywhere.

    Writing it raises UnknownNode and AmbiguousName.
    """

    node: str = ""
    top: int = within(1, 1_000, 10)

    def __post_init__(self) -> None:
        demand_bounds(self)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON with the reasons, or as a table."""
        place = positions(network)[find_node(network, self.node)] if self.node else None
        suggestions = suggest(network, self.top, place)
        pairs = zip(suggestions.one.tolist(), suggestions.other.tolist(), suggestions.score.tolist(), strict=True)
        left_out = [node.label for node in network.described(suggestions.left_out[:_NAMED])]
        code = "hubs-left-out-and-others" if len(suggestions.left_out) > _NAMED else "hubs-left-out"
        body = {
            **head_body(version, network),
            "meaning": NEXT,
            **remarked([Remark(code, names=left_out)] if left_out else []),
            "suggestions": [_suggestion(network, one, other, score) for one, other, score in pairs],
        }
        header = ("name", "with", "adamic-adar", "shared", "shared names", "id", "with id")
        rows = (
            [
                each["source"]["label"],
                each["target"]["label"],
                each["adamic_adar"],
                each["shared"],
                _names(each["shared_neighbours"]),
                each["source"]["id"],
                each["target"]["id"],
            ]
            for each in body["suggestions"]
        )
        write_answer(body, header, rows, format_name, output)


def _similar(network: Network, place: int, compared: Alike) -> Iterator[dict[str, Any]]:
    own, degree = links(network).of(place), links(network).degree
    for row, node in enumerate(network.described(compared.other)):
        other = int(compared.other[row])
        yield {
            **node_body(node),
            "jaccard": round(float(compared.jaccard[row]), 9),
            "cosine": round(float(compared.cosine[row]), 9),
            "adamic_adar": float(compared.adamic_adar[row]),
            "shared": int(compared.shared[row]),
            "neighbours": int(degree[other]),
            "linked": bool(np.isin(other, own)),
            "shared_neighbours": _shared(network, shared_neighbours(network, place, other)),
        }


def _suggestion(network: Network, one: int, other: int, score: float) -> dict[str, Any]:
    source, target = network.described(np.asarray([one, other]))
    both = shared_neighbours(network, one, other)
    return {
        "source": node_body(source),
        "target": node_body(target),
        "adamic_adar": score,
        "shared": len(both),
        "shared_neighbours": _shared(network, both),
    }


def _shared(network: Network, places: Integers) -> list[dict[str, Any]]:
    degree, some = links(network).degree, places[:_NAMED]
    counts = degree[some].tolist()
    return [
        {"id": node.iri, "label": node.label, "neighbours": many}
        for node, many in zip(network.described(some), counts, strict=True)
    ]


def _names(nodes: list[dict[str, Any]]) -> str:
    return "; ".join(each["label"] for each in nodes)
