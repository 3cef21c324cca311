"""How a network changes from year to year: its size, who is first, and the scores of chosen nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.dates import years_of
from kg.errors import UnreadableInput
from kg.network.columns import Columns
from kg.network.declarations import View
from kg.network.filters import Filters
from kg.network.graphs import positions
from kg.network.model import Network, Node
from kg.network.ranking.rank import Coverage, Ranking, rank, ranks_of, scores_of
from kg.network.structure.exploring import find_node
from kg.sentences import Sentence

CUMULATIVE, EACH = "cumulative", "each"
STEPS = (CUMULATIVE, EACH)
"""What the network of a year has: all that began by its end, or what took place in it."""
MOST_YEARS = 200


def years_told(columns: Columns, view: View) -> tuple[int, int] | None:
    """Give the first and the last year that a record of a view tells of; None where none tells any."""
    fields = {field.iri for each in view.edge_classes if (field := each.record_class.fields.get("when"))}
    return years_of(time for each in fields for time in columns.column(each))


@dataclass(frozen=True, slots=True)
class Period:
    """The years to go through, the first and the last of them, or all that records tell of; and what each of them has.

    Raises UnreadableInput for what is no year, and for more than MOST_YEARS of them.
    """

    first: str = ""
    last: str = ""
    step: str = CUMULATIVE

    def __post_init__(self) -> None:
        for year in filter(None, (self.first, self.last)):
            if not (len(year) == 4 and year.isascii() and year.isdecimal() and int(year)):
                raise UnreadableInput(Sentence("%(year)r is not a year", year=year), Sentence("Write 2025."))
        if self.first and self.last:
            _demand_few(int(self.first), int(self.last))

    def years(self, told: tuple[int, int] | None) -> range:
        """Give the years, where those that records tell of are `told`."""
        if told is None and not (self.first and self.last):
            return range(0)
        earliest_, latest = told or (0, 0)
        first, last = int(self.first or min(earliest_, int(self.last or earliest_))), int(self.last or latest)
        _demand_few(first, max(first, last))
        return range(first, max(first, last) + 1)

    def filters(self, filters: Filters, year: int) -> Filters:
        """Limit filters to a year."""
        if self.step == CUMULATIVE:
            return replace(filters, as_of=f"{year:04}")
        return replace(filters, since=f"{year:04}", until=f"{year:04}")


@dataclass(frozen=True, slots=True)
class Measured:
    """What is computed of each year: a measure, and how many of its first are named."""

    measure: str
    weighted: bool = False
    top: int = 3


@dataclass(frozen=True, slots=True)
class Year:
    """The network of a year.

    `density` is the share of the pairs of nodes that are linked. `undated` counts the edges without a date. `scores`
    are those of the chosen nodes with their ranks, None for one that is not there or has none.
    """

    year: int
    coverage: Coverage
    density: float
    undated: int
    ranking: Ranking
    scores: tuple[tuple[float, int] | None, ...]


def chosen_nodes(network: Network, references: Sequence[str]) -> list[Node]:
    """Find nodes, by IRI or by name, in the network of all years. Raises what :func:`find_node` does."""
    return network.lookup.nodes([find_node(network, each) for each in references])


def measured(network: Network, year: int, of: Measured, nodes: Sequence[Node]) -> Year:
    """Measure the network of a year, and some nodes of it."""
    ranking = rank(network, of.measure, weighted=of.weighted, top=of.top)
    values = scores_of(network, of.measure, weighted=of.weighted).values
    ranks, place = ranks_of(values), positions(network)
    places = [place.get(node.iri, -1) for node in nodes]
    count, pairs = len(network.iris), len(network.pairs[0])
    return Year(
        year,
        ranking.coverage,
        pairs * (1 if network.directed else 2) / max(count * (count - 1), 1),
        ranking.coverage.undated_edges,
        ranking,
        tuple((float(values[each]), int(ranks[each])) if each >= 0 and ranks[each] else None for each in places),
    )


def _demand_few(first: int, last: int) -> None:
    if first > last:
        raise UnreadableInput(
            Sentence("the year %(first)s is after the year %(last)s", first=first, last=last),
            Sentence("Give the earlier one first."),
        )
    if last - first >= MOST_YEARS:
        raise UnreadableInput(
            Sentence("%(count)s years are too many", count=last - first + 1),
            Sentence("Give at most %(most)s of them.", most=MOST_YEARS),
        )
