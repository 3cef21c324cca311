"""The nodes of a network by a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from kg.network.bodies import ranking_body, write_body
from kg.network.bounds import demand_bounds, within
from kg.network.model import Network
from kg.network.questions.tables import TABLES, write_table
from kg.network.ranking.rank import find_measure, rank


@dataclass(frozen=True, slots=True)
class Ranked:
    """Its nodes by a measure, the `top` of them or all. Raises UnknownName."""

    measure: str
    weighted: bool = False
    top: int | None = within(1, None, None)

    def __post_init__(self) -> None:
        demand_bounds(self)
        find_measure(self.measure, weighted=self.weighted)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write them as JSON or as a table."""
        ranking = rank(network, self.measure, weighted=self.weighted, top=self.top)
        if format_name in TABLES:
            rows = ((each.rank, each.label, each.score, each.iri) for each in ranking.scores)
            write_table(("rank", "label", "score", "id"), rows, format_name, output)
        else:
            write_body(ranking_body(version, network, ranking), output)
