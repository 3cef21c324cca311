"""How networks are built: figures, cuts, concentration, likeness, and what would be without some of their nodes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from api.http.negotiation import Excel
from api.representations.models.base import Body, CodedRemarks, bounded
from api.representations.models.networks import Edge, Node, OfView
from api.representations.models.questions import Directed, Filtered
from kg.network import Bridges as AskedBridges
from kg.network import Concentrated, Figures, NetworkQuestion, Similar, Suggested, Without

_NODE = "IRI, collection/id or name."
_SHOWN = "At most so many."


class StructureWishes(Filtered, ABC):
    """What all of these wishes have."""

    excel: Excel = False

    @abstractmethod
    def question(self, node: Callable[[str], str]) -> NetworkQuestion:
        """Give the question, its nodes as `node` gives them. Raises what the question does."""

    def directions(self) -> bool:
        """Tell whether edges keep their directions, if the view has any."""
        return True


class _Directed(StructureWishes, ABC):
    """A wish that may be told otherwise of a network without directions."""

    directed: Directed = True

    def directions(self) -> bool:
        """Tell whether edges keep their directions, if the view has any."""
        return self.directed


class SummaryWishes(_Directed):
    """Which network is to be told in figures."""

    def question(self, _: Callable[[str], str]) -> NetworkQuestion:
        """Give the question."""
        return Figures()


class BridgeWishes(StructureWishes):
    """How many cut nodes and bridges are wished."""

    top: Annotated[int, bounded(AskedBridges, "top")] = Field(50, description="At most so many of each.", examples=[10])

    def question(self, _: Callable[[str], str]) -> NetworkQuestion:
        """Give the question."""
        return AskedBridges(self.top)


class ConcentrationWishes(_Directed):
    """How many of the largest are wished."""

    top: Annotated[int, bounded(Concentrated, "top")] = Field(10, description=_SHOWN, examples=[10])

    def question(self, _: Callable[[str], str]) -> NetworkQuestion:
        """Give the question."""
        return Concentrated(self.top)


class SimilarWishes(StructureWishes):
    """Who is to be compared, and how."""

    node: str = Field(description=_NODE, examples=["organisations/innovate-uk"])
    other: str = Field("", description=f"Only this one. {_NODE}", examples=["organisations/wayra-uk"])
    by: Literal["jaccard", "cosine", "adamic-adar"] = Field("jaccard", description="How to compare.")
    top: Annotated[int, bounded(Similar, "top")] = Field(10, description=_SHOWN, examples=[10])

    def question(self, node: Callable[[str], str]) -> NetworkQuestion:
        """Give the question."""
        return Similar(node(self.node), node(self.other), self.by, self.top)


class SuggestionWishes(StructureWishes):
    """To whom links are to be suggested."""

    node: str = Field("", description=f"Links of this one only. {_NODE}", examples=["organisations/innovate-uk"])
    top: Annotated[int, bounded(Similar, "top")] = Field(10, description=_SHOWN, examples=[10])

    def question(self, node: Callable[[str], str]) -> NetworkQuestion:
        """Give the question."""
        return Suggested(node(self.node), self.top)


class WithoutWishes(_Directed):
    """Who is to be taken out, and what is to be told of it."""

    node: tuple[str, ...] = Field(
        min_length=1,
        max_length=1_000,
        description=f"{_NODE} Give it several times for several.",
        examples=[["organisations/innovate-uk"]],
    )
    measure: str = Field("pagerank", description="By which measure ranks are compared.", examples=["betweenness"])
    top: Annotated[int, bounded(Without, "top")] = Field(20, description="At most so many of each.", examples=[20])

    def question(self, node: Callable[[str], str]) -> NetworkQuestion:
        """Give the question. Raises UnknownName."""
        return Without(tuple(map(node, self.node)), self.measure, self.top)


class Figure(Body):
    """One figure of a network."""

    name: str
    value: Annotated[float | None, Field(description="null where it is not defined, or only known within bounds.")]
    meaning: str
    formula: str
    source: str
    exactness: str
    bounds: Annotated[tuple[int, int] | None, Field(description="Where it is not settled, it lies within these.")]


class Summary(OfView):
    """A network in figures."""

    figures: list[Figure]


class CutNode(Node):
    """A node without which its connected piece falls apart."""

    parts: Annotated[int, Field(description="How many parts it falls into.")]
    cut_off: Annotated[int, Field(description="How many nodes are not in the largest of them.")]


class Bridge(Body):
    """A link without which a connected piece falls in two."""

    source: Node
    target: Node
    beyond: Annotated[int, Field(description="How many nodes are in the smaller part.")]
    edges: list[Edge]


class Bridges(OfView):
    """Without what a network falls apart, those first that cut off most."""

    total_cut_nodes: int
    cut_nodes: list[CutNode]
    total_bridges: int
    bridges: list[Bridge]


class Part(Node):
    """One that has a part in the whole."""

    rank: int
    value: Annotated[int | float, Field(description="Facts, or money where that weighs.")]
    share: float
    cumulative_share: Annotated[float, Field(description="Its own and of those before it.")]


class Concentration(Body):
    """How far a total is that of a few; null where there is no total."""

    of: Literal["strength", "in-strength", "out-strength"]
    meaning: str
    count: Annotated[int, Field(description="How many have a part in it.")]
    total: int | float
    herfindahl: Annotated[float | None, Field(description="Sum of the squared shares: 1 where one has all.")]
    effective: Annotated[float | None, Field(description="How many with equal shares would be as concentrated.")]
    gini: Annotated[float | None, Field(description="0 where all have the same.")]
    top_shares: Annotated[dict[str, float], Field(description="The share of the largest 1, 3, 5 and 10.")]
    largest: list[Part]


class Concentrations(OfView):
    """How far the links of a network are those of a few."""

    concentration: list[Concentration]


class Named(Body):
    """A node by its name."""

    id: str
    label: str


class Shared(Named):
    """A neighbour that two share."""

    neighbours: Annotated[int, Field(description="How many neighbours it has.")]


class Compared(Node):
    """The node that others are compared with."""

    neighbours: int


class Similarity(Node):
    """One that shares neighbours with the node."""

    jaccard: float
    cosine: float
    adamic_adar: float
    shared: Annotated[int, Field(description="How many neighbours both have.")]
    neighbours: int
    linked: Annotated[bool, Field(description="Whether both are linked with each other.")]
    shared_neighbours: Annotated[list[Shared], Field(description="Ten of them at most, the least linked first.")]


class Similarities(OfView):
    """Who is linked to the same as a node, the most alike first."""

    by: str
    meaning: str
    node: Compared
    similar: list[Similarity]


class Suggestion(Body):
    """Two that are not linked, with the reason why they might be."""

    source: Node
    target: Node
    adamic_adar: float
    shared: int
    shared_neighbours: Annotated[list[Shared], Field(description="Ten of them at most, the least linked first.")]


class Suggestions(OfView):
    """Who is not linked though both are linked to the same, those first who share most."""

    meaning: str
    remarks: list[str]
    coded_remarks: CodedRemarks
    suggestions: list[Suggestion]


class Size(Body):
    """How large a network is."""

    nodes: int
    pairs: int
    components: int
    largest: Annotated[int, Field(description="Nodes of the largest piece.")]


class Fragment(Body):
    """What a connected piece falls into; the members of the largest part are not listed."""

    size: int
    members: list[Named]


class Losing(Named):
    """One who loses neighbours."""

    neighbours: Annotated[int, Field(description="How many it had.")]
    lost: list[Named]


class Standing(Body):
    """A score and its rank."""

    score: float
    rank: int


class Moved(Named):
    """One that stays, whose rank changes among those that stay: upwards where `change` is positive."""

    before: Standing
    after: Standing
    change: int


class Remainder(OfView):
    """A network without some of its nodes. `coverage` is that of the whole."""

    removed: list[Node]
    before: Size
    after: Size
    parts: Annotated[list[list[Fragment]], Field(description="By piece that falls apart, its largest part first.")]
    alone: Annotated[list[Named], Field(description="Those who have no neighbour left.")]
    total_losing: int
    losing: Annotated[list[Losing], Field(description="Those first who lose the largest share of their neighbours.")]
    measure: str
    changes: list[Moved]


MODELS: tuple[type[Body], ...] = (Summary, Bridges, Concentrations, Similarities, Suggestions, Remainder)
