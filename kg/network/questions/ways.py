"""How two nodes of a network are linked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from kg.network.bodies import paths_body, write_body
from kg.network.exploring import paths
from kg.network.model import Network


@dataclass(frozen=True, slots=True)
class Linked:
    """The shortest paths between two nodes, by IRI or by name; writing them raises UnknownIri and AmbiguousName."""

    source: str
    target: str
    limit: int = 10
    directed: bool = False

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:  # noqa: ARG002
        """Write them as JSON."""
        ways = paths(network, self.source, self.target, self.limit, directed=self.directed)
        write_body(paths_body(version, network, ways), output)
