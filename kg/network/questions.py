"""What can be asked of a network, and how the answers are written: the same over HTTP and in the shell."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from kg.network.bodies import communities_body, paths_body, pieces_body, ranking_body, write_body, write_network
from kg.network.exploring import communities, ego, largest, paths, pieces
from kg.network.exports import EXPORTS
from kg.network.model import Network
from kg.network.ranking import find_measure, rank, write_ranking
from kg.spreadsheets import for_spreadsheets

MEDIA_TYPES: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "excel": "text/csv",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
}
"""The formats of answers; all but the first are EXPORTS of a whole network, and of a ranking there are tables."""


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
class Ranked:
    """Its nodes by a measure, the `top` of them or all. Raises UnknownName."""

    measure: str
    weighted: bool = False
    top: int | None = None

    def __post_init__(self) -> None:
        find_measure(self.measure, weighted=self.weighted)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON or as a table."""
        ranking = rank(network, self.measure, weighted=self.weighted)
        if format_name in ("csv", "excel"):
            table = io.StringIO()
            write_ranking(ranking, table, self.top)
            output.write(table.getvalue().encode() if format_name == "csv" else for_spreadsheets(table.getvalue()))
        else:
            write_body(ranking_body(version, ranking, self.top), output)


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


NetworkQuestion = Whole | Ranked | Divided | Pieces | Linked | Near

QUESTIONS: Mapping[str, type[NetworkQuestion]] = {
    each.__name__: each for each in (Whole, Ranked, Divided, Pieces, Linked, Near)
}
"""By name, as they travel. Each writes its answer, of a network as it is at a version, in a format that it has."""
