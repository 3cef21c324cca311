"""A whole network, or what is near one of its nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from kg.network.bodies import write_network
from kg.network.exploring import ego, largest
from kg.network.exports import EXPORTS
from kg.network.model import Network


@dataclass(frozen=True, slots=True)
class Whole:
    """All of it, or the `top` best linked nodes; as JSON, which is for looking at, at most `most` nodes and edges."""

    top: int | None = None
    most: int | None = None

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as JSON, or as one of EXPORTS."""
        part = network if self.top is None else largest(network, self.top)
        if format_name in EXPORTS:
            EXPORTS[format_name](part, output)
        else:
            write_network(version, part if self.most is None else largest(part, self.most, self.most), output)


@dataclass(frozen=True, slots=True)
class Near:
    """What is within some steps of a node, by IRI or by name; writing it raises UnknownIri and AmbiguousName."""

    node: str
    radius: int = 1
    top: int | None = None
    most: int | None = None

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as :class:`Whole` does."""
        Whole(self.top, self.most).write(ego(network, self.node, self.radius), version, format_name, output)
