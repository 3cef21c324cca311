"""Who stands between two sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from api.http.negotiation import Excel
from api.representations.models.base import Body, CodedRemarks, bounded
from api.representations.models.networks import Edge, Node, OfView, Placed, Stability
from api.representations.models.questions import StabilityWishes
from kg.network import Bridging

_SIDE = "A place, which stands for all nodes in it, or a node: IRI, collection/id or name."


class BetweenWishes(StabilityWishes):
    """Between whom bridges are looked for."""

    one: str = Field(description=_SIDE, examples=["West Midlands"])
    other: str = Field(description=_SIDE, examples=["South Korea"])
    top: Annotated[int, bounded(Bridging, "top")] = Field(20, description="At most so many.", examples=[10])
    excel: Excel = False

    def question(self, node: Callable[[str], str]) -> Bridging:
        """Give the question, its sides as `node` gives them. Raises UnreadableInput for a wish that has no effect."""
        self.demand_effect()
        return Bridging(node(self.one), node(self.other), self.top, self.stability, self.resamples, self.seed)


class Side(Node):
    """A place or a node, and those who are its ends of ways."""

    is_place: bool
    members: list[Node]


class WayThrough(Body):
    """A shortest way from one side to the other."""

    length: int
    nodes: list[Node]
    edges: list[Edge]


class BridgingNode(Node, Placed):
    """One that lies on shortest ways between both sides."""

    rank: int
    score: Annotated[float, Field(description="The pairs that it links, each by its share of their shortest ways.")]
    share: Annotated[float, Field(description="The same as a share of all pairs that are linked.")]
    side: Annotated[Literal["one", "other", "both"] | None, Field(description="The side that it is on itself.")]
    way: Annotated[WayThrough | None, Field(description="For the first three, a way through it with its records.")]


class Between(OfView):
    """Who bridges two sides, the most first."""

    meaning: str
    exactness: str
    remarks: list[str]
    coded_remarks: CodedRemarks
    one: Side
    other: Side
    shared: Annotated[list[Node], Field(description="What is on both sides, and an end of neither.")]
    pairs: Annotated[int, Field(description="How many pairs there are, one from each side.")]
    linked_pairs: Annotated[int, Field(description="How many of them hang together.")]
    total_bridges: int
    bridges: list[BridgingNode]
    stability: Stability | None = None


MODELS: tuple[type[Body], ...] = (Between,)
