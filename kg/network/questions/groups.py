"""What a network falls into: communities and connected pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from kg.network.bodies import communities_body, pieces_body, write_body
from kg.network.exploring import communities, pieces
from kg.network.model import Network


@dataclass(frozen=True, slots=True)
class Divided:
    """Its communities."""

    seed: int = 0

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:  # noqa: ARG002
        """Write them as JSON."""
        write_body(communities_body(version, network, communities(network, self.seed)), output)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Its connected pieces with their members."""

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:  # noqa: ARG002
        """Write them as JSON."""
        write_body(pieces_body(version, network, pieces(network)), output)
