"""Networks over time: the parameters, and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from api.http.negotiation import Excel
from api.representations.models.base import Body, CodedRemarks, bounded
from api.representations.models.networks import Node, OfView, Score, Unscored
from api.representations.models.questions import Directed, Filtered
from kg.network import Coverage
from kg.network import Series as SeriesQuestion
from kg.query.comparison import Comparing

_MOMENT = "A date (2025, 2025-03, 2025-03-14) as of which the network is meant, or a version of the graph (v7)."


_NO_OTHER = "Not here: the times are told otherwise."


class SeriesWishes(Filtered):
    """Which years are wished, and what of each."""

    as_of: Literal[""] = Field("", description=_NO_OTHER)
    since: Literal[""] = Field("", description=_NO_OTHER)
    directed: Directed = True
    measure: str = Field("degree", description="The measure of which the first are named.")
    weighted: bool = Field(False, description="Let strong edges count as short.")
    top: Annotated[int, bounded(SeriesQuestion, "top")] = Field(3, description="How many of the first are named.")
    first: str = Field(
        "", alias="from", description="The first year; else that which records tell of.", examples=["2015"]
    )
    last: str = Field("", alias="to", description="The last year; else that which records tell of.", examples=["2025"])
    until: Literal[""] = Field("", description=_NO_OTHER)
    step: Literal["cumulative", "each"] = Field(
        "cumulative", description="Whether a year has all that began by its end, or what took place in it."
    )
    node: tuple[str, ...] = Field((), description="Also the scores of this node; give it several times for several.")
    excel: Excel = False

    def question(self, nodes: Sequence[str]) -> SeriesQuestion:
        """Give the question that is meant, about these nodes. Raises UnknownName and UnreadableInput."""
        return SeriesQuestion(self.measure, self.weighted, self.top, self.first, self.last, self.step, tuple(nodes))


class CompareWishes(Filtered):
    """What is compared with what."""

    as_of: Literal[""] = Field("", description=_NO_OTHER)
    directed: Directed = True
    from_: str = Field(alias="from", description=_MOMENT, examples=["2020"])
    to: str = Field(description=_MOMENT, examples=["2025"])
    measure: str = Field("pagerank", description="The measure of the ranks.")
    weighted: bool = Field(False, description="Let strong edges count as short.")
    limit: Annotated[int, bounded(Comparing, "limit")] = Field(1000, description="The most items of each kind.")
    excel: Excel = False


class NodeScore(Body):
    """The score of a chosen node in a year, null where it is not there or has none."""

    id: str
    score: float | None
    rank: int | None


class Year(Body):
    """The network of a year."""

    year: str
    coverage: Coverage
    density: Annotated[float, Field(description="The share of the pairs of nodes that are linked.")]
    undated: Annotated[int, Field(description="How many of the edges have no date.")]
    first: list[Score]
    scores: list[NodeScore]


class Series(OfView):
    """A network year by year."""

    measure: str
    parameters: dict[str, bool | float | str]
    meaning: str
    step: Literal["cumulative", "each"]
    remarks: list[str]
    coded_remarks: CodedRemarks
    nodes: list[Unscored]
    series: list[Year]


class ComparedSide(Body):
    """One of the two networks that are compared."""

    of: Annotated[str, Field(description="The date or the version that was asked for.")]
    version: int
    coverage: Coverage


class SomeNodes(Body):
    """Nodes, at most as many as were asked for."""

    items: list[Node]
    total: int
    truncated: bool


class ComparedNodes(Body):
    """The nodes that are on one side only."""

    entered: SomeNodes
    left: SomeNodes


class ComparedEdge(Body):
    """An edge that entered, left or changed, as it was and as it is."""

    source: str
    source_label: str
    target: str
    target_label: str
    role: str
    change: Literal["entered", "left", "changed"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class SomeEdges(Body):
    """Edges, at most as many as were asked for."""

    items: list[ComparedEdge]
    total: int
    truncated: bool


class ComparedRank(Body):
    """A node with another rank than before, null where it has none."""

    id: str
    label: str
    before: int | None
    after: int | None


class SomeRanks(Body):
    """Ranks, at most as many as were asked for."""

    items: list[ComparedRank]
    total: int
    truncated: bool


class NetworkComparison(OfView):
    """What entered and left a network, and whose ranks moved."""

    before: ComparedSide
    after: ComparedSide
    nodes: ComparedNodes
    edges: SomeEdges
    measure: str
    meaning: str
    ranks: SomeRanks
    remarks: list[str]
    coded_remarks: CodedRemarks


MODELS: tuple[type[Body], ...] = (Series, NetworkComparison)
