"""How two nodes of a network are linked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import IO, Any

import numpy as np

from kg.errors import UnknownName, UnreadableInput
from kg.network.bodies import misses_body, paths_body, write_body
from kg.network.bounds import demand_bounds, within
from kg.network.content import content_of
from kg.network.exports import EXPORTS
from kg.network.graphs import positions
from kg.network.model import Network
from kg.network.structure.exploring import find_node
from kg.network.structure.misses import misses
from kg.network.structure.ways import Asked, NetworkPath, k_shortest, shortest, simple
from kg.sentences import Sentence

PATHS: Mapping[str, str] = {
    "shortest": "those of the least length",
    "k-shortest": "the K shortest, of whichever lengths",
    "simple": "all of at most LENGTH steps",
}
"""Which ways can be asked for; none of them passes a node twice."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Ways between two nodes, by IRI or by name: one of PATHS. Writing them raises UnknownNode and AmbiguousName.

    `limit` is the most that are given, which for the k shortest is k; `weighted` lets many facts make a step short.
    Raises UnknownName, and UnreadableInput for a wish that has no effect.
    """

    source: str
    target: str
    limit: int = within(1, 100, 10)
    directed: bool = False
    choice: str = "shortest"
    length: int | None = within(1, 10, None)
    weighted: bool = False

    def __post_init__(self) -> None:
        demand_bounds(self)
        if self.choice not in PATHS:
            raise UnknownName("choice of paths", self.choice, PATHS)
        if (self.length is None) == (self.choice == "simple"):
            raise UnreadableInput(
                Sentence("a greatest length is for simple paths, and they need one"),
                Sentence("Ask for paths=simple with a length."),
            )
        if self.weighted and self.choice == "simple":
            raise UnreadableInput(Sentence("simple paths are not weighted"), Sentence("Ask for the k shortest."))

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON, or as an export the part of the network that they lead through."""
        asked = Asked(self.source, self.target, self.directed, self.weighted)
        ways, more = self._ways(network, asked)
        if format_name in EXPORTS:
            ends = [find_node(network, each) for each in (self.source, self.target)]
            content = replace(content_of(_part(network, ways, ends), version), focus=ends)
            EXPORTS[format_name].write(content, output)
            return
        near = {} if ways else {"misses": misses_body(misses(network, asked))}
        head: dict[str, Any] = {"choice": self.choice, "truncated": more, **near}
        write_body({**paths_body(version, network, ways), **head}, output)

    def _ways(self, network: Network, ends: Asked) -> tuple[list[NetworkPath], bool]:
        match self.choice:
            case "k-shortest":
                return k_shortest(network, ends, self.limit)
            case "simple":
                return simple(network, ends, self.length or 0, self.limit)
            case _:
                return shortest(network, ends, self.limit)


def _part(network: Network, ways: list[NetworkPath], ends: list[str]) -> Network:
    """Give the part of a network that some ways lead through; the ends alone where there is none."""
    number, size, rows = positions(network), len(network.iris), network.rows
    chosen = np.zeros(size, dtype=np.bool_)
    chosen[[number[iri] for iri in (*ends, *(node.iri for way in ways for node in way.nodes))]] = True
    steps = [sorted((number[edge.source], number[edge.target])) for way in ways for edge in way.edges]
    taken = np.minimum(rows.source, rows.target) * size + np.maximum(rows.source, rows.target)
    walked = np.isin(taken, np.asarray([one * size + other for one, other in steps], dtype=np.int64))
    return replace(network, links=rows.at(walked)).part(chosen)
