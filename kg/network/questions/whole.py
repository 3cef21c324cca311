"""A whole network, or what is near one of its nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO

from kg.network.bodies import write_network
from kg.network.bounds import demand_bounds, within
from kg.network.exploring import ego, find_node, largest
from kg.network.exports import EXPORTS, content_of
from kg.network.model import Network
from kg.network.ranking import find_measure


@dataclass(frozen=True, slots=True)
class Whole:
    """All of it, or the `top` best linked nodes; as JSON, which is for looking at, at most `most` nodes and edges.

    Its nodes have the scores of `measures`, and with `communities` the number of that which each is in, 1 for the
    largest; both are those of the whole. Raises UnknownName.
    """

    top: int | None = within(1, None, None)
    most: int | None = None
    measures: Sequence[str] = ()
    communities: bool = False

    def __post_init__(self) -> None:
        demand_bounds(self)
        for each in self.measures:
            find_measure(each)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as JSON, or as one of EXPORTS."""
        self.write_about((), network, version, format_name, output)

    def write_about(
        self, focus: Sequence[str], network: Network, version: int, format_name: str, output: IO[bytes]
    ) -> None:
        """Write it where some nodes were asked about."""
        content = content_of(network, version, self.measures, divided=self.communities)
        part = network if self.top is None else largest(network, self.top)
        if format_name in EXPORTS:
            EXPORTS[format_name].write(replace(content, network=part, focus=focus), output)
        else:
            shown = part if self.most is None else largest(part, self.most, self.most)
            write_network(version, shown, output, replace(content, network=shown).bodies())


@dataclass(frozen=True, slots=True)
class Near:
    """What is within some steps of a node, by IRI or by name; writing it raises UnknownIri and AmbiguousName."""

    node: str
    radius: int = within(1, 5, 1)
    top: int | None = within(1, None, None)
    most: int | None = None
    measures: Sequence[str] = ()
    communities: bool = False

    def __post_init__(self) -> None:
        demand_bounds(self)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as :class:`Whole` does, measured in itself."""
        whole = Whole(self.top, self.most, self.measures, self.communities)
        node = find_node(network, self.node)
        whole.write_about((node,), ego(network, node, self.radius), version, format_name, output)
