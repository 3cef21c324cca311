"""What a network falls into: communities and connected pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from kg.network.bodies import communities_body, pieces_body, write_body
from kg.network.bounds import MOST_SEED, demand_bounds, within
from kg.network.drawing.bubbles import bubbles_of
from kg.network.graphs import positions
from kg.network.model import Network
from kg.network.questions.tables import write_answer
from kg.network.structure.exploring import pieces
from kg.network.structure.grouping import Communities, communities


@dataclass(frozen=True, slots=True)
class Divided:
    """Its communities."""

    seed: int = within(0, MOST_SEED, 0)
    resolution: float = within(0, 1000, 1.0, is_above=True)
    weighted: bool = True
    runs: int | None = within(1, 100, None)

    def __post_init__(self) -> None:
        demand_bounds(self)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON, or their members as a table."""
        division = communities(network, self.seed, resolution=self.resolution, weighted=self.weighted, runs=self.runs)
        header = ("community", "label", "size", "name", "sureness", "id")
        rows = _members(network, division)
        bubbles, links = bubbles_of(network, division.members)
        drawn = {
            "bubbles": [each._asdict() for each in bubbles],
            "links": [each._asdict() for each in links],
        }
        body = communities_body(version, network, division) | drawn
        write_answer(body, header, rows, format_name, output)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Its connected pieces with their members."""

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:  # noqa: ARG002
        """Write them as JSON."""
        write_body(pieces_body(version, network, pieces(network)), output)


def _members(network: Network, division: Communities) -> Iterator[tuple[int, str, int, str, float, str]]:
    labels, places = [node.label for node in network.nodes], positions(network)
    for number, group in enumerate(division.groups, start=1):
        for iri in group.members:
            place = places[iri]
            yield number, group.label, len(group.members), labels[place], division.sureness[place], iri
