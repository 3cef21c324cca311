"""Networks, and what is computed of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.representations.models.base import Body, CodedRemarks, Number
from kg.network import Coverage
from kg.quoting import Quote


class View(Body):
    """A network that there is."""

    name: str
    label: str
    description: str
    directed: bool


class Measure(Body):
    """A number that is computed for each node."""

    name: str
    meaning: str
    exactness: str
    weightable: Annotated[bool, Field(description="Whether strong edges may count as short.")]


class Views(Body):
    """What there is to ask."""

    views: list[View]
    measures: list[Measure]


class Node(Body):
    """Somebody or something at the end of an edge; `type` and `kind` are empty where it has no record here."""

    id: str
    label: str
    type: str
    kind: str
    same_as: Annotated[tuple[str, ...], Field(description="IRIs of which links say that they are the same.")] = ()
    scores: dict[str, float] = Field(default_factory=dict, description="By measure, where `measures` asks for them.")
    community: Annotated[int | None, Field(description="The number of its community, where that is asked for.")] = None
    x: Annotated[float | None, Field(description="Where it is in a picture, to the right, with `layout`.")] = None
    y: Annotated[float | None, Field(description="The same, down.")] = None


class Amount(Body):
    """A figure on an edge, in one currency and of one kind."""

    currency: str
    kind: str
    value: Number
    bound: str
    joint: Annotated[bool, Field(description="Several gave or received it together, without a split.")]
    doubtful: bool
    records: list[str]


class Edge(Body):
    """All that links two nodes in one role."""

    source: str
    target: str
    role: str
    weight: Annotated[Number, Field(description="The number of distinct facts, or their money where that weighs.")]
    confidence: Literal["", "stated", "implied", "ambiguous"]
    when: Annotated[list[str], Field(description="The times that the records tell (EDTF).")]
    begins: Annotated[str, Field(alias="from", description="The earliest day, month or year of them, if that is told.")]
    until: Annotated[str, Field(description="The latest.")]
    precision: Annotated[str, Field(description="That of the less precise of both, such as day, year or decade.")]
    amounts: list[Amount]
    records: Annotated[list[str], Field(description="The IRIs of the records on which it rests.")]
    evidence: Annotated[list[str], Field(description="The IRIs of the evidence of the records.")]
    facts: list[str]
    activities: tuple[str, ...] = ()


class OfView(Body):
    """What every answer about a network tells: how to have it again, and how much it rests on."""

    view: str
    recipe: str
    digest: Annotated[str, Field(description="SHA-256 of what the recipe says.")]
    options: Annotated[
        dict[str, bool | str | list[str]], Field(description="What was asked otherwise than by default.")
    ]
    version: int
    coverage: Coverage


class Extent(Body):
    """How much there is."""

    nodes: int
    edges: int


class Ties(Body):
    """The lines of a picture: of each the places of both ends in `nodes`, and its weight."""

    items: list[tuple[int, int, float]]
    total: int


class Foremost(Body):
    """One of the best linked of a group."""

    id: str
    label: str


class CommunityName(Body):
    """A community by its number, 1 for the largest, called after the best linked within it."""

    number: int
    label: str
    size: int
    best_linked: Annotated[list[Foremost], Field(description="Those after which it is called.")]


class NetworkGroup(CommunityName):
    """A community in a picture: the foremost of its members, how many there are, and its bubble."""

    names: list[str]
    sureness: Annotated[float, Field(description="The mean of those of its members; 1 with one run.")]
    x: float
    y: float
    radius: float


class GroupLink(Body):
    """How many ties lead from members of one group to members of another, by the places of both in the list."""

    one: int
    other: int
    ties: int


class NetworkGroups(Body):
    """The communities of a whole network: how many there are, and the largest as bubbles."""

    total: int
    runs: Annotated[int, Field(description="How often it was divided; less often where it has many ties.")]
    agreement: Annotated[float, Field(description="Mean adjusted Rand index of the runs: 1 the same, 0 by chance.")]
    items: list[NetworkGroup]
    links: Annotated[list[GroupLink], Field(description="What links these, the most ties first.")]


class Network(OfView):
    """A network, or a part of it."""

    directed: bool
    truncated: Annotated[bool, Field(description="Whether nodes were left out because there were too many.")]
    total_nodes: Annotated[int, Field(description="How many nodes the view has.")]
    whole: Annotated[Extent, Field(description="The size of what was asked for, of which this may be a part.")]
    focus: Annotated[tuple[str, ...], Field(description="The IRI of the node that was asked about.")] = ()
    ties: Annotated[Ties | None, Field(description="With `layout`.")] = None
    years: Annotated[
        tuple[int, int] | None, Field(description="With `layout`, the first and the last that records tell of.")
    ] = None
    community: Annotated[CommunityName | None, Field(description="The community that was asked for.")] = None
    groups: Annotated[
        NetworkGroups | None, Field(description="With `layout`, the communities of a whole that is drawn by these.")
    ] = None
    nodes: list[Node]
    edges: list[Edge]


class Placed(Body):
    """With `stability`, how far a rank can be relied on."""

    rank_interval: Annotated[
        tuple[int, int] | None, Field(description="With `stability`, the first and the last rank that it may have.")
    ] = None
    scenario_ranks: Annotated[
        dict[str, int | None] | None,
        Field(description="With `stability`, its rank without what is less sure; null where it has none then."),
    ] = None


class Score(Placed):
    """The score of a node; equal scores share a rank."""

    id: str
    label: str
    score: float
    rank: int


class Unscored(Body):
    """A node of which a measure is not defined."""

    id: str
    label: str


class Some(Body):
    """Nodes, of which the best ranked are named."""

    count: int
    nodes: list[Unscored]


class Scenario(Body):
    """A ranking without what is less sure."""

    without: Literal["ambiguous", "implied", "single-source"]
    facts: Annotated[int, Field(description="How many facts are left.")]
    nodes: Annotated[int, Field(description="How many nodes have an edge then.")]
    correlation: Annotated[float | None, Field(description="With the whole ranking (Spearman).")]
    first: Some


class Stability(Body):
    """How far a ranking can be relied on."""

    level: Annotated[float, Field(description="How likely it is, at least, that all intervals hold.")]
    resamples: int
    seed: int
    facts: Annotated[int, Field(description="How many distinct facts there are, of which half were left out.")]
    coefficient: Annotated[
        float, Field(description="Largest share of the facts that can be dropped while ranks still correlate.")
    ]
    correlation: Annotated[float, Field(description="What `still correlate` means.")]
    may_be_first: Some
    alike: Annotated[
        list[tuple[int, int]],
        Field(description="Stretches of ranks in which nobody is certainly behind the first of them."),
    ]
    scenarios: list[Scenario]


class Ranking(OfView):
    """The nodes by a measure, best first."""

    measure: str
    parameters: dict[str, bool | float | str]
    meaning: str
    exactness: str
    remarks: list[str]
    coded_remarks: CodedRemarks
    scores: list[Score]
    undefined: list[Unscored]
    stability: Stability | None = None


class Step(Edge):
    """An edge of a path, with the passages that tell of it."""

    passages: list[Quote]


class Path(Body):
    """A way from one node to another."""

    length: Annotated[int, Field(description="The number of its steps.")]
    distance: Annotated[float | None, Field(description="The sum of 1/weight, where that is asked for.")] = None
    exact_distance: Annotated[str | None, Field(description="The same as a fraction.")] = None
    nodes: list[Node]
    edges: list[Step]


class Piece(Body):
    """What one of two nodes hangs together with; `alike` are those of it whose names are like one of the other's."""

    node: Node
    piece_size: int
    best_linked: list[Node]
    alike: list[Node]
    inside: Annotated[list[Node], Field(description="Where it is a place, the best linked of what lies in it.")]


class Elsewhere(Body):
    """A view in which two are linked, with the same filters or without any."""

    view: str
    filtered: bool
    length: int


class Misses(Body):
    """What comes near a path that there is not."""

    source: Annotated[Piece, Field(alias="from")]
    target: Annotated[Piece, Field(alias="to")]
    against_direction: Annotated[int | None, Field(description="Steps between them whatever the direction.")]
    elsewhere: list[Elsewhere]


class Paths(OfView):
    """Ways from one node to another; `truncated` says that there are more, and `misses` is there if there is none."""

    choice: str
    truncated: bool
    paths: list[Path]
    misses: Misses | None = None


class CommunityMember(Node):
    """A node of a community."""

    sureness: Annotated[float, Field(description="How much of its community it has in the other runs, on average.")]


class AboutPiece(Body):
    """A connected piece, called after the best linked of it."""

    label: str
    size: int
    best_linked: list[str]


class AboutCommunity(AboutPiece):
    """A group, called after the best linked within it."""

    sureness: Annotated[float, Field(description="The mean of those of its members.")]


class Bubble(Body):
    """A group in a picture of the whole."""

    x: float
    y: float
    radius: float


class Communities(OfView):
    """Groups by the IRIs of their members, and what is to be said of each, in the same order."""

    seed: int
    resolution: float
    weighted: bool
    runs: int
    modularity: float
    agreement: Annotated[float, Field(description="Mean adjusted Rand index of the runs: 1 the same, 0 by chance.")]
    remarks: list[str]
    coded_remarks: CodedRemarks
    communities: list[list[str]]
    about: list[AboutCommunity]
    nodes: list[CommunityMember]
    bubbles: Annotated[list[Bubble], Field(description="The largest groups in a picture, in the same order.")]
    links: Annotated[list[GroupLink], Field(description="What links these, the most ties first.")]


class Components(OfView):
    """Connected pieces by the IRIs of their members."""

    components: list[list[str]]
    about: Annotated[list[AboutPiece], Field(description="What is to be said of each, in the same order.")]
    nodes: list[Node]


MODELS: tuple[type[Body], ...] = (Views, Network, Ranking, Paths, Communities, Components)
