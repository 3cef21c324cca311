"""How a network changes from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

from kg.errors import UnknownField, UnreadableInput
from kg.network.basis import Basis
from kg.network.bodies import head_body
from kg.network.bounds import demand_bounds, within
from kg.network.declarations import View
from kg.network.filters import Filters
from kg.network.model import Network, Node
from kg.network.projection.project import project
from kg.network.questions.tables import write_answer
from kg.network.ranking.rank import find_measure, nothing_left
from kg.network.remarks import Remark, remarked
from kg.network.structure.series import CUMULATIVE, STEPS, Measured, Period, Year, chosen_nodes, measured, years_told
from kg.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Series:
    """A network year by year: its size, the first of a measure, and the scores of chosen nodes, by IRI or by name.

    Raises UnknownName and UnreadableInput; writing it raises UnknownNode and AmbiguousName too.
    """

    measure: str = "degree"
    weighted: bool = False
    top: int = within(1, 100, 3)
    first: str = ""
    last: str = ""
    step: str = CUMULATIVE
    nodes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        demand_bounds(self)
        find_measure(self.measure, weighted=self.weighted)
        if self.step not in STEPS:
            raise UnknownField("way to go through years", self.step, STEPS)
        Period(self.first, self.last)

    def write_of(
        self, basis: Basis, view: View, filters: Filters, version: int, format_name: str, output: IO[bytes]
    ) -> None:
        """Write it as JSON or as a table, of a view of a version; the filters hold for all years."""
        if filters.as_of or filters.since or filters.until:
            raise UnreadableInput(
                Sentence("a series goes through the years by itself"), Sentence("Give its first and its last year.")
            )
        period, of = Period(self.first, self.last, self.step), Measured(self.measure, self.weighted, self.top)

        def network(filters: Filters) -> Network:
            return project(basis.columns, view, filters, basis.most_edges, basis.canonicals)

        whole = network(filters)
        nodes = chosen_nodes(whole, self.nodes)
        years = [
            measured(network(period.filters(filters, year)), year, of, nodes)
            for year in period.years(years_told(basis.columns, view))
        ]
        of_nodes = (f"{what} of {node.label}" for node in nodes for what in (self.measure, "rank"))
        header = ("year", "nodes", "edges", "components", "density", "undated", "first", self.measure, *of_nodes)
        body = self._body(head_body(version, whole), nodes, years)
        write_answer(body, header, map(_row, years), format_name, output)

    def _body(self, head: dict[str, Any], nodes: Sequence[Node], years: Sequence[Year]) -> dict[str, Any]:
        measure = find_measure(self.measure)
        remarks = [Remark("no-years")] if not years else []
        if years and years[-1].undated:
            last = years[-1]
            remarks = [Remark("undated", undated=last.undated, edges=last.coverage.edges, year=str(last.year))]
        remarks += nothing_left(head["coverage"])
        return {
            **head,
            "measure": self.measure,
            "parameters": {"weighted": self.weighted} if measure.weightable else {},
            "meaning": measure.meaning,
            "step": self.step,
            **remarked(remarks),
            "nodes": [{"id": node.iri, "label": node.label} for node in nodes],
            "series": [_year(year, nodes) for year in years],
        }


def _year(year: Year, nodes: Sequence[Node]) -> dict[str, Any]:
    scores = zip(nodes, year.scores, strict=True)
    return {
        "year": f"{year.year:04}",
        "coverage": asdict(year.coverage),
        "density": round(year.density, 9),
        "undated": year.undated,
        "first": [
            {"id": each.iri, "label": each.label, "score": each.score, "rank": each.rank}
            for each in year.ranking.scores
        ],
        "scores": [{"id": node.iri, "score": score and score[0], "rank": score and score[1]} for node, score in scores],
    }


def _row(year: Year) -> Sequence[Any]:
    size = (year.coverage.nodes, year.coverage.edges, year.coverage.components, round(year.density, 9))
    best = [(score.label, score.score) for score in year.ranking.scores[:1]]
    scores = (value for score in year.scores for value in (score or ("", "")))
    return (f"{year.year:04}", *size, year.undated, *(best[0] if best else ("", "")), *scores)
