"""The nodes of a network by a measure."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from kg.network.bodies import ranking_body, write_body
from kg.network.model import Network
from kg.network.ranking import find_measure, rank, write_ranking
from kg.spreadsheets import for_spreadsheets


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
        ranking = rank(network, self.measure, weighted=self.weighted, top=self.top)
        if format_name in ("csv", "excel"):
            table = io.StringIO()
            write_ranking(ranking, table)
            output.write(table.getvalue().encode() if format_name == "csv" else for_spreadsheets(table.getvalue()))
        else:
            write_body(ranking_body(version, network, ranking), output)
